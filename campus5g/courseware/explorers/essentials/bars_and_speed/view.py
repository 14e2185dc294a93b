"""The bars that a device shows, the signal's quality, and the rate that follows from it."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.bars_and_speed.model import (
    BAR_LIMITS_DBM,
    Reception,
    rate_mbit_s,
    reception,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, megabits
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

LEVELS_DBM = tuple(float(level) for level in range(-120, -59, 5))
INTERFERENCES_DBM: tuple[float | None, ...] = (
    None,
    *(float(level) for level in range(-120, -69, 5)),
)
DEVICES = (1, 2, 5, 10, 20, 50)

# The two tablets of the prediction: level, interference, devices that download.
STRONG = (-75.0, -80.0, 1)
WEAK = (-100.0, None, 1)

_CURVE_DB = [half / 2 for half in range(-12, 61)]


class BarsAndSpeed(anywidget.AnyWidget):
    """Sliders for level, interference and devices, and the rate; no rate while ``locked``.

    ``stops`` holds the position of each slider; ``found`` follows it.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    curve: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        level, interference, devices = STRONG
        super().__init__(
            words=_words(),
            sliders=_sliders(),
            curve=[[quality_db, round(rate_mbit_s(quality_db), 2)] for quality_db in _CURVE_DB],
            stops={
                "level": LEVELS_DBM.index(level),
                "interference": INTERFERENCES_DBM.index(interference),
                "devices": DEVICES.index(devices),
            },
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def received(self) -> Reception:
        """What the device gets at the sliders' positions; out of range counts as the first one."""
        return reception(*self._asked())

    def _asked(self) -> tuple[float, float | None, int]:
        return (
            stop_at(LEVELS_DBM, self.stops.get("level")),
            stop_at(INTERFERENCES_DBM, self.stops.get("interference")),
            stop_at(DEVICES, self.stops.get("devices")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(*self._asked())


def bars_and_speed() -> Explorer:
    """Return the explorer "bars and speed", with a prediction first."""
    table = [_heads(), *_known_rows()]
    return Explorer(_which_tablet(), BarsAndSpeed(), table)


def found_words(level_dbm: float, interference_dbm: float | None, devices: int) -> dict[str, Any]:
    """Return what a device gets, in words, numbers and rows of a table."""
    got = reception(level_dbm, interference_dbm, devices)
    return {
        "advice": _advice(got),
        "bars": got.bars,
        "barWords": _bars(got.bars) + t(fr=" sur 4", en=" of 4"),
        "sinr": got.sinr_db,
        "fullRate": rate_mbit_s(got.sinr_db),
        "title": _WORDS.text("chart", "title") + _advice(got),
        "reason": _reason(got, interference_dbm, devices),
        "rows": [
            _row(t(fr="Vos réglages", en="Your settings"), level_dbm, interference_dbm, devices),
            *_known_rows(),
        ],
    }


def _which_tablet() -> Prediction:
    def outcome() -> tuple[str, str]:
        strong, weak = reception(*STRONG), reception(*WEAK)
        answer = "strong" if strong.rate_mbit_s > weak.rate_mbit_s else "weak"
        return answer, _WORDS.text(
            "prediction",
            "outcome",
            strong_sinr=_db(strong.sinr_db),
            strong_rate=megabits(strong.rate_mbit_s),
            weak_sinr=_db(weak.sinr_db),
            weak_rate=megabits(weak.rate_mbit_s),
        )

    question = _WORDS.text("prediction", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("bars-tablet", question, guesses, outcome)


def _known_rows() -> list[list[str]]:
    places = [
        (t(fr="Tablette A", en="Tablet A"), *STRONG),
        (t(fr="Tablette B", en="Tablet B"), *WEAK),
        (t(fr="A, sans le voisin", en="A, without the neighbour"), STRONG[0], None, 1),
        (t(fr="A, sans voisin, à 20", en="A, no neighbour, 20 devices"), STRONG[0], None, 20),
    ]
    return [_row(*place) for place in places]


def _row(name: str, level_dbm: float, interference_dbm: float | None, devices: int) -> list[str]:
    got = reception(level_dbm, interference_dbm, devices)
    return [
        name,
        str(got.bars),
        _dbm(level_dbm),
        _interference(interference_dbm),
        str(devices),
        _db(got.sinr_db),
        str(got.cqi),
        megabits(got.rate_mbit_s),
    ]


def _heads() -> list[str]:
    return [
        t(fr="Cas", en="Case"),
        t(fr="Barres", en="Bars"),
        "RSRP",
        t(fr="Brouillage", en="Interference"),
        t(fr="Appareils", en="Devices"),
        "SINR",
        "CQI",
        t(fr="Débit", en="Data rate"),
    ]


def _advice(got: Reception) -> str:
    return f"{_bars(got.bars)}, SINR {_db(got.sinr_db)}, {megabits(got.rate_mbit_s)}."


def _bars(count: int) -> str:
    return t(
        fr=f"{count} barre{'s' if count > 1 else ''}", en=f"{count} bar{'' if count == 1 else 's'}"
    )


def _reason(got: Reception, interference_dbm: float | None, devices: int) -> str:
    if devices >= 5:
        return _WORDS.text("reason", "shared", devices=devices)
    if interference_dbm is not None and got.sinr_db < 10 and got.bars >= 2:
        return _WORDS.text("reason", "interference")
    if got.bars < 2:
        return _WORDS.text("reason", "noise")
    return _WORDS.text("reason", "clear")


def _dbm(level: float) -> str:
    return f"{level:.0f}".replace("-", "−") + f"{NO_BREAK}dBm"


def _db(level: float) -> str:
    return f"{round(level):d}".replace("-", "−") + f"{NO_BREAK}dB"


def _interference(level: float | None) -> str:
    return t(fr="aucun", en="none") if level is None else _dbm(level)


def _sliders() -> list[dict[str, Any]]:
    return [
        {
            "slider": "level",
            "name": _WORDS.text("slider", "level"),
            "help": _WORDS.text("slider_help", "level"),
            "labels": [_dbm(level) for level in LEVELS_DBM],
        },
        {
            "slider": "interference",
            "name": _WORDS.text("slider", "interference"),
            "help": _WORDS.text("slider_help", "interference"),
            "labels": [_interference(level) for level in INTERFERENCES_DBM],
        },
        {
            "slider": "devices",
            "name": _WORDS.text("slider", "devices"),
            "help": _WORDS.text("slider_help", "devices"),
            "labels": [str(count) for count in DEVICES],
        },
    ]


def _words() -> dict[str, Any]:
    limits = ", ".join(_dbm(limit) for limit in reversed(BAR_LIMITS_DBM))
    return {
        **_WORDS.texts("page"),
        "headers": _heads(),
        "sources": _WORDS.text("source", "sources", limits=limits),
    }
