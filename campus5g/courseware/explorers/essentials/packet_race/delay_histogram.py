"""A drawing for questions: the delays of a thousand messages, in three zones."""

import math

from campus5g.courseware.explorers.essentials.packet_race.model import Race, run
from campus5g.courseware.explorers.words import quantity
from campus5g.language import t

_EDGES_MS = (4.0, 16.0, 63.0, 250.0)
_ZONE = 200
_TOP, _FLOOR, _HEIGHT = 40, 200, 240
_BINS_A_ZONE = 10
_LEAST = 4
"""So that a single message is seen."""


def delay_histogram() -> str:
    """Return the SVG: zones A, B and C of a logarithmic scale, each 200 of 600 units wide.

    The messages are those of a race behind the coils (`models.packet_race`).
    """
    delays = run(Race(spot="edge")).delays.sorted_ms
    counts = [0] * (3 * _BINS_A_ZONE)
    low, high = _EDGES_MS[0], _EDGES_MS[-1]
    for delay in delays:
        share = math.log(max(delay, low) / low) / math.log(high / low)
        counts[min(len(counts) - 1, int(share * len(counts)))] += 1
    width = _ZONE / _BINS_A_ZONE
    scale = (_FLOOR - _TOP) / max(counts)
    bars = "".join(
        f'<rect x="{at * width + 1:.0f}" y="{_FLOOR - height:.1f}" width="{width - 2:.0f}" '
        f'height="{height:.1f}" fill="currentColor" opacity="0.75"/>'
        for at, count in enumerate(counts)
        if count
        for height in [max(_LEAST, count * scale)]
    )
    zones = "".join(
        f'<text x="{_ZONE * (at + 0.5):.0f}" y="28" text-anchor="middle" font-size="24" '
        f'font-weight="600" fill="currentColor">{letter}</text>'
        f'<line x1="{_ZONE * at}" x2="{_ZONE * at}" y1="8" y2="{_FLOOR + 8}" '
        'stroke="currentColor" stroke-dasharray="6 4" opacity="0.6"/>'
        for at, letter in enumerate("ABC")
    )
    last = len(_EDGES_MS) - 1
    ticks = "".join(
        f'<text x="{min(598, max(2, _ZONE * at))}" y="{_FLOOR + 28}" font-size="20" '
        f'text-anchor="{"start" if at == 0 else "end" if at == last else "middle"}" '
        f'fill="currentColor">{quantity("delay", edge)}</text>'
        for at, edge in enumerate(_EDGES_MS)
    )
    title = t(fr="Répartition de mille délais", en="Distribution of a thousand delays")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 {_HEIGHT}" role="img">'
        f"<title>{title}</title>{bars}"
        f'<line x1="0" x2="600" y1="{_FLOOR}" y2="{_FLOOR}" stroke="currentColor"/>'
        f"{zones}{ticks}</svg>"
    )
