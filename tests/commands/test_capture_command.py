"""`campus5g capture` on a registration that the virtual kit made."""

import contextlib
import csv
import json
import os
import pty
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from running_program import running
from test_command import COMMAND, campus5g

from campus5g.capture.analysis.finding_rules import SEVERITIES
from campus5g.commands import capture
from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit
from campus5g.places import LABS
from campus5g.wording import Wording

VIEWS = ("messages", "procedures", "ues", "findings")


@pytest.fixture(scope="module")
def registration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The camera's modem starts again: it leaves, registers, and opens its session."""
    file = tmp_path_factory.mktemp("captures") / "registration.pcapng"
    with (
        start_private_kit(owner="capture command") as running,
        connect(url=running.url, token=running.token) as kit,
    ):
        with kit.capture("n2", "n3", "n4") as live:
            kit.ue("camera").restart()
        shutil.copy(live.path, file)
    return file


@pytest.mark.parametrize("word", ["", "summary", *VIEWS, "ladder"])
def test_help_has_an_example(word: str) -> None:
    done = campus5g("capture", *word.split(), "--help")

    assert done.returncode == 0
    assert f"campus5g capture {word}" in done.stdout


@pytest.mark.proof
def test_summary_shows_what_was_read_and_found(registration: Path) -> None:
    done = campus5g("capture", "summary", str(registration), "--json")

    reported = json.loads(done.stdout)
    assert reported["packets"] > 20
    assert reported["unread_bytes"] == 0
    assert reported["capture_points"] == ["n2", "n3", "n4"]
    assert reported["messages"].keys() == {"N1", "N2", "N4"}
    assert reported["procedures"].keys() == {"success"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_a_table_data_or_a_file(view: str, registration: Path, tmp_path: Path) -> None:
    out = tmp_path / "view.csv"

    shown = campus5g("capture", view, str(registration))
    data = json.loads(campus5g("capture", view, str(registration), "--json").stdout)
    written = campus5g("capture", view, str(registration), "--out", str(out))

    assert shown.returncode == written.returncode == 0
    assert data
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(data)
    assert rows[0].keys() == data[0].keys()
    assert data[0]["ue"] in shown.stdout


@pytest.fixture(scope="module")
def named(registration: Path) -> dict[str, str]:
    """A UE whose IMSI is known."""
    listed = campus5g("capture", "ues", str(registration), "--json").stdout
    ues: list[dict[str, str]] = json.loads(listed)
    return next(ue for ue in ues if ue["imsi"])


@pytest.mark.proof
@pytest.mark.parametrize(
    ("view", "by"), [("messages", "ue"), ("procedures", "imsi"), ("ues", "ue"), ("ues", "imsi")]
)
def test_one_ue_is_kept_by_key_or_imsi(
    view: str, by: str, registration: Path, named: dict[str, str]
) -> None:
    done = campus5g("capture", view, str(registration), "--json", "--ue", named[by])

    assert {row["ue"] for row in json.loads(done.stdout)} == {named["ue"]}


def test_the_ladder_is_text_data_page_drawing_or_mermaid(
    registration: Path, tmp_path: Path
) -> None:
    text = campus5g("capture", "ladder", str(registration), "--interface", "N1")
    data = json.loads(campus5g("capture", "ladder", str(registration), "--json").stdout)
    starts = {}
    for suffix in (".html", ".svg", ".mmd"):
        out = tmp_path / f"flow{suffix}"
        campus5g("capture", "ladder", str(registration), "--out", str(out))
        starts[suffix] = out.read_text()[:13]

    assert "ue-2 → AMF: N1 · Registration request" in text.stdout
    assert "N2 ·" not in text.stdout
    assert {"SMF", "UPF", "gNB", "AMF"} <= {row["from"] for row in data}
    assert starts == {
        ".html": "<!DOCTYPE htm",
        ".svg": '<svg xmlns="h',
        ".mmd": "sequenceDiagr",
    }


@pytest.mark.parametrize(
    ("more", "problem", "remedy"),
    [
        (("ues", "--ue", "ue-99"), "ue-99", "ue-1"),
        (("ladder", "--interface", "N9"), "N9", "SBI"),
        (("messages", "--out", "messages.pdf"), "messages.pdf", ".csv or .json"),
        (("ladder", "--out", "/nowhere/flow.svg"), "/nowhere/flow.svg", "--out"),
    ],
    ids=" ".join,
)
def test_an_impossible_command_is_one_problem_with_its_remedy(
    more: tuple[str, ...], problem: str, remedy: str, registration: Path
) -> None:
    done = campus5g("capture", more[0], str(registration), *more[1:])

    assert done.returncode == 1
    assert problem in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_a_capture_is_reported(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a capture, only words\n" * 9)

    done = campus5g("capture", "messages", str(text))

    assert done.returncode == 1
    assert "notes.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_truncated_capture_is_read_with_a_warning(registration: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcapng"
    cut.write_bytes(registration.read_bytes()[:-20])

    done = campus5g("capture", "summary", str(cut), "--json")

    assert json.loads(done.stdout)["unread_bytes"] > 0
    assert done.returncode == 0


def test_a_terminal_shows_a_progress_bar(registration: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*COMMAND, "capture", "summary", str(registration)]

    with running(command, stdout=subprocess.DEVNULL, stderr=theirs) as shown_by:
        os.close(theirs)
        shown = "".join(iter(lambda: _read(ours), ""))
        shown_by.wait(timeout=30)
    os.close(ours)

    assert shown_by.returncode == 0
    # Each pass may be over before the bar is drawn again; the last drawing is always there.
    last_pass = re.findall(rf"Reading {registration.name}, pass (\d+)", shown)[-1]
    assert int(last_pass) > 0
    assert re.search(r"(\d+\.\d)/\1 kB", shown)


def _read(terminal: int) -> str:
    """What comes next on a terminal; nothing once its other end is closed."""
    with contextlib.suppress(OSError):
        return os.read(terminal, 1 << 16).decode("utf-8", "replace")
    return ""


def test_without_a_terminal_only_the_answer_is_printed(registration: Path) -> None:
    assert campus5g("capture", "summary", str(registration)).stderr == ""


def test_ctrl_c_ends_tshark_as_well(registration: Path, tmp_path: Path) -> None:
    reported = tmp_path / "pid"
    os.mkfifo(reported)
    stuck = tmp_path / "bin" / "tshark"
    stuck.parent.mkdir()
    tshark_itself = shutil.which("tshark")
    stuck.write_text(
        f'#!/bin/sh\n{tshark_itself} "$@"\n'
        f'case "$1" in -r) echo $$ > {reported}; exec sleep 60;; esac\n'
    )
    stuck.chmod(0o755)
    command = [*COMMAND, "capture", "messages", str(registration)]
    path = f"{stuck.parent}:{os.environ['PATH']}"

    with running(command, env={**os.environ, "PATH": path}) as reading:
        tshark = int(reported.read_text())
        reading.send_signal(signal.SIGINT)
        reading.wait(timeout=30)

    assert reading.returncode != 0
    assert not Path(f"/proc/{tshark}").exists()


@pytest.mark.parametrize("option", ["--lang", "--language"])
def test_findings_are_printed_in_the_language_that_is_asked_for(
    registration: Path, option: str
) -> None:
    french = campus5g("capture", "summary", str(registration), option, "fr").stdout
    listed = campus5g("capture", "procedures", str(registration), option, "fr").stdout

    assert "points de capture" in french
    assert "durée (s)" in listed
    assert "réussite" in listed
    assert "success" not in listed


def test_data_for_programs_has_the_same_keys_in_both_languages() -> None:
    file = str(LABS / "packet-capture" / "data" / "crane.pcapng")
    found = {
        language: json.loads(
            campus5g("capture", "findings", file, "--json", "--lang", language).stdout
        )
        for language in ("fr", "en")
    }

    assert found["fr"]
    assert [list(each) for each in found["fr"]] == [list(each) for each in found["en"]]
    assert [each["severity"] for each in found["fr"]] == [each["severity"] for each in found["en"]]
    assert found["fr"][0]["title"] != found["en"][0]["title"]


def test_every_column_and_word_of_a_printed_table_exists_in_both_languages() -> None:
    words = Wording(capture.__file__)

    named = {column for columns in capture.SHOWN.values() for column in columns}
    assert named <= words.texts("columns").keys()
    assert set(SEVERITIES) <= words.texts("values").keys()
    assert set(capture.SHOWN) == words.texts("empty").keys()
