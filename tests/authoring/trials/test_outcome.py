"""A module that is run: what goes wrong as released and as solved is reported once."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tiny_lab import tiny_notebook, write_lab

from campus5g.authoring.catalogue import Module
from campus5g.authoring.chosen import Chosen
from campus5g.authoring.findings import Finding
from campus5g.authoring.grades import answer_cells, graded_cells
from campus5g.authoring.trials.inspection import inspect
from campus5g.authoring.trials.outcome import in_both_languages, outcome_findings


def spoiled(tmp_path: Path, *cells: NotebookNode) -> Module:
    notebook = tiny_notebook()
    notebook.cells.extend(cells)
    return write_lab(tmp_path / "labs", notebook)


@pytest.mark.proof
def test_a_valid_lab_runs_in_both_languages_without_findings(lab: Module) -> None:
    [report] = inspect(Chosen([lab]))

    assert report.findings == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "As released, it fails: ZeroDivisionError: division by zero"),
        *(
            pytest.param(*more, marks=pytest.mark.proof)
            for more in (
                ("import sys\nprint('Old', file=sys.stderr)", "As solved, it warns: Old"),
                (
                    "from IPython.display import Image\n"
                    "Image(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(40))",
                    "has no text for people who can't see it",
                ),
                ("print('x' * 1_200_000)", "Its output has 1.2 MB"),
                (
                    "from IPython.display import HTML\nHTML('<img src=\"https://a.org/b.png\">')",
                    "Its output fetches https://a.org/b.png",
                ),
            )
        ),
    ],
)
def test_a_failing_cell_is_reported_with_its_number(
    tmp_path: Path, source: str, message: str
) -> None:
    found = outcome_findings(spoiled(tmp_path, new_code_cell(source)), "fr")

    assert message in "\n".join(each.problem for each in found)
    assert {each.cell for each in found} == {13}


def test_a_wrong_worked_answer_is_reported(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    answer = answer_cells(notebook)["double-answer"]
    answer.source = answer.source.replace("2 * 21", "2 * 20")

    [finding] = outcome_findings(write_lab(tmp_path / "labs", notebook), "en")

    assert finding.problem == "As solved, it fails: AssertionError: Twice 21."
    assert finding.cell == 9


@pytest.mark.proof
def test_tests_that_pass_without_an_answer_are_reported(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    graded_cells(notebook)["double"].source = "assert True"

    [finding] = outcome_findings(write_lab(tmp_path / "labs", notebook), "fr")

    assert "As released, double gives 3 points for no answer" in finding.problem


def test_a_finding_in_both_languages_is_reported_once() -> None:
    both, french = Finding("It fails.", "Mend it."), Finding("Il échoue.", "Mend it.")

    assert list(in_both_languages({"fr": [both, french], "en": [both]})) == [
        both,
        Finding("In French: Il échoue.", "Mend it."),
    ]


def test_an_unreadable_file_does_not_stop_the_other_checks(tmp_path: Path, lab: Module) -> None:
    broken = write_lab(tmp_path / "others")
    broken.notebook.write_text("{", encoding="utf-8")

    first, second = inspect(Chosen([broken, lab]), run=False)

    assert ["this is not a notebook" in each.problem for each in first.findings] == [True]
    assert second.findings == []
