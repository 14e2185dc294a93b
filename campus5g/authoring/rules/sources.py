"""Figures have their source below them: each part with figures has a line ``Source: …``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.languages import languages_of
from campus5g.authoring.rules.passages import Passage
from campus5g.courseware import explorers
from campus5g.manifest import load_manifest
from campus5g.wording import WORDS_FILE, Groups

_EXPLORER = re.compile(r"\bexplorers\.(\w+)\(")

# Words that say who collected its prices, and when: `prices_source(known)`.
_COMPUTED = re.compile(r"\b\w+_source\(")
_FIGURE = re.compile(r"\d")
# What follows a figure that was measured or specified.
_MEASURED = re.compile(
    r"\d[\s\u00a0\u202f]?(%|‰|dBm?|[kMGT]?bit/s|[kMG]?Hz|[mµ]?s\b|min\b|k?m\b|km/h|m?W\b|V\b|°C|k?o\b)"
)
_SAYS = re.compile(r"\bSources?\b")


@dataclass
class _Part:
    title: str
    shown_by: Passage
    figures: list[str] = field(default_factory=list)
    sourced: bool = False


def source_findings(
    notebook: NotebookNode, passages: Sequence[Passage], module: Module
) -> Iterator[Finding]:
    """Find parts of an awareness module that show figures without a source."""
    if module.kind != "awareness":
        return
    sourced = False
    for part in _parts(notebook, passages):
        sourced |= part.sourced
        if part.figures and not part.sourced:
            yield part.shown_by.finding(
                f"The part “{part.title}” shows {part.figures[0]} without a source.",
                "Add a line “*Source : …*” (in English “*Source: …*”) under it.",
            )
    if sourced and not module.manifest.sources:
        yield Finding(
            "The module names sources, and its list of sources is empty.",
            "List them with their addresses under sources.",
            file=module.manifest_file.name,
        )


def _parts(notebook: NotebookNode, passages: Sequence[Passage]) -> Iterator[_Part]:
    """The parts in French; those in English are in step with them."""
    by_number = {passage.number: passage for passage in passages}
    part: _Part | None = None
    for number, cell in enumerate(notebook.cells, start=1):
        if languages_of(cell) == ["en"]:
            continue
        passage = by_number.get(number)
        if passage:
            for heading in passage.prose.headings:
                if heading.level == 2:
                    if part:
                        yield part
                    part = _Part(heading.text, passage)
            if part:
                part.sourced |= passage.prose.tells_sources
                part.figures += _figures(passage)
        elif part and cell.cell_type == "code":
            names = _EXPLORER.findall(cell.source)
            part.figures += [f"the explorer {name}" for name in names if not _shows_sources(name)]
    if part:
        yield part


def _figures(passage: Passage) -> Iterator[str]:
    for table in passage.prose.tables:
        if any(_MEASURED.search(cell) for row in table for cell in row):
            yield "a table with figures"
    for picture in passage.prose.pictures:
        yield f"the picture {picture.target}"


def _shows_sources(explorer: str) -> bool:
    """Return whether an explorer shows where its figures come from."""
    package = Path(explorers.__file__).parent
    views = package.rglob(f"{explorer}/view.py")
    if any(_COMPUTED.search(view.read_text(encoding="utf-8")) for view in views):
        return True
    return any(
        "sources" in (group, key) or _SAYS.search(text.fr)
        for file in package.rglob(f"{explorer}/{WORDS_FILE}")
        for group, key, text in load_manifest(file, Groups).texts()
    )
