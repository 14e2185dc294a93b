"""A measurement that streams: samples as they come, then how the gateway knows it.

To interrupt it, as Jupyter's stop button does, hangs up, and that ends it on the kit too.
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
Telling = Callable[[Sequence[Sample], float, bool], Shown]
"""From the samples so far, the seconds since the beginning and whether it is over: progress."""


@dataclass(frozen=True)
class Samples:
    """What was measured.

    Parameters:
        samples: in the order in which they came.
        emulated: whether a virtual kit's model made them.
        measured: how the gateway knows the measurement.
    """

    samples: Sequence[Sample]
    emulated: bool
    measured: Measured


@dataclass(frozen=True)
class Listened:
    """How a run that lasts some seconds stands."""

    what: str
    samples: int
    elapsed_s: float
    max_s: float
    reason: str | None = None

    @property
    def text(self) -> str:
        """One line for the reader."""
        elapsed = decimal(min(self.elapsed_s, self.max_s), 0)
        limit = decimal(self.max_s, 0)
        return t(
            fr=f"{self.what} · {self.samples} relevés · {elapsed} / {limit} s",
            en=f"{self.what} · {self.samples} readings · {elapsed} / {limit} s",
        )

    @property
    def trace(self) -> Trace | None:
        """Readings of many kinds have no common curve."""
        return None


def listening(what: str, seconds: float) -> Telling:
    """Return how the progress of a run of so many seconds is told."""

    def tell(samples: Sequence[Sample], elapsed_s: float, over: bool) -> Listened:
        return Listened(what, len(samples), elapsed_s, seconds, "asked" if over else None)

    return tell


def sample(
    connection: GatewayConnection,
    operation: str,
    order: Mapping[str, Any],
    silence_s: float,
    display: Callable[[], Display],
    tell: Telling,
) -> Samples:
    """Measure, showing progress; a replay kit serves what was kept.

    Args:
        connection: to the kit.
        operation: the gateway's name for it, e.g. ``latency``.
        order: what is measured, and how.
        silence_s: how long the kit may say nothing.
        display: opens what shows the progress.
        tell: what it shows.

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
                told = json.loads(line)
                now_s = time.monotonic()
                if "problem" in told:
                    raise KitError(str(told["problem"]), str(told["remedy"]))
                if "measurement" in told:
                    shown.show(tell(samples, now_s - began_s, True))
                    measured = Measured(connection, str(told["measurement"]), "json")
                    return Samples(samples, bool(told["emulated"]), measured)
                samples.append(told)
                if now_s - last_s >= 1 / _UPDATES_PER_SECOND:
                    last_s = now_s
                    shown.show(tell(samples, now_s - began_s, False))
    finally:
        shown.close()
    raise KitError(
        t(fr="La mesure s’est interrompue.", en="The measurement broke off."),
        t(fr="Recommencez.", en="Try again."),
    )
