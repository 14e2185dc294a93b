"""A ladder as a still SVG drawing."""

from html import escape

from campus5g.capture.ladder.flow import CallFlow
from campus5g.capture.ladder.look import DASHES, FONT, LIGHT
from campus5g.capture.ladder.model import Rung

_LANE_PX, _ROW_PX, _TOP_PX, _TIMES_PX, _LOOP_PX = 190, 32, 58, 72, 28
_CHARACTER_PX = 7


def draw_svg(flow: CallFlow) -> str:
    """Return the drawing; it has its own background, so that it is readable anywhere."""
    across = {
        lane: _TIMES_PX + _LANE_PX // 2 + number * _LANE_PX
        for number, lane in enumerate(flow.lanes)
    }
    width = _TIMES_PX + _LANE_PX * max(len(across), 1)
    height = _TOP_PX + _ROW_PX * (len(flow) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(flow.title)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" '
        f'style="max-width:100%;height:auto" font-family="{escape(FONT)}" font-size="12" '
        f'text-anchor="middle"><rect width="{width}" height="{height}" fill="{LIGHT.ground}"/>'
    ]
    for lane, x in across.items():
        name, address = flow.names[lane], lane.address if lane.has_address else ""
        parts.append(
            f'<text x="{x}" y="22" font-size="14" font-weight="600" fill="{LIGHT.ink}">'
            f'{escape(name)}</text><text x="{x}" y="40" fill="{LIGHT.ink}">{escape(address)}</text>'
            f'<line x1="{x}" y1="{_TOP_PX - 8}" x2="{x}" y2="{height}" stroke="{LIGHT.line}"/>'
        )
    for row, rung in enumerate(flow.rungs, start=1):
        y = _TOP_PX + row * _ROW_PX
        start, end = across[rung.start], across[rung.end]
        parts.append(
            f'<text x="{_TIMES_PX - 6}" y="{y + 4}" text-anchor="end" fill="{LIGHT.ink}">'
            f"{flow.time(rung)}</text>{_rung(rung, flow.label(rung), start, end, y, width)}"
        )
    return "".join([*parts, "</svg>"])


def _rung(rung: Rung, label: str, start: int, end: int, y: int, width: int) -> str:
    colour = LIGHT.interfaces[rung.message.interface]
    dashes = ",".join(map(str, DASHES[rung.message.interface]))
    back = -8 if end > start else 8
    path = f"M{start} {y}H{end}"
    if start == end:
        path = f"M{start} {y - 5}h{_LOOP_PX}v10H{end}"
        y_head = y + 5
    else:
        y_head = y
    head = (
        f'<path d="M{end} {y_head}l{back} -5v10z" fill="{colour}"/>'
        if rung.directed
        else f'<circle cx="{end}" cy="{y_head}" r="4" fill="{LIGHT.ground}" stroke="{colour}"/>'
    )
    half = len(label) * _CHARACTER_PX // 2
    middle = min(max((start + end) // 2, _TIMES_PX + half), max(width - half, _TIMES_PX + half))
    # The halo keeps labels readable where they cross a lane.
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>{head}'
        f'<text x="{middle}" y="{y - 7}" fill="{colour}" paint-order="stroke" '
        f'stroke="{LIGHT.ground}" stroke-width="4">{escape(label)}</text>'
    )
