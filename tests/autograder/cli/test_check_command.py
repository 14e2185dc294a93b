"""``autograder check`` as an author runs it, before anything is handed in."""

import json

import nbformat
import pytest
from class_makers import Course, lay_out
from in_process import run_here

from autograder.cli import main


@pytest.fixture
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = lay_out("text_processing", tmp_path_factory.mktemp("check") / "course")
    path = made.root / "source" / made.assignment / "1_tokens.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_frequent":
            cell.source += "\nassert tokens is tokens"
    nbformat.write(notebook, path)
    return made


@pytest.mark.proof
def test_an_author_sees_where_each_test_runs_and_why(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")

    told = run_here(
        main, "autograder", "check", course.assignment, "--course", str(course.root), "--json"
    )

    assert told.returncode == 0
    tests = {each["cell"]: (each["isolation"], each["why"]) for each in json.loads(told.stdout)}
    assert tests.pop("test_frequent") == (
        "shell",
        "It compares the identity of two objects (is, id).",
    )
    assert set(tests.values()) == {("process", "")}


@pytest.mark.proof
def test_an_unknown_assignment_is_told_with_its_remedy(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")

    told = run_here(main, "autograder", "check", "nothing", "--course", str(course.root))

    assert told.returncode == 1
    assert "nbgrader generate_assignment" in told.stderr
