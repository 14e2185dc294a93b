"""Machines' sensors from a notebook's point of view."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.evidence import examine
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.evidence import trusted_keys
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.measuring.sensors import SensorsResult
from campus5g.vibration.spectrum import spectrum

# A machine is listened to for eleven seconds, on a kit that may have to start.
pytestmark = pytest.mark.timeout(120)

BEARING = {"balls": 9, "ball_mm": 7.94, "pitch_mm": 39.04, "contact_deg": 0.0}
RATE_HZ, LENGTH = 3200, 1024


def sine(frequency_hz: float, amplitude: float = 1.0) -> list[float]:
    turning = 2 * math.pi * frequency_hz / RATE_HZ
    return [amplitude * math.sin(turning * index) for index in range(LENGTH)]


def vibration(samples: list[float], machine: str = "drive", at: float = 1e9) -> dict[str, Any]:
    values = {
        "quantity": "vibration",
        "time_unix_s": at - 0.02,
        "rotation_hz": 25.0,
        "sampling_hz": RATE_HZ,
        "acceleration_mps2": samples,
    }
    return {"machine": machine, "received_at": at, "values": values}


def temperature(degc: float, at: float = 1e9) -> dict[str, Any]:
    values = {"quantity": "temperature", "time_unix_s": at - 0.01, "temperature_degc": degc}
    return {"machine": "drive", "received_at": at, "values": values}


def result(*readings: dict[str, Any], bearing: dict[str, Any] | None = BEARING) -> SensorsResult:
    machines = [{"name": name, "bearing": bearing} for name in ("drive", "pump")]
    measured = Measured(None, "1", "json")  # type: ignore[arg-type]
    return SensorsResult({"seconds": 10.0}, readings, machines, emulated=False, measured=measured)


@pytest.fixture(scope="module")
def heard(gateway: Served) -> Iterator[SensorsResult]:
    """What a kit's machine publishes in eleven seconds, while another client listens, too."""
    with (
        connect(url=gateway.url, token=gateway.token) as kit,
        connect(url=gateway.url, token=gateway.token) as other,
        other._connection.lines("/sensors", silence_s=40, order={"seconds": 60}) as lines,
    ):
        next(lines)
        yield kit.sensors(seconds=11)


@pytest.mark.proof
def test_two_clients_can_listen_at_once(heard: SensorsResult) -> None:
    assert heard.count > 0


def test_a_kit_s_machine_publishes_readings(heard: SensorsResult) -> None:
    table = heard.table()

    assert heard.machines == ("agv-drive",)
    assert set(table["quantity"]) == {"vibration", "temperature"}
    assert (table["rms_mps2"].dropna() > 0.3).all()
    assert (table["delay_ms"] > 0).all()
    assert heard.defects().bpfo_hz == pytest.approx(3.5848 * 1480 / 60, abs=0.01)
    assert heard.spectrum()["frequency_hz"].max() == 1600


