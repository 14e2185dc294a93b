"""Headings in order, so that a screen reader and the page's list of parts make sense."""

from collections.abc import Iterator, Sequence

from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.passages import Passage
from campus5g.language import LANGUAGES


def heading_findings(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Find headings that skip a level, are empty or repeated, and a notebook without a title."""
    for language in LANGUAGES:
        level = 0
        parts: set[str] = set()
        for passage in passages:
            if passage.language not in (None, language):
                continue
            for heading in passage.prose.headings:
                if not heading.text:
                    yield passage.finding("A heading has no words.", "Write it, or remove it.")
                if level == 0 and heading.level != 1:
                    yield passage.finding(
                        "The first heading is not the notebook's title.",
                        "Begin with one line `# Title`.",
                    )
                elif level and heading.level == 1:
                    yield passage.finding(
                        f"“{heading.text}” is a second title.", "Use `##` for a part."
                    )
                elif heading.level > level + 1:
                    yield passage.finding(
                        f"“{heading.text}” has {heading.level} marks after a heading with {level}.",
                        f"Give it {level + 1}.",
                    )
                if heading.level == 2 and heading.text in parts:
                    yield passage.finding(
                        f"A second part is called “{heading.text}”.", "Give it another name."
                    )
                parts |= {heading.text} if heading.level == 2 else set()
                level = heading.level
