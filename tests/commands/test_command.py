"""The `campus5g` command as people and programs meet it: words and an exit code."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from in_process import Done, run_here

from campus5g import __version__
from campus5g.commands.main import main
from campus5g.places import KITS
from campus5g.site import doctor

COMMAND = [str(Path(sys.executable).with_name("campus5g"))]


def campus5g(*arguments: str, **environment: str) -> Done:
    return run_here(main, "campus5g", *arguments, COLUMNS="120", **environment)


def test_version_is_the_package_version() -> None:
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == f"campus5g {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("start",),
        ("demo",),
        ("doctor",),
        ("kit",),
        ("kit", "serve"),
        ("kit", "list"),
        ("kit", "pool"),
        ("kit", "forward"),
        ("kit", "scenarios"),
        ("kit", "scenario"),
        ("kit", "join"),
        ("kit", "join", "core"),
        ("kit", "join", "ran"),
    ],
    ids=" ".join,
)
def test_help_of_every_command_has_an_example(words: tuple[str, ...]) -> None:
    done = campus5g(*words, "--help")

    assert done.returncode == 0
    assert f"Example: campus5g {' '.join(words)}".rstrip() in done.stdout.replace(
        "Examples:", "Example:"
    )


def test_an_unknown_argument_is_a_usage_error_without_a_traceback() -> None:
    done = campus5g("strat")

    assert done.returncode == 2
    assert "strat" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_kit_is_reported_with_a_remedy() -> None:
    done = campus5g("kit", "serve", "ghost")

    assert done.returncode == 1
    assert "ghost.yaml" in done.stderr
    assert "campus5g kit list" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_shows_brackets_unchanged() -> None:
    assert "[hall].yaml" in campus5g("kit", "serve", "[hall].yaml").stderr


def test_kit_list_is_data_for_a_program(tmp_path: Path) -> None:
    done = campus5g("kit", "list", "--json", CAMPUS5G_DATA=str(tmp_path))

    kits = {kit["name"]: kit for kit in json.loads(done.stdout)}
    assert kits.keys() == {path.stem for path in KITS.glob("*.yaml")}
    assert kits["virtual"]["kind"] == "virtual"
    assert kits["virtual"]["url"] is None


def test_status_without_a_served_kit_says_how_to_serve_one(tmp_path: Path) -> None:
    done = campus5g("kit", "status", CAMPUS5G_DATA=str(tmp_path))

    assert done.returncode == 0
    assert "campus5g kit serve virtual" in done.stdout


def test_status_of_a_kit_that_is_not_served_is_an_error(tmp_path: Path) -> None:
    done = campus5g("kit", "status", "virtual", "--json", CAMPUS5G_DATA=str(tmp_path))

    assert done.returncode == 1
    assert "not served" in done.stderr or "does not serve kit virtual" in done.stderr


@pytest.mark.proof
def test_a_served_kit_is_listed_healthy_and_gone_after_ctrl_c(tmp_path: Path) -> None:
    environment = {"CAMPUS5G_DATA": str(tmp_path)}
    serving = subprocess.Popen(
        [*COMMAND, "kit", "serve", "virtual"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert serving.stdout is not None
        assert "virtual is served at http://127." in serving.stdout.readline()

        status = campus5g("kit", "status", "--json", **environment)
        again = campus5g("kit", "serve", "virtual", **environment)
    finally:
        serving.send_signal(2)
        serving.communicate(timeout=120)

    devices = json.loads(status.stdout)["virtual"]
    assert status.returncode == 0
    assert {device["name"] for device in devices} >= {"n2", "n3", "n4", "camera"}
    assert all(device["ok"] for device in devices)
    assert again.returncode == 1
    assert "already served" in again.stderr
    assert serving.returncode == 0
    assert json.loads(campus5g("kit", "status", "--json", **environment).stdout) == {}


@pytest.mark.proof
def test_doctor_approves_this_machine_and_prints_data() -> None:
    done = campus5g("doctor", "--json")

    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    failures = [finding for finding in findings.values() if finding["level"] == "failure"]
    assert failures == []
    assert done.returncode == 0
    assert {"Python", "Packages", "tshark", "Sandbox", "Virtual kit"} <= findings.keys()


def test_doctor_names_the_remedy_when_tshark_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_far_as_tshark = islice(doctor.examine(), 3)
    # What comes after it takes long, and stays as on this machine.
    monkeypatch.setattr(doctor, "examine", lambda: as_far_as_tshark)

    done = campus5g("doctor", "--json", PATH=str(tmp_path))

    *_, found = json.loads(done.stdout)
    assert done.returncode == 1
    assert (found["subject"], found["level"]) == ("tshark", "failure")
    assert "install" in found["remedy"].lower()


def test_demo_does_not_overwrite_an_unrelated_folder(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    precious = tmp_path / "demo" / "precious.txt"
    precious.write_text("keep")

    done = campus5g("demo", "--data", str(tmp_path))

    assert done.returncode == 1
    assert "not an earlier demonstration" in " ".join(done.stderr.split())
    assert precious.read_text() == "keep"


def test_the_scenarios_are_listed_in_the_reader_s_language() -> None:
    done = campus5g("kit", "scenarios", "--language", "fr")
    scenarios = json.loads(campus5g("kit", "scenarios", "--json").stdout)

    assert scenarios[0]["name"] == "nominal"
    for scenario in scenarios:
        assert scenario["name"] in done.stdout
        assert scenario["title"]["fr"] in done.stdout


def test_a_scenario_needs_a_served_kit(tmp_path: Path) -> None:
    done = campus5g("kit", "scenario", "congested", CAMPUS5G_DATA=str(tmp_path))

    assert done.returncode == 1
    assert "does not serve kit virtual" in done.stderr
    assert "campus5g kit serve virtual" in done.stderr
