"""Who is stuck and who is not, rule by rule."""

import datetime
import json
from pathlib import Path

import pytest

from campus5g.site.learning.activity import Deed
from campus5g.site.learning.stuck import FailingTest, Reason, failing_tests, reasons

NOW = datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC)


def ago(minutes: float) -> datetime.datetime:
    return NOW - datetime.timedelta(minutes=minutes)


def did(minutes: float, verb: str, name: str, share: float | None = None) -> Deed:
    kind = "item" if verb == "answered" else "part"
    return Deed(ago(minutes), "radio", verb, (kind, name), share)


def why(deeds: list[Deed], tests: list[FailingTest] | None = None) -> list[Reason]:
    last = deeds[-1].moment if deeds else NOW
    return reasons(deeds, tests or [], last, NOW)


def test_a_learner_who_reads_on_is_not_stuck() -> None:
    assert why([did(minutes, "experienced", f"part-{minutes}") for minutes in (30, 20, 8, 2)]) == []


def test_an_absent_learner_is_not_stuck() -> None:
    assert why([did(120 - n, "answered", "q", 0.0) for n in range(5)]) == []
    assert reasons([], [FailingTest("total", again=True)], None, NOW) == []


def test_a_learner_without_progress_for_long_is_stuck() -> None:
    events = [
        did(40, "experienced", "one"),
        did(25, "answered", "q", 0.0),
        did(1, "answered", "r", 0.5),
    ]

    assert why(events) == [Reason("no-progress", 40)]


def test_reading_the_same_part_again_is_not_progress() -> None:
    events = [did(minutes, "experienced", "one") for minutes in (30, 15, 3)]

    assert why(events) == [Reason("no-progress", 30)]


def test_a_break_resets_the_clock() -> None:
    events = [did(300, "experienced", "one"), did(5, "answered", "q", 0.0)]

    assert why(events) == []


def test_three_wrong_answers_in_a_row_to_one_question_mean_stuck() -> None:
    wrong = [did(minutes, "answered", "q", 0.0) for minutes in (6, 5, 4)]

    assert why(wrong) == [Reason("wrong-answers", 3, "q")]
    assert why([*wrong, did(1, "answered", "q", 1.0)]) == []


def test_wrong_answers_to_several_questions_are_not_enough() -> None:
    assert why([did(minutes, "answered", f"q{minutes}", 0.0) for minutes in (6, 5, 4)]) == []


def test_all_hints_read_without_a_right_answer_means_stuck() -> None:
    hints = [did(5 - step, "experienced", f"hint-total-{step}") for step in (1, 2, 3)]

    assert why(hints) == [Reason("hints", 3, "total")]
    assert why([did(9, "answered", "total", 1.0), *hints]) == []


def test_a_test_that_keeps_failing_means_stuck() -> None:
    tests = [FailingTest("total", again=True), FailingTest("double", again=False)]

    assert why([did(1, "experienced", "one")], tests) == [Reason("failing-test", item="total")]


def test_failing_tests_are_read_from_the_saved_notebook(tmp_path: Path) -> None:
    def cell(name: str, count: int, *, fails: bool, grade: bool = True) -> dict[str, object]:
        outputs = [{"output_type": "error"}] if fails else []
        mark = {"nbgrader": {"grade_id": name, "grade": grade}}
        return {"cell_type": "code", "execution_count": count, "outputs": outputs, "metadata": mark}

    notebook = tmp_path / "lab.ipynb"
    cells = [
        cell("total", 30, fails=True),
        cell("double", 2, fails=True),
        cell("sum", 31, fails=False),
        cell("own", 32, fails=True, grade=False),
    ]
    notebook.write_text(json.dumps({"cells": cells}))

    assert failing_tests(notebook) == [
        FailingTest("total", again=True),
        FailingTest("double", again=False),
    ]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": 3}', '{"cells": [4]}', "\x00"])
def test_a_broken_notebook_reports_no_failing_tests(text: str, tmp_path: Path) -> None:
    notebook = tmp_path / "lab.ipynb"
    notebook.write_text(text)

    assert failing_tests(notebook) == []
