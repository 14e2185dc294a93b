"""All French text in the sources, with its place."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from campus5g.manifest import load_manifest
from campus5g.places import HOUSE
from campus5g.wording import WORDS_FILE, Groups

SITE = HOUSE / "campus5g" / "site"

_IN_TEMPLATE = re.compile(r"""\bfr=(?:"([^"]*)"|'([^']*)'|\(([^)]*)\))""")


@dataclass(frozen=True)
class FrenchText:
    """A text as written in a source."""

    file: Path
    line: int
    text: str


@cache
def french_texts() -> list[FrenchText]:
    """Return the arguments ``fr=``, the texts of ``words.yaml``, and pages in French."""
    return [*_french_texts()]


def _french_texts() -> Iterator[FrenchText]:
    for file in sorted(SITE.rglob("*.py")):
        yield from _of_program(file)
    for file in sorted(SITE.rglob("*.html")):
        source = file.read_text(encoding="utf-8")
        for found in _IN_TEMPLATE.finditer(source):
            text = next(filter(None, found.groups()), "")
            yield FrenchText(file, source.count("\n", 0, found.start()) + 1, text)
    for file in sorted(SITE.rglob(WORDS_FILE)):
        source = file.read_text(encoding="utf-8")
        for _, _, text in load_manifest(file, Groups).texts():
            yield FrenchText(file, source.count("\n", 0, source.find(text.fr)) + 1, text.fr)
    for file in sorted(SITE.rglob("*.fr.md")):
        for line, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            yield FrenchText(file, line, text)


def _of_program(file: Path) -> Iterator[FrenchText]:
    source = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "fr":
            text = ast.get_source_segment(source, node.value)
            yield FrenchText(file, node.lineno, text or "")
