"""A quay at work: cranes, carriers, yard and outages by sliders, and half an hour as a film."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.chart_panel import Control
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import (
    DOINGS,
    FILM_S,
    MORE_CARRIERS,
    MOST_CARRIERS,
    MOST_CRANES,
    STATIONS,
    Doing,
    Shift,
    Station,
    Terminal,
    capacities,
    constraint,
    film,
    gains_per_h,
    improved,
    problem,
    shift,
)
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

QuayQuestion = Literal["two-more-carriers", "no-more-outages"]

CRANES = (0, 1, 2, 3, 4, 5)
CARRIERS = (0, 2, 4, 6, 7, 8, 9, 10, 11, 12, 14, 16, 10_000)
CYCLES_S = (100.0, 120.0, 144.0, 180.0)
DRIVES_S = (60.0, 90.0, 120.0, 180.0)
PLACES = (1, 2, 3, 4, 5, 6, 8)
LORRIES_PER_H = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0)
OUTAGES_S = (0.0, 20.0, 60.0, 180.0, 300.0)
EVERY_S = (300.0, 600.0, 1200.0)
AHEAD = (0, 1, 2)

FEW_CRANES = Terminal(
    cranes=3, carriers=10, crane_cycle_s=144, drive_s=90, yard_places=4, lorries_per_h=60
)
"""What `two-more-carriers` starts from: cranes that never wait."""
THAT_NIGHT = Terminal(
    cranes=4,
    carriers=12,
    crane_cycle_s=120,
    drive_s=90,
    yard_places=4,
    lorries_per_h=80,
    outage_s=20,
    outage_every_s=300,
)
"""The module's situation, and what `no-more-outages` starts from."""

_WAITS: tuple[Doing, ...] = ("no-order", "at-crane", "at-yard")


class Quay(anywidget.AnyWidget):
    """Sliders, what two hours give, and half an hour to watch; nothing of it while ``locked``.

    ``stops`` holds the position of each slider; ``found`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    controls: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: Terminal, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            controls=[asdict(each) for each in _controls()],
            stops=stops_of(start),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def terminal(self) -> Terminal:
        """The terminal at the sliders' positions; out of range counts as the first one."""
        return terminal_at(self.stops)

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(self.terminal)


def quay_explorer(question: QuayQuestion = "two-more-carriers") -> Explorer:
    """Return the explorer "the quay waits", with a prediction first.

    Args:
        question: what the learner predicts: what two more carriers bring, or what the end of all
            outages brings.
    """
    few = question == "two-more-carriers"
    asking, start = (_two_more_carriers, FEW_CRANES) if few else (_no_more_outages, THAT_NIGHT)
    return Explorer(asking(), Quay(start), [_heads(), *_station_rows(start)])


def stops_of(terminal: Terminal) -> dict[str, int]:
    """Return the sliders' positions for a terminal."""
    return {
        "cranes": CRANES.index(terminal.cranes),
        "cycle": CYCLES_S.index(terminal.crane_cycle_s),
        "carriers": CARRIERS.index(terminal.carriers),
        "drive": DRIVES_S.index(terminal.drive_s),
        "places": PLACES.index(terminal.yard_places),
        "lorries": LORRIES_PER_H.index(terminal.lorries_per_h),
        "outage": OUTAGES_S.index(terminal.outage_s),
        "every": EVERY_S.index(terminal.outage_every_s),
        "ahead": AHEAD.index(terminal.orders_ahead),
    }


def terminal_at(stops: Mapping[str, object]) -> Terminal:
    """Return the terminal at the sliders' positions; out of range counts as the first one."""
    return Terminal(
        cranes=stop_at(CRANES, stops.get("cranes")),
        carriers=stop_at(CARRIERS, stops.get("carriers")),
        crane_cycle_s=stop_at(CYCLES_S, stops.get("cycle")),
        drive_s=stop_at(DRIVES_S, stops.get("drive")),
        yard_places=stop_at(PLACES, stops.get("places")),
        lorries_per_h=stop_at(LORRIES_PER_H, stops.get("lorries")),
        outage_s=stop_at(OUTAGES_S, stops.get("outage")),
        outage_every_s=stop_at(EVERY_S, stops.get("every")),
        orders_ahead=stop_at(AHEAD, stops.get("ahead")),
    )


def found_words(terminal: Terminal) -> dict[str, Any]:
    """Return what two hours give in words and rows, and the film; only words if impossible."""
    if why := problem(terminal):
        told = _WORDS.text("problem", why, cranes=MOST_CRANES, carriers=MOST_CARRIERS)
        return {"advice": told, "rows": [], "doing": []}
    found = shift(terminal)
    return {
        "advice": _advice(terminal, found),
        "rows": _station_rows(terminal),
        "doing": _doing_rows(found),
        "film": _film(terminal),
    }


def what_outages_cost_per_h(terminal: Terminal) -> float:
    """Return the moves an hour that the end of all outages brings."""
    return shift(improved(terminal, "network")).moves_per_h - shift(terminal).moves_per_h


def _two_more_carriers() -> Prediction:
    def outcome() -> tuple[str, str]:
        before, after = shift(FEW_CRANES), shift(improved(FEW_CRANES, "carriers"))
        more = after.moves_per_h / before.moves_per_h - 1
        answer = "none" if more < 0.03 else "ten" if more < 0.15 else "twenty"
        return answer, _WORDS.text(
            "carriers",
            "why",
            before=whole(before.moves_per_h),
            after=whole(after.moves_per_h),
            waiting=_percent(before.carriers["at-crane"]),
        )

    guesses = [Guess(*one) for one in _WORDS.texts("carriers_guesses").items()]
    return Prediction("quay-carriers", _WORDS.text("carriers", "question"), guesses, outcome)


