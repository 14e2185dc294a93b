"""A lab on nbgrader's own path: released, filled in, graded, in both languages."""

from functools import partial
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tiny_lab import nbgrader, sources, tiny_notebook

from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.languages import keep_language
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import AnswerError, answered
from campus5g.authoring.trials.trial import trial


@pytest.mark.parametrize("language", ["fr", "en"])
def test_worked_answers_get_full_automatic_marks(lab: Module, language: str) -> None:
    result = trial(lab, language, answered)

    assert result.points == {"total": 2, "double": 3, "workplace": None}
    assert result.automatic_points == lab.manifest.automatic_points
    assert result.failures == {}


@pytest.mark.proof
@pytest.mark.parametrize(
    ("language", "help_text"), [("fr", "Les deux débits comptent."), ("en", "Both count.")]
)
def test_an_empty_submission_runs_through_and_gets_nothing_but_help_in_its_language(
    lab: Module, language: str, help_text: str
) -> None:
    result = trial(lab, language)

    assert result.points == {"total": 0, "double": 0, "workplace": 0}
    assert result.failures["total"] == f"AssertionError: {help_text}"
    for cell in answer_cells(result.graded).values():
        assert all(output.output_type != "error" for output in cell.get("outputs", []))


@pytest.mark.proof
def test_a_wrong_solution_gets_its_expected_points(lab: Module) -> None:
    wrong = lab.manifest.wrong["forgets-the-second"]

    result = trial(lab, "fr", partial(answered, typed=wrong.cells))

    assert result.automatic_points == wrong.expected_points
    assert result.points["total"] == 0


@pytest.mark.proof
def test_hidden_tests_are_run(lab: Module) -> None:
    memorised = {"total-answer": "def total(a, b):\n    return 3"}

    result = trial(lab, "fr", partial(answered, typed=memorised))

    assert "total(20, 22)" not in sources(result.released)
    assert result.points["total"] == 0


def test_a_tampered_setup_and_test_are_restored_before_grading(lab: Module) -> None:
    def tampering(released: NotebookNode, source: NotebookNode) -> NotebookNode:
        filled = answered(released, source, lab.manifest.wrong["forgets-the-second"].cells)
        for cell in filled.cells:
            if cell.metadata.get("nbgrader", {}).get("locked"):
                cell.source = "pass"
        return filled

    result = trial(lab, "en", tampering)

    assert result.points["total"] == 0
    assert result.failures["total"] == "AssertionError: Both count."


def test_answers_come_in_the_language_of_the_copy_without_marks() -> None:
    source = tiny_notebook()

    filled = answered(keep_language(source, "en"), source)

    answer = answer_cells(filled)["total-answer"].source
    assert answer == "# Two rates, in Mbit/s.\ndef total(a, b):\n    return a + b"
    assert "SOLUTION" not in sources(filled)


def test_a_copy_without_a_language_is_not_filled() -> None:
    with pytest.raises(AnswerError, match="has no language"):
        answered(tiny_notebook(), tiny_notebook())


def test_an_answer_missing_from_the_source_is_named() -> None:
    released = keep_language(tiny_notebook(), "fr")
    released.cells.append(new_code_cell("...", metadata=nbgrader("new-answer", solution=True)))

    with pytest.raises(AnswerError, match="no answer new-answer"):
        answered(released, tiny_notebook())


def test_what_is_typed_into_an_unknown_cell_is_refused_by_its_name() -> None:
    with pytest.raises(AnswerError, match="no answer cell total"):
        answered(keep_language(tiny_notebook(), "fr"), tiny_notebook(), {"total": "x"})


def test_a_submission_passes_through_the_exchange_to_feedback(lab: Module, tmp_path: Path) -> None:
    folder, exchange = tmp_path / "course", tmp_path / "exchange"
    cohort = Cohort(id="c", title="C", language="fr", trainer="formatrice", modules=["tiny"])
    build(cohort, folder, [lab])
    copy = read_notebook(release(folder, "tiny", exchange) / "tiny.ipynb")
    inbound = exchange / "c" / "inbound" / "apprenant+tiny+2026-03-02 09:00:00.000000 UTC+0"
    inbound.mkdir()
    write_notebook(answered(copy, read_notebook(lab.notebook)), inbound / "tiny.ipynb")
    (inbound / "timestamp.txt").write_text("2026-03-02 09:00:00.000000 UTC")
    course = NbGraderCourse(folder, exchange)

    course.collect("tiny")
    assert course.submitted("tiny") == ["apprenant"]
    course.autograde("tiny", "apprenant")
    course.generate_feedback("tiny")

    [page] = course.feedback_pages("tiny", "apprenant")
    assert "Additionnez." in page.read_text(encoding="utf-8")
    assert course.automatic_scores("tiny", "apprenant")["double"] == 3
