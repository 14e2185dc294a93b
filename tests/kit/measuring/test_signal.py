"""A modem from a notebook's point of view: commands, and its signal over time."""

import json
import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.kit import Kit, KitError, SignalResult, connect
from campus5g.kit.evidence import verify
from campus5g.kit.measuring.keeping import Measured

HERE = {
    **{"rsrq_db": -11.0, "sinr_db": 20.0, "band": "n77"},
    **{"network": "99970", "registration": "home"},
}


def result(rsrps_dbm: Sequence[float | None]) -> SignalResult:
    samples = [
        {"at": 1e9 + number, "rsrp_dbm": rsrp_dbm, **HERE}
        for number, rsrp_dbm in enumerate(rsrps_dbm)
    ]
    order = {"ue": "agv", "seconds": len(samples), "interval_ms": 1000.0}
    measured = Measured(None, "1", "json")  # type: ignore[arg-type]
    return SignalResult(order, samples, emulated=False, measured=measured)


def test_a_modem_and_its_device_report_the_same(k: Kit) -> None:
    answer = k.modem("camera").at("AT+CIMI")

    assert (answer.lines, answer.ok) == (["999700000000001"], True)
    assert k.ue("camera").at("AT+CIMI").lines == answer.lines


def test_the_signal_is_reported_reading_by_reading(k: Kit) -> None:
    measured = k.modem("agv").signal(seconds=4, interval_ms=100)
    table = measured.table()

    assert 3 <= measured.count <= 40
    assert measured.emulated
    assert measured.registered_share == 1
    assert table["rsrp_dbm"].between(-120, -50).all()
    assert table["sinr_db"].between(0, 40).all()
    assert table["asked"].is_monotonic_increasing
    assert set(table["band"]) == {"n77"}
    assert set(table["network"]) == {"99970"}
    assert set(table["cell"]) == {"11"}
    assert set(table["registration"]) == {"home"}


def test_a_refused_device_measures_its_cell_and_is_not_registered(k: Kit) -> None:
    measured = k.modem("badge").signal(seconds=0.1, interval_ms=100)

    assert measured.registered_share == 0
    assert measured.median("rsrp_dbm") is not None
    assert "not registered" in repr(measured)


def test_a_device_whose_radio_is_off_measures_nothing(k: Kit) -> None:
    k.ue("camera").power_off()
    measured = k.modem("camera").signal(seconds=0.1, interval_ms=100)
    k.ue("camera").power_on()

    assert math.isnan(measured.table()["rsrp_dbm"][0])
    assert "measures no cell" in repr(measured)


def test_a_kept_signal_is_genuine_and_served_again(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    measured = k.modem("agv").signal(seconds=0.3, interval_ms=100)
    kept = measured.keep("signal-at-the-gate")
    pieces = verify(Path("evidence"))
    monkeypatch.setenv("CAMPUS5G_REPLAY", "evidence")

    with connect() as again:
        served = again.modem("agv").signal(seconds=0.3, interval_ms=100)
        with pytest.raises(KitError, match="not kept with these parameters"):
            again.modem("camera").signal(seconds=0.3, interval_ms=100)
        served.keep("signal-at-the-gate")

    assert kept.artefact == Path("evidence/signal-at-the-gate.json")
    assert all(piece.fault is None for piece in pieces)
    assert served.table().equals(measured.table())
    assert repr(served) == repr(measured)


def test_a_changed_signal_is_not_served(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    artefact = k.modem("agv").signal(seconds=0.1, interval_ms=100).keep("signal").artefact
    changed = json.loads(artefact.read_text())
    changed["samples"][0]["rsrp_dbm"] = -60
    artefact.write_text(json.dumps(changed))
    monkeypatch.setenv("CAMPUS5G_REPLAY", "evidence")

    with connect() as again, pytest.raises(KitError, match="changed"):
        again.modem("agv").signal(seconds=0.1, interval_ms=100)


def test_disconnecting_ends_the_measurement(k: Kit, gateway: Served) -> None:
    order = {"ue": "agv", "seconds": 600, "interval_ms": 100}
    with (
        connect(url=gateway.url, token=gateway.token) as other,
        other._connection.lines("/signal", silence_s=20, order=order) as lines,
    ):
        first_line = json.loads(next(lines))

    assert first_line["registration"] == "home"
    assert k.modem("agv").at("AT").ok


def test_an_interrupt_reaches_the_reader_and_frees_the_modem(
    k: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        def show(self, _: object) -> None:
            raise KeyboardInterrupt

        def close(self) -> None:
            closed.set()

    closed = threading.Event()
    monkeypatch.setattr("campus5g.kit.measuring.signal.fitting_display", Interrupted)

    with pytest.raises(KeyboardInterrupt):
        k.modem("agv").signal(seconds=600)

    assert closed.is_set()
    assert k.modem("agv").at("AT").ok


@pytest.mark.parametrize(
    ("changes", "said"), [({"seconds": 601}, "seconds"), ({"interval_ms": 10}, "interval_ms")]
)
def test_an_impossible_measurement_is_refused(k: Kit, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(KitError, match=said):
        k.modem("agv").signal(**changes)


def test_an_unknown_device_is_refused_with_the_known_ones(k: Kit) -> None:
    with pytest.raises(KitError, match="camera, agv, badge"):
        k.modem("tractor")


def test_a_command_that_would_leave_the_network_is_refused_with_the_reason(k: Kit) -> None:
    with pytest.raises(KitError, match="leave its network"):
        k.modem("agv").at("AT+COPS=2")


def test_the_pseudo_terminals_are_listed(k: Kit) -> None:
    assert set(k.terminals) == {"camera", "agv", "badge"}
    assert all(path.startswith("/dev/pts/") for path in k.terminals.values())


def test_a_percentile_is_given_only_when_five_readings_lie_beyond_it() -> None:
    few = result([float(-n) for n in range(20)]).percentiles()
    many = result([float(-n) for n in range(200)]).percentiles()

    assert list(few["percentile"]) == ["p50"]
    assert list(many["percentile"]) == ["p5", "p10", "p50", "p90"]
    assert list(many["rsrp_dbm"]) == [-190, -180, -100, -20]


def test_the_summary_is_in_the_readers_language() -> None:
    set_language("fr")

    assert repr(result([-85.0, -87.0, -86.0])) == (
        "agv · signal · 3 relevés, un toutes les 1000 ms\n"
        "RSRP −86 dBm · RSRQ −11 dB · SINR 20 dB · RSRP de −87 à −85 dBm · n77, 99970"
    )


def test_the_figure_has_a_panel_for_each_quantity() -> None:
    figure = result([-85.0, None, -86.0]).plot()

    assert [trace.name for trace in figure.data] == ["RSRP (dBm)", "RSRQ (dB)", "SINR (dB)"]
    assert list(figure.data[0].x) == [0.0, 1.0, 2.0]
