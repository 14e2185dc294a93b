"""The documentation: people who read French find it complete, and set as French is printed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus5g.places import HOUSE

DOCS = HOUSE / "docs"
IN_BOTH_LANGUAGES = [
    DOCS / "index.md",
    *(DOCS / "tutorials" / f"first-{what}.md" for what in ("lab", "class", "kit")),
    *(DOCS / "how-to" / f"{name}.md" for name in ("learn", "run-a-course", "teach-labs")),
    DOCS / "how-to" / "grade-any-course.md",
    *(each for each in (DOCS / "how-to" / "kits").glob("*.md") if ".fr." not in each.name),
    *(DOCS / "reference" / f"{name}.md" for name in ("acceptance", "hardware-status", "screens")),
]
CODE = re.compile(r"^```.*?^```|^ {4}\S[^\n]*$|`[^`]*`", re.MULTILINE | re.DOTALL)
NAMED = re.compile(
    r"(?<![\w./-])(?:autograder|benchmarks|campus5g|courses|kit-setup|labs|tests)/[\w./-]*[\w-]"
)
MADE_BY_THE_READER = re.compile(r"kit-setup/kits/(KIT|first)\.yaml|courses/essentials/antennas")
SELECTED = re.compile(r"campus test (tests/\S+) -k (\w+)")
BREAKABLE = re.compile(r"« | »|\w\)? [:;!?](?=[\s*]|$)", re.MULTILINE)


def in_french(page: Path) -> Path:
    return page.with_suffix(".fr.md")


def outline(page: Path) -> dict[str, int]:
    """Count what both languages have alike: headings of each level, rows, blocks, pictures."""
    text = page.read_text("utf-8")
    prose = CODE.sub("", text)
    return {
        "parts": len(re.findall(r"^## ", prose, re.MULTILINE)),
        "rows": len(re.findall(r"^\|", prose, re.MULTILINE)),
        "steps": len(re.findall(r"^\d\. ", prose, re.MULTILINE)),
        "blocks": text.count("\n```"),
        "pictures": text.count("!["),
    }


@pytest.mark.parametrize("page", IN_BOTH_LANGUAGES, ids=lambda page: page.stem)
def test_learners_trainers_and_operators_read_the_same_in_both_languages(page: Path) -> None:
    assert outline(in_french(page)) == outline(page)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.fr.md")), ids=lambda page: page.stem)
def test_french_double_signs_follow_a_no_break_space(page: Path) -> None:
    prose = CODE.sub("", page.read_text("utf-8"))

    assert BREAKABLE.findall(prose) == []


def test_every_file_and_folder_named_in_the_docs_exists() -> None:
    # Decisions are records of their day.
    named = {
        (page.relative_to(HOUSE), name)
        for page in [HOUSE / "README.md", *DOCS.rglob("*.md")]
        if page.parent.name != "decisions"
        for name in NAMED.findall(page.read_text("utf-8"))
        if not MADE_BY_THE_READER.match(name)
    }

    assert {each for each in named if not (HOUSE / each[1]).exists()} == set()


def test_every_test_that_a_page_selects_by_name_exists() -> None:
    selected = {
        (page.name, place, name)
        for page in [HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
        for place, name in SELECTED.findall(page.read_text("utf-8"))
    }

    assert selected
    assert {each for each in selected if not any(names_of_tests(each[1], each[2]))} == set()


def names_of_tests(place: str, part: str) -> Iterator[str]:
    """Yield the tests in a file or a folder whose names contain a part."""
    found = HOUSE / place
    for file in [found] if found.is_file() else found.rglob("test_*.py"):
        yield from re.findall(rf"def (test_\w*{part}\w*)", file.read_text("utf-8"))
