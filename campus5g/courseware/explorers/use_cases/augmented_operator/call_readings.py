"""Six calls that froze, each for another reason, as readings of one minute; one a learner's draw.

What the radio carries comes from `cell_edge`; the other readings are made up for training, and
labelled so where they are shown. From the 20th to the 40th second something is wrong.
"""

from dataclasses import dataclass

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Series
from campus5g.courseware.explorers.chart_svg import chart_svg
from campus5g.courseware.explorers.use_cases.augmented_operator.cell_edge import uplink_each_mbit_s
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    PICTURES,
    needed_mbit_s,
)
from campus5g.courseware.explorers.words import number
from campus5g.language import t

MINUTE_S = 60
WRONG_S = (20, 40)


@dataclass(frozen=True)
class State:
    """What is read at an instant of a call.

    Args:
        rsrp_dbm: the level that the glasses receive.
        calls: how many calls the cell carries, all at this level.
        noise_db: by how much the noise at the antenna is above its usual level.
        cell: the cell that serves the glasses.
        glasses_c: the glasses' temperature.
        beyond_mbit_s: what the links behind the antenna leave to this call.
        coded_mbit_s: the most that the glasses code.
        out_of_reach: the share of each second lost while the cell changes, 0 to 1.
    """

    rsrp_dbm: float
    calls: int
    noise_db: float = 0.0
    cell: str = "12"
    glasses_c: int = 38
    beyond_mbit_s: float = 50.0
    coded_mbit_s: float = 50.0
    out_of_reach: float = 0.0


@dataclass(frozen=True)
class Incident:
    """A call before and during what went wrong; the video asks for 720p, moving slowly."""

    before: State
    during: State


INCIDENTS: dict[str, Incident] = {
    "press": Incident(State(-92, 2), State(-125, 2)),
    "oven": Incident(State(-110, 2), State(-110, 9)),
    "silo": Incident(State(-96, 2), State(-96, 2, noise_db=29.0)),
    "cellar": Incident(State(-88, 2), State(-88, 2, beyond_mbit_s=1.1)),
    "roof": Incident(State(-86, 2), State(-86, 2, glasses_c=51, coded_mbit_s=0.9)),
    "dock": Incident(State(-104, 2), State(-105, 2, cell="12 ↔ 15", out_of_reach=0.6)),
}
"""By the place where it happened, which does not tell the cause."""

ASKED_MBIT_S = needed_mbit_s(PICTURES[2], "slow")


@dataclass(frozen=True)
class Rates:
    """One call's rates at an instant, in Mbit/s: coded, at the antenna, at the expert."""

    coded: float
    antenna: float
    expert: float


def rates(state: State) -> Rates:
    """Return the rates that go with a state."""
    coded = min(ASKED_MBIT_S, state.coded_mbit_s)
    radio = uplink_each_mbit_s(state.rsrp_dbm, state.calls, state.noise_db)
    antenna = min(coded, radio) * (1 - state.out_of_reach)
    return Rates(coded, antenna, min(antenna, state.beyond_mbit_s))


def drawn_minute(place: str) -> str:
    """Return the minute of a place as SVG: the video on its way, and where it gets lost."""
    incident = INCIDENTS[place]
    before, during = rates(incident.before), rates(incident.during)

    def line(name: str, calm: float, wrong: float, raised: float) -> Series:
        start, end = WRONG_S
        # Raised a little, so that equal lines do not hide each other.
        points = [(0.0, calm), (start, calm), (start, wrong), (end, wrong), (end, calm)]
        points.append((MINUTE_S, calm))
        return Series(name, "line", [(x, y + raised) for x, y in points])

    return chart_svg(
        Chart(
            heading="",
            title=t(
                fr="Débit montant de la vidéo pendant une minute, en trois endroits.",
                en="The video’s uplink rate during a minute, in three places.",
            ),
            reading="",
            x=Axis(t(fr="secondes", en="seconds"), 0, 60, [(s, str(s)) for s in (0, 20, 40, 60)]),
            y=Axis("Mbit/s", 0, 5, [(at, number(at)) for at in (0, 1, 2, 3, 4, 5)]),
            series=[
                line(
                    t(fr="codé par les lunettes", en="coded by the glasses"),
                    before.coded,
                    during.coded,
                    0.16,
                ),
                line(
                    t(fr="reçu à l’antenne", en="received at the antenna"),
                    before.antenna,
                    during.antenna,
                    0.0,
                ),
                line(
                    t(fr="reçu chez l’expert", en="received by the expert"),
                    before.expert,
                    during.expert,
                    -0.16,
                ),
            ],
        )
    )
