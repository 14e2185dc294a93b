"""What core and gNB tell of themselves, as a notebook sees it."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.measurement import Measurement
from campus5g.kit.measuring.percentiles import supported_percentiles
from campus5g.kit.measuring.sampling import Sample, listening, sample
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import fitting_display, no_display
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

FIGURES = ("dl_brate", "ul_brate", "dl_mcs", "ul_mcs", "cqi", "pusch_snr_db")
"""Of a UE's link: what percentiles are given of."""

_SILENCE_S = 15.0


class MetricsResult(Measurement):
    """The metrics of one run, under the names that core and gNB give them.

    ``.table()`` has the core's numbers, ``.radio()`` the gNB's of each UE, ``.ues()`` and
    ``.sessions()`` who is there; ``.plot()`` draws the links; ``.keep("name")`` keeps it all.
    """

    @property
    def silent(self) -> dict[str, str]:
        """What did not answer, ``core`` or ``gnb``, and why."""
        return {str(each["source"]): str(each["detail"]) for each in self._of("silent")}

    def table(self) -> "pd.DataFrame":
        """Return one row a number of the core: when, of which function, its name and labels."""
        rows = [
            {
                "time": reading["at"],
                "function": sample["function"],
                "metric": sample["name"],
                "labels": ", ".join(f"{k}={v}" for k, v in sample["labels"].items()),
                "value": sample["value"],
            }
            for reading in self._of("core")
            for sample in reading["samples"]
        ]
        return _timed(rows, ["time", "function", "metric", "labels", "value"])

    def radio(self) -> "pd.DataFrame":
        """Return one row a UE and report of the gNB; bit rates are in bit/s."""
        rows = [
            {"time": reading["at"], **ue}
            for reading in self._of("gnb")
            for cell in reading["cells"]
            for ue in cell["ue_list"]
        ]
        return _timed(rows, ["time", "rnti", *FIGURES])

    def value(self, metric: str, **labels: str) -> float:
        """Return the last value of a metric of the core; several that fit are added up.

        Raises:
            KitError: the core does not tell it.
        """
        readings = self._of("core")
        found = [
            float(sample["value"])
            for sample in (readings[-1]["samples"] if readings else [])
            if sample["name"] == metric and labels.items() <= sample["labels"].items()
        ]
        if not found:
            raise KitError(
                t(
                    fr=f"Le cœur ne donne pas « {metric} » avec ces étiquettes.",
                    en=f"The core does not report “{metric}” with these labels.",
                ),
                t(fr="Voyez .table() pour les noms.", en="See .table() for the names."),
            )
        return sum(found)

    def ues(self) -> "pd.DataFrame":
        """Return the UEs that are registered, as the AMF tells (``/ue-info``)."""
        rows = [
            {
                "supi": ue.get("supi"),
                "cm_state": ue.get("cm_state"),
                "gnb_id": ue.get("gnb", {}).get("gnb_id"),
                "slices": _slices(ue.get("allowed_slices", [])),
                "enc": ue.get("security", {}).get("enc"),
                "int": ue.get("security", {}).get("int"),
            }
            for ue in self._info("ues")
        ]
        return _framed(rows, ["supi", "cm_state", "gnb_id", "slices", "enc", "int"])

    def sessions(self) -> "pd.DataFrame":
        """Return the PDU sessions, as the SMF tells (``/pdu-info``)."""
        rows = [
            {
                "supi": ue.get("supi"),
                "psi": pdu.get("psi"),
                "dnn": pdu.get("dnn"),
                "ipv4": pdu.get("ipv4"),
                "slice": _slices([pdu.get("snssai", {})]),
                "5qi": ", ".join(str(flow.get("5qi")) for flow in pdu.get("qos_flows", [])),
                "pdu_state": pdu.get("pdu_state"),
            }
            for ue in self._info("sessions")
            for pdu in ue.get("pdu", [])
        ]
        return _framed(rows, ["supi", "psi", "dnn", "ipv4", "slice", "5qi", "pdu_state"])

    def percentiles(self) -> "pd.DataFrame":
        """Return percentiles of each UE's link: those that so many reports support.

        One is given when at least five reports lie beyond it: the median needs 10 reports.
        """
        radio = self.radio()
        rows = [
            {"rnti": rnti, "figure": figure, "percentile": name, "value": value, "beyond": beyond}
            for rnti, reports in radio.groupby("rnti")
            for figure in FIGURES
            if figure in reports
            for name, value, beyond in supported_percentiles(reports[figure].dropna())
        ]
        return _framed(rows, ["rnti", "figure", "percentile", "value", "beyond"])

    def plot(self) -> "go.Figure":
        """Return a figure of each UE's link over time: bit rates, scheme and signal."""
        from campus5g.kit.measuring.metrics_figure import metrics_figure

        return metrics_figure(self.radio(), self.title, emulated=self.emulated)

    @property
    def title(self) -> str:
        """A summary on one line."""
        length = float(self.order["seconds"])
        when = (
            t(fr=f"pendant {decimal(length, 0)} s", en=f"over {decimal(length, 0)} s")
            if length
            else t(fr="instantané", en="just now")
        )
        network = t(fr=" · réseau émulé", en=" · emulated network") if self.emulated else ""
        return t(fr=f"métriques · {when}{network}", en=f"metrics · {when}{network}")

    def _of(self, kind: str) -> list[Sample]:
        return [reading for reading in self._samples if reading["kind"] == kind]

    def _info(self, what: str) -> list[dict[str, Any]]:
        readings = self._of("info")
        return list(readings[-1][what]) if readings else []

    def facts(self) -> list[str]:
        """Return what it says, in a few words each."""
        facts = []
        for metric, text in (
            ("gnb", t(fr="gNB connectés : {}", en="connected gNBs: {}")),
            ("ran_ue", t(fr="UE connectées : {}", en="connected UEs: {}")),
            ("amf_session", t(fr="sessions : {}", en="sessions: {}")),
        ):
            with contextlib.suppress(KitError):
                facts.append(text.format(int(self.value(metric))))
        if self._of("gnb"):
            count = len(self._of("gnb"))
            facts.append(t(fr=f"rapports du gNB : {count}", en=f"reports of the gNB: {count}"))
        names = {"core": t(fr="le cœur", en="the core"), "gnb": t(fr="le gNB", en="the gNB")}
        facts += [
            t(fr=f"{names[source]} ne répond pas", en=f"{names[source]} does not answer")
            for source in self.silent
        ]
        return facts


def listen(connection: GatewayConnection, order: dict[str, Any]) -> MetricsResult:
    """Listen, showing progress; to interrupt it ends the run on the kit too.

    Raises:
        KitError: the kit tells no metrics.
    """
    silence_s = _SILENCE_S + float(order["interval_ms"]) / 1000
    # A snapshot needs no progress.
    display = fitting_display if order["seconds"] else no_display
    tell = listening(t(fr="métriques", en="metrics"), float(order["seconds"]))
    heard = sample(connection, "metrics", order, silence_s, display, tell)
    return MetricsResult(order, heard.samples, emulated=heard.emulated, measured=heard.measured)


def _slices(slices: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{part.get('sst')}-{part.get('sd')}" for part in slices)


def _framed(rows: list[dict[str, Any]], columns: list[str]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


def _timed(rows: list[dict[str, Any]], columns: list[str]) -> "pd.DataFrame":
    import pandas as pd

    table = _framed(rows, columns)
    table["time"] = pd.to_datetime(table["time"], unit="s", utc=True)
    return table
