"""A learner's actions are kept as events, which show where to resume."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.progress import Progress, Recorder, Resume


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress("harbour-first-steps", "ada", tmp_path)


def test_an_event_has_the_shape_of_an_xapi_statement(progress: Progress) -> None:
    recorder: Recorder = progress
    recorder.answered("camera", 0.5)

    [line] = progress.file.read_text(encoding="utf-8").splitlines()
    statement = json.loads(line)
    assert statement["actor"] == {"account": {"homePage": "urn:campus5g", "name": "ada"}}
    assert statement["verb"] == {"id": "http://adlnet.gov/expapi/verbs/answered"}
    assert statement["object"] == {"id": "urn:campus5g:harbour-first-steps#item/camera"}
    assert statement["result"] == {"score": {"scaled": 0.5}, "success": False}
    assert set(statement) == {"id", "actor", "verb", "object", "result", "timestamp"}


def test_a_learner_resumes_where_they_were(progress: Progress, tmp_path: Path) -> None:
    progress.seen("families")
    progress.answered("camera", 0.0)
    progress.answered("camera", 1.0)
    progress.scored("families", 1.0)
    progress.seen("way")
    progress.seen("families")
    progress.attempted(1)
    progress.answered("f-sum", None)
    progress.handed_in(1)

    again = Progress("harbour-first-steps", "ada", tmp_path).resume()

    assert again == Resume(
        seen=["way", "families"],
        answered={"camera": 1.0, "f-sum": None},
        scored={"families": 1.0},
        handed_in=[1],
    )


def test_modules_and_learners_have_separate_progress(progress: Progress, tmp_path: Path) -> None:
    progress.seen("families")

    assert Progress("harbour", "ada", tmp_path).resume() == Resume()
    assert Progress("harbour-first-steps", "bob", tmp_path).resume() == Resume()


def test_only_the_owner_can_read_the_progress(progress: Progress) -> None:
    progress.seen("families")

    assert stat.S_IMODE(progress.file.stat().st_mode) == 0o600


def test_invalid_lines_are_skipped(progress: Progress) -> None:
    progress.seen("families")
    with progress.file.open("ab") as file:
        file.write(b'{"verb": "half a li\n\xff\xfe\n[]\n')
    progress.seen("way")

    assert progress.resume().seen == ["families", "way"]


def test_a_read_only_folder_is_tolerated(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    Progress("harbour", "ada", tmp_path / "taken").seen("families")


@given(st.text(min_size=1, max_size=30))
def test_no_name_escapes_the_folder(name: str) -> None:
    file = Progress("harbour", name, Path("/data/progress")).file

    assert file.parent == Path("/data/progress")
    assert file.suffix == ".jsonl"


def test_text_with_line_ends_of_other_programs_is_kept(progress: Progress) -> None:
    pasted = "first\u2028second\u2029third\x85fourth\nfifth"

    progress.responded("needs", pasted)

    assert progress.responses() == {"needs": pasted}
