"""A call flow as a Mermaid sequence diagram."""

from campus5g.capture.ladder.flow import CallFlow, clean

_SYNTAX = {ord(sign): f"#{ord(sign)};" for sign in '#;"<>{}'}


def draw_mermaid(flow: CallFlow) -> str:
    """Return a Mermaid sequence diagram, as Markdown pages and wikis draw them."""
    marks = {lane: f"p{number}" for number, lane in enumerate(flow.lanes)}
    lines = ["sequenceDiagram"]
    for lane, mark in marks.items():
        label = [flow.names[lane], *([lane.address] if lane.has_address else [])]
        lines.append(f"    participant {mark} as {'<br/>'.join(map(_escaped, label))}")
    for rung in flow.rungs:
        arrow = "->>" if rung.directed else "->"
        start, end = marks[rung.start], marks[rung.end]
        lines.append(f"    {start}{arrow}{end}: {_escaped(flow.label(rung))}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Escape what Mermaid reads as syntax."""
    return clean(text).translate(_SYNTAX)
