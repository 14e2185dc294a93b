"""The hours after a cut fibre: who still works, in each design."""

from collections.abc import Mapping

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Bars,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    DESIGNS,
    DesignId,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fibre_cut.model import (
    RADIO_P99_MS,
    Fleet,
    fibre_ms,
    round_trip_ms,
    served,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.shown import design_name
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

FIXED, MOVING, SLEEPING = 12, 20, 60
MINUTES = (0, 1, 2, 5, 10, 20, 30, 60, 120, 240)
CELL_MIN = (1, 2, 5, 10, 20, 60)
SLEEP_MIN = (1, 5, 15, 30, 60, 240)
ROUTES_KM = (1, 10, 50, 100, 300, 500, 1000)

_START = {"design": 2, "minutes": 5, "cell": 3, "sleep": 2, "keeps": 0, "route": 3}


def fibre_cut() -> Explorer:
    """Return the explorer "the fibre is cut", with a prediction first."""
    panel = ChartPanel(_controls(), answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    table = answer(_START).tables[0]
    return Explorer(_prediction(), panel, [list(table.headers), *(list(row) for row in table.rows)])


def answer(at: Mapping[str, int]) -> Answer:
    """Return what the panel shows for positions of its controls."""
    design = list(DESIGNS)[at["design"]]
    minutes, route_km = MINUTES[at["minutes"]], ROUTES_KM[at["route"]]
    fleet = Fleet(FIXED, MOVING, SLEEPING, CELL_MIN[at["cell"]], SLEEP_MIN[at["sleep"]])
    keeps = at["keeps"] == 0
    count = served(design, fleet, minutes, keeps).total
    said = _WORDS.text(
        "advice",
        "served" if minutes else "before",
        minutes=_min(minutes),
        count=whole(count),
        total=fleet.total,
        delay=_ms(round_trip_ms(design, route_km)),
    )
    return Answer(
        f"{design_name(design)}. {said}",
        [_chart(design, fleet, keeps, minutes), _delays(route_km)],
        [_table(fleet, minutes, keeps, route_km)],
    )


def _controls() -> list[Control]:
    def control(
        id_: str, name: str, labels: list[str], help_: str = "", choice: bool = False
    ) -> Control:
        return Control(id_, name, labels, _START[id_], help_, "select" if choice else "slider")

    return [
        control(
            "design", t(fr="Architecture", en="Design"), [*map(design_name, DESIGNS)], choice=True
        ),
        control("minutes", t(fr="Depuis la coupure", en="Since the cut"), [*map(_min, MINUTES)]),
        control(
            "cell",
            t(fr="Un chariot change de cellule", en="A carrier changes cells"),
            [t(fr=f"toutes les {_min(each)}", en=f"every {_min(each)}") for each in CELL_MIN],
        ),
        control(
            "sleep",
            t(fr="Un capteur se réveille", en="A sensor wakes up"),
            [t(fr=f"toutes les {_min(each)}", en=f"every {_min(each)}") for each in SLEEP_MIN],
        ),
        control(
            "keeps",
            t(fr="Sans AMF, l’antenne", en="Without the AMF, the antenna"),
            [
                t(fr="garde les sessions", en="keeps its sessions"),
                t(fr="ferme les sessions", en="closes its sessions"),
            ],
            choice=True,
        ),
        control(
            "route",
            t(fr="Fibre jusqu’à l’opérateur", en="Fibre to the operator"),
            [f"{whole(each)}{NO_BREAK}km" for each in ROUTES_KM],
            t(
                fr="longueur du câble, pas à vol d’oiseau",
                en="length of the cable, not as the crow flies",
            ),
        ),
    ]


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        fleet = Fleet(FIXED, MOVING, SLEEPING, CELL_MIN[_START["cell"]], SLEEP_MIN[_START["sleep"]])
        left = served("hybrid", fleet, 60)
        only_fixed = left.fixed > 0 and left.moving == left.sleeping == 0
        return "fixed" if only_fixed else "all", _WORDS.text("prediction", "why", fixed=FIXED)

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("fibre-cut", _WORDS.text("prediction", "question"), guesses, outcome)


def _chart(design: DesignId, fleet: Fleet, keeps: bool, minutes: int) -> Chart:
    longest = max(60, minutes)
    times = [longest * step / 120 for step in range(121)]

    def points(name: DesignId) -> list[tuple[float, float]]:
        return [(0.0, float(fleet.total))] + [
            (each, served(name, fleet, max(each, 1e-6), keeps).total) for each in times
        ]

    here = served(design, fleet, minutes, keeps).total
    return Chart(
        heading=t(fr="Les appareils qui travaillent", en="The devices that work"),
        title=_WORDS.text(
            "chart", "title", count=whole(here), total=fleet.total, minutes=_min(minutes)
        ),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="minutes depuis la coupure", en="minutes since the cut"),
            0,
            longest,
            [(longest * part / 4, whole(longest * part / 4)) for part in range(5)],
        ),
        y=Axis(
            t(fr="appareils", en="devices"), 0, 100, [(each, whole(each)) for each in (0, 50, 100)]
        ),
        series=[
            *(Series(design_name(name), "line", points(name)) for name in DESIGNS),
            Series(t(fr="votre réglage", en="your setting"), "dots", [(minutes, here)], style=5),
        ],
    )


def _delays(route_km: int) -> Bars:
    extra = fibre_ms(route_km)
    return Bars(
        heading=t(fr="L’aller-retour", en="The round trip"),
        title=_WORDS.text("chart", "delay_title", extra=_ms(extra), measured=_ms(RADIO_P99_MS)),
        reading=_WORDS.text("chart", "delay_reading"),
        to=RADIO_P99_MS + fibre_ms(ROUTES_KM[-1]),
        rows=[
            (t(fr="UPF sur site", en="UPF on site"), (RADIO_P99_MS, 0.0)),
            (t(fr="UPF chez l’opérateur", en="UPF at the operator’s"), (RADIO_P99_MS, extra)),
        ],
        parts=[
            t(fr="mesuré, 99 sur 100", en="measured, 99 in 100"),
            t(fr="fibre, deux fois", en="fibre, twice"),
        ],
    )


def _table(fleet: Fleet, minutes: int, keeps: bool, route_km: int) -> Table:
    def row(name: DesignId) -> list[str]:
        left = served(name, fleet, minutes, keeps)
        return [
            design_name(name),
            f"{whole(left.fixed)} / {fleet.fixed}",
            f"{whole(left.moving)} / {fleet.moving}",
            f"{whole(left.sleeping)} / {fleet.sleeping}",
            _ms(round_trip_ms(name, route_km)),
        ]

    return Table(
        _WORDS.text("table", "caption"),
        [
            t(fr="Architecture", en="Design"),
            t(fr="Caméras", en="Cameras"),
            t(fr="Chariots", en="Carriers"),
            t(fr="Capteurs", en="Sensors"),
            t(fr="99 sur 100 en", en="99 in 100 within"),
        ],
        [row(name) for name in DESIGNS],
    )


def _min(minutes: float) -> str:
    if minutes >= 120:
        return f"{whole(minutes / 60)}{NO_BREAK}h"
    return f"{whole(minutes)}{NO_BREAK}min"


def _ms(time_ms: float) -> str:
    return f"{number(time_ms)}{NO_BREAK}ms"
