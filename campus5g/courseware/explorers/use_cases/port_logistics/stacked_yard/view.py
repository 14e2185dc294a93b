"""A terminal's coverage by the hour: masts that the learner chooses, stacks and ship that move."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.coverage_map.model import (
    GOOD_DBM,
    SHADOWING_DB,
    USABLE_DBM,
    class_of,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.model import (
    CARRIER_ROOF_M,
    CELL_M,
    COLUMNS,
    ROWS,
    TABLET_M,
    Band,
    Plan,
    coverage,
    good_by_hour,
    worked_squares,
)
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.terminal import (
    BLOCKS,
    DEPTH_M,
    HOURS,
    LEGS,
    LENGTH_M,
    QUAY_EDGE_M,
    SHIP,
    SITES,
    Box,
    ZoneId,
    ship_berthed,
    tiers,
)
from campus5g.courseware.explorers.words import NO_BREAK
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

Settings = Mapping[str, Any]
DeviceId = Literal["tablet", "carrier"]

HEIGHTS_M = (12.0, 18.0, 24.0, 30.0)
BANDS: tuple[Band, ...] = ("2600", "4000")
DEVICES_M: dict[DeviceId, float] = {"tablet": TABLET_M, "carrier": CARRIER_ROOF_M}
ZONES: tuple[ZoneId, ...] = ("quay", "yard", "gate")

FAR_BANK = Plan(("far-bank",), hour=3, height_m=24.0)
"""What the module's situation has: a mast across the basin, surveyed one night without a ship."""
LETTERS = {"good": "A", "usable": "B", "none": "C"}


