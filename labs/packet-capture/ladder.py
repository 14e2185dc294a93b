"""A call flow drawn as a ladder: one upright a machine, one rung a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from campus5g import t

Row = tuple[str, str, str]
"""Sender, receiver, message."""

_LANE_PX, _RUNG_PX, _MARGIN_PX, _TOP_PX = 420, 34, 90, 34


@dataclass(frozen=True)
class Ladder:
    """Messages in their order; a notebook shows them drawn, with a table of the same."""

    rows: Sequence[Row]

    def __repr__(self) -> str:
        return "\n".join(
            f"{number:3} {sender} → {receiver}: {message}"
            for number, (sender, receiver, message) in enumerate(self.rows, start=1)
        )

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{t(fr='Aucun message.', en='No message.')}</p>"
        return _drawing(self.rows) + _as_table(self.rows)


def draw_ladder(rows: Sequence[Row], names: Mapping[str, str]) -> Ladder:
    """Return the ladder of some messages, ready to be shown.

    Args:
        rows: addresses of sender and receiver, and the message, one row a message.
        names: names of machines by address; a machine without one keeps its address.

    """
    return Ladder(
        [
            (names.get(sender, sender), names.get(receiver, receiver), message)
            for sender, receiver, message in rows
        ]
    )


def _drawing(rows: Sequence[Row]) -> str:
    machines = list(dict.fromkeys(name for row in rows for name in row[:2]))
    across = {name: _MARGIN_PX + place * _LANE_PX for place, name in enumerate(machines)}
    width = 2 * _MARGIN_PX + (len(machines) - 1) * _LANE_PX
    height = _TOP_PX + (len(rows) + 1) * _RUNG_PX
    title = t(
        fr=f"Échelle de {len(rows)} messages entre {', '.join(machines)}",
        en=f"Ladder of {len(rows)} messages between {', '.join(machines)}",
    )
    uprights = [_upright(name, x, height) for name, x in across.items()]
    rungs = [
        _rung(number, message, across[sender], across[receiver])
        for number, (sender, receiver, message) in enumerate(rows, start=1)
    ]
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}" '
        f'style="max-width: {width}px; width: 100%; font: 14px system-ui, sans-serif" '
        'fill="currentColor" stroke="none">' + "".join(uprights + rungs) + "</svg>"
    )


def _upright(name: str, x: int, height: int) -> str:
    return (
        f'<text x="{x}" y="18" text-anchor="middle" font-weight="600">{escape(name)}</text>'
        f'<line x1="{x}" y1="26" x2="{x}" y2="{height}" stroke="currentColor" opacity="0.45"/>'
    )


def _rung(number: int, message: str, start: int, end: int) -> str:
    y = _TOP_PX + number * _RUNG_PX
    back = 8 if end > start else -8
    return (
        f'<text x="{(start + end) // 2}" y="{y - 6}" text-anchor="middle">'
        f"{number}. {escape(message)}</text>"
        f'<line x1="{start}" y1="{y}" x2="{end}" y2="{y}" stroke="currentColor"/>'
        f'<path d="M{end} {y} l{-back} -4 v8 z"/>'
    )


def _as_table(rows: Sequence[Row]) -> str:
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in (
            t(fr="N°", en="No."),
            t(fr="De", en="From"),
            t(fr="Vers", en="To"),
            t(fr="Message", en="Message"),
        )
    )
    body = "".join(
        f"<tr><td>{number}</td>" + "".join(f"<td>{escape(part)}</td>" for part in row) + "</tr>"
        for number, row in enumerate(rows, start=1)
    )
    summary = t(fr="Les mêmes messages en tableau", en="The same messages as a table")
    return (
        f"<details><summary>{summary}</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></details>"
    )
