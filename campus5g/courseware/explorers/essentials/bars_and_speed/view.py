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
    """Level, interference and company by three sliders, and the rate; nothing while ``locked``.

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
        """What the device gets where the sliders stand; what is out of range counts as first."""
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
        "title": t(
            fr="Courbe du débit d’un appareil seul selon le SINR. ",
            en="Curve of the data rate of a device alone, against its SINR. ",
        )
        + _advice(got),
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
        return answer, t(
            fr=f"A : SINR {_db(strong.sinr_db)}, {megabits(strong.rate_mbit_s)}. B : SINR "
            f"{_db(weak.sinr_db)}, {megabits(weak.rate_mbit_s)}. B reçoit moins fort, mais rien ne "
            "couvre sa voix.",
            en=f"A: SINR {_db(strong.sinr_db)}, {megabits(strong.rate_mbit_s)}. B: SINR "
            f"{_db(weak.sinr_db)}, {megabits(weak.rate_mbit_s)}. B receives less, but "
            "nothing drowns it out.",
        )

    question = t(
        fr="La tablette A affiche 4 barres (−75 dBm) ; l’antenne d’une halle voisine, sur la même "
        "fréquence, y arrive à −80 dBm. La tablette B affiche 2 barres (−100 dBm), sans voisin. "
        "Laquelle télécharge le plus vite ?",
        en="Tablet A shows 4 bars (−75 dBm); the next hall’s antenna, on the same frequency, "
        "comes in there at −80 dBm. Tablet B shows 2 bars (−100 dBm), with no neighbour. "
        "Which downloads faster?",
    )
    guesses = [
        Guess("strong", t(fr="A, avec 4 barres", en="A, with 4 bars")),
        Guess("weak", t(fr="B, avec 2 barres", en="B, with 2 bars")),
        Guess(
            "same",
            t(fr="Pareil : même réseau, même débit", en="The same: same network, same data rate"),
        ),
    ]
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
        return t(
            fr=f"La cellule se partage : à {devices}, chacun a un tour sur {devices}, quel que "
            "soit le nombre de barres.",
            en=f"The cell is shared: with {devices} devices, each gets one turn in {devices}, "
            "whatever the bars say.",
        )
    if interference_dbm is not None and got.sinr_db < 10 and got.bars >= 2:
        return t(
            fr="Le signal est là, mais il est couvert : c’est le SINR qui décide, pas les barres.",
            en="The signal is there but drowned out: the SINR decides, not the bars.",
        )
    if got.bars < 2:
        return t(
            fr="Le signal approche du bruit du récepteur : il faut une antenne plus proche, plus "
            "haute ou une fréquence plus basse.",
            en="The signal is close to the receiver’s noise: you need a nearer or higher "
            "antenna, or a lower frequency.",
        )
    return t(
        fr="Le signal sort nettement du bruit et du brouillage : le débit suit.",
        en="The signal stands well above noise and interference: the data rate follows.",
    )


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
            "name": t(fr="RSRP, signal utile", en="RSRP, the wanted signal"),
            "help": t(fr="ce que comptent les barres", en="what the bars count"),
            "labels": [_dbm(level) for level in LEVELS_DBM],
        },
        {
            "slider": "interference",
            "name": t(fr="Brouillage", en="Interference"),
            "help": t(
                fr="reçu d’autres antennes sur la même fréquence",
                en="received from other antennas on the same frequency",
            ),
            "labels": [_interference(level) for level in INTERFERENCES_DBM],
        },
        {
            "slider": "devices",
            "name": t(fr="Appareils qui téléchargent", en="Devices downloading"),
            "help": t(fr="dans la cellule, celui-ci compris", en="in the cell, this one included"),
            "labels": [str(count) for count in DEVICES],
        },
    ]


def _words() -> dict[str, Any]:
    limits = ", ".join(_dbm(limit) for limit in reversed(BAR_LIMITS_DBM))
    return {
        "locked": t(
            fr="Pariez ci-dessus : les curseurs apparaissent ensuite.",
            en="Make your prediction above, and the sliders will appear.",
        ),
        "settings": t(fr="À l’endroit de la tablette", en="Where the tablet is"),
        "shown": t(fr="Ce que la tablette affiche", en="What the tablet shows"),
        "x": t(fr="SINR (dB)", en="SINR (dB)"),
        "y": t(fr="débit seul (Mbit/s)", en="data rate alone (Mbit/s)"),
        "here": t(fr="ici", en="here"),
        "curve": t(
            fr="Débit d’un appareil seul dans la cellule",
            en="Data rate of a device alone in the cell",
        ),
        "reading": t(
            fr="Le saut à 18 dB : à partir de là, l’antenne envoie deux couches à la fois.",
            en="The jump at 18 dB: above that, the antenna sends two layers at once.",
        ),
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "caption": t(
            fr="Quatre cas à comparer aux vôtres. RSRP et brouillage par sous-porteuse.",
            en="Four cases to compare with yours. RSRP and interference on each subcarrier.",
        ),
        "headers": _heads(),
        "sources": t(
            fr="Modèle du kit virtuel : SINR selon 3GPP TS 38.215, débit selon TS 38.214, table "
            "5.1.3.1-1, 40 MHz, trame de référence française. Barres : "
            f"{limits}, à titre d’exemple ; chaque fabricant a ses limites.",
            en="The virtual kit’s model: SINR from 3GPP TS 38.215, data rate from TS 38.214, "
            f"table 5.1.3.1-1, 40 MHz, French reference frame. Bars: {limits}, as an "
            "example; each manufacturer sets its own limits.",
        ),
    }
