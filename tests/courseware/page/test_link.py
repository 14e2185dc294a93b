"""The page's line to its notebook: what was read is resumed, what was written is handed in."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from crane_order import crane_order
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.page_manifest import as_yaml, page_manifest
from campus5g.courseware import page
from campus5g.courseware.page.answers import AnswerError, keep_answer
from campus5g.courseware.page.link import PageLink

OPEN = {"nbgrader": {"grade": True, "solution": True, "grade_id": "workplace", "points": 2}}
LOCKED = {"nbgrader": {"grade": False, "solution": False, "grade_id": "words", "locked": True}}


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    cells: list[NotebookNode] = [
        new_markdown_cell("Mots", metadata=LOCKED),
        new_markdown_cell("Votre réponse ici", metadata=OPEN),
    ]
    file = tmp_path / "quay-crane-order.ipynb"
    write_notebook(new_notebook(cells=cells), file)
    return file


def released(folder: Path) -> None:
    module = crane_order()
    text = as_yaml(page_manifest(module, [module]))
    (folder / "module.yaml").write_text(text, encoding="utf-8")


def test_an_answer_is_written_into_its_cell_and_nowhere_else(notebook: Path) -> None:
    keep_answer(notebook, "workplace", "L’arrêt du pont roulant.")

    assert [cell.source for cell in read_notebook(notebook).cells] == [
        "Mots",
        "L’arrêt du pont roulant.",
    ]
    assert list(notebook.parent.iterdir()) == [notebook]


def test_two_pages_that_write_at_once_keep_both_answers(notebook: Path) -> None:
    numbers = range(12)
    cells = [
        new_markdown_cell("", metadata={"nbgrader": {"solution": True, "grade_id": f"q{number}"}})
        for number in numbers
    ]
    write_notebook(new_notebook(cells=cells), notebook)

    with ThreadPoolExecutor(4) as pages:
        for number in numbers:
            pages.submit(keep_answer, notebook, f"q{number}", f"answer {number}")

    written = [cell.source for cell in read_notebook(notebook).cells]
    assert written == [f"answer {number}" for number in numbers]


@pytest.mark.parametrize("grade_id", ["words", "unknown", ""])
def test_only_an_open_question_accepts_an_answer(notebook: Path, grade_id: str) -> None:
    before = notebook.read_bytes()

    with pytest.raises(AnswerError):
        keep_answer(notebook, grade_id, "x")

    assert notebook.read_bytes() == before


def test_the_page_is_notified_when_an_answer_is_saved(notebook: Path) -> None:
    link = PageLink(notebook, [], lambda _part: None)
    told: list[object] = []
    link.send = lambda content, buffers=None: told.append(content)

    link._handle_custom_msg({"answer": "workplace", "text": "Une grue."}, [])

    assert told == [{"answer": "workplace", "text": "Une grue."}]
    assert read_notebook(notebook).cells[1].source == "Une grue."


def test_reading_progress_is_restored_with_the_page(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    released(notebook.parent)
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")
    first = page.begin()
    assert first is not None
    first._handle_custom_msg({"seen": "part-2"}, [])

    again = page.begin()

    assert again is not None
    assert (first.seen, again.seen) == ([], ["part-2"])


def test_an_unreleased_page_has_no_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(crane_order().folder)

    assert page.begin() is None
