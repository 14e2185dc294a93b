"""The drawing of a record: level, delay and position, on one axis of time around the halt."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from campus5g.courseware.explorers.use_cases.mobile_robots.halt_record.model import (
    AFTER_S,
    STORIES,
    Record,
    RecordId,
    Sample,
    record,
)
from campus5g.language import t

BEFORE_S = 17.0
"""How much of the way is drawn."""

_WIDTH, _LEFT, _RIGHT = 600, 84, 588
_STRIP, _GAP, _TOP = 108, 54, 44
_DELAYS_MS = (10.0, 3000.0)
_LEVELS_DBM = (-120.0, -60.0)


def halt_record(name: str) -> str:
    """Return the SVG of a record.

    Args:
        name: which, one of `model.STORIES`.

    Raises:
        KeyError: there is no such record.
    """
    known: dict[str, RecordId] = {each: each for each in STORIES}
    found = record(known[name])
    shown = [one for one in found.samples if one.at_s >= found.halt_s - BEFORE_S]
    strips = [
        _strip(0, t(fr="RSRP (dBm)", en="RSRP (dBm)"), _levels(found, shown), _LEVEL_TICKS),
        _strip(1, t(fr="délai (ms)", en="delay (ms)"), _delays(found, shown), _DELAY_TICKS),
        _strip(
            2, t(fr="position sûre à (%)", en="sure of position (%)"), _sure(found, shown), _SURE
        ),
    ]
    height = _bottom(2) + 70
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'fill="currentColor" font-size="24">'
        f"<title>{t(fr='Relevé du chariot', en='Record of the vehicle')}</title>"
        f"{''.join(strips)}{_cells(found, shown)}{_time_axis()}</svg>"
    )


def _x(found: Record, at_s: float) -> float:
    return _at_x(at_s - found.halt_s)


def _at_x(from_halt_s: float) -> float:
    return _LEFT + (from_halt_s + BEFORE_S) / (BEFORE_S + AFTER_S) * (_RIGHT - _LEFT)


def _bottom(strip: int) -> float:
    return _TOP + _STRIP + strip * (_STRIP + _GAP)


def _level_y(dbm: float) -> float:
    return _share(dbm, *_LEVELS_DBM)


def _delay_y(ms: float) -> float:
    low, high = (math.log(each) for each in _DELAYS_MS)
    return _share(math.log(min(max(ms, _DELAYS_MS[0]), _DELAYS_MS[1])), low, high)


def _share(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


_LEVEL_TICKS = [(_level_y(dbm), str(dbm).replace("-", "−")) for dbm in (-60, -90, -120)]
_DELAY_TICKS = [(_delay_y(ms), text) for ms, text in ((10, "10"), (100, "100"), (1000, "1000"))]
_SURE = [(share, f"{100 * share:.0f}") for share in (0.0, 0.5, 1.0)]


def _strip(strip: int, name: str, content: str, ticks: Sequence[tuple[float, str]]) -> str:
    bottom = _bottom(strip)
    drawn = [f'<text x="{_LEFT}" y="{bottom - _STRIP - 14}" font-weight="600">{name}</text>']
    for share, text in ticks:
        y = bottom - share * _STRIP
        drawn.append(
            f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="currentColor" opacity="0.25"/>'
            f'<text x="{_LEFT - 6}" y="{y + 8:.1f}" text-anchor="end">{text}</text>'
        )
    return "".join(drawn) + content


def _line(
    found: Record, shown: Sequence[Sample], strip: int, share: Callable[[Sample], float]
) -> str:
    bottom = _bottom(strip)
    points = " ".join(
        f"{_x(found, one.at_s):.1f},{bottom - share(one) * _STRIP:.1f}" for one in shown
    )
    return f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2.5"/>'


def _levels(found: Record, shown: Sequence[Sample]) -> str:
    return _line(found, shown, 0, lambda one: _level_y(one.rsrp_dbm))


def _delays(found: Record, shown: Sequence[Sample]) -> str:
    bottom = _bottom(1)
    arrived = [one for one in shown if not math.isinf(one.delay_ms)]
    places = [(_x(found, one.at_s), bottom - _delay_y(one.delay_ms) * _STRIP) for one in arrived]
    return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)


def _sure(found: Record, shown: Sequence[Sample]) -> str:
    return _line(found, shown, 2, lambda one: one.position_quality)


def _cells(found: Record, shown: Sequence[Sample]) -> str:
    """Return the serving cell in words, and a mark where it changes."""
    places = [(shown[0].at_s, shown[0].cell)]
    places += [
        (after.at_s, after.cell) for before, after in pairwise(shown) if before.cell != after.cell
    ]
    drawn = []
    for count, (at_s, cell) in enumerate(places):
        word = t(fr=f"cellule {cell}", en=f"cell {cell}")
        # The first one beside the strip's name, the one after it at the other end.
        x, anchor = (_RIGHT, "end") if count else (_LEFT + 180, "start")
        drawn.append(f'<text x="{x}" y="{_TOP - 14}" text-anchor="{anchor}">{word}</text>')
        if count:
            change = _x(found, at_s)
            drawn.append(
                f'<line x1="{change:.1f}" x2="{change:.1f}" y1="{_TOP - 6}" y2="{_bottom(0)}" '
                'stroke="currentColor" stroke-dasharray="2 4" stroke-width="2"/>'
            )
    return "".join(drawn)


def _time_axis() -> str:
    bottom = _bottom(2)
    ticks = "".join(
        f'<text x="{_at_x(at):.1f}" y="{bottom + 28}" text-anchor="middle">'
        f"{str(at).replace('-', '−')}</text>"
        for at in (-15, -10, -5, 0)
    )
    name = t(fr="secondes avant l’arrêt (0)", en="seconds before the halt (0)")
    halt = (
        f'<line x1="{_at_x(0):.1f}" x2="{_at_x(0):.1f}" y1="{_TOP}" y2="{bottom}" '
        'stroke="currentColor" stroke-width="2" stroke-dasharray="7 5"/>'
    )
    return f'{ticks}<text x="{_RIGHT}" y="{bottom + 58}" text-anchor="end">{name}</text>{halt}'
