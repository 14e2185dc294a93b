"""Antennas in a rolling mill: the learner places them, the map shows the signal level."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.coverage_map.model import (
    CARRIERS,
    CELL_M,
    CLASSES,
    COLUMNS,
    GOOD_DBM,
    SHADOWING_DB,
    USABLE_DBM,
    Band,
    Class,
    Floor,
    Plan,
    class_of,
    coverage,
    uplink_mbit_s,
)
from campus5g.courseware.explorers.essentials.coverage_map.rolling_mill import (
    COILS,
    LENGTH_M,
    MACHINES,
    OFFICE,
    WIDTH_M,
    Box,
    ZoneId,
    metal,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, megabits, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

Question = Literal["which-change", "which-band"]

STEP_M = 10
MOST_ANTENNAS = 4
HEIGHTS_M = (3.0, 6.0, 9.0, 12.0)
POWERS_DBM = (24.0, 27.0, 30.0)
_POWERS_W = {24.0: 0.25, 27.0: 0.5, 30.0: 1.0}

LETTERS: dict[Class, str] = {"good": "A", "usable": "B", "none": "C"}

AMONG_MACHINES = Plan(((60.0, 40.0),), "4000", height_m=3.0)
"""What `which-change` starts from: one antenna within reach, between furnace and rougher."""
SECOND_PLACE = (180.0, 40.0)
HUNG_HIGH = Plan(((120.0, 20.0),), "4000", height_m=12.0)
"""What `which-band` starts from."""
SUPPLIER = Plan(((30.0, 0.0), (90.0, 0.0), (150.0, 0.0), (210.0, 0.0)), "4000", height_m=3.0)
"""What the module's situation proposes: four antennas in a row along one wall, easy to reach."""
STAGGERED = Plan(((80.0, 60.0), (160.0, 20.0)), "4000", height_m=12.0)
"""What answers it: two antennas above the aisles, on either side of the machines."""


