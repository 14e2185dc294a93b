"""The order of a signal measurement, and what it yields."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

LONGEST_S = 600.0

Registration = Literal["not registered", "home", "searching", "denied", "unknown", "roaming"]


class SignalOrder(BaseModel):
    """What to measure."""

    ue: Annotated[str, Field(min_length=1, max_length=64)]
    seconds: Annotated[float, Field(gt=0, le=LONGEST_S)] = 10.0
    interval_ms: Annotated[float, Field(ge=100, le=60_000)] = 500.0


class Reading(BaseModel):
    """What a modem reports about its cell; null where it reports nothing."""

    rsrp_dbm: float | None = None
    rsrq_db: float | None = None
    sinr_db: float | None = None
    system: Literal["NR5G-SA", "NR5G-NSA"] | None = Field(
        default=None, description="NR standalone (SA), or beside LTE (NSA)."
    )
    band: str | None = None
    arfcn: int | None = None
    physical_cell: int | None = None
    cell: str | None = Field(default=None, description="NR cell identity, hexadecimal.")
    network: str | None = Field(default=None, description="PLMN.")
    registration: Registration = "unknown"


class SignalSample(Reading):
    """One reading."""

    at: float = Field(description="When the modem was asked: Unix time in seconds.")


class SignalRun(BaseModel):
    """The whole measurement: the last line of the stream."""

    order: SignalOrder
    emulated: bool = Field(description="Whether the radio is a virtual kit's model.")
    measurement: str = Field(description="The id that its attestation is requested by.")
