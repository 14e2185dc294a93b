"""Draw what to do about the doctor's findings as a tree for one sheet of A4."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from campus5g.kit_setup.drawing import drawing, element, words
from campus5g.kit_setup.what_to_do import Step, steps
from campus5g.language import t

_WIDTH, _HEIGHT = 1485.0, 1050.0
"""A4 across: five pixels a millimetre."""
_MARGIN = 40.0
_TOP = 84.0
_COLUMNS = ((40.0, 275.0), (345.0, 355.0), (745.0, 345.0), (1105.0, 340.0))
"""Left edge and width of the columns: the doctor's finding, the question, yes, no."""
_SIZE = 14.5
_LINE = 17.0
_PAD = 5.0
_GAP = 6.0
_CHARACTER = 0.55
_COMMAND_CHARACTER = 0.61
"""Approximate width of a character relative to its size; lines are broken by it."""

_MARKED = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<command>[^`]+)`|(?P<plain>[^*`]+)")
_STYLES: dict[str, dict[str, Any]] = {
    "bold": {"font_weight": 700},
    "command": {"font_family": "ui-monospace, 'DejaVu Sans Mono', monospace", "font_size": 13},
    "plain": {},
}


@dataclass(frozen=True)
class _Word:
    """A word and its style; `glued` to the one before, as a comma to a command."""

    text: str
    style: str
    glued: bool

    @property
    def width(self) -> float:
        each = _COMMAND_CHARACTER if self.style == "command" else _CHARACTER
        return len(self.text) * each * _SIZE


def decision_tree() -> str:
    """Return the tree as SVG, in the language that is set.

    Raises:
        ManifestError: the steps can't be read.
    """
    title = t(fr="Que faire quand le docteur se plaint", en="What to do when the doctor complains")
    rows = [_texts(step) for step in steps()]
    heights = [_LINE * max(map(len, row)) + 2 * _PAD for row in rows]
    free = _HEIGHT - _TOP - 3 * _MARGIN / 2 - sum(heights)
    gap = min(2 * _GAP, max(_GAP, free / len(rows)))
    parts = [element("rect", x=0, y=0, width=_WIDTH, height=_HEIGHT, fill="var(--surface)")]
    parts.append(words(title, _MARGIN, 44.0, font_size=24, font_weight=700))
    parts.append(words(_how(), _MARGIN, 70.0, font_size=15, fill="var(--ink-soft)"))
    y = _TOP
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        parts += _row(row, y, height)
        if number + 1 < len(rows):
            parts.append(_way(f"M{_COLUMNS[0][0] + 18} {y + height}v{gap:.1f}"))
        y += height + gap
    parts.append(words(_last(), _MARGIN, y + 16, font_size=15, font_weight=700))
    sheet = drawing(_WIDTH, _HEIGHT, title, *parts)
    size = f'width="{_WIDTH}" height="{_HEIGHT}"'.replace(".0", "")
    return sheet.replace(size, 'width="297mm" height="210mm"', 1)


def _how() -> str:
    return t(
        fr="campus5g kit doctor KIT --language fr. Descendez et arrêtez-vous au premier ✗ : la "
        "suite en vient souvent. Une personne, un changement, puis le docteur encore.",
        en="campus5g kit doctor KIT. Go down and stop at the first ✗: what is below often comes "
        "from it. One person, one change, then the doctor again.",
    )


def _last() -> str:
    return t(
        fr="Rien n’y fait : coupez et rallumez, une minute chacun : modem, gNB, cœur, passerelle. "
        "Puis refaites la recette.",
        en="Nothing helped: power-cycle, one minute each: modem, gNB, core, edge. Then accept "
        "the kit again.",
    )


def _texts(step: Step) -> list[list[list[_Word]]]:
    """Return a step's cells, each broken into lines; a step without a question has two."""
    if step.do is not None:
        wide = _COLUMNS[-1][0] + _COLUMNS[-1][1] - _COLUMNS[1][0]
        return [_lines(str(step.says), _COLUMNS[0][1]), _lines(str(step.do), wide)]
    cells = (step.says, step.ask, step.if_yes, step.if_no)
    return [
        # Round ends take room from a question.
        _lines(str(cell), width - (20 if cell is step.ask else 0))
        for cell, (_, width) in zip(cells, _COLUMNS, strict=True)
    ]


def _row(row: Sequence[list[list[_Word]]], y: float, height: float) -> Iterator[str]:
    """Yield a step: the doctor's finding, and the arrows to the answers."""
    middle = y + height / 2
    (says_x, says_width), (ask_x, ask_width), (yes_x, yes_width), (no_x, no_width) = _COLUMNS
    yield _box(says_x, y, says_width, height, stroke="var(--accent)", fill="var(--accent-ground)")
    yield _written(row[0], says_x, y, height)
    yield _way(f"M{says_x + says_width} {middle:.1f}H{ask_x}")
    if len(row) == 2:
        yield _box(ask_x, y, no_x + no_width - ask_x, height, stroke="var(--line)")
        yield _written(row[1], ask_x, y, height)
        return
    yield _box(ask_x, y, ask_width, height, stroke="var(--ink)", rx=height / 2.4)
    yield _written(row[1], ask_x + 6, y, height)
    yield _way(f"M{ask_x + ask_width} {middle:.1f}H{yes_x}")
    yield _answer(t(fr="oui", en="yes"), ask_x + ask_width + 5, middle)
    yield _box(yes_x, y, yes_width, height, stroke="var(--line)")
    yield _written(row[2], yes_x, y, height)
    yield _box(no_x, y, no_width, height, stroke="var(--line)")
    yield _written(row[3], no_x, y, height)
    # The way to "no" leads under "yes".
    low = y + height + 3
    begin = ask_x + ask_width - height / 2.4
    yield _way(f"M{begin:.1f} {y + height}V{low}H{no_x + 12}V{y + height}")
    yield _answer(t(fr="non", en="no"), ask_x + ask_width + 5, low - 3)


def _box(x: float, y: float, width: float, height: float, **look: object) -> str:
    style: dict[str, Any] = {"rx": 5, "fill": "var(--ground)", "stroke_width": 1.4, **look}
    return element("rect", x=x, y=y, width=width, height=height, **style)


def _way(path: str) -> str:
    return element("path", d=path, fill="none", stroke="var(--ink-soft)", stroke_width=1.4)


def _answer(text: str, x: float, y: float) -> str:
    return words(text, x, y - 3, font_size=12, font_weight=700)


def _written(lines: Sequence[Sequence[_Word]], x: float, y: float, height: float) -> str:
    """Return a cell's lines, vertically centred."""
    top = y + (height - _LINE * len(lines)) / 2 + _LINE * 0.76
    return "".join(
        element(
            "text",
            "".join(_spans(line)),
            x=x + 9,
            y=top + number * _LINE,
            fill="var(--ink)",
            font_size=_SIZE,
        )
        for number, line in enumerate(lines)
    )


def _spans(line: Sequence[_Word]) -> Iterator[str]:
    for number, word in enumerate(line):
        space = "" if word.glued or not number else " "
        yield element("tspan", space + escape(word.text), **_STYLES[word.style])


def _lines(text: str, width: float) -> list[list[_Word]]:
    """Break a text with marked words into lines that fit into a box."""
    room, space = width - 20, _CHARACTER * _SIZE
    lines: list[list[_Word]] = [[]]
    used = 0.0
    for chunk in _chunks(text):
        wide = sum(word.width for word in chunk)
        if lines[-1] and used + space + wide > room:
            lines.append([])
            used = 0.0
        used += wide + (space if lines[-1] else 0)
        lines[-1] += chunk
    return lines


def _chunks(text: str) -> list[list[_Word]]:
    """Return the parts that stay on one line: a word with those that are glued to it."""
    found: list[list[_Word]] = []
    for word in _words(text):
        if word.glued and found:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _words(text: str) -> Iterator[_Word]:
    apart = True
    for match in _MARKED.finditer(text):
        style = str(match.lastgroup)
        part = match[style]
        begins_apart = part[0] == " " or apart
        for number, each in enumerate(part.split(" ") if part.strip() else []):
            if each:
                yield _Word(each, style, glued=not (begins_apart or number))
        apart = part.endswith(" ")
