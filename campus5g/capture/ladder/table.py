"""A call flow as an HTML table."""

from html import escape

from campus5g.capture.ladder.flow import CallFlow, clean, name_of, protection_of
from campus5g.capture.ladder.model import Lane, Rung
from campus5g.language import t


def html_table(flow: CallFlow) -> str:
    """Return the messages as an HTML table, folded away under its title."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in _heads())
    rows = "".join(
        f'<tr data-row="{number}">'
        + "".join(f"<td>{escape(clean(cell))}</td>" for cell in _cells(flow, number, rung))
        + "</tr>"
        for number, rung in enumerate(flow.rungs, start=1)
    )
    summary = t(fr="Les mêmes messages en tableau", en="The same messages as a table")
    return (
        f"<details><summary>{escape(summary)}</summary><div><table>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _cells(flow: CallFlow, number: int, rung: Rung) -> tuple[str, ...]:
    message = rung.message
    return (
        str(number),
        f"{message.time_s:.6f}",
        message.interface,
        _party(flow, rung.start),
        _party(flow, rung.end),
        name_of(message),
        rung.ue,
        message.cause,
        protection_of(message),
    )


def _party(flow: CallFlow, lane: Lane) -> str:
    name = flow.names[lane]
    return f"{name} ({lane.address})" if lane.has_address else name


def _heads() -> tuple[str, ...]:
    return (
        t(fr="N°", en="No."),
        t(fr="Temps (s)", en="Time (s)"),
        t(fr="Interface", en="Interface"),
        t(fr="De", en="From"),
        t(fr="Vers", en="To"),
        t(fr="Message", en="Message"),
        "UE",
        t(fr="Cause", en="Cause"),
        t(fr="Protection", en="Security"),
    )
