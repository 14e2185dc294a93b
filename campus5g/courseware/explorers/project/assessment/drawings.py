"""What is drawn of a learner's company: its survey, stretch by stretch, and its budget's draws."""

import math

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Series
from campus5g.courseware.explorers.chart_svg import chart_svg
from campus5g.courseware.explorers.project.assessment.companies import COMPANIES, STRETCHES
from campus5g.courseware.explorers.project.business_case.histogram import histogram_chart
from campus5g.courseware.explorers.project.business_case.returns import drawn
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t

_LEAST_MS = 10
_ROOM_FOR_WORDS = 2.5
"""Stretches of empty paper at the right, where the words on the limit stand."""


def survey(name: str) -> str:
    """Return the SVG of a company's survey: the slowest round trip in each stretch of its way.

    Args:
        name: of the company.
    """
    company = COMPANIES[name]
    slowest = company.slowest_ms
    top = 10 ** math.ceil(math.log10(max(*slowest, company.limit_ms)))
    ticks = [10.0**power for power in range(1, round(math.log10(top)) + 1)]
    heading = t(fr="Relevé de votre parcours", en="Survey of your way")
    return chart_svg(
        Chart(
            heading=heading,
            title=heading,
            reading="",
            x=Axis(
                t(fr="tronçon", en="stretch"),
                0,
                len(STRETCHES) + _ROOM_FOR_WORDS,
                [(number + 0.5, letter) for number, letter in enumerate(STRETCHES)],
            ),
            y=Axis(
                t(fr="le plus lent (ms)", en="slowest (ms)"),
                _LEAST_MS,
                top,
                [(tick, whole(tick)) for tick in ticks],
                log=True,
            ),
            series=[
                Series(
                    heading,
                    "bars",
                    [(number + 0.5, float(each)) for number, each in enumerate(slowest)],
                    width=0.6,
                )
            ],
            across=[
                (
                    float(company.limit_ms),
                    t(fr="permis", en="allowed") + f" {company.limit_ms}{NO_BREAK}ms",
                )
            ],
        )
    )


def budget_draws(name: str) -> str:
    """Return the SVG of ten thousand draws of a company's project.

    Args:
        name: of the company.
    """
    return chart_svg(histogram_chart(drawn(COMPANIES[name].project)))
