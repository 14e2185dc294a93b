"""Round-trip times to a device, as a notebook sees them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.measuring.measurement import Measurement
from campus5g.kit.measuring.percentiles import supported_percentiles
from campus5g.kit.measuring.sampling import Sample, sample
from campus5g.kit.measuring.silence import Silence, longest_silence, silence_in_words
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import Trace, fitting_display
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

VIA = ("stamp", "irtt", "icmp")

_SILENCE_S = 30.0


@dataclass(frozen=True)
class LatencyProgress:
    """The progress of a measurement."""

    ue: str
    count: int
    samples: int
    last_ms: float | None
    elapsed_s: float
    max_s: float
    reason: str | None = None
    trace: Trace | None = None

    @property
    def text(self) -> str:
        """The progress on one line."""
        last = "" if self.last_ms is None else f" · {decimal(self.last_ms)} ms"
        return f"{self.ue} · {self.samples} / {self.count}{last}"


class LatencyResult(Measurement):
    """The round-trip times of one measurement.

    ``.table()``, ``.percentiles()``, ``.longest_silence_ms`` and ``.plot()`` show them;
    ``.keep("name")`` keeps them.
    """

    def __init__(
        self,
        order: Mapping[str, Any],
        samples: Iterable[Sample],
        *,
        emulated: bool,
        measured: Measured,
    ) -> None:
        in_order = sorted(samples, key=lambda sample: int(sample["sequence"]))
        super().__init__(order, in_order, emulated=emulated, measured=measured)

    @property
    def lost(self) -> int:
        """Number of probes that did not come back."""
        return sum(sample["rtt_ms"] is None for sample in self._samples)

    @property
    def rtts_ms(self) -> list[float]:
        """The round-trip times of those that came back, in the order of sending."""
        return [float(sample["rtt_ms"]) for sample in self._samples if sample["rtt_ms"] is not None]

    @property
    def held_up(self) -> int | None:
        """How many probes a busy machine held up by more than 0.5 ms, which the network did not.

        None where that is not known: on a real kit, and in evidence of gateways that did not tell.
        """
        told = [sample.get("machine_busy") for sample in self._samples]
        return None if all(busy is None for busy in told) else sum(busy is True for busy in told)

    @property
    def longest_silence(self) -> Silence | None:
        """The longest time at the sender between two answers; None with fewer than two.

        Both ends are read on the sender's clock. See `silence.longest_silence`.
        """
        return longest_silence(
            sample["sent_at"] + sample["rtt_ms"] / 1000
            for sample in self._samples
            if sample["rtt_ms"] is not None
        )

    @property
    def longest_silence_ms(self) -> float | None:
        """How long that silence lasted, in milliseconds."""
        silence = self.longest_silence
        return None if silence is None else silence.length_ms

    def table(self) -> "pd.DataFrame":
        """Return one row for each probe: time of sending, round-trip time, whether it was lost.

        On a virtual kit, columns that start with ``emulated_`` give the parts of the time in the
        radio model, in milliseconds, and ``machine_busy`` says which probes took over 0.5 ms longer
        than the model, because the machine was busy. A real kit has no model, and no such columns.
        """
        import pandas as pd

        table = pd.DataFrame([self._row(sample) for sample in self._samples])
        if self.held_up is not None:
            busy = [sample.get("machine_busy") is True for sample in self._samples]
            table.insert(3, "machine_busy", busy)
        table.insert(0, "sent", pd.to_datetime(table.pop("sent"), unit="s", utc=True))
        return table

    def percentiles(self) -> "pd.DataFrame":
        """Return the percentiles that the number of samples supports, with their counts.

        A percentile is given when at least five samples lie beyond it: p99 needs 500 answers.
        """
        import pandas as pd

        rows = [
            {"percentile": name, "rtt_ms": round(rtt_ms, 3), "beyond": beyond}
            for name, rtt_ms, beyond in supported_percentiles(self.rtts_ms)
        ]
        return pd.DataFrame(rows, columns=["percentile", "rtt_ms", "beyond"])

    def plot(self) -> "go.Figure":
        """Return a figure of the times in order, with the longest silence, and of their spread."""
        from campus5g.kit.measuring.latency_figure import latency_figure

        return latency_figure(self.table(), self.percentiles(), self.longest_silence, self.title)

    @property
    def title(self) -> str:
        """What was measured, on one line."""
        network = t(fr=" · réseau émulé", en=" · emulated network") if self.emulated else ""
        interval_ms = float(self.order["interval_ms"])
        every = decimal(interval_ms, 0 if interval_ms.is_integer() else 1)
        return t(
            fr=f"{self.order['ue']} · {self.order['via']} · {self.count} paquets, un toutes les "
            f"{every} ms{network}",
            en=f"{self.order['ue']} · {self.order['via']} · {self.count} packets, one every "
            f"{every} ms{network}",
        )

    def _row(self, sample: Mapping[str, Any]) -> dict[str, Any]:
        row = {
            "sent": sample["sent_at"],
            "rtt_ms": math.nan if sample["rtt_ms"] is None else sample["rtt_ms"],
            "lost": sample["rtt_ms"] is None,
        }
        if sample.get("wires_ms") is not None:
            row["emulated_wires_ms"] = sample["wires_ms"]
        for way in ("downlink", "uplink"):
            leg = sample.get(way)
            if leg is not None:
                row |= {f"emulated_{way}_{part}_ms": ms for part, ms in leg["parts_ms"].items()}
                row[f"emulated_{way}_transmissions"] = leg["transmissions"]
        return row

    def facts(self) -> list[str]:
        """Return what it says, in a few words each."""
        facts = [
            f"{name} {decimal(rtt_ms)} ms"
            for name, rtt_ms in self.percentiles()[["percentile", "rtt_ms"]].to_numpy()
        ]
        if not self.rtts_ms:
            return [t(fr="aucune réponse", en="no answer")]
        if not facts:
            low, high = min(self.rtts_ms), max(self.rtts_ms)
            facts = [
                t(
                    fr=f"de {decimal(low)} à {decimal(high)} ms",
                    en=f"{decimal(low)} to {decimal(high)} ms",
                )
            ]
        facts.append(t(fr=f"{self.lost} perdus", en=f"{self.lost} lost"))
        if self.longest_silence_ms is not None:
            facts.append(silence_in_words(self.longest_silence_ms))
        if self.held_up:
            facts.append(held_up_in_words(self.held_up, self.count))
        return facts


def held_up_in_words(held_up: int, count: int) -> str:
    """Return what it means that a busy machine held up some of the probes."""
    return t(
        fr=f"la machine était occupée : elle a retenu {held_up} des {count} paquets plus de "
        "0,5 ms, ce que le réseau n’a pas fait",
        en=f"the machine was busy: it held up {held_up} of the {count} packets by more than "
        "0.5 ms, which the network did not",
    )


def measure(connection: GatewayConnection, order: dict[str, Any]) -> LatencyResult:
    """Measure, showing progress; to interrupt it ends the measurement on the kit too.

    Raises:
        KitError: the kit can't measure this.
    """
    silence_s = _SILENCE_S + float(order["interval_ms"]) / 1000
    if order["via"] == "irtt":
        # irtt tells everything at its end.
        silence_s += float(order["interval_ms"]) / 1000 * int(order["count"])

    def tell(samples: Sequence[Sample], elapsed_s: float, over: bool) -> LatencyProgress:
        return LatencyProgress(
            ue=order["ue"],
            count=order["count"],
            samples=len(samples),
            last_ms=samples[-1]["rtt_ms"] if samples else None,
            elapsed_s=elapsed_s,
            max_s=max(0.1, order["count"] * order["interval_ms"] / 1000),
            reason="asked" if over else None,
            trace=Trace([each["rtt_ms"] for each in samples], "ms"),
        )

    measured = sample(connection, "latency", order, silence_s, fitting_display, tell)
    return LatencyResult(
        order, measured.samples, emulated=measured.emulated, measured=measured.measured
    )
