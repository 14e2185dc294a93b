"""Measurement event A3: a neighbour becomes better than the serving cell (TS 38.331, 5.5.4.4)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class A3:
    """The parameters of an A3 event.

    Args:
        offset_db: the A3 offset.
        hysteresis_db: the margin added to enter the condition, and subtracted to leave it.
        time_to_trigger_s: how long the condition must hold.
    """

    offset_db: float
    hysteresis_db: float
    time_to_trigger_s: float


class A3Watch:
    """Evaluates the A3 event of one UE.

    Args:
        event: the event's parameters.
        reported: called with the neighbour's name, once each time the condition has held.
    """

    def __init__(self, event: A3, reported: Callable[[str], None]) -> None:
        self._event = event
        self._reported = reported
        self._neighbour: str | None = None
        self._timer: asyncio.TimerHandle | None = None

    def measure(self, serving_dbm: float, neighbours_dbm: dict[str, float]) -> None:
        """Evaluate a new RSRP measurement, in dBm."""
        event = self._event
        best = max(neighbours_dbm, key=lambda name: neighbours_dbm[name])
        if self._neighbour is not None:
            margin_db = neighbours_dbm.get(self._neighbour, float("-inf")) - serving_dbm
            if margin_db + event.hysteresis_db < event.offset_db or best != self._neighbour:
                self.stop()
        if self._neighbour is None:
            margin_db = neighbours_dbm[best] - serving_dbm
            if margin_db - event.hysteresis_db > event.offset_db:
                self._neighbour = best
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(event.time_to_trigger_s, self._report, best)

    @property
    def better(self) -> str | None:
        """The neighbour for which the condition holds and is not reported yet."""
        return self._neighbour if self._timer is not None else None

    def stop(self) -> None:
        """Cancel the running time to trigger."""
        if self._timer is not None:
            self._timer.cancel()
        self._neighbour = self._timer = None

    def _report(self, neighbour: str) -> None:
        self._timer = None
        self._reported(neighbour)
