"""A notebook in normal form shows in a diff only what an author changed."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from campus5g.authoring.normalise import normalise, normalise_file, normalised_text
from campus5g.authoring.notebooks import NotebookError, notebook_text, write_notebook


def unchecked(cells: list[NotebookNode]) -> NotebookNode:
    """A notebook as a careless program may have written it."""
    notebook = new_notebook()
    notebook.cells = cells
    return notebook


def executed(source: str, *tags: str) -> NotebookNode:
    result = new_output("execute_result", {"text/plain": "2"}, execution_count=7)
    return new_code_cell(source, execution_count=7, outputs=[result], metadata={"tags": list(tags)})


def test_execution_counts_and_outputs_are_removed() -> None:
    [cell] = normalise(new_notebook(cells=[executed("1 + 1")])).cells

    assert cell.execution_count is None
    assert cell.outputs == []


def test_outputs_that_nbval_checks_stay_without_their_count() -> None:
    [cell] = normalise(new_notebook(cells=[executed("1 + 1", "nbval-check-output")])).cells

    assert cell.outputs[0].data == {"text/plain": "2"}
    assert cell.outputs[0].execution_count is None


def test_valid_cell_ids_stay() -> None:
    cells = [new_markdown_cell("a", id="intro"), new_markdown_cell("b", id="Next_1")]

    assert [c.id for c in normalise(new_notebook(cells=cells)).cells] == ["intro", "Next_1"]


def test_a_repeated_id_stays_with_its_first_cell() -> None:
    cells = [new_markdown_cell("a", id="same"), new_markdown_cell("b", id="same")]

    first, second = normalise(unchecked(cells)).cells

    assert first.id == "same"
    assert second.id != "same"


def test_missing_ids_are_the_same_each_time() -> None:
    notebook = unchecked([new_markdown_cell("a"), new_markdown_cell("a")])
    for cell in notebook.cells:
        del cell["id"]

    once, again = normalise(notebook), normalise(notebook)

    assert [c.id for c in once.cells] == [c.id for c in again.cells]
    assert len({c.id for c in once.cells}) == 2


def test_the_kernel_is_always_python3() -> None:
    notebook = new_notebook(
        metadata={
            "kernelspec": {"name": "conda-env", "display_name": "mine"},
            "language_info": {"name": "python", "version": "3.13.1"},
            "widgets": {"state": {}},
        }
    )

    metadata = normalise(notebook).metadata

    assert metadata.kernelspec.name == "python3"
    assert metadata.language_info == {"name": "python"}
    assert "widgets" not in metadata


def test_jupyterlab_metadata_is_removed_and_chosen_metadata_kept() -> None:
    cell = new_markdown_cell("a")
    cell.metadata = {
        "editable": True,
        "slideshow": {"slide_type": ""},
        "scrolled": True,
        "deletable": False,
        "tags": ["z", "a", "z"],
    }

    [kept] = normalise(unchecked([cell])).cells

    assert kept.metadata == {"deletable": False, "tags": ["a", "z"]}


def test_the_text_has_sorted_keys_and_ends_with_one_newline(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({**new_notebook(cells=[executed("é")])}), encoding="utf-8")

    text = normalised_text(path)

    assert text.endswith("}\n")
    assert "é" in text
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_normalising_a_file_returns_whether_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    write_notebook(new_notebook(cells=[executed("1 + 1")]), path)

    assert normalise_file(path)
    assert not normalise_file(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"nb"', '{"cells": 1, "nbformat": 4}'])
def test_a_file_that_is_not_a_notebook_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(NotebookError, match=r"a\.ipynb: this is not a notebook"):
        normalised_text(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="can't be read"):
        normalised_text(tmp_path / "none.ipynb")


_ids = st.one_of(st.none(), st.sampled_from(["a", "b", "not valid!", ""]), st.just("x" * 65))
_metadata = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.lists(st.sampled_from(["lang-fr", "nbval-check-output", "z"]), max_size=4),
        "collapsed": st.booleans(),
        "editable": st.booleans(),
        "nbgrader": st.just({"grade_id": "g", "checksum": "0", "schema_version": 3}),
        "mine": st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
    },
)


@st.composite
def notebooks(draw: st.DrawFn) -> NotebookNode:
    cells = []
    for _ in range(draw(st.integers(0, 6))):
        source, metadata = draw(st.text(max_size=12)), draw(_metadata)
        cell = draw(st.sampled_from([new_markdown_cell, new_code_cell]))(source)
        cell.metadata = metadata
        if cell.cell_type == "code" and draw(st.booleans()):
            cell.execution_count = draw(st.integers(0, 9))
            cell.outputs = [new_output("stream", text=draw(st.text(max_size=9)))]
        del cell["id"]
        cell_id = draw(_ids)
        if cell_id is not None:
            cell["id"] = cell_id
        cells.append(cell)
    return unchecked(cells)


@given(notebook=notebooks())
def test_any_notebook_normalises_to_a_valid_one_that_normalises_to_itself(
    notebook: NotebookNode,
) -> None:
    once = normalise(notebook)

    nbformat.validate(once)
    assert notebook_text(normalise(once)) == notebook_text(once)


@given(notebook=notebooks())
def test_normalising_keeps_every_word_and_every_chosen_metadata(notebook: NotebookNode) -> None:
    def essence(some: NotebookNode) -> list[tuple[str, str, Any]]:
        return [(c.cell_type, c.source, c.metadata.get("mine")) for c in some.cells]

    assert essence(normalise(notebook)) == essence(notebook)
