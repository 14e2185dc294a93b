"""The marks that a kit has to reach before it is lent: defaults that an inventory may change.

Defaults are for one cell indoors without other users. Round trips: 1.5 times the 16, 22 and
27 ms of the published campus-like network CICV5G. Rates: one bit a second for each hertz and each
slot of that way, which a single antenna layer in 16QAM reaches. How far the robot may roll follows
from its own limits and has no mark to set.
"""

from typing import Annotated

from pydantic import Field

from campus5g.manifest import Part

Percent = Annotated[float, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0)]


class RoundTrips(Part):
    """The highest round-trip times, in milliseconds, and how many packets may be lost."""

    p50_ms: Positive = 24.0
    p95_ms: Positive = 33.0
    p99_ms: Positive = 41.0
    lost_percent: Percent = 1.0
    packets: Annotated[int, Field(ge=100, le=10_000)] = 600


class Rates(Part):
    """The lowest rates in Mbit/s; by default what the cell's bandwidth and frame give."""

    down_mbps: Positive | None = None
    up_mbps: Positive | None = None
    seconds: Annotated[int, Field(ge=1, le=60)] = 5


class Coverage(Part):
    """The signal strength that a share of the places reached by the robot must have."""

    rsrp_dbm: Annotated[float, Field(ge=-140, le=-40)] = -105.0
    percent: Percent = 95.0
    drive_s: Annotated[float, Field(ge=5, le=600)] = 90.0


class Acceptance(Part):
    """All marks of a kit's acceptance.

    Args:
        device: the UE that registers repeatedly; by default the first registered one.
        attempts: how often it registers.
        attached_percent: the share of these that must succeed.
        registration_s: the longest that a registration may take.
        clock_offset_ms: between gateway, robot and the machine that accepts.
        recovery_s: from an outlet's power cycle until the device it feeds is back.
    """

    device: str | None = None
    attempts: Annotated[int, Field(ge=1, le=200)] = 20
    attached_percent: Percent = 100.0
    registration_s: Positive = 15.0
    round_trips: RoundTrips = RoundTrips()
    rates: Rates = Rates()
    coverage: Coverage = Coverage()
    clock_offset_ms: Positive = 100.0
    recovery_s: Positive = 180.0
