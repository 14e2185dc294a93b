"""Graded cells, leaks and network: what would break at release or in the sandbox is found."""

from pathlib import Path

import pytest
from case_lab import write_case_lab
from nbformat.v4 import new_code_cell
from spoiled_lab import problems_of_code, problems_with
from tiny_lab import MANIFEST, nbgrader, write_lab

from campus5g.authoring.checks import findings
from campus5g.authoring.normalise import normalise
from campus5g.authoring.notebooks import read_notebook, write_notebook


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ({"locked": True, "schema_version": 2}, "metadata has version 2. Make it 3."),
        ({"locked": "yes"}, "does not say locked"),
        ({}, "A code cell with nothing set has no role"),
        ({"locked": True, "task": True}, "A code cell with locked, task set has no role"),
        ({"grade": True, "locked": True}, "It is graded, but has no points"),
    ],
)
def test_metadata_that_nbgrader_would_not_take_is_found(
    tmp_path: Path, role: dict[str, object], message: str
) -> None:
    cell = new_code_cell("pass", metadata=nbgrader("extra", **role))

    assert message in "\n".join(problems_with(tmp_path, cell))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import requests", "It imports requests"),
        ("from urllib.request import urlopen", "It imports urllib.request.urlopen"),
        ("### BEGIN SOLUTION\nx = 1", "A region does not come to its “### END SOLUTION”"),
        ("x = 1\n### END HIDDEN TESTS", "“### END HIDDEN TESTS” has no partner"),
    ],
)
def test_what_breaks_later_is_found(tmp_path: Path, source: str, message: str) -> None:
    assert message in "\n".join(problems_of_code(tmp_path, source))


def test_reading_an_address_asks_nobody(tmp_path: Path) -> None:
    assert problems_of_code(tmp_path, "from urllib.parse import urlsplit") == []


def test_a_line_of_a_worked_answer_in_another_cell_is_found(tmp_path: Path) -> None:
    line = "rate_mbit_s = first_rate + second_rate"
    answer = new_code_cell(
        f"### BEGIN SOLUTION\n{line}\n### END SOLUTION", metadata=nbgrader("more", solution=True)
    )

    found = problems_with(tmp_path, answer, new_code_cell(line))

    assert found == [
        f"Cell 14 ({found[0].split('(')[1].split(')')[0]}): It shows a line of the answer more: "
        f"{line} Write the example so that the answer can't be copied from it."
    ]


SOLUTIONS = """
def solutions(case):
    return {"total-answer": f"def total(a, b):\\n    return rate_of_the_first_camera + {case}\\n"}
"""


def test_a_line_that_solutions_py_types_is_found_where_learners_read_it(tmp_path: Path) -> None:
    module = write_lab(tmp_path / "labs")
    (module.folder / "solutions.py").write_text(SOLUTIONS, encoding="utf-8")
    before = findings(module)
    (module.folder / "rates.py").write_text(
        "def total():\n    return rate_of_the_first_camera +\n", encoding="utf-8"
    )

    [finding] = findings(module)

    assert before == []
    assert finding.file == "rates.py"
    assert "It shows a line of solutions.py: return rate_of_the_first" in finding.problem


def test_a_notebook_that_imports_solutions_py_is_found(tmp_path: Path) -> None:
    [problem] = problems_of_code(tmp_path, "from solutions import solutions")

    assert "It imports solutions.py, which learners do not get." in problem


def test_the_case_is_found_where_learners_would_import_it(tmp_path: Path) -> None:
    module = write_case_lab(tmp_path / "labs")
    notebook = read_notebook(module.notebook)
    notebook.cells.append(new_code_cell("from case import case_of"))
    write_notebook(normalise(notebook), module.notebook)
    (module.folder / "curves.py").write_text("from choices import cause\n", encoding="utf-8")
    (module.folder / "choices.py").write_text("cause = 1\n", encoding="utf-8")

    found = [f"{each.file}: {each.problem}" for each in findings(module)]

    assert "None: It imports case.py, which learners do not get." in found
    assert "curves.py: It imports choices.py, which learners do not get." in found


def test_a_test_that_needs_the_case_and_runs_in_the_learner_s_interpreter_is_found(
    tmp_path: Path,
) -> None:
    module = write_case_lab(tmp_path / "labs")
    assert findings(module) == []
    notebook = read_notebook(module.notebook)
    [test] = [each for each in notebook.cells if "assert rate_mbit_s" in each.source]
    test.source = test.source.replace("assert", "mean = rate_mbit_s is card\nassert")
    write_notebook(notebook, module.notebook)

    [finding] = findings(module)

    assert "It asks for the case, and runs in the learner's interpreter" in finding.problem
    assert "(identity)" in finding.problem


@pytest.mark.parametrize("minutes", [15, 23])
def test_minutes_other_than_the_module_takes_are_found(tmp_path: Path, minutes: int) -> None:
    module = write_lab(tmp_path / "labs", manifest={**MANIFEST, "minutes": minutes})

    [finding] = findings(module)

    assert finding.file == "lab.yaml"
    assert f"It states {minutes} minutes, and takes about 18" in finding.problem


@pytest.mark.parametrize("minutes", [16, 22])
def test_minutes_near_what_the_module_takes_are_left(tmp_path: Path, minutes: int) -> None:
    module = write_lab(tmp_path / "labs", manifest={**MANIFEST, "minutes": minutes})

    assert findings(module) == []
