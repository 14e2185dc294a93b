"""`campus5g kit accept` on the virtual kit: measured, concluded, signed, printed."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lateness import Lateness
from pypdf import PdfReader

from campus5g.places import KITS

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def machine() -> Lateness:
    """How late this machine was while the kit was accepted."""
    return Lateness()


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory, machine: Lateness) -> Path:
    """A folder with the report of a kit that reaches all marks but that for its signal."""
    folder = tmp_path_factory.mktemp("accepted")
    before, _, _ = (KITS / "virtual.yaml").read_text().partition("\nacceptance:")
    marks = {
        "attempts": 3,
        "round_trips": {"packets": 600, "p50_ms": 2900, "p95_ms": 2900, "p99_ms": 2900},
        "rates": {"down_mbps": 0.05, "up_mbps": 0.05, "seconds": 3},
        "coverage": {"drive_s": 8, "rsrp_dbm": -50},
        "clock_offset_ms": 2000,
    }
    kit = folder / "kit.yaml"
    kit.write_text(f"{before}\nacceptance: {json.dumps(marks)}\n")
    asked = ("kit", "accept", str(kit), "--report", "report.pdf", "--language", "fr")
    with machine.measured():
        done = run(*asked, at=folder)
    (folder / "told.txt").write_text(done.stdout + done.stderr)
    assert done.returncode == 1, done.stdout + done.stderr
    return folder


def run(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from campus5g.commands.main import main; main()", *arguments],
        cwd=at,
        env={**os.environ, "CAMPUS5G_DATA": str(at / "data")},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def checks_of(folder: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((folder / "report-evidence" / "acceptance.json").read_text())
    return {check["id"]: check for check in document["checks"]}


def test_checks_within_their_marks_pass_and_the_signal_fails(accepted: Path) -> None:
    verdicts = {name: check["verdict"] for name, check in checks_of(accepted).items()}

    assert verdicts.pop("coverage-agv") == "failed"
    assert verdicts.pop("recovery") == "not tested"
    assert verdicts.pop("robot-stops-agv") in ("passed", "failed")  # by its figures, see below
    assert set(verdicts.values()) == {"passed"}, checks_of(accepted)
    assert verdicts.keys() >= {"attach-success", "capture-points", "rates"}


def test_a_robot_lost_in_each_way_stops_within_the_fences_margin(
    accepted: Path, machine: Lateness
) -> None:
    check = checks_of(accepted)["robot-stops-agv"]
    ways = check["figures"]

    assert ways.keys() == {"asked", "silent", "dropped", "hanging", "alone", "someone"}
    for way in ways.values():
        assert way["speed_mps"] > 0.1
        assert way["rolled_m"] <= way["most_m"] + way["speed_mps"] * machine.late_s
    in_time = all(way["rolled_m"] <= way["most_m"] for way in ways.values())
    assert check["verdict"] == ("passed" if in_time else "failed")


def test_each_measurement_is_signed_by_the_kit(accepted: Path) -> None:
    verified = run("evidence", "verify", "report-evidence", "--json", at=accepted)

    pieces = {Path(each["artefact"]).stem: each for each in json.loads(verified.stdout)}
    named = {name for check in checks_of(accepted).values() for name in check["evidence"]}
    assert named
    assert named <= pieces.keys()
    assert all(piece["genuine"] for piece in pieces.values())


def test_the_report_shows_the_verdict_and_the_digest_of_its_conclusions(accepted: Path) -> None:
    conclusions = (accepted / "report-evidence" / "acceptance.json").read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(accepted / "report.pdf").pages)

    assert "Recette non réussie" in text
    untested = "Non testé : retour après coupure de courant."
    for told in (text, (accepted / "told.txt").read_text()):
        assert untested in " ".join(told.split())
    assert hashlib.sha256(conclusions).hexdigest() in text.replace("\n", "")


def test_an_unrelated_folder_is_never_replaced(accepted: Path, tmp_path: Path) -> None:
    mine = tmp_path / "thesis-evidence"
    mine.mkdir()
    (mine / "chapter.txt").write_text("mine")

    refused = run("kit", "accept", "virtual", "--report", "thesis.pdf", at=tmp_path)

    assert refused.returncode == 1
    assert "does not hold the evidence of an acceptance" in refused.stderr
    assert (mine / "chapter.txt").read_text() == "mine"
