"""The words that modules mark, ``[tranche](glossary:slice)``, and where they are explained."""

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.courseware.page.manifest import Glossary, GlossaryWord
from campus5g.manifest import load_manifest

GLOSSARY_FILE = "glossary.yaml"

_MARKED = re.compile(r"\]\(glossary:([^)\s]*)\)")


def glossary_findings(notebook: NotebookNode, module: Module) -> Iterator[Finding]:
    """Find the marked words that the glossary does not explain.

    Raises:
        ManifestError: there are marked words and no sound glossary.
    """
    known: dict[str, GlossaryWord] | None = None
    for number, cell in enumerate(notebook.cells, start=1):
        for word in sorted(_marked(cell)):
            known = _glossary_of(module) if known is None else known
            if word not in known:
                yield Finding(
                    f"The glossary does not explain {word}.",
                    f"Add {word} to {glossary_file(module).name}, or mark another word.",
                    number,
                    cell.get("id"),
                )


def words_of(notebook: NotebookNode, module: Module) -> dict[str, GlossaryWord]:
    """Return the words that a notebook marks, by id.

    Raises:
        ManifestError: there are marked words and no sound glossary.
    """
    marked = {word for cell in notebook.cells for word in _marked(cell)}
    known = _glossary_of(module) if marked else {}
    return {word: known[word] for word in sorted(marked & known.keys())}


def glossary_file(module: Module) -> Path:
    """Return the glossary beside the folder of the module's course, or of the lab."""
    folder = module.folder.parent
    return (folder.parent if module.course else folder) / GLOSSARY_FILE


def _marked(cell: NotebookNode) -> set[str]:
    return set(_MARKED.findall(cell.source)) if cell.cell_type == "markdown" else set()


def _glossary_of(module: Module) -> dict[str, GlossaryWord]:
    remedy = "Write it: the words of all modules are explained there."
    return load_manifest(glossary_file(module), Glossary, if_unreadable=remedy).root