def _no_more_outages() -> Prediction:
    def outcome() -> tuple[str, str]:
        before, more = shift(THAT_NIGHT), what_outages_cost_per_h(THAT_NIGHT)
        share = more / before.moves_per_h
        answer = "none" if share < 0.03 else "ten" if share < 0.2 else "third"
        return answer, _WORDS.text(
            "outages",
            "why",
            before=whole(before.moves_per_h),
            after=whole(before.moves_per_h + more),
            waiting=_percent(before.cranes_waiting),
            yard=_percent(before.carriers["at-yard"]),
        )

    guesses = [Guess(*one) for one in _WORDS.texts("outages_guesses").items()]
    return Prediction("quay-outages", _WORDS.text("outages", "question"), guesses, outcome)


def _advice(terminal: Terminal, found: Shift) -> str:
    pace = _WORDS.text(
        "advice",
        "pace",
        moves=whole(found.moves_per_h),
        waiting=_percent(found.cranes_waiting),
        limit=_WORDS.text("limit", constraint(terminal)),
    )
    if not terminal.outage_s:
        return pace
    cost = what_outages_cost_per_h(terminal)
    if cost < 1:
        return f"{pace} {_WORDS.text('advice', 'no-cost')}"
    return f"{pace} {_WORDS.text('advice', 'cost', cost=whole(cost))}"


def _heads() -> list[str]:
    return [
        t(fr="Maillon", en="Link in the chain"),
        t(fr="Seul, il ferait", en="Alone it would do"),
        t(fr="Il attend", en="It waits"),
        t(fr="En ajouter", en="Add to it"),
        t(fr="Gain par heure", en="Gain per hour"),
    ]


def _station_rows(terminal: Terminal) -> list[list[str]]:
    alone, found, gains = capacities(terminal), shift(terminal), gains_per_h(terminal)
    waits = sum(found.carriers[doing] for doing in ("at-crane", "at-yard"))
    cells: dict[Station, tuple[str, str]] = {
        "cranes": (_moves(alone.cranes), _percent(found.cranes_waiting)),
        "carriers": (_moves(alone.carriers), _percent(waits)),
        "yard": (_moves(alone.yard), "–"),
        "network": ("–", "–"),
    }
    return [
        [
            _WORDS.text("station", station),
            *cells[station],
            _WORDS.text("more", station, carriers=MORE_CARRIERS),
            _gain(gains[station]),
        ]
        for station in STATIONS
        if station != "network" or terminal.outage_s
    ]


def _doing_rows(found: Shift) -> list[list[str]]:
    rows = [[_WORDS.text("waits", doing), _percent(found.carriers[doing])] for doing in _WAITS]
    moving = 1 - sum(found.carriers[doing] for doing in _WAITS)
    minutes = f"{found.lorry_wait_s / 60:.1f}".replace(".", t(fr=",", en="."))
    return [
        [_WORDS.text("waits", "moving"), _percent(moving)],
        *rows,
        [_WORDS.text("waits", "lorry"), f"{minutes}{NO_BREAK}min"],
    ]


def _film(terminal: Terminal) -> dict[str, Any]:
    """Return what the script draws: times in whole seconds, each list flat."""
    shown = film(terminal)
    return {
        "places": terminal.yard_places,
        "carriers": [
            _flat((time_s, DOINGS.index(doing), place) for time_s, doing, place in changes)
            for changes in shown.carriers
        ],
        "ground": [_flat(each) for each in shown.ground],
        "waits": [_flat(each) for each in shown.cranes_waiting],
        "lorries": _flat(shown.lorries),
        "lorriesWaiting": _flat(shown.lorries_waiting),
        "outages": _flat(shown.outages),
    }


def _flat(rows: Iterable[tuple[float, ...]]) -> list[int]:
    return [round(each) for row in rows for each in row]


def _controls() -> Sequence[Control]:
    def control(key: str, labels: Sequence[str], with_help: bool = False) -> Control:
        words = _WORDS.texts("help")
        return Control(
            key, _WORDS.text("control", key), labels, help=words[key] if with_help else ""
        )

    never, none = t(fr="aucune", en="none"), t(fr="aucun", en="none")
    return [
        control("cranes", [str(count) for count in CRANES]),
        control("cycle", [_seconds(each) for each in CYCLES_S]),
        control("carriers", [whole(count) for count in CARRIERS]),
        control("drive", [_seconds(each) for each in DRIVES_S]),
        control("places", [str(count) for count in PLACES], with_help=True),
        control("lorries", [whole(each) for each in LORRIES_PER_H]),
        control("outage", [never, *(_seconds(each) for each in OUTAGES_S[1:])]),
        control("every", [f"{each / 60:.0f}{NO_BREAK}min" for each in EVERY_S]),
        control("ahead", [none, *(str(count) for count in AHEAD[1:])], with_help=True),
    ]


def _seconds(time_s: float) -> str:
    return f"{time_s:.0f}{NO_BREAK}s"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}{NO_BREAK}%"


def _moves(per_h: float) -> str:
    return whole(per_h) + t(fr=f"{NO_BREAK}par heure", en=" an hour")


def _gain(per_h: float) -> str:
    return f"+{whole(per_h)}" if per_h >= 1 else "0"


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "film": _WORDS.texts("film"),
        "headers": _heads(),
        "doingHeaders": [
            t(fr="Ce que fait un cavalier", en="What a carrier does"),
            t(fr="Part du temps", en="Share of the time"),
        ],
        "seconds": round(FILM_S),
        "player": player_words(),
        "doings": list(DOINGS),
        "method": _WORDS.list("method"),
    }
