"""`campus5g kit doctor`: what works, what does not, why, and what to do next."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.kit import Kit, SignalResult, UeStatus
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.measuring.latency import LatencyResult
from campus5g.kit.showing.card import DeviceHealth
from campus5g.kit_setup import doctor
from campus5g.kit_setup.doctor import Finding, examine
from campus5g.kit_setup.what_to_do import steps
from campus5g.manifest import load_manifest
from campus5g.wording import WORDS_FILE, Groups

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def signal(*readings: tuple[float | None, float | None, float | None]) -> SignalResult:
    samples = [
        {
            **{"at": place, "rsrp_dbm": rsrp_dbm, "rsrq_db": rsrq_db, "sinr_db": sinr_db},
            **{"band": "n77", "network": "99970", "registration": "home"},
        }
        for place, (rsrp_dbm, rsrq_db, sinr_db) in enumerate(readings)
    ]
    order = {"ue": "camera", "seconds": 1, "interval_ms": 250}
    measured = Measured(None, "", "json")  # type: ignore[arg-type]
    return SignalResult(order, samples, emulated=True, measured=measured)


def latency(*rtts_ms: float | None) -> LatencyResult:
    samples = [{"sequence": place, "rtt_ms": rtt} for place, rtt in enumerate(rtts_ms)]
    order = {"ue": "agv", "via": "stamp", "count": len(rtts_ms), "interval_ms": 20}
    measured = Measured(None, "", "json")  # type: ignore[arg-type]
    return LatencyResult(order, samples, emulated=True, measured=measured)


def test_a_healthy_kit_has_no_failures(k: Kit) -> None:
    findings = {finding.subject: finding for finding in examine(k)}

    assert [each for each in findings.values() if each.level == "failure"] == []
    assert findings["traffic on n3"].level == findings["delay of agv"].level == "ok"
    assert findings["network of badge"].level == "warning"
    assert findings["signal of badge"].level == findings["signal of agv"].level == "ok"
    assert "standing after" in findings["stop of robot agv"].detail
    assert findings.keys() >= {"gateway", "clock", "capture point n2", "modem camera"}


@pytest.mark.proof
def test_the_doctor_restarts_nothing(k: Kit) -> None:
    before = k.ue("camera").status()

    list(examine(k))

    assert k.ue("camera").status() == before
    assert k._connection.call("GET", "/captures") == []


@pytest.mark.parametrize(
    ("ahead_s", "level"), [(0.5, "ok"), (-1.9, "ok"), (10, "warning"), (-3600, "failure")]
)
def test_the_doctor_reports_a_wrong_clock(ahead_s: float, level: str) -> None:
    assert doctor._clock(NOW + timedelta(seconds=ahead_s), NOW, NOW).level == level


def test_a_clock_is_ahead_or_behind() -> None:
    def detail(ahead_s: float) -> str:
        return doctor._clock(NOW + timedelta(seconds=ahead_s), NOW, NOW).detail

    assert detail(1.5) == "1.50 s ahead of this machine"
    assert detail(-1.5) == "1.50 s behind this machine"


def test_the_doctor_reports_another_version() -> None:
    assert doctor._version("0.0.1").level == "warning"


@pytest.mark.parametrize(
    ("reading", "cause"),
    [
        ((-109, -12, 14), "too far"),
        ((-40, -11, 30), "saturates"),
        ((-72, -10, 2), "interference"),
        ((-90, -17, 9), "full cell"),
        ((None, None, None), "searching"),
    ],
)
def test_each_kind_of_weak_signal_has_its_own_cause(
    reading: tuple[float | None, float | None, float | None], cause: str
) -> None:
    finding = doctor._signal(signal(reading, reading, reading))

    assert finding.level == "warning"
    assert cause in finding.cause


def test_the_doctor_reports_a_good_signal_with_its_values() -> None:
    finding = doctor._signal(signal((-84, -11, 20), (-86, -11, 22), (-85, -11, 21)))

    assert (finding.level, finding.detail) == ("ok", "RSRP −85 dBm, RSRQ −11 dB, SINR 21 dB")


def test_the_doctor_reports_an_unstable_signal() -> None:
    assert "loose connector" in doctor._signal(signal((-80, -11, 20), (-95, -11, 12))).cause


@pytest.mark.parametrize(
    ("rtts_ms", "level", "detail"),
    [
        ((17.0, 18.0, 19.0), "ok", "median 18.0 ms"),
        ((55.0, 60.0, 65.0), "warning", "expected: 40 ms"),
        ((17.0, None, 19.0), "warning", "33 % lost"),
        ((0.1, 0.2, 0.3), "failure", "shorter than a radio slot"),
        ((None, None), "failure", "no probe came back"),
    ],
)
def test_a_delay_is_judged_by_its_band(
    rtts_ms: tuple[float | None, ...], level: str, detail: str
) -> None:
    finding = doctor._judged("delay", latency(*rtts_ms), slot_ms=0.5)

    assert finding.level == level
    assert detail in finding.detail


FAULTY: dict[str, Callable[[], Finding]] = {
    **{
        kind: lambda kind=kind: doctor._device(DeviceHealth("x", kind, False, "is silent"))
        for kind in ("capture", "modem", "robot", "core", "gnb", "sensors", "plc")
    },
    "off": lambda: doctor._registration(UeStatus("agv", False, False, False, None)),
    "refused": lambda: doctor._registration(UeStatus("agv", True, False, True, None)),
    "searching": lambda: doctor._registration(UeStatus("agv", True, False, False, None)),
    "version": lambda: doctor._version("0"),
    "clock": lambda: doctor._clock(NOW, NOW + timedelta(days=1), NOW + timedelta(days=1)),
    "no signal": lambda: doctor._signal(signal((None, None, None))),
    **{
        f"signal {reading}": lambda reading=reading: doctor._signal(signal(reading, reading))
        for reading in ((-120, -12, 3), (-40, -11, 30), (-72, -10, 2), (-90, -17, 9))
    },
    "jumping signal": lambda: doctor._signal(signal((-80, -11, 20), (-95, -11, 12))),
    "delay": lambda: doctor._judged("delay", latency(99.0), slot_ms=0.5),
    "no delay": lambda: doctor._judged("delay", latency(None), slot_ms=0.5),
    "cable": lambda: doctor._judged("delay", latency(0.1), slot_ms=0.5),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_each_fault_has_cause_and_next_step_in_both_languages(fault: str) -> None:
    english = FAULTY[fault]()
    set_language("fr")
    french = FAULTY[fault]()

    assert english.level == french.level != "ok"
    assert english.cause
    assert english.step.endswith(".")
    assert french.cause != english.cause
    assert french.step.endswith(".")
    assert french.step != english.step


@pytest.mark.parametrize("fault", [fault for fault in FAULTY if fault != "plc"])
def test_each_fault_leads_to_a_line_of_the_decision_tree(fault: str) -> None:
    assert FAULTY[fault]().code in {step.code for step in steps()}


def test_each_text_belongs_to_a_finding_of_the_doctor() -> None:
    file = Path(doctor.__file__)
    words = load_manifest(file.with_name(WORDS_FILE), Groups).root
    advice = {name: list(texts) for name, texts in words.items() if "answer-" not in name}
    source = file.read_text()

    assert {tuple(texts) for texts in advice.values()} == {("cause", "step")}
    assert {name for name in advice if f'"{name.removeprefix("silent-")}' not in source} == {
        "silent-other"
    }


def kit_doctor(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-c", "from campus5g.commands.main import main; main()"),
            *("kit", "doctor", *arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CAMPUS5G_DATA": str(data)},
    )


@pytest.mark.proof
def test_the_command_examines_served_kits(gateway: Served, tmp_path: Path) -> None:
    (tmp_path / "kits").mkdir()
    served = {"name": "bench", "url": gateway.url, "token": gateway.token, "pid": os.getpid()}
    (tmp_path / "kits" / "bench.json").write_text(json.dumps(served))

    as_data = kit_doctor(tmp_path, "bench", "--json")
    in_french = kit_doctor(tmp_path, "--language", "fr")

    findings = json.loads(as_data.stdout)["bench"]
    assert as_data.returncode == in_french.returncode == 0, as_data.stderr
    assert {"subject", "level", "detail", "cause", "step", "code"} == findings[0].keys()
    assert "point de capture n2 : diffuse ses paquets" in in_french.stdout


def test_the_command_refuses_a_kit_that_is_not_served(tmp_path: Path) -> None:
    done = kit_doctor(tmp_path, "bench")

    assert done.returncode == 1
    assert "campus5g kit serve bench" in done.stderr
