"""The order of a latency measurement, and what it yields."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

MOST_SAMPLES = 10_000
LONGEST_S = 600.0
LOSS_S = 3.0
"""A probe that has not come back after this time is lost."""


BUSY_MS = 0.5
"""By how much more than the model's delay a probe takes when the machine was busy."""


class LatencyOrder(BaseModel):
    """What to measure."""

    ue: Annotated[str, Field(min_length=1, max_length=64)]
    via: Literal["stamp", "irtt", "icmp"] = "stamp"
    count: Annotated[int, Field(ge=1, le=MOST_SAMPLES)] = 200
    interval_ms: Annotated[float, Field(ge=1, le=10_000)] = 20
    size_bytes: Annotated[int, Field(ge=60, le=1372, description="Of the UDP or ICMP payload.")] = (
        64
    )

    port: Annotated[int, Field(ge=1024, le=65_535)] | None = Field(
        default=None,
        description="The site's UDP port, for STAMP; null for any. The network knows a QoS flow "
        "by it.",
    )

    @property
    def seconds(self) -> float:
        """Time from the first to the last probe."""
        return self.count * self.interval_ms / 1000


class Leg(BaseModel):
    """The radio model's account of one leg over the air."""

    total_ms: float
    parts_ms: dict[str, float] = Field(description="Its parts, in milliseconds.")
    transmissions: int = Field(description="How many times HARQ sent the last part.")


class Sample(BaseModel):
    """One probe."""

    sequence: int
    sent_at: float = Field(description="Unix time in seconds.")
    rtt_ms: float | None = Field(description="Null for a probe that was lost.")
    downlink: Leg | None = Field(
        default=None, description="Emulated: the radio model's account, on a virtual kit only."
    )
    uplink: Leg | None = None
    wires_ms: float | None = Field(
        default=None, description="Emulated: the delay outside the air, both ways."
    )
    machine_busy: bool | None = Field(
        default=None,
        description="Whether it took over 0.5 ms longer than the model's delay, because the "
        "machine was busy; null where no model accounts for it, as on a real kit.",
    )


class LatencyRun(BaseModel):
    """The whole measurement: the last line of the stream."""

    order: LatencyOrder
    emulated: bool = Field(description="Whether the network is a virtual kit's.")
    measurement: str = Field(description="The id that its attestation is requested by.")
