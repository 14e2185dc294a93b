"""A measurement that streams its samples, then its id at the gateway.

An interrupt, as by Jupyter's stop button, closes the stream, which ends it on the kit too.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import Display, Shown, Trace
from campus5g.language import t

_UPDATES_PER_SECOND = 5

Sample = Mapping[str, Any]
ProgressOf = Callable[[Sequence[Sample], float, bool], Shown]
"""Returns the progress for the samples so far, the seconds since the start, and the end."""


@dataclass(frozen=True)
class Samples:
    """The samples of a measurement.

    Args:
        samples: in the order in which they came.
        emulated: whether a virtual kit's model made them.
        measured: the measurement's id at the gateway.
    """

    samples: Sequence[Sample]
    emulated: bool
    measured: Measured


@dataclass(frozen=True)
class Listened:
    """The progress of a measurement of some seconds."""

    what: str
    samples: int
    elapsed_s: float
    max_s: float
    reason: str | None = None

    @property
    def text(self) -> str:
        """The progress on one line."""
        elapsed = decimal(min(self.elapsed_s, self.max_s), 0)
        limit = decimal(self.max_s, 0)
        return t(
            fr=f"{self.what} · {self.samples} relevés · {elapsed} / {limit} s",
            en=f"{self.what} · {self.samples} readings · {elapsed} / {limit} s",
        )

    @property
    def trace(self) -> Trace | None:
        """None: readings of many kinds do not have a common curve."""
        return None


def listening(what: str, seconds: float) -> ProgressOf:
    """Return a function that describes the progress of a measurement of so many seconds."""

    def tell(samples: Sequence[Sample], elapsed_s: float, over: bool) -> Listened:
        return Listened(what, len(samples), elapsed_s, seconds, "asked" if over else None)

    return tell


def sample(
    connection: GatewayConnection,
    operation: str,
    order: Mapping[str, Any],
    silence_s: float,
    display: Callable[[], Display],
    tell: ProgressOf,
) -> Samples:
    """Measure, showing progress; a replay kit serves what was kept.

    Args:
        connection: to the kit.
        operation: the gateway's name for it, e.g. ``latency``.
        order: what is measured, and how.
        silence_s: how long the kit may stay silent.
        display: opens the display of the progress.
        tell: returns the progress to show.

    Raises:
        KitError: the kit can't measure this, or breaks off.
    """
    if (served := connection.served(operation, order)) is not None:
        measurement, data = served
        kept = json.loads(data)
        measured = Measured(connection, measurement, "json")
        return Samples(kept["samples"], bool(kept["emulated"]), measured)
    samples: list[Sample] = []
    shown = display()
    began_s = time.monotonic()
    last_s = 0.0
    try:
        with connection.lines(f"/{operation}", silence_s=silence_s, order=order) as lines:
            for line in lines:
                message = json.loads(line)
                now_s = time.monotonic()
                if "problem" in message:
                    raise KitError(str(message["problem"]), str(message["remedy"]))
                if "measurement" in message:
                    shown.show(tell(samples, now_s - began_s, True))
                    measured = Measured(connection, str(message["measurement"]), "json")
                    return Samples(samples, bool(message["emulated"]), measured)
                samples.append(message)
                if now_s - last_s >= 1 / _UPDATES_PER_SECOND:
                    last_s = now_s
                    shown.show(tell(samples, now_s - began_s, False))
    finally:
        shown.close()
    raise KitError(
        t(fr="La mesure s’est interrompue.", en="The measurement was interrupted."),
        t(fr="Recommencez.", en="Try again."),
    )