def test_kept_readings_replay_unchanged(
    heard: SensorsResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = heard.keep("drive")
    monkeypatch.setenv("CAMPUS5G_REPLAY", "evidence")

    again = connect().sensors(seconds=11)

    assert examine(kept.artefact, trusted_keys()).holds
    assert again.table().equals(heard.table())
    assert again.defects() == heard.defects()
    assert repr(again) == repr(heard)


@pytest.mark.parametrize("seconds", [0, -1, 601])
def test_impossible_times_are_refused(k: Kit, seconds: float) -> None:
    with pytest.raises(KitError, match="not valid"):
        k.sensors(seconds)


def test_a_vibration_is_summarised_by_rms_peak_and_kurtosis() -> None:
    row = result(vibration(sine(100, amplitude=2.0))).table().iloc[0]

    assert row["rms_mps2"] == pytest.approx(2 / math.sqrt(2), rel=1e-3)
    assert row["peak_mps2"] == pytest.approx(2, rel=1e-3)
    assert row["kurtosis"] == pytest.approx(1.5, rel=1e-3)
    assert row["delay_ms"] == pytest.approx(20, abs=0.1)


def test_a_sine_shows_in_the_spectrum_at_its_frequency_and_amplitude() -> None:
    table = result(vibration(sine(200, amplitude=3.0))).spectrum()
    peak = table.loc[table["amplitude_mps2"].idxmax()]

    assert peak["frequency_hz"] == 200
    assert peak["amplitude_mps2"] == pytest.approx(3, rel=0.01)


def test_the_modulation_frequency_shows_in_the_envelope() -> None:
    swelling = [1 + math.cos(2 * math.pi * 100 * index / RATE_HZ) for index in range(LENGTH)]
    ringing = [a * b for a, b in zip(swelling, sine(1000), strict=True)]
    rumbling = [a + b for a, b in zip(ringing, sine(50, amplitude=9.0), strict=True)]
    frequencies, amplitudes = spectrum([rumbling], RATE_HZ, envelope=True)

    assert frequencies[amplitudes.argmax()] == 100
    assert amplitudes.max() == pytest.approx(1, rel=0.05)


def test_one_of_several_machines_has_to_be_named() -> None:
    heard = result(vibration(sine(50)), vibration(sine(60), machine="pump"))

    with pytest.raises(KitError, match="drive, pump"):
        heard.spectrum()
    peak = heard.spectrum("pump")["amplitude_mps2"].idxmax()
    assert heard.spectrum("pump")["frequency_hz"][peak] == pytest.approx(60, abs=3.2)


def test_silence_is_reported_with_a_remedy() -> None:
    with pytest.raises(KitError, match="No vibration has come"):
        result(temperature(40)).plot()
    assert repr(result()) == "sensors · over 10 s\n0 readings"


def test_an_unknown_bearing_has_a_figure_without_defects() -> None:
    heard = result(vibration(sine(50)), bearing=None)

    with pytest.raises(KitError, match="not described"):
        heard.defects()
    assert len(heard.plot().layout.shapes) == 0


def test_the_figure_shows_vibration_temperature_and_where_defects_would_be() -> None:
    figure = result(vibration(sine(50)), temperature(40.0)).plot()

    assert [len(trace.x) for trace in figure.data[:2]] == [1, 1]
    assert [shape.x0 for shape in figure.layout.shapes] == pytest.approx([89.62, 135.38], abs=0.01)
    assert figure.layout.yaxis2.title.text == "temperature (°C)"
    assert "worn race" in figure.layout.annotations[-1].text


def test_a_summary_is_in_the_readers_language() -> None:
    set_language("fr")

    assert repr(result(vibration(sine(50)), temperature(41.25))) == (
        "drive · pendant 10 s\n2 relevés · vibration 0,71 m/s² · 41,2 °C"
    )


def test_a_percentile_is_given_only_when_five_readings_lie_beyond_it() -> None:
    few = result(*(temperature(float(n)) for n in range(9))).percentiles()
    many = result(*(temperature(float(n)) for n in range(12))).percentiles()

    assert few.empty
    assert list(many["percentile"]) == ["p50"]
    assert list(many["value"]) == [5]


def test_a_work_order_is_acknowledged_kept_and_served_again(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    order: dict[str, Any] = {
        "machine": "agv-drive",
        "action": "Stop at the end of the shift",
        "reason": "0.42 m/s² at BPFO",
        "decided_by": "shift leader",
        "measured_unix_s": 1e9,
    }
    handed_over = k.work_order(**order)
    handed_over.keep("work-order")
    monkeypatch.setenv("CAMPUS5G_REPLAY", "evidence")

    again = connect().work_order(**order)

    assert again.acknowledged_unix_s == handed_over.acknowledged_unix_s
    assert again.age_s == handed_over.age_s > 1e8
    assert "shift leader" in repr(again)
    with pytest.raises(KitError):
        connect().work_order(**order | {"action": "Carry on until Sunday"})


def test_a_work_order_for_a_machine_that_the_kit_does_not_have_names_those_it_has(k: Kit) -> None:
    with pytest.raises(KitError, match="fan") as refused:
        k.work_order("fan", "Stop", "It shakes", "shift leader", 0)

    assert "agv-drive" in refused.value.remedy
