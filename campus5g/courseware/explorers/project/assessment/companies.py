"""The six invented companies of the assessment, one for each learner's case.

The ride of a survey was measured elsewhere (CICV5G, `driven_track/tracks/ATTRIBUTION.md`) and is
laid on the company's way: what is read off it is a method, not a company's network.
"""

from dataclasses import dataclass

from campus5g.courseware.explorers.project.business_case.returns import Project, Span
from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track.model import (
    TrackId,
    load_track,
)

STRETCHES = "ABCDE"
STRETCH_S = 10
"""How long the ride took through each stretch of the way."""

_DELAY = Span(0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Company:
    """A learner's company.

    Args:
        track: the ride of its survey.
        from_s: where in the ride the survey begins.
        limit_ms: what a round trip may take.
        project: what its 5G project may cost and bring.
    """

    track: TrackId
    from_s: int
    limit_ms: int
    project: Project

    @property
    def slowest_ms(self) -> list[int]:
        """The slowest round trip in each stretch of the way."""
        messages = load_track(self.track).messages
        found = []
        for number in range(len(STRETCHES)):
            start = self.from_s + number * STRETCH_S
            trips = [
                one.round_trip_ms for one in messages if start <= one.sent_s < start + STRETCH_S
            ]
            found.append(round(max(trips)))
        return found


def _project(capex: Span, opex: Span, stopped: Span, network: Span, hour: Span) -> Project:
    return Project(capex, opex, stopped, network, Span(0.6, 0.7, 0.8), hour, _DELAY)


COMPANIES: dict[str, Company] = {
    "cold-store": Company(
        "turns",
        0,
        100,
        _project(
            Span(60, 70, 90),
            Span(14, 18, 24),
            Span(40, 60, 80),
            Span(0.2, 0.4, 0.6),
            Span(1.2, 1.8, 2.5),
        ),
    ),
    "metal-workshop": Company(
        "slow",
        0,
        200,
        _project(
            Span(80, 95, 120),
            Span(18, 22, 30),
            Span(20, 30, 40),
            Span(0.2, 0.3, 0.4),
            Span(1.5, 2, 2.5),
        ),
    ),
    "haulier": Company(
        "turns",
        24,
        40,
        _project(
            Span(110, 125, 150),
            Span(20, 26, 32),
            Span(100, 120, 140),
            Span(0.5, 0.6, 0.7),
            Span(1.5, 1.8, 2.2),
        ),
    ),
    "nuclear-subcontractor": Company(
        "slow",
        40,
        400,
        _project(
            Span(90, 105, 130),
            Span(20, 24, 30),
            Span(40, 50, 60),
            Span(0.3, 0.5, 0.7),
            Span(2, 2.6, 3.2),
        ),
    ),
    "cannery": Company(
        "turns",
        16,
        40,
        _project(
            Span(70, 84, 105),
            Span(16, 20, 26),
            Span(70, 90, 110),
            Span(0.4, 0.5, 0.6),
            Span(1.3, 1.8, 2.4),
        ),
    ),
    "ship-repair": Company(
        "slow",
        30,
        450,
        _project(
            Span(85, 100, 125),
            Span(18, 23, 30),
            Span(30, 60, 90),
            Span(0.3, 0.5, 0.7),
            Span(2.4, 3.2, 4),
        ),
    ),
}
"""By variant of the assessment's quiz."""
