"""The order of a run of metrics, and what it yields."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from campus5g.gateway.metrics.core_driver import CoreSample
from campus5g.gateway.metrics.gnb_driver import CellReport

LONGEST_S = 600.0


class MetricsOrder(BaseModel):
    """For how long to listen."""

    seconds: Annotated[float, Field(ge=0, le=LONGEST_S, description="0 for a single reading.")] = 0
    interval_ms: Annotated[
        float,
        Field(ge=500, le=60_000, description="Interval between questions to the core."),
    ] = 1000


class CoreReading(BaseModel):
    """The core's metrics at one time."""

    kind: Literal["core"] = "core"
    at: float = Field(description="Unix time in seconds.")
    samples: list[CoreSample]


class InfoReading(BaseModel):
    """What is connected, as Open5GS' info API names it."""

    kind: Literal["info"] = "info"
    at: float = Field(description="Unix time in seconds.")
    ues: list[dict[str, Any]]
    gnbs: list[dict[str, Any]]
    sessions: list[dict[str, Any]]


class GnbReading(BaseModel):
    """One report of the gNB's scheduler."""

    kind: Literal["gnb"] = "gnb"
    at: float = Field(description="Unix time of arrival, in seconds.")
    cells: list[CellReport]


class SilentReading(BaseModel):
    """A source that did not answer; the others go on."""

    kind: Literal["silent"] = "silent"
    at: float = Field(description="Unix time in seconds.")
    source: Literal["core", "gnb"]
    detail: str


Reading = CoreReading | InfoReading | GnbReading | SilentReading


class MetricsRun(BaseModel):
    """The whole run: the last line of the stream."""

    order: MetricsOrder
    emulated: bool = Field(description="Whether the network is a virtual kit's.")
    measurement: str = Field(description="The id that its attestation is requested by.")
