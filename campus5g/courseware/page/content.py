"""The content of a module's page, read from the released notebook and the files beside it."""

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from nbformat import NotebookNode

from campus5g.courseware.page.manifest import PageManifest
from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.language import LANGUAGES, Language
from campus5g.manifest import ManifestError
from campus5g.scenes.drawing import inline_svg
from campus5g.scenes.scene import Scene, load_scene

_log = logging.getLogger(__name__)

# How long a learner takes for each; a part's share of the module's minutes follows from these.
_WORDS_PER_MINUTE = 170
_ACTIVITY_MINUTES = 2.0
_ANSWER_MINUTES = 3.0

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
# An explorer asks for a bet before it opens; the words that follow it tell the answer.
_EXPLORER = re.compile(r"\bexplorers\.\w+\(")
_QUIZ_PART = re.compile(r"""\bquiz\.part\(\s*["']([\w-]+)["']""")
_HEADING = re.compile(r"^(?P<level>##?) +(?P<title>.+?) *#*$")
_TAG = re.compile(r"<[^>]+>")
# The placeholder that the release writes into an unanswered question.
_UNANSWERED = ("Votre réponse ici", "Your answer here")


@dataclass(frozen=True)
class Block:
    """One block of the page: text, the activity of a code cell, or an open question.

    ``index`` is the cell's place in the notebook; ``quiet`` activities show nothing of their
    own until they have something to show; ``text`` is what the learner answered so far.
    ``covered_by`` is the place of the explorer whose answer the words tell: they stay covered
    until the learner has made its prediction.
    """

    kind: Literal["words", "activity", "answer"]
    index: int
    html: str = ""
    quiet: bool = False
    grade_id: str = ""
    text: str = ""
    covered_by: int | None = None


@dataclass
class PagePart:
    """A part of the page under one heading; ``minutes`` is its share of the module's time."""

    id: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    minutes: float = 0.0


@dataclass
class PageContent:
    """The page in one language.

    ``scene`` is the SVG element that opens it, and ``scene_shows`` says what is to be seen on it;
    both are empty without one.
    """

    language: Language
    manifest: PageManifest
    opening: list[Block]
    parts: list[PagePart]
    scene: str = ""
    scene_shows: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the template's variables as plain data, in the page's language."""
        data = self.manifest.model_dump(mode="json")
        return {
            **_in(self.language, data),
            "language": self.language,
            "scene": self.scene,
            "scene_shows": self.scene_shows,
            "opening": [asdict(block) for block in self.opening],
            "parts": [asdict(part) for part in self.parts],
        }


def page_content(notebook: NotebookNode, manifest: PageManifest, folder: Path) -> PageContent:
    """Return the page for a released notebook.

    Each second-level heading begins a part; the notebook's title gives way to the manifest's.
    Words between an explorer and the next activity of its part are covered by that explorer.

    Args:
        notebook: a notebook in one language.
        manifest: the page's manifest, released beside it.
        folder: its folder, with its images.
    """
    language = _language_of(notebook)
    markdown = PageMarkdown(language, manifest.glossary, folder)
    opening = PagePart("", "")
    parts = [opening]
    setup = True
    explorer: int | None = None
    for index, cell in enumerate(notebook.cells):
        role = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code":
            quiet = setup or bool(role.get("grade"))
            setup = False
            explorer = index if _EXPLORER.search(cell.source) else None
            parts[-1].blocks.append(Block("activity", index, quiet=quiet))
        elif cell.cell_type == "markdown" and role.get("solution"):
            text = "" if cell.source.strip() in _UNANSWERED else cell.source
            parts[-1].blocks.append(
                Block("answer", index, grade_id=role.get("grade_id", ""), text=text)
            )
        elif cell.cell_type == "markdown":
            for title, words in _under_headings(cell.source):
                if title is not None:
                    parts.append(PagePart(f"part-{len(parts)}", _plain(markdown(title))))
                    explorer = None
                if words.strip():
                    parts[-1].blocks.append(
                        Block("words", index, html=markdown(words), covered_by=explorer)
                    )
    _share_out(manifest.minutes, parts)
    scene = _scene(folder)
    return PageContent(
        language,
        manifest,
        opening.blocks,
        parts[1:],
        scene=inline_svg(scene, language) if scene else "",
        scene_shows=getattr(scene.shows, language) if scene else "",
    )


def part_count(notebook: NotebookNode) -> int:
    """Return how many parts the page of a released notebook has.

    Args:
        notebook: a notebook in one language.
    """
    return sum(len(_titles(cell)) for cell in notebook.cells)


def parts_of_quiz(notebook: NotebookNode) -> dict[str, PagePart]:
    """Return the part of the page, without its blocks, that asks each part of the quiz.

    Args:
        notebook: a notebook in one language.
    """
    markdown = PageMarkdown(_language_of(notebook), (), Path())
    found: dict[str, PagePart] = {}
    titles: list[str] = []
    for cell in notebook.cells:
        titles += _titles(cell)
        if cell.cell_type == "code" and titles and (asked := _QUIZ_PART.search(cell.source)):
            found[asked[1]] = PagePart(f"part-{len(titles)}", _plain(markdown(titles[-1])))
    return found


def _scene(folder: Path) -> Scene | None:
    try:
        return load_scene(folder)
    except ManifestError as error:
        # Of an older release, say: what is learned does not depend on it.
        _log.warning("No scene for %s: %s", folder, error)
        return None


def _language_of(notebook: NotebookNode) -> Language:
    said = notebook.metadata.get("campus5g")
    language = said.get("language") if isinstance(said, dict) else None
    return language if language in LANGUAGES else "fr"


def _titles(cell: NotebookNode) -> list[str]:
    """Return the headings of a cell that begin parts."""
    if cell.cell_type != "markdown" or cell.metadata.get("nbgrader", {}).get("solution"):
        return []
    return [title for title, _ in _under_headings(cell.source) if title is not None]


def _under_headings(source: str) -> Iterator[tuple[str | None, str]]:
    """Cut a text at its second-level headings; drop its first-level ones."""
    title: str | None = None
    lines: list[str] = []
    fenced = False
    for line in source.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            lines.append(line)
        elif heading["level"] == "##":
            if title is not None or any(line.strip() for line in lines):
                yield title, "\n".join(lines)
            title, lines = heading["title"], []
    if title is not None or any(line.strip() for line in lines):
        yield title, "\n".join(lines)


def _share_out(minutes: int, parts: list[PagePart]) -> None:
    efforts = [sum(map(_effort, part.blocks)) for part in parts]
    whole = sum(efforts) or 1.0
    for part, effort in zip(parts, efforts, strict=True):
        part.minutes = round(minutes * effort / whole, 2)


def _effort(block: Block) -> float:
    if block.kind == "words":
        return len(_plain(block.html).split()) / _WORDS_PER_MINUTE
    if block.kind == "answer":
        return _ANSWER_MINUTES
    return 0.0 if block.quiet else _ACTIVITY_MINUTES


def _plain(html: str) -> str:
    return _TAG.sub("", html).strip()


def _in(language: Language, data: Any) -> Any:
    """Keep one language of every text."""
    if isinstance(data, list):
        return [_in(language, each) for each in data]
    if not isinstance(data, dict):
        return data
    if data.keys() == set(LANGUAGES):
        return data[language]
    kept = {key: _in(language, value) for key, value in data.items() if key not in LANGUAGES}
    return {**kept, "text": data[language]} if LANGUAGES[0] in data else kept
