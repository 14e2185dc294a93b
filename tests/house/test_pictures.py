"""The pictures in the docs: each page that shows one finds it, and none lies there unseen."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PICTURES = HOUSE / "docs" / "screenshots"


CODE = re.compile(r"`+[^`]+`+")


def shown() -> set[Path]:
    """The pictures that the README and the docs show, examples in code aside."""
    pages = [HOUSE / "README.md", *(HOUSE / "docs").rglob("*.md")]
    return {
        (page.parent / address).resolve()
        for page in pages
        for address in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", CODE.sub("", page.read_text("utf-8")))
    }


def test_every_shown_picture_exists() -> None:
    assert {each for each in shown() if not each.is_file()} == set()


def test_every_picture_is_shown() -> None:
    assert {each for each in PICTURES.rglob("*.*") if each not in shown()} == set()