class StackedYard(anywidget.AnyWidget):
    """A plan with masts and stacks, and the level on each square; no levels while ``locked``.

    ``settings`` is what the learner decides: ``sites``, ``hour`` and ``height`` (positions),
    ``device`` and ``band``; ``found`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    terminal = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: Plan = FAR_BANK, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            terminal=_terminal(),
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


def stacked_yard_explorer() -> Explorer:
    """Return the explorer "stacks that move", with a prediction first."""
    table = [
        [t(fr="Mât", en="Mast"), *(_hour(hour) for hour in HOURS)],
        *(
            [_WORDS.text("site", site), *_by_hour(replace(FAR_BANK, sites=(site,)), "quay")]
            for site in SITES
        ),
    ]
    return Explorer(_prediction(), StackedYard(), table)


def settings_of(plan: Plan) -> dict[str, Any]:
    """Return the settings for a plan."""
    heights = {height_m: device for device, height_m in DEVICES_M.items()}
    return {
        "sites": list(plan.sites),
        "hour": HOURS.index(plan.hour),
        "height": HEIGHTS_M.index(plan.height_m),
        "device": heights[plan.device_m],
        "band": plan.band,
    }


def plan_of(settings: Settings) -> Plan:
    """Return the plan for settings; an invalid setting counts as the first choice."""
    given = settings.get("sites")
    chosen = given if isinstance(given, list) else []
    device, band = settings.get("device"), settings.get("band")
    return Plan(
        sites=tuple(site for site in SITES if site in chosen),
        hour=stop_at(HOURS, settings.get("hour")),
        height_m=stop_at(HEIGHTS_M, settings.get("height")),
        device_m=DEVICES_M["carrier" if device == "carrier" else "tablet"],
        band="4000" if band == "4000" else "2600",
    )


def found_words(plan: Plan) -> dict[str, Any]:
    """Return the map as letters, a sentence on it, and two tables; without a mast, the sentence."""
    metal = {
        "ship": ship_berthed(plan.hour),
        "tiers": [tiers(block, plan.hour) for block in range(len(BLOCKS))],
    }
    if not plan.sites:
        return {"advice": _WORDS.text("advice", "no-mast"), "lines": [], "rows": [], **metal}
    advice = _advice(plan)
    good = {zone: good_by_hour(plan, zone) for zone in ZONES}
    return {
        "advice": advice,
        "title": _WORDS.text("page", "title") + advice,
        "lines": _lines(plan),
        "rows": [[_WORDS.text("zone", zone), *_cells(plan, zone)] for zone in ZONES],
        "hours": [
            [_hour(hour), _there(hour), *(_percent(good[zone][hour]) for zone in ZONES)]
            for hour in HOURS
        ],
        **metal,
    }


def quay_night_and_noon() -> tuple[float, float]:
    """Return the good share of the quay from the far bank, at 3 h and at 12 h."""
    good = good_by_hour(FAR_BANK, "quay")
    return good[3], good[12]


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        night, noon = quay_night_and_noon()
        left = noon / night
        answer = "same" if left > 0.8 else "half" if left > 0.3 else "nothing"
        return answer, _WORDS.text("prediction", "why", night=_percent(night), noon=_percent(noon))

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    night, _ = quay_night_and_noon()
    question = _WORDS.text("prediction", "question", night=_percent(night))
    return Prediction("stacked-yard", question, guesses, outcome)


def _advice(plan: Plan) -> str:
    good = good_by_hour(plan, "quay")
    worst = min(good, key=good.__getitem__)
    return _WORDS.text(
        "advice",
        "now",
        hour=_hour(plan.hour),
        ship=_there(plan.hour),
        quay=_percent(coverage(plan).good_share("quay")),
        yard=_percent(coverage(plan).good_share("yard")),
        worst=_percent(good[worst]),
        worst_hour=_hour(worst),
    )


def _lines(plan: Plan) -> list[str]:
    letters = [["."] * COLUMNS for _ in range(ROWS)]
    for (row, column), level in zip(worked_squares(), coverage(plan).rsrp_dbm, strict=True):
        letters[row][column] = LETTERS[class_of(float(level))]
    return ["".join(each) for each in letters]


def _cells(plan: Plan, zone: ZoneId) -> list[str]:
    found = coverage(plan)
    low, high = (found.good_share(zone, sign * SHADOWING_DB) for sign in (-1, 1))
    from_percent = f"{100 * low:.0f}"
    return [
        _percent(found.good_share(zone)),
        _percent(found.lost_share(zone)),
        t(fr=f"{from_percent} à {_percent(high)}", en=f"{from_percent} to {_percent(high)}"),
    ]


def _by_hour(plan: Plan, zone: ZoneId) -> list[str]:
    return [_percent(share) for share in good_by_hour(plan, zone).values()]


def _there(hour: int) -> str:
    if ship_berthed(hour):
        return t(fr="navire à quai", en="ship berthed")
    return t(fr="quai vide", en="quay empty")


def _hour(hour: int) -> str:
    return t(fr=f"{hour}{NO_BREAK}h", en=f"{hour}:00")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}{NO_BREAK}%"


def _terminal() -> dict[str, Any]:
    def box(one: Box) -> list[float]:
        return [one.x_m, one.y_m, one.length_m, one.width_m]

    return {
        "length": LENGTH_M,
        "depth": DEPTH_M,
        "edge": QUAY_EDGE_M,
        "cell": CELL_M,
        "ship": box(SHIP),
        "legs": [box(one) for one in LEGS],
        "blocks": [box(one) for one in BLOCKS],
        "sites": [
            {"id": site, "x": x_m, "y": y_m, "words": _WORDS.text("site", site)}
            for site, (x_m, y_m) in SITES.items()
        ],
    }


def _choices() -> dict[str, Any]:
    return {
        "hour": [_hour(hour) for hour in HOURS],
        "height": [f"{height_m:.0f}{NO_BREAK}m" for height_m in HEIGHTS_M],
        "device": [
            {"value": device, "words": _WORDS.text("device", device)} for device in DEVICES_M
        ],
        "band": [{"value": band, "words": _WORDS.text("band", band)} for band in BANDS],
    }


def _words() -> dict[str, Any]:
    good, usable = (
        f"{level:.0f}{NO_BREAK}dBm".replace("-", "−") for level in (GOOD_DBM, USABLE_DBM)
    )
    return {
        **_WORDS.texts("page"),
        "player": player_words(),
        "keys": [
            ["A", t(fr=f"bon{NO_BREAK}: {good} ou plus", en=f"good: {good} or more")],
            ["B", t(fr=f"utilisable{NO_BREAK}: {usable} ou plus", en=f"usable: {usable} or more")],
            ["C", t(fr=f"insuffisant{NO_BREAK}: en dessous", en="not enough: below that")],
        ],
        "headers": [
            t(fr="Zone", en="Zone"),
            t(fr="Bon (A)", en="Good (A)"),
            t(fr="Insuffisant (C)", en="Not enough (C)"),
            t(
                fr=f"Bon, à ±{SHADOWING_DB:.0f}{NO_BREAK}dB",
                en=f"Good, ±{SHADOWING_DB:.0f}{NO_BREAK}dB",
            ),
        ],
        "hoursHeaders": [
            t(fr="Heure", en="Hour"),
            t(fr="À quai", en="At the quay"),
            *(_WORDS.text("zone", zone) for zone in ZONES),
        ],
        "method": _WORDS.list("method"),
    }
