"""A graded copy fetches nothing: it holds the module's figures, and no other file."""

import base64
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from campus5g.authoring.cohorts.embed_figures import EmbedFigures

FIGURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one figure, and its gradebook beside."""
    images = tmp_path / "source" / "quay" / "images"
    images.mkdir(parents=True)
    (images / "site.svg").write_bytes(FIGURE)
    (images.parent / "quiz.yaml").write_text("answers: secret")
    (tmp_path / "gradebook.db").touch()
    return tmp_path


def embedded(course: Path, text: str) -> str:
    cell = new_markdown_cell(text)  # type: ignore[no-untyped-call]
    notebook = new_notebook(cells=[cell])  # type: ignore[no-untyped-call]
    about = {"db_url": f"sqlite:///{course / 'gradebook.db'}", "assignment": "quay"}
    EmbedFigures().preprocess(notebook, {"nbgrader": about})
    return str(cell.source)


def test_a_figure_of_the_module_is_in_its_graded_copies(course: Path) -> None:
    data = base64.b64encode(FIGURE).decode()

    text = embedded(course, "![Le site](images/site.svg)")

    assert text == f"![Le site](data:image/svg+xml;base64,{data})"


@pytest.mark.parametrize("url", ["images/../quiz.yaml", "images/..", "quiz.yaml", "images/no.svg"])
def test_a_submission_gets_no_other_file_into_its_copy(course: Path, url: str) -> None:
    assert embedded(course, f"![]({url})") == f"![]({url})"
