"""The signal that a modem measures, as a notebook sees it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.measuring.measurement import Measurement
from campus5g.kit.measuring.percentiles import supported_percentiles
from campus5g.kit.measuring.sampling import Sample, sample
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import Trace, fitting_display
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

PERCENTILES = (1.0, 5.0, 10.0, 50.0, 90.0)
"""Weak moments decide: low percentiles rather than high ones."""

_SILENCE_S = 20.0
_QUANTITIES = {"rsrp_dbm": "RSRP", "rsrq_db": "RSRQ", "sinr_db": "SINR"}
_UNITS = {"rsrp_dbm": "dBm", "rsrq_db": "dB", "sinr_db": "dB"}


@dataclass(frozen=True)
class SignalProgress:
    """How a measurement stands."""

    ue: str
    samples: int
    last: Sample | None
    elapsed_s: float
    max_s: float
    reason: str | None = None
    trace: Trace | None = None

    @property
    def text(self) -> str:
        """One line for the reader."""
        counted = t(fr=f"{self.samples} relevés", en=f"{self.samples} readings")
        return " · ".join([self.ue, counted, *_in_words(self.last or {})])


class SignalResult(Measurement):
    """A modem's readings of its cell.

    ``.table()``, ``.percentiles()`` and ``.plot()`` show it; ``.keep("name")`` keeps it.
    """

    def table(self) -> "pd.DataFrame":
        """Return one row a reading: when, RSRP (dBm), RSRQ (dB), SINR (dB), cell and registration.

        What the modem did not tell is empty.
        """
        import pandas as pd

        columns = [
            *("rsrp_dbm", "rsrq_db", "sinr_db", "system", "band", "arfcn", "physical_cell"),
            *("cell", "network", "registration"),
        ]
        rows = [{name: each.get(name) for name in columns} for each in self._samples]
        table = pd.DataFrame(rows, columns=columns)
        for name in _QUANTITIES:
            table[name] = table[name].astype(float)
        for name in ("arfcn", "physical_cell"):
            table[name] = table[name].astype("Int64")
        asked = [each["at"] for each in self._samples]
        table.insert(0, "asked", pd.to_datetime(asked, unit="s", utc=True))
        return table

    def percentiles(self) -> "pd.DataFrame":
        """Return the percentiles that so many readings support: p5 is what 95 % are better than.

        A percentile is given when at least five readings lie beyond it.
        """
        import pandas as pd

        supported = {
            name: {
                p: value for p, value, _ in supported_percentiles(self.values(name), PERCENTILES)
            }
            for name in _QUANTITIES
        }
        rows = [
            {
                "percentile": p,
                **{name: values.get(p, math.nan) for name, values in supported.items()},
            }
            for p in (f"p{percentile:g}" for percentile in PERCENTILES)
            if any(p in values for values in supported.values())
        ]
        return pd.DataFrame(rows, columns=["percentile", *_QUANTITIES])

    def plot(self) -> "go.Figure":
        """Return a figure: RSRP, RSRQ and SINR over time, with how good they are."""
        from campus5g.kit.measuring.signal_figure import signal_figure

        return signal_figure(self.table(), self.title)

    def values(self, quantity: str) -> list[float]:
        """Return the known values of ``rsrp_dbm``, ``rsrq_db`` or ``sinr_db``."""
        return [float(each[quantity]) for each in self._samples if each[quantity] is not None]

    def median(self, quantity: str) -> float | None:
        """Return the median of a quantity, or None if the modem did not report it."""
        values = sorted(self.values(quantity))
        return values[len(values) // 2] if values else None

    @property
    def registered_share(self) -> float:
        """In which part of the readings the device was registered, 0 to 1."""
        registered = [each["registration"] in ("home", "roaming") for each in self._samples]
        return sum(registered) / len(registered) if registered else 0.0

    @property
    def title(self) -> str:
        """What was measured, on one line."""
        emulated = t(fr=" · radio émulée", en=" · emulated radio") if self.emulated else ""
        every = decimal(float(self.order["interval_ms"]), 0)
        return t(
            fr=f"{self.order['ue']} · signal · {self.count} relevés, un toutes les {every} ms"
            f"{emulated}",
            en=f"{self.order['ue']} · signal · {self.count} readings, one every {every} ms"
            f"{emulated}",
        )

    def facts(self) -> list[str]:
        """Return what it says, in a few words each."""
        middle = {name: self.median(name) for name in _QUANTITIES}
        facts = _in_words(middle)
        if not facts:
            facts = [t(fr="le modem ne mesure aucune cellule", en="the modem measures no cell")]
        elif len(set(self.values("rsrp_dbm"))) > 1:
            low, high = (decimal(f(self.values("rsrp_dbm")), 0) for f in (min, max))
            facts.append(t(fr=f"RSRP de {low} à {high} dBm", en=f"RSRP from {low} to {high} dBm"))
        cells = [each for each in self._samples if each["band"]]
        if cells:
            facts.append(f"{cells[-1]['band']}, {cells[-1]['network']}")
        if self.registered_share == 0:
            facts.append(t(fr="non enregistré", en="not registered"))
        elif self.registered_share < 1:
            facts.append(t(fr="pas toujours enregistré", en="not registered all the time"))
        return facts


def measure_signal(connection: GatewayConnection, order: dict[str, Any]) -> SignalResult:
    """Measure, showing progress; to interrupt it ends the measurement on the kit too.

    Raises:
        KitError: the kit can't measure this.
    """

    def tell(samples: Sequence[Sample], elapsed_s: float, over: bool) -> SignalProgress:
        return SignalProgress(
            ue=order["ue"],
            samples=len(samples),
            last=samples[-1] if samples else None,
            elapsed_s=elapsed_s,
            max_s=float(order["seconds"]),
            reason="asked" if over else None,
            trace=Trace([each["rsrp_dbm"] for each in samples], "dBm"),
        )

    silence_s = _SILENCE_S + float(order["interval_ms"]) / 1000
    measured = sample(connection, "signal", order, silence_s, fitting_display, tell)
    return SignalResult(
        order, measured.samples, emulated=measured.emulated, measured=measured.measured
    )


def _in_words(values: Mapping[str, Any]) -> list[str]:
    """Return what is known of the three quantities, with units."""
    return [
        f"{label} {decimal(values[name], 0)} {_UNITS[name]}"
        for name, label in _QUANTITIES.items()
        if values.get(name) is not None
    ]
