"""The metrics of core and gNB from a notebook's point of view."""

from pathlib import Path
from typing import Any

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.evidence import examine
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.evidence import trusted_keys
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.measuring.metrics import MetricsResult


def result(*readings: dict[str, Any], seconds: float = 0.0) -> MetricsResult:
    order = {"seconds": seconds, "interval_ms": 1000.0}
    return MetricsResult(
        order,
        readings,
        emulated=False,
        measured=Measured(None, "1", "json"),  # type: ignore[arg-type]
    )


def core(**values: float) -> dict[str, Any]:
    samples = [
        {"function": "amf", "name": name, "labels": {}, "value": value}
        for name, value in values.items()
    ]
    return {"kind": "core", "at": 1e9, "samples": samples}


def gnb(at: float, *ues: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "gnb", "at": at, "cells": [{"cell_metrics": {}, "ue_list": list(ues)}]}


def test_a_snapshot_covers_core_radio_ues_and_sessions(k: Kit) -> None:
    taken = k.metrics()

    assert taken.silent == {}
    assert taken.emulated
    assert set(taken.table()["function"]) == {"amf", "smf", "upf"}
    assert taken.value("gnb") >= 1
    assert taken.value("fivegs_smffunction_sm_sessionnbr", snssai="2-000002") == 1
    assert set(taken.radio()["rnti"]) <= {0x4601, 0x4602}
    assert {"dl_mcs", "pusch_snr_db"} <= set(taken.radio().columns)
    assert "imsi-999700000000002" in set(taken.ues()["supi"])
    assert set(taken.sessions()["dnn"]) <= {"internet", "machines"}


@pytest.mark.proof
def test_a_run_shows_changes_while_it_lasts(k: Kit) -> None:
    taken = k.metrics(seconds=8, interval_ms=500)
    packets = taken.table().query("metric == 'fivegs_ep_n3_gtp_indatapktn3upf'")["value"]

    assert len(packets) >= 3
    assert packets.is_monotonic_increasing
    assert packets.iloc[-1] > packets.iloc[0]
    assert taken.radio()["time"].nunique() >= 2


def test_kept_readings_replay_unchanged(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    taken = k.metrics()
    kept = taken.keep("morning")
    monkeypatch.setenv("CAMPUS5G_REPLAY", "evidence")

    again = connect().metrics()

    assert examine(kept.artefact, trusted_keys()).holds
    assert again.table().equals(taken.table())
    assert again.radio().equals(taken.radio())
    assert repr(again) == repr(taken)
    assert again.keep("morning").artefact == kept.artefact


def test_other_parameters_are_not_served_from_evidence(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    k.metrics().keep("morning")
    monkeypatch.setenv("CAMPUS5G_REPLAY", "evidence")

    with pytest.raises(KitError, match="metrics"):
        connect().metrics(seconds=2)


@pytest.mark.parametrize(("seconds", "interval_ms"), [(-1, 1000), (601, 1000), (1, 10)])
def test_impossible_orders_are_refused(k: Kit, seconds: float, interval_ms: float) -> None:
    with pytest.raises(KitError, match="not valid"):
        k.metrics(seconds, interval_ms)


def test_two_clients_can_listen_at_once(k: Kit, gateway: Served) -> None:
    order = {"seconds": 60, "interval_ms": 1000}
    with (
        connect(url=gateway.url, token=gateway.token) as other,
        other._connection.lines("/metrics", silence_s=20, order=order) as lines,
    ):
        next(lines)
        assert k.metrics().silent == {}


def test_an_unknown_metric_is_refused_with_where_to_look() -> None:
    with pytest.raises(KitError, match="does not report “gnbs”"):
        result(core(gnb=1)).value("gnbs")


def test_a_silent_source_is_named_in_the_readers_language() -> None:
    silent = {"kind": "silent", "at": 1e9, "source": "gnb", "detail": "no answer in time"}
    taken = result(core(gnb=1, ran_ue=2, amf_session=2), silent)
    set_language("fr")

    assert taken.silent == {"gnb": "no answer in time"}
    assert repr(taken) == (
        "métriques · instantané\n"
        "gNB connectés : 1 · UE connectées : 2 · sessions : 2 · le gNB ne répond pas"
    )


def test_a_gnb_without_ues_has_an_empty_table_and_figure() -> None:
    taken = result(gnb(1e9))

    assert list(taken.radio().columns[:2]) == ["time", "rnti"]
    assert taken.radio().empty
    assert taken.percentiles().empty
    assert taken.ues().empty
    assert taken.plot().layout.title.text == "metrics · just now"


def test_the_figure_has_one_line_per_ue_and_chart_with_a_caption() -> None:
    ues = [
        {"rnti": 0x4601 + n, "dl_brate": 2e3, "ul_brate": 1e3, "dl_mcs": 9, "pusch_snr_db": 20.0}
        for n in range(2)
    ]
    figure = result(*(gnb(1e9 + second, *ues) for second in range(12)), seconds=12).plot()

    assert [trace.name for trace in figure.data] == ["UE 0x4601"] * 4 + ["UE 0x4602"] * 4
    assert list(figure.data[0].y) == [2.0] * 12
    assert figure.layout.yaxis.title.text == "downlink rate (kbit/s)"
    assert "RNTI" in figure.layout.annotations[0].text


def test_a_percentile_is_given_only_when_five_reports_lie_beyond_it() -> None:
    few = result(*(gnb(1e9 + n, {"rnti": 1, "dl_mcs": n}) for n in range(9))).percentiles()
    many = result(*(gnb(1e9 + n, {"rnti": 1, "dl_mcs": n}) for n in range(60))).percentiles()

    assert few.empty
    assert list(many["percentile"]) == ["p50", "p90"]
    assert list(many["value"]) == [29, 53]
