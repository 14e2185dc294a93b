"""What a lab notes of its learner."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from campus5g.courseware.lab.notes import NOTES_FILE, LabNotes


def test_simultaneous_hints_and_predictions_are_all_saved(tmp_path: Path) -> None:
    names = [f"item{number}" for number in range(12)]

    with ThreadPoolExecutor(4) as widgets:
        for name in names:
            widgets.submit(LabNotes(tmp_path).hint_read, name, 1)
            widgets.submit(LabNotes(tmp_path).predict, name, "a")

    assert LabNotes(tmp_path).hints() == dict.fromkeys(names, 1)
    assert set(LabNotes(tmp_path).predicted()) == set(names)


def test_a_hint_counts_once(tmp_path: Path) -> None:
    notes = LabNotes(tmp_path)

    assert [notes.hint_read("sum", step) for step in (1, 1, 2)] == [True, False, True]
    assert notes.hints() == {"sum": 2}


def test_an_invalid_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / NOTES_FILE).write_text("[]")

    LabNotes(tmp_path).predict("loss", "b")

    assert json.loads((tmp_path / NOTES_FILE).read_text())["predictions"] == {
        "loss": {"choice": "b"}
    }


def test_unwritable_notes_do_not_stop_the_lab(tmp_path: Path) -> None:
    assert LabNotes(tmp_path / "gone").hint_read("sum", 1)
