"""A learner's copy in another language: the words change, what the learner did stays."""

from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.grades import answer_cells
from campus5g.authoring.notebooks import NotebookError, notebook_text, read_notebook
from campus5g.courseware.page.manifest import MANIFEST_FILE
from campus5g.language import t
from campus5g.whole_file import replace, turn


def change_language(folder: Path, released: Path, wanted: Path) -> None:
    """Put a learner's copy of a module into the language of another edition.

    Answers, measurements, and cells and files that the learner wrote or changed stay as they are.

    Args:
        folder: the learner's copy.
        released: the release in the language of the copy.
        wanted: the release in the other language.

    Raises:
        NotebookError: a notebook can't be read, or the two releases do not belong together.
    """
    with turn(folder):
        mine, before, after = map(read_notebook, map(_notebook, (folder, released, wanted)))
        if len(before.cells) != len(after.cells):
            raise NotebookError(
                t(
                    fr=f"{folder.name} est en train d’être remis à jour.",
                    en=f"{folder.name} is being handed out again.",
                ),
                t(fr="Réessayez dans un instant.", en="Try again in a moment."),
            )
        is_page = (folder / MANIFEST_FILE).exists()
        changed = _page(mine, before, after) if is_page else _lab(mine, before, after)
        replace(_notebook(folder), notebook_text(changed))
        _change_files(folder, released, wanted)


def _page(mine: NotebookNode, before: NotebookNode, after: NotebookNode) -> NotebookNode:
    """Return the other edition with the learner's answers: nothing else of a page is theirs."""
    changed = deepcopy(after)
    given, untouched = answer_cells(mine), answer_cells(before)
    for name, cell in answer_cells(changed).items():
        stub = untouched.get(name)
        if name in given and (stub is None or given[name].source != stub.source):
            cell.source = given[name].source
    return changed


def _lab(mine: NotebookNode, before: NotebookNode, after: NotebookNode) -> NotebookNode:
    """Return the learner's notebook, cell by cell in the other language.

    A cell of one edition has its partner at the same place of the other.
    """
    partners = {
        old.get("id"): (old, new) for old, new in zip(before.cells, after.cells, strict=True)
    }
    changed = deepcopy(mine)
    changed.metadata["campus5g"] = after.metadata["campus5g"]
    changed.cells = [
        _in_other_words(cell, *partners[cell.get("id")]) if cell.get("id") in partners else cell
        for cell in changed.cells
    ]
    return changed


def _in_other_words(cell: NotebookNode, old: NotebookNode, new: NotebookNode) -> NotebookNode:
    locked = cell.metadata.get("nbgrader", {}).get("locked", False)
    kept = deepcopy(cell)
    kept["id"] = new["id"]
    kept.metadata.update(new.metadata)
    if locked or cell.source == old.source:
        kept.source = new.source
    return kept


def _change_files(folder: Path, released: Path, wanted: Path) -> None:
    """Replace the files of one edition by those of the other; others stay."""
    for new in sorted(wanted.rglob("*")):
        name = new.relative_to(wanted)
        old, mine = released / name, folder / name
        if not new.is_file() or name == Path(_notebook(wanted).name):
            continue
        theirs = mine.read_bytes() if mine.is_file() else None
        as_released = old.is_file() and theirs == old.read_bytes()
        if theirs is None or (as_released and theirs != new.read_bytes()):
            mine.parent.mkdir(parents=True, exist_ok=True)
            mine.write_bytes(new.read_bytes())


def _notebook(folder: Path) -> Path:
    return folder / f"{folder.name}.ipynb"
