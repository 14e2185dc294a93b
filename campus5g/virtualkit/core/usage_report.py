"""A session's usage, as the UPF measures and reports it (TS 29.244, 5.2.2)."""

import asyncio
import time
from collections.abc import Callable
from enum import Enum

from campus5g.virtualkit.codecs import pfcp
from campus5g.virtualkit.codecs.pfcp import Elements, Ie


class Trigger(Enum):
    """Why usage is reported, as the bits of a Usage Report Trigger (8.2.41)."""

    VOLUME = b"\x02\x00\x00"
    TIME = b"\x04\x00\x00"
    END = b"\x00\x08\x00"


class Usage:
    """A URR that measures volume and time; every report starts a new measurement.

    Args:
        urr: the rule (Create URR).
        reached: called when a threshold is reached.
    """

    def __init__(self, urr: Elements, reached: Callable[[Trigger], None]) -> None:
        self._urr_id = urr.octets(Ie.URR_ID)
        self._reached = reached
        self._volume_bytes = (
            pfcp.read_volume_threshold(urr.octets(Ie.VOLUME_THRESHOLD))
            if urr.has(Ie.VOLUME_THRESHOLD)
            else None
        )
        self._time_s = urr.number(Ie.TIME_THRESHOLD) if urr.has(Ie.TIME_THRESHOLD) else None
        self._sequence = 0
        self._timer: asyncio.TimerHandle | None = None
        self._begin()

    def count(self, uplink_bytes: int, downlink_bytes: int) -> None:
        """Count a packet."""
        self._uplink_bytes += uplink_bytes
        self._downlink_bytes += downlink_bytes
        used_bytes = self._uplink_bytes + self._downlink_bytes
        if self._volume_bytes is not None and used_bytes >= self._volume_bytes:
            self._reached(Trigger.VOLUME)

    def report(self, trigger: Trigger) -> Elements:
        """Return a Usage Report, and start a new measurement."""
        now_s = time.time()
        measured = pfcp.volume(self._uplink_bytes, self._downlink_bytes)
        report = Elements(
            [
                (Ie.URR_ID, self._urr_id),
                (Ie.UR_SEQUENCE, self._sequence.to_bytes(4)),
                (Ie.USAGE_REPORT_TRIGGER, trigger.value),
                (Ie.START_TIME, pfcp.recovery_time_stamp(self._started_s)),
                (Ie.END_TIME, pfcp.recovery_time_stamp(now_s)),
                (Ie.VOLUME_MEASUREMENT, measured),
                (Ie.DURATION_MEASUREMENT, int(now_s - self._started_s).to_bytes(4)),
            ]
        )
        self._sequence += 1
        self._begin()
        return report

    def stop(self) -> None:
        """Stop measuring."""
        if self._timer is not None:
            self._timer.cancel()

    def _begin(self) -> None:
        self.stop()
        self._uplink_bytes = self._downlink_bytes = 0
        self._started_s = time.time()
        if self._time_s is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._time_s, self._reached, Trigger.TIME)
