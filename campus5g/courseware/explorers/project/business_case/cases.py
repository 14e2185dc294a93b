"""The six invented cases of the module *business-case*, and the drawing of their draws."""

from dataclasses import dataclass

from campus5g.courseware.explorers.chart_svg import chart_svg
from campus5g.courseware.explorers.project.business_case.costs import break_even
from campus5g.courseware.explorers.project.business_case.histogram import histogram_chart
from campus5g.courseware.explorers.project.business_case.returns import Project, Span, drawn

_DELAY = Span(0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Line:
    """What a network costs over five years: a fixed part, and one by the hectare."""

    fixed_keur: float
    hectare_keur: float


@dataclass(frozen=True)
class Case:
    """A learner's case.

    Args:
        area_ha: to cover.
        private_5g, wifi: what both cost over five years.
        project: the 5G project's assumptions.
    """

    area_ha: float
    private_5g: Line
    wifi: Line
    project: Project

    @property
    def break_even_ha(self) -> float:
        """The area from which private 5G is cheaper than Wi-Fi."""
        found = break_even(
            self.private_5g.fixed_keur,
            self.private_5g.hectare_keur,
            self.wifi.fixed_keur,
            self.wifi.hectare_keur,
        )
        if found is None:
            raise ValueError("private 5G is never cheaper in this case")
        return found


def _project(
    capex: Span, opex: Span, stopped: Span, network: Span, avoided: Span, hour: Span
) -> Project:
    return Project(capex, opex, stopped, network, avoided, hour, _DELAY)


CASES: dict[str, Case] = {
    "workshop": Case(
        3,
        Line(240, 6),
        Line(60, 15),
        _project(
            Span(100, 108, 126),
            Span(24, 30, 38),
            Span(50, 60, 70),
            Span(0.1, 0.2, 0.3),
            Span(0.6, 0.7, 0.8),
            Span(2, 2.5, 3),
        ),
    ),
    "scrap-yard": Case(
        35,
        Line(250, 7),
        Line(70, 14),
        _project(
            Span(225, 245, 285),
            Span(44, 50, 58),
            Span(80, 120, 160),
            Span(0.3, 0.5, 0.7),
            Span(0.6, 0.7, 0.8),
            Span(2.4, 2.9, 3.4),
        ),
    ),
    "quarry": Case(
        60,
        Line(300, 5),
        Line(60, 13),
        _project(
            Span(300, 325, 370),
            Span(45, 55, 70),
            Span(220, 240, 260),
            Span(0.6, 0.7, 0.8),
            Span(0.7, 0.8, 0.9),
            Span(1.6, 2.2, 3),
        ),
    ),
    "warehouse": Case(
        4,
        Line(220, 8),
        Line(80, 18),
        _project(
            Span(100, 112, 130),
            Span(24, 28, 34),
            Span(30, 40, 50),
            Span(0.3, 0.4, 0.5),
            Span(0.4, 0.6, 0.8),
            Span(1, 1.5, 2),
        ),
    ),
    "terminal": Case(
        45,
        Line(280, 6),
        Line(70, 12),
        _project(
            Span(270, 290, 330),
            Span(45, 52, 60),
            Span(120, 140, 160),
            Span(0.6, 0.7, 0.8),
            Span(0.7, 0.8, 0.9),
            Span(3, 4, 6),
        ),
    ),
    "boatyard": Case(
        12,
        Line(230, 8),
        Line(60, 18),
        _project(
            Span(140, 156, 186),
            Span(28, 34, 42),
            Span(40, 90, 140),
            Span(0.4, 0.5, 0.6),
            Span(0.6, 0.7, 0.8),
            Span(2, 2.5, 3),
        ),
    ),
}


def draws_of_case(name: str) -> str:
    """Return the SVG of a case's draws.

    Args:
        name: of the case.
    """
    return chart_svg(histogram_chart(drawn(CASES[name].project)))
