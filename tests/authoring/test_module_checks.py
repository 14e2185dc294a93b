"""A module's notebook and manifest must say the same."""

from copy import deepcopy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tiny_lab import MANIFEST, in_french, nbgrader, tiny_notebook, write_lab

from campus5g.authoring.catalogue import Module
from campus5g.authoring.checks import UnsoundModuleError, findings, require_teachable
from campus5g.authoring.grades import graded_cells
from campus5g.authoring.notebooks import write_notebook


def problems(tmp_path: Path, notebook: NotebookNode) -> str:
    return "\n".join(map(str, findings(write_lab(tmp_path / "labs", notebook))))


def test_a_valid_module_has_no_findings(lab: Module) -> None:
    assert findings(lab) == []


def test_other_points_than_the_manifest_s_are_found(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    graded_cells(notebook)["total"].metadata.nbgrader.points = 5

    assert "total bears 5 points here and 2 in the manifest" in problems(tmp_path, notebook)


def test_a_cell_with_points_outside_the_items_is_found(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    notebook.cells.append(
        new_code_cell("pass", metadata=nbgrader("extra", grade=True, locked=True, points=1))
    )

    assert "extra is not an item of the manifest" in problems(tmp_path, notebook)


def test_an_item_without_a_cell_is_found(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    notebook.cells.remove(graded_cells(notebook)["double"])

    assert "Item double has no cell with points" in problems(tmp_path, notebook)


def test_a_kind_that_differs_is_found(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    graded_cells(notebook)["double"].metadata.nbgrader.solution = True

    assert "graded as manual here and as automatic in the manifest" in problems(tmp_path, notebook)


def test_a_grade_id_used_twice_is_found_in_both_cells(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    notebook.cells.append(new_code_cell("pass", metadata=nbgrader("total-answer", solution=True)))

    assert problems(tmp_path, notebook).count("total-answer is not unique") == 2


def test_a_wrong_solution_that_replaces_no_answer_is_found(tmp_path: Path) -> None:
    manifest = deepcopy(MANIFEST)
    manifest["wrong"]["forgets-the-second"]["cells"] = {"total": "pass"}

    [finding] = findings(write_lab(tmp_path / "labs", manifest=manifest))

    assert "replaces total, which is not an answer cell" in finding.problem


def test_an_unnormalised_notebook_is_found_but_can_be_taught(lab: Module) -> None:
    write_notebook(tiny_notebook(), lab.notebook)

    [finding] = findings(lab)

    assert "not normalised" in finding.problem
    require_teachable(lab)


def test_a_module_with_language_faults_cannot_be_taught(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    notebook.cells.append(in_french("Seul."))
    lab = write_lab(tmp_path / "labs", notebook)

    with pytest.raises(UnsoundModuleError, match=r"tiny\.ipynb: Cell 13 .* no English partner"):
        require_teachable(lab)