class CoverageMap(anywidget.AnyWidget):
    """A floor plan with antennas and the level on each square; no levels while ``locked``.

    ``settings`` is what the learner decides: ``places`` (steps along and across the hall),
    ``band``, ``height``, ``power`` and ``full``; ``found`` follows it.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    hall = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: Plan, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            hall=_hall(),
            choices=_choices(),
            settings=settings_of(start),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["settings", "locked"])

    @property
    def plan(self) -> Plan:
        """The plan for the settings; an invalid setting counts as the first choice."""
        return plan_of(self.settings)

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(self.plan)


def coverage_map(question: Question = "which-change") -> Explorer:
    """Return the explorer "antennas in the rolling mill", with a prediction first.

    Args:
        question: what the learner predicts: the change that covers most, or what a higher band
            leaves of the coverage.
    """
    start = AMONG_MACHINES if question == "which-change" else HUNG_HIGH
    asking = _which_change if question == "which-change" else _which_band
    table = [
        [t(fr="Une antenne à 12 m", en="One antenna at 12 m"), *map(class_name, CLASSES)],
        *(
            [band_name(band), *_percents(coverage(replace(HUNG_HIGH, band=band)).floor)]
            for band in CARRIERS
        ),
    ]
    return Explorer(asking(), CoverageMap(start), table)


def settings_of(plan: Plan) -> dict[str, Any]:
    """Return the settings for a plan."""
    return {
        "places": [[round(x_m / STEP_M), round(y_m / STEP_M)] for x_m, y_m in plan.places],
        "band": plan.band,
        "height": str(HEIGHTS_M.index(plan.height_m)),
        "power": str(POWERS_DBM.index(plan.power_dbm)),
        "yard": "full" if plan.full else "empty",
    }


def plan_of(settings: Mapping[str, Any]) -> Plan:
    """Return the plan for settings; an invalid setting counts as the first choice."""
    given = settings.get("places")
    places = [
        (float(steps[0] * STEP_M), float(steps[1] * STEP_M))
        for steps in (given if isinstance(given, list) else [])
        if _on_the_plan(steps)
    ]
    band = settings.get("band")
    return Plan(
        places=tuple(places[:MOST_ANTENNAS]) or HUNG_HIGH.places,
        band=band if band in CARRIERS else "2600",
        height_m=_chosen(HEIGHTS_M, settings.get("height")),
        power_dbm=_chosen(POWERS_DBM, settings.get("power")),
        full=settings.get("yard") != "empty",
    )


def found_words(plan: Plan) -> dict[str, Any]:
    """Return the map as letters, a sentence on it, and a table."""
    found = coverage(plan)
    letters = "".join("." if level is None else _letter(level) for level in found.rsrp_dbm)
    lines = [letters[at : at + COLUMNS] for at in range(0, len(letters), COLUMNS)]
    advice = _advice(plan, found.floor)
    return {
        "lines": lines,
        "advice": advice,
        "limits": _limits(plan, found.floor),
        "note": _inside_a_machine(plan),
        "title": t(fr="Plan du laminoir. ", en="Plan of the rolling mill. ") + advice,
        "rows": [
            *([zone_name(zone), *_cells(plan, floor)] for zone, floor in found.zones.items()),
            [t(fr="Tout le sol", en="The whole floor"), *_cells(plan, found.floor)],
        ],
    }


def band_name(band: Band) -> str:
    """Return the display name of a band, with who may use it."""
    return _WORDS.text("band", band)


def class_name(one: Class) -> str:
    """Return the display name of a class, with its letter on the map."""
    return _WORDS.text("class", one)


def zone_name(zone: ZoneId) -> str:
    """Return the display name of a zone of the hall."""
    return _WORDS.text("zone", zone)


def which_change_covers_most() -> dict[str, float]:
    """Return the good share of the floor at the start and after each of three changes."""
    plans = {
        "start": AMONG_MACHINES,
        "power": replace(AMONG_MACHINES, power_dbm=AMONG_MACHINES.power_dbm + 3),
        "height": replace(AMONG_MACHINES, height_m=HEIGHTS_M[-1]),
        "second": replace(AMONG_MACHINES, places=(*AMONG_MACHINES.places, SECOND_PLACE)),
    }
    return {change: coverage(plan).floor.good_share() for change, plan in plans.items()}


def what_26_ghz_leaves() -> tuple[float, float]:
    """Return the good share of the floor at 4 GHz and, from the same antenna, at 26 GHz."""
    low, high = (coverage(replace(HUNG_HIGH, band=band)) for band in ("4000", "26000"))
    return low.floor.good_share(), high.floor.good_share()


def _which_change() -> Prediction:
    def outcome() -> tuple[str, str]:
        good = which_change_covers_most()
        best = max(("power", "height", "second"), key=good.__getitem__)
        start, power, height, second = map(_percent, good.values())
        return best, _WORDS.text(
            "which_change", "outcome", start=start, power=power, height=height, second=second
        )

    guesses = [Guess(*one) for one in _WORDS.texts("which_change_guesses").items()]
    question = _WORDS.text("which_change", "question")
    return Prediction("hall-change", question, guesses, outcome)


def _which_band() -> Prediction:
    def outcome() -> tuple[str, str]:
        low, high = what_26_ghz_leaves()
        kept = high / low
        answer = "same" if kept > 0.8 else "half" if kept > 1 / 3 else "little"
        return answer, _WORDS.text("which_band", "outcome", low=_percent(low), high=_percent(high))

    guesses = [Guess(*one) for one in _WORDS.texts("which_band_guesses").items()]
    question = _WORDS.text("which_band", "question")
    return Prediction("hall-band", question, guesses, outcome)


def _on_the_plan(steps: object) -> bool:
    return (
        isinstance(steps, list)
        and len(steps) == 2
        and all(isinstance(step, int) for step in steps)
        and 0 <= steps[0] <= LENGTH_M // STEP_M
        and 0 <= steps[1] <= WIDTH_M // STEP_M
    )


def _chosen(choices: tuple[float, ...], index: object) -> float:
    known = {str(at): choice for at, choice in enumerate(choices)}
    return known.get(str(index), choices[0])


def _letter(level_dbm: float) -> str:
    return LETTERS[class_of(level_dbm)]


def _percent(share: float) -> str:
    return f"{round(100 * share)}{NO_BREAK}%"


def _percents(floor: Floor) -> list[str]:
    shares = floor.shares
    good, none = _percent(shares["good"]), _percent(shares["none"])
    # What is between takes the rounding, so that the three add up.
    rest = 100 - round(100 * shares["good"]) - round(100 * shares["none"])
    return [good, f"{rest}{NO_BREAK}%", none]


def _dbm(level: float) -> str:
    return f"{level:.0f}".replace("-", "−") + f"{NO_BREAK}dBm"


def _cells(plan: Plan, floor: Floor) -> list[str]:
    return [
        _dbm(floor.median_dbm),
        *_percents(floor),
        _between(floor),
        megabits(uplink_mbit_s(floor.edge_dbm, plan)),
    ]


def _between(floor: Floor) -> str:
    low, high = (floor.good_share(db) for db in (-SHADOWING_DB, SHADOWING_DB))
    from_percent = round(100 * low)
    return t(fr=f"{from_percent} à {_percent(high)}", en=f"{from_percent} to {_percent(high)}")


def _advice(plan: Plan, floor: Floor) -> str:
    good, usable, none = _percents(floor)
    count = len(plan.places)
    antennas = f"{count}{NO_BREAK}" + (
        t(fr="antennes", en="antennas") if count > 1 else t(fr="antenne", en="antenna")
    )
    return _WORDS.text("advice", "shares", antennas=antennas, good=good, usable=usable, none=none)


def _limits(plan: Plan, floor: Floor) -> str:
    return _WORDS.text(
        "advice",
        "limits",
        shadowing_db=f"{SHADOWING_DB:.0f}",
        between=_between(floor),
        uplink=megabits(uplink_mbit_s(floor.edge_dbm, plan)),
    )


def _inside_a_machine(plan: Plan) -> str:
    for count, (x_m, y_m) in enumerate(plan.places, start=1):
        if any(box.holds(x_m, y_m) and box.height_m > plan.height_m for box in metal(plan.full)):
            return _WORDS.text("advice", "inside-a-machine", count=count)
    return ""


def _hall() -> dict[str, Any]:
    marks: dict[str, str] = {
        "furnace": "a",
        "rougher": "b",
        "finishing": "c",
        "coiler": "d",
        "office": "e",
        "coils": "f",
    }

    def boxes(given: tuple[Box, ...]) -> list[dict[str, Any]]:
        return [
            {
                "x": box.x_m,
                "y": box.y_m,
                "length": box.length_m,
                "width": box.width_m,
                "mark": marks[box.id],
            }
            for box in given
        ]

    return {
        "length": LENGTH_M,
        "width": WIDTH_M,
        "cell": CELL_M,
        "step": STEP_M,
        "machines": boxes(MACHINES),
        "office": boxes((OFFICE,))[0],
        "coils": boxes(COILS),
        "runways": [4, WIDTH_M - 4],
        "most": MOST_ANTENNAS,
    }


def _choices() -> dict[str, Any]:
    def steps(length_m: int) -> list[str]:
        return [f"{number(at)}{NO_BREAK}m" for at in range(0, length_m + 1, STEP_M)]

    return {
        "plan": [
            {"value": "wall", "words": _plan_name("wall"), "settings": settings_of(SUPPLIER)},
            {"value": "low", "words": _plan_name("low"), "settings": settings_of(AMONG_MACHINES)},
            {"value": "high", "words": _plan_name("high"), "settings": settings_of(HUNG_HIGH)},
        ],
        "along": steps(LENGTH_M),
        "across": steps(WIDTH_M),
        "band": [{"value": band, "words": band_name(band)} for band in CARRIERS],
        "height": [
            {"value": str(at), "words": f"{number(height_m)}{NO_BREAK}m"}
            for at, height_m in enumerate(HEIGHTS_M)
        ],
        "power": [
            {
                "value": str(at),
                "words": f"{number(power)}{NO_BREAK}dBm ({number(_POWERS_W[power])}{NO_BREAK}W)",
            }
            for at, power in enumerate(POWERS_DBM)
        ],
        "yard": [
            {"value": "full", "words": t(fr="plein de bobines", en="full of coils")},
            {"value": "empty", "words": t(fr="vide", en="empty")},
        ],
    }


def _plan_name(plan: str) -> str:
    return _WORDS.text("plan", plan)


def _words() -> dict[str, Any]:
    good, usable = _dbm(GOOD_DBM), _dbm(USABLE_DBM)
    return {
        **_WORDS.texts("page"),
        "keys": [
            {"letter": "A", "words": t(fr=f"bon : {good} ou plus", en=f"good: {good} or more")},
            {
                "letter": "B",
                "words": t(fr=f"utilisable : {usable} ou plus", en=f"usable: {usable} or more"),
            },
            {
                "letter": "C",
                "words": t(fr="insuffisant : en dessous", en="not enough: below that"),
            },
        ],
        "headers": [
            t(fr="Zone", en="Zone"),
            "RSRP",
            *(LETTERS[one] for one in CLASSES),
            f"A ±{SHADOWING_DB:.0f}{NO_BREAK}dB",
            t(fr="Montant", en="Uplink"),
        ],
        "method": _WORDS.list("method"),
        "sources": _WORDS.list("sources"),
    }
