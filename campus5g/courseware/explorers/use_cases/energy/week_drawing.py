"""Drawings for questions: a learner's week of load, and its busiest day."""

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Series
from campus5g.courseware.explorers.chart_svg import chart_svg
from campus5g.courseware.explorers.use_cases.energy.shown import date_words, day_name
from campus5g.courseware.explorers.use_cases.energy.steel_load import (
    DAYS,
    QUARTER_H,
    QUARTERS_A_DAY,
    Kilowatts,
    steel_week,
)
from campus5g.courseware.explorers.words import whole
from campus5g.language import t

SUBSCRIBED_KW = {
    "2018-01-08": 560,
    "2018-01-15": 580,
    "2018-03-05": 500,
    "2018-09-10": 480,
    "2018-11-12": 510,
    "2018-11-19": 550,
}
"""The subscribed power of each week's case: chosen, so that a few quarters exceed it."""

_TOP_KW = 700


def week_of_load(start: str) -> str:
    """Return the SVG of a week, by quarter-hours, with the subscribed power.

    Args:
        start: the week's Monday (ISO 8601).
    """
    week = steel_week(start)
    return chart_svg(
        Chart(
            heading="",
            title=t(
                fr=f"Semaine du {date_words(week.start)}, par quart d’heure",
                en=f"Week of {date_words(week.start)}, by quarter-hours",
            ),
            reading="",
            x=Axis(
                t(fr="du lundi au dimanche", en="Monday to Sunday"),
                0,
                DAYS * 24,
                [(24 * day + 12, name) for day, name in enumerate(_short_days())],
            ),
            y=_power_axis(),
            series=[_steps(week.mean_kw)],
            across=[_subscribed(start)],
        )
    )


def busiest_day(start: str) -> str:
    """Return the SVG of the day of a week that has its highest quarter-hour.

    Args:
        start: the week's Monday (ISO 8601).
    """
    week = steel_week(start)
    day = week.peak // QUARTERS_A_DAY
    return chart_svg(
        Chart(
            heading="",
            title=t(
                fr=f"Le {day_name(day)} de cette semaine, par quart d’heure",
                en=f"The {day_name(day)} of that week, by quarter-hours",
            ),
            reading="",
            x=Axis(
                t(fr=f"heure du {day_name(day)}", en=f"hour of {day_name(day)}"),
                0,
                24,
                [(hour, str(hour)) for hour in range(0, 25, 3)],
            ),
            y=_power_axis(),
            series=[_steps(week.day_kw(day))],
            across=[_subscribed(start)],
        )
    )


def _short_days() -> list[str]:
    return t(fr="lun. mar. mer. jeu. ven. sam. dim.", en="Mon Tue Wed Thu Fri Sat Sun").split()


def _power_axis() -> Axis:
    return Axis(
        t(fr="puissance moyenne, kW", en="mean power, kW"),
        0,
        _TOP_KW,
        [(each, whole(each)) for each in range(0, _TOP_KW + 1, 100)],
    )


def _steps(curve: Kilowatts) -> Series:
    points = [(at * QUARTER_H, float(value)) for at, value in enumerate(curve)]
    return Series("", "steps", [*points, (len(curve) * QUARTER_H, points[-1][1])])


def _subscribed(start: str) -> tuple[float, str]:
    power_kw = SUBSCRIBED_KW[start]
    return power_kw, t(fr=f"souscrite : {power_kw} kW", en=f"subscribed: {power_kw} kW")
