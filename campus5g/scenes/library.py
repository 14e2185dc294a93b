"""The library of parts: small drawings in tones, which scenes are composed of."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("parts")
_WHOLE = re.compile(
    r'<svg [^>]*viewBox="(?P<box>[-\d. ]+)">\s*<title>(?P<title>[^<]+)</title>\s*'
    r"(?P<content>.*?)\s*</svg>",
    re.DOTALL,
)


_CLASSES = re.compile(r'class="([^"]+)"')


def in_page(names: str) -> str:
    """Return names of tones as the classes that they are on a page (``tones.css``)."""
    return " ".join(f"s-{name}" for name in names.split())


@dataclass(frozen=True)
class LibraryPart:
    """A part: its origin is the middle of its foot, but for backdrops, which fill the frame.

    ``kind`` is its folder; ``box`` is left, top, width and height of its drawing, about the origin.
    """

    name: str
    kind: str
    title: str
    box: tuple[float, float, float, float]
    content: str


@cache
def library() -> dict[str, LibraryPart]:
    """Return the parts by name, kind by kind."""
    return {file.stem: _read(file) for file in sorted(_FOLDER.glob("*/*.svg"))}


def _read(file: Path) -> LibraryPart:
    found = _WHOLE.search(file.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{file} is not a part: an svg with a viewBox, a title and shapes.")
    left, top, width, height = map(float, found["box"].split())
    content = re.sub(r"\n\s*", "", found["content"])
    content = _CLASSES.sub(lambda names: f'class="{in_page(names[1])}"', content)
    return LibraryPart(
        file.stem, file.parent.name, found["title"], (left, top, width, height), content
    )
