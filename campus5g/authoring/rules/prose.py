"""A cell's Markdown taken apart: headings, lists, tables, links, pictures, and plain sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mistune

GLOSSARY = "glossary:"

# A full stop ends a sentence where a capital, a digit or an opening mark follows.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\"')\]]*[\s\u00a0\u202f]+(?=[«“\"'(\[]?[A-ZÀ-ÖØ-Þ0-9])")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_SOURCE = re.compile(r"^\**_*Sources?[\s\u00a0\u202f]*:", re.IGNORECASE)

_parse = mistune.create_markdown(
    renderer=None, plugins=["table", "strikethrough", "def_list", "footnotes"]
)

# A block of words that is read as one text.
_TEXTS = {"paragraph", "block_text", "def_list_head", "def_list_item"}


@dataclass(frozen=True)
class Heading:
    """A heading: 1 for the notebook's title, 2 for a part."""

    level: int
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture in a text: its description and its address."""

    alt: str
    target: str


@dataclass
class Prose:
    """The content of one text.

    ``texts`` are its paragraphs and list items as plain words; ``tables`` rows of plain cells;
    ``glossary`` the ids of the terms that it marks; ``html`` its parts in HTML.
    """

    headings: list[Heading] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    list_items: int = 0
    tables: list[list[list[str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    glossary: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """The sentences of its texts, without lines that name sources."""
        return [
            sentence
            for text in self.texts
            if not _SOURCE.match(text)
            for sentence in sentences_of(text)
        ]

    @property
    def tells_sources(self) -> bool:
        """Whether a line of it begins with ``Source:`` or ``Sources:``."""
        return any(_SOURCE.match(text) for text in self.texts)

    @property
    def words(self) -> int:
        """How many words a reader reads, headings and tables included."""
        cells = [cell for table in self.tables for row in table for cell in row]
        headings = [heading.text for heading in self.headings]
        return sum(len(text.split()) for text in [*headings, *self.texts, *cells])

    @property
    def plain(self) -> str:
        """All its words, a line for each heading, text and cell."""
        cells = [cell for table in self.tables for row in table for cell in row]
        return "\n".join([*(heading.text for heading in self.headings), *self.texts, *cells])


def read_prose(source: str) -> Prose:
    """Take a Markdown text apart."""
    prose = Prose()
    tokens: Any = _parse(source)
    _read(tokens, prose)
    return prose


def sentences_of(text: str) -> list[str]:
    """Cut a plain text into sentences."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def _read(tokens: Sequence[Mapping[str, Any]], prose: Prose) -> None:
    for token in tokens:
        kind = token["type"]
        if kind == "heading":
            text = _plain(token["children"], prose)
            prose.headings.append(Heading(token["attrs"]["level"], text))
        elif kind == "table":
            prose.tables.append([list(row) for row in _rows(token, prose)])
        elif kind == "block_html":
            prose.html.append(token["raw"])
        elif kind in _TEXTS:
            text = _plain(token.get("children", []), prose)
            if text:
                prose.texts.append(text)
        else:
            prose.list_items += kind == "list_item"
            _read(token.get("children", []), prose)


def _rows(table: Mapping[str, Any], prose: Prose) -> Iterator[list[str]]:
    for part in table["children"]:
        rows = [part] if part["type"] == "table_head" else part["children"]
        for row in rows:
            yield [_plain(cell["children"], prose) for cell in row["children"]]


def _plain(tokens: Sequence[Mapping[str, Any]], prose: Prose) -> str:
    return _SPACES.sub(" ", "".join(_words(tokens, prose))).strip()


def _words(tokens: Sequence[Mapping[str, Any]], prose: Prose) -> Iterator[str]:
    """Return the words of inline tokens; note links, pictures and HTML on the way."""
    for token in tokens:
        kind = token["type"]
        if kind in ("softbreak", "linebreak"):
            yield " "
        elif kind == "inline_html":
            prose.html.append(token["raw"])
        elif kind == "image":
            alt = "".join(_words(token.get("children", []), prose)).strip()
            prose.pictures.append(Picture(alt, token["attrs"]["url"]))
        elif "children" in token:
            if kind == "link":
                _note_link(token["attrs"]["url"], prose)
            yield from _words(token["children"], prose)
        else:
            yield token.get("raw", "")


def _note_link(url: str, prose: Prose) -> None:
    if url.startswith(GLOSSARY):
        prose.glossary.append(url.removeprefix(GLOSSARY))
    else:
        prose.links.append(url)
