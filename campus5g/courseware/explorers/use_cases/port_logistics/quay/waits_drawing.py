"""Who waits for what, minute by minute, as a figure of a case: a terminal of the quiz."""

from collections.abc import Iterator

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Point, Series
from campus5g.courseware.explorers.chart_svg import chart_svg
from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import (
    FILM_S,
    Change,
    Doing,
    Film,
    Terminal,
    film,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

_MINUTES = round(FILM_S / 60)
_WAITS: tuple[Doing, ...] = ("at-crane", "at-yard", "no-order")


def waits_drawing(terminal: str) -> str:
    """Return half an hour of a terminal as an SVG: how many carriers wait, and for what.

    Args:
        terminal: cranes, seconds of a crane cycle, carriers, seconds of a drive, yard rows, lorries
            an hour, seconds of an outage and from one to the next, with spaces between.
    """
    shown = film(terminal_of(terminal))
    waiting = {doing: _each_minute(shown, doing) for doing in _WAITS}
    most = max(2.0, *(count for points in waiting.values() for _, count in points))
    step = 1 if most <= 6 else 2
    ticks = [float(at) for at in range(0, int(most) + step + 1, step)]
    return chart_svg(
        Chart(
            heading="",
            title=_WORDS.text("waiting", "title"),
            reading="",
            x=Axis(
                t(fr="minutes", en="minutes"),
                0,
                _MINUTES,
                [(at, str(at)) for at in range(0, _MINUTES + 1, 10)],
            ),
            y=Axis(
                _WORDS.text("waiting", "axis"), 0, ticks[-1], [(at, f"{at:.0f}") for at in ticks]
            ),
            series=[
                Series(_WORDS.text("waits", doing), "steps", points)
                for doing, points in waiting.items()
            ],
        )
    )


def terminal_of(words: str) -> Terminal:
    """Return the terminal that eight numbers describe."""
    cranes, cycle_s, carriers, drive_s, rows, lorries, outage_s, every_s = map(int, words.split())
    return Terminal(cranes, carriers, cycle_s, drive_s, rows, lorries, outage_s, every_s)


def _each_minute(shown: Film, doing: Doing) -> list[Point]:
    """Return how many carriers do something in each minute, on average."""
    spans = [span for changes in shown.carriers for span in _spans(changes, doing)]
    return [
        (
            float(minute),
            sum(
                max(0.0, min(until_s, 60 * (minute + 1)) - max(since_s, 60 * minute))
                for since_s, until_s in spans
            )
            / 60,
        )
        for minute in range(_MINUTES)
    ]


def _spans(changes: tuple[Change, ...], doing: Doing) -> Iterator[tuple[float, float]]:
    ends = [*(change.time_s for change in changes[1:]), FILM_S]
    for change, until_s in zip(changes, ends, strict=True):
        if change.doing == doing:
            yield change.time_s, until_s
