"""A site whose building the learner draws: the level in it, and at the fence."""

import math
from collections.abc import Mapping
from typing import Any, Literal, get_args

import anywidget
import numpy as np
import traitlets

from campus5g.courseware.explorers.drawing import Drawing
from campus5g.courseware.explorers.essentials.coverage_map.model import CLASSES, class_of
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.model import (
    CELL_M,
    COLUMNS,
    LENGTH_M,
    MOST_ANTENNAS,
    MOST_CORNERS,
    ROWS,
    WIDTH_M,
    Direction,
    Found,
    Mast,
    OwnBand,
    Point,
    SitePlan,
    Wall,
    levels,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.paper import (
    plan_svg,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.shown import dbm
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, megabits, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

STEP_M = 10
POWERS_DBM = (18.0, 21.0, 24.0, 27.0, 30.0)
LIMITS_DBM = (-110, -105, -100, -95, -90, -85, -80)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
BANDS: tuple[OwnBand, ...] = get_args(OwnBand)
WALLS: tuple[Wall, ...] = get_args(Wall)
_LETTERS = dict(zip(CLASSES, "ABC", strict=True))

OutlineId = Literal["hall", "angle", "yard"]
OUTLINES: dict[OutlineId, tuple[Point, ...]] = {
    "hall": ((110, 60), (240, 60), (240, 140), (110, 140)),
    "angle": ((60, 40), (240, 40), (240, 90), (130, 90), (130, 160), (60, 160)),
    "yard": (
        *((60, 40), (240, 40), (240, 160), (190, 160)),
        *((190, 90), (110, 90), (110, 160), (60, 160)),
    ),
}
GATE, IN_THE_HALL = (20.0, 100.0), (180.0, 100.0)
START = SitePlan(OUTLINES["hall"], (Mast(GATE),))
_LIMIT_AT = LIMITS_DBM.index(-95)


class FencePlan(anywidget.AnyWidget):
    """A site with a drawn building, and its levels; empty while ``locked``.

    ``settings`` holds corners and antennas in steps of `STEP_M`; ``found`` follows it.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    site = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            site={
                "length": LENGTH_M,
                "width": WIDTH_M,
                "cell": CELL_M,
                "step": STEP_M,
                "corners": MOST_CORNERS,
                "antennas": MOST_ANTENNAS,
            },
            choices=_choices(),
            settings=settings_of(START),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["settings", "locked"])

    def drawing(self) -> Drawing | None:
        """Return the plan on paper; None while it is locked."""
        if self.locked:
            return None
        plan, limit_dbm = plan_of(self.settings)
        return plan_drawing(plan, limit_dbm)

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(*plan_of(self.settings))


def fence_plan() -> Explorer:
    """Return the explorer "inside, and at the fence", with a prediction first."""
    found = found_words(START, LIMITS_DBM[_LIMIT_AT])
    return Explorer(_prediction(), FencePlan(), [_heads(), *found["rows"]])


def settings_of(plan: SitePlan, limit_dbm: int = LIMITS_DBM[_LIMIT_AT]) -> dict[str, Any]:
    """Return the settings for a plan."""
    return {
        "outline": [_steps(corner) for corner in plan.outline],
        "masts": [[*_steps(mast.place), DIRECTIONS.index(mast.direction)] for mast in plan.masts],
        "band": BANDS.index(plan.band),
        "power": POWERS_DBM.index(plan.power_dbm),
        "wall": WALLS.index(plan.wall),
        "limit": LIMITS_DBM.index(limit_dbm),
    }


def plan_of(settings: Mapping[str, Any]) -> tuple[SitePlan, int]:
    """Return the plan and the limit at the fence for settings; what is invalid is left out."""
    outline = [
        _place(each)
        for each in _listed(settings.get("outline"))
        if _on_the_plan(each) and len(each) == 2
    ]
    masts = [
        Mast(_place(each), stop_at(DIRECTIONS, each[2]))
        for each in _listed(settings.get("masts"))
        if _on_the_plan(each) and len(each) == 3
    ]
    plan = SitePlan(
        tuple(outline[:MOST_CORNERS]),
        tuple(masts[:MOST_ANTENNAS]) or START.masts,
        stop_at(BANDS, settings.get("band")),
        stop_at(POWERS_DBM, settings.get("power")),
        stop_at(WALLS, settings.get("wall")),
    )
    return plan, stop_at(LIMITS_DBM, settings.get("limit"))


def found_words(plan: SitePlan, limit_dbm: int) -> dict[str, Any]:
    """Return the map as letters, a sentence on it, and a table."""
    found = levels(plan)
    letters = "".join(_LETTERS[class_of(level)] for level in found.rsrp_dbm)
    advice = _advice(found, limit_dbm)
    return {
        "lines": [letters[at : at + COLUMNS] for at in range(0, ROWS * COLUMNS, COLUMNS)],
        "loud": [bool(level > limit_dbm) for level in found.fence_dbm],
        "advice": advice,
        "over": found.highest_at_fence_dbm > limit_dbm,
        "title": t(fr="Plan du site. ", en="Plan of the site. ") + advice,
        "rows": _rows(found),
    }


def plan_drawing(plan: SitePlan, limit_dbm: int) -> Drawing:
    """Return a plan as a picture for paper, with its answer and its settings in words."""
    found = found_words(plan, limit_dbm)
    settings = (
        _WORDS.text("band", plan.band),
        f"{plan.power_dbm:.0f}{NO_BREAK}dBm",
        _WORDS.text("wall", plan.wall),
        _WORDS.text("row", "limit", limit=dbm(limit_dbm)),
    )
    title = t(fr="Plan radio du site", en="Radio plan of the site")
    return Drawing(
        plan_svg(plan, found["lines"], title), title, found["advice"], ", ".join(settings)
    )


def what_each_step_gives() -> dict[str, Found]:
    """Return the levels at the start and after each of three steps."""
    return {
        "start": levels(START),
        "power": levels(SitePlan(START.outline, START.masts, power_dbm=27.0)),
        "turn": levels(SitePlan(START.outline, (Mast(GATE, "east"),))),
        "inside": levels(SitePlan(START.outline, (Mast(IN_THE_HALL),))),
    }


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        found = what_each_step_gives()
        quiet = [
            step
            for step in ("power", "inside", "turn")
            if found[step].highest_at_fence_dbm <= found["start"].highest_at_fence_dbm
        ]
        best = max(quiet, key=lambda step: found[step].edge_dbm or -math.inf)
        pairs = {
            step: _WORDS.text(
                "prediction",
                "pair",
                hall=dbm(each.edge_dbm or 0.0),
                fence=dbm(each.highest_at_fence_dbm),
            )
            for step, each in found.items()
        }
        return best, _WORDS.text("prediction", "why", **pairs)

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("fence-plan", _WORDS.text("prediction", "question"), guesses, outcome)


def _steps(place: Point) -> list[int]:
    return [round(place[0] / STEP_M), round(place[1] / STEP_M)]


def _place(steps: list[int]) -> Point:
    return float(steps[0] * STEP_M), float(steps[1] * STEP_M)


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def _on_the_plan(steps: object) -> bool:
    return (
        isinstance(steps, list)
        and len(steps) >= 2
        and all(type(step) is int for step in steps)
        and 0 <= steps[0] <= LENGTH_M // STEP_M
        and 0 <= steps[1] <= WIDTH_M // STEP_M
    )


def _advice(found: Found, limit_dbm: int) -> str:
    fence = dbm(found.highest_at_fence_dbm)
    if found.edge_dbm is None or found.uplink_mbit_s is None:
        return _WORDS.text("advice", "no-building", fence=fence)
    excess = found.highest_at_fence_dbm - limit_dbm
    return _WORDS.text(
        "advice",
        "over" if excess > 0 else "within",
        edge=dbm(found.edge_dbm),
        uplink=megabits(found.uplink_mbit_s),
        fence=fence,
        excess=f"{max(1, round(excess))}",
    )


def _rows(found: Found) -> list[list[str]]:
    building, outside = found.rsrp_dbm[found.inside], found.rsrp_dbm[~found.inside]

    def shown(level: float | None) -> str:
        return t(fr="pas de sol", en="no floor") if level is None else dbm(level)

    def middle(some: Any) -> float | None:
        return float(np.median(some)) if len(some) else None

    top = float(found.fence_dbm[: LENGTH_M // CELL_M + 1].max())
    values = {
        "edge": found.edge_dbm,
        "median": middle(building),
        "outside": middle(outside),
        "fence": found.highest_at_fence_dbm,
        "fence_top": top,
    }
    return [[_WORDS.text("row", name), shown(level)] for name, level in values.items()]


def _heads() -> list[str]:
    return [t(fr="Endroit", en="Place"), "RSRP"]


def _choices() -> dict[str, Any]:
    def options(names: Any) -> list[dict[str, Any]]:
        return [{"value": at, "words": words} for at, words in enumerate(names)]

    return {
        "along": [f"{at * STEP_M}{NO_BREAK}m" for at in range(LENGTH_M // STEP_M + 1)],
        "across": [f"{at * STEP_M}{NO_BREAK}m" for at in range(WIDTH_M // STEP_M + 1)],
        "direction": options(_WORDS.text("direction", each) for each in DIRECTIONS),
        "band": options(_WORDS.text("band", each) for each in BANDS),
        "wall": options(_WORDS.text("wall", each) for each in WALLS),
        "power": options(
            f"{each:.0f}{NO_BREAK}dBm ({whole(10 ** (each / 10))}{NO_BREAK}mW)"
            for each in POWERS_DBM
        ),
        "limit": [dbm(each) for each in LIMITS_DBM],
        "outline": [
            {
                "value": name,
                "words": _WORDS.text("outline", name),
                "corners": [_steps(corner) for corner in corners],
            }
            for name, corners in OUTLINES.items()
        ],
    }


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "classes": [
            {"letter": letter, "words": _WORDS.text("class", one)}
            for one, letter in _LETTERS.items()
        ],
        "method": _WORDS.list("method"),
        "headers": _heads(),
    }
