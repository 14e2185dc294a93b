"""Antennas in a rolling mill: the learner hangs them, the map shows what each place gets."""

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
    USABLE_DBM,
    Band,
    Class,
    Coverage,
    Plan,
    class_of,
    coverage,
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
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t

Question = Literal["which-change", "which-band"]

STEP_M = 10
MOST_ANTENNAS = 4
HEIGHTS_M = (3.0, 6.0, 9.0, 12.0)
POWERS_DBM = (24.0, 27.0, 30.0)
_POWERS_W = {24.0: 0.25, 27.0: 0.5, 30.0: 1.0}

LETTERS: dict[Class, str] = {"good": "A", "usable": "B", "none": "C"}

AMONG_MACHINES = Plan(((60.0, 40.0),), "4000", height_m=3.0)
"""What `which-change` starts from: one antenna at hand's reach, between furnace and rougher."""
SECOND_PLACE = (180.0, 40.0)
HUNG_HIGH = Plan(((120.0, 20.0),), "4000", height_m=12.0)
"""What `which-band` starts from."""
SUPPLIER = Plan(((30.0, 0.0), (90.0, 0.0), (150.0, 0.0), (210.0, 0.0)), "4000", height_m=3.0)
"""What the module's situation proposes: four antennas in a row along one wall, easy to reach."""
STAGGERED = Plan(((80.0, 60.0), (160.0, 20.0)), "4000", height_m=12.0)
"""What answers it: two antennas above the aisles, on either side of the machines."""


class CoverageMap(anywidget.AnyWidget):
    """A plan with antennas and what each square of the floor gets; nothing while ``locked``.

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
        """The plan that the settings stand for; what makes no sense counts as the first choice."""
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
            [band_name(band), *_percents(coverage(replace(HUNG_HIGH, band=band)).shares)]
            for band in CARRIERS
        ),
    ]
    return Explorer(asking(), CoverageMap(start), table)


def settings_of(plan: Plan) -> dict[str, Any]:
    """Return the settings that stand for a plan."""
    return {
        "places": [[round(x_m / STEP_M), round(y_m / STEP_M)] for x_m, y_m in plan.places],
        "band": plan.band,
        "height": str(HEIGHTS_M.index(plan.height_m)),
        "power": str(POWERS_DBM.index(plan.power_dbm)),
        "yard": "full" if plan.full else "empty",
    }


def plan_of(settings: Mapping[str, Any]) -> Plan:
    """Return the plan that settings stand for; what makes no sense counts as the first choice."""
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
    """Return the map as letters, and what it says in words and as a table."""
    found = coverage(plan)
    letters = "".join("." if level is None else _letter(level) for level in found.rsrp_dbm)
    lines = [letters[at : at + COLUMNS] for at in range(0, len(letters), COLUMNS)]
    return {
        "lines": lines,
        "advice": _advice(plan, found),
        "note": _inside_a_machine(plan),
        "title": t(fr="Plan du laminoir. ", en="Plan of the rolling mill. ") + _advice(plan, found),
        "rows": [
            *(
                [zone_name(zone.id), _dbm(zone.median_dbm), *_percents(zone.shares)]
                for zone in found.zones
            ),
            [t(fr="Tout le sol", en="The whole floor"), "–", *_percents(found.shares)],
        ],
    }


def band_name(band: Band) -> str:
    """Return what a band is called, and whose it is."""
    return {
        "700": t(fr="700 MHz (opérateurs)", en="700 MHz (operators)"),
        "2600": t(fr="2,6 GHz (privée)", en="2.6 GHz (private)"),
        "4000": t(fr="3,8 à 4,2 GHz (privée)", en="3.8 to 4.2 GHz (private)"),
        "26000": t(fr="26 GHz (essais)", en="26 GHz (trials)"),
    }[band]


def class_name(one: Class) -> str:
    """Return a class with its letter."""
    return {
        "good": t(fr="A, bon", en="A, good"),
        "usable": t(fr="B, utilisable", en="B, usable"),
        "none": t(fr="C, insuffisant", en="C, not enough"),
    }[one]


def zone_name(zone: ZoneId) -> str:
    """Return what a part of the hall is called."""
    return {
        "furnace": t(fr="Autour du four", en="Around the furnace"),
        "mill": t(fr="Autour des cages", en="Around the stands"),
        "coil-yard": t(fr="Parc à bobines", en="Coil yard"),
        "office": t(fr="Bureau", en="Office"),
    }[zone]


def which_change_covers_most() -> dict[str, float]:
    """Return the good share of the floor at the start and after each of three changes."""
    plans = {
        "start": AMONG_MACHINES,
        "power": replace(AMONG_MACHINES, power_dbm=AMONG_MACHINES.power_dbm + 3),
        "height": replace(AMONG_MACHINES, height_m=HEIGHTS_M[-1]),
        "second": replace(AMONG_MACHINES, places=(*AMONG_MACHINES.places, SECOND_PLACE)),
    }
    return {change: coverage(plan).shares["good"] for change, plan in plans.items()}


def what_26_ghz_leaves() -> tuple[float, float]:
    """Return the good share of the floor at 4 GHz and, from the same antenna, at 26 GHz."""
    low, high = (coverage(replace(HUNG_HIGH, band=band)) for band in ("4000", "26000"))
    return low.shares["good"], high.shares["good"]


def _which_change() -> Prediction:
    def outcome() -> tuple[str, str]:
        good = which_change_covers_most()
        best = max(("power", "height", "second"), key=good.__getitem__)
        start, power, height, second = map(_percent, good.values())
        return best, t(
            fr=f"Niveau bon sur {start} du sol au départ. Puissance doublée : {power}. "
            f"Antenne à 12 m : {height}. Seconde antenne à 3 m : {second}, mais il faut la "
            "payer, l’alimenter et la raccorder.",
            en=f"To begin with, {start} of the floor is good. Twice the power: {power}. "
            f"Antenna at 12 m: {height}. A second antenna at 3 m: {second}, but it has to "
            "be bought, powered and cabled.",
        )

    guesses = [
        Guess("power", t(fr="Doubler sa puissance", en="Doubling its power")),
        Guess("height", t(fr="La monter de 3 à 12 m", en="Raising it from 3 to 12 m")),
        Guess(
            "second",
            t(
                fr="En poser une seconde, à 3 m aussi, au bord des bobines",
                en="Adding a second one, also at 3 m, beside the coils",
            ),
        ),
    ]
    question = t(
        fr="Une antenne à 3 m de haut, entre le four et les cages ; 3,8 à 4,2 GHz ; parc plein. "
        "Quel changement donne un bon niveau sur la plus grande part du sol ?",
        en="One antenna at 3 m, between furnace and stands; 3.8 to 4.2 GHz; yard full. Which "
        "change gives a good level on the largest share of the floor?",
    )
    return Prediction("hall-change", question, guesses, outcome)


def _which_band() -> Prediction:
    def outcome() -> tuple[str, str]:
        low, high = what_26_ghz_leaves()
        kept = high / low
        answer = "same" if kept > 0.8 else "half" if kept > 1 / 3 else "little"
        return answer, t(
            fr=f"Niveau bon sur {_percent(low)} du sol à 4 GHz, {_percent(high)} à 26 GHz : entre "
            "les deux, 16 dB de moins en vue directe, et des ombres plus dures derrière le métal.",
            en=f"Good level on {_percent(low)} of the floor at 4 GHz, {_percent(high)} at "
            "26 GHz: between the two, 16 dB less in line of sight, and harder shadows "
            "behind metal.",
        )

    guesses = [
        Guess("same", t(fr="À peu près autant", en="About as much")),
        Guess("half", t(fr="Environ la moitié", en="About half")),
        Guess("little", t(fr="Moins du tiers", en="Less than a third")),
    ]
    question = t(
        fr="Une antenne à 12 m, au-dessus de l’allée des cages, à 4 GHz. Elle passe à 26 GHz, même "
        "puissance. Quelle part de la bonne couverture reste-t-il ?",
        en="One antenna at 12 m, above the aisle by the stands, at 4 GHz. It moves to 26 GHz, "
        "with the same power. How much of the good coverage is left?",
    )
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


def _percents(shares: Mapping[Class, float]) -> list[str]:
    good, none = _percent(shares["good"]), _percent(shares["none"])
    # What is between takes the rounding, so that the three add up.
    rest = 100 - round(100 * shares["good"]) - round(100 * shares["none"])
    return [good, f"{rest}{NO_BREAK}%", none]


def _dbm(level: float) -> str:
    return f"{level:.0f}".replace("-", "−") + f"{NO_BREAK}dBm"


def _advice(plan: Plan, found: Coverage) -> str:
    good, usable, none = _percents(found.shares)
    count = len(plan.places)
    antennas = f"{count}{NO_BREAK}" + (
        t(fr="antennes", en="antennas") if count > 1 else t(fr="antenne", en="antenna")
    )
    return t(
        fr=f"{antennas} : {good} du sol bon, {usable} utilisable, {none} insuffisant.",
        en=f"{antennas}: {good} of the floor good, {usable} usable, {none} not enough.",
    )


def _inside_a_machine(plan: Plan) -> str:
    for count, (x_m, y_m) in enumerate(plan.places, start=1):
        if any(box.holds(x_m, y_m) and box.height_m > plan.height_m for box in metal(plan.full)):
            return t(
                fr=f"L’antenne {count} est dans une machine ou une pile : déplacez-la, ou montez.",
                en=f"Antenna {count} is inside a machine or a stack: move it, or go higher.",
            )
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
    return {
        "wall": t(
            fr="L’offre du fournisseur : quatre antennes à 3 m, le long d’un mur",
            en="The supplier’s offer: four antennas at 3 m, along one wall",
        ),
        "low": t(
            fr="Une antenne à 3 m, entre les machines", en="One antenna at 3 m, among the machines"
        ),
        "high": t(
            fr="Une antenne à 12 m, au-dessus de l’allée",
            en="One antenna at 12 m, above the aisle",
        ),
    }[plan]


def _words() -> dict[str, Any]:
    good, usable = _dbm(GOOD_DBM), _dbm(USABLE_DBM)
    return {
        "locked": t(
            fr="Pariez ci-dessus : le plan du laminoir apparaît ensuite.",
            en="Make your prediction above, and the plan of the mill will appear.",
        ),
        "tap": t(
            fr="Touchez le plan pour y accrocher l’antenne choisie, ou servez-vous des curseurs.",
            en="Touch the plan to place the chosen antenna there, or use the sliders.",
        ),
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
        "machines": t(
            fr="Hauteurs : a four, b cage dégrossisseuse et c cages finisseuses 9 m ; d bobineuse "
            "5 m ; e bureau 4 m ; f bobines 4,5 m. En pointillé : les chemins de roulement.",
            en="Heights: a furnace, b roughing stand and c finishing stands 9 m; d coiler "
            "5 m; e office 4 m; f coils 4.5 m. Dashed: the crane runways.",
        ),
        "plan": t(fr="Partir d’un plan", en="Start from a plan"),
        "own": t(fr="Votre propre plan", en="Your own plan"),
        "antennas": t(fr="Les antennes", en="The antennas"),
        "antenna": t(fr="Antenne", en="Antenna"),
        "add": t(fr="Ajouter une antenne", en="Add an antenna"),
        "remove": t(fr="Retirer l’antenne choisie", en="Remove the chosen antenna"),
        "along": t(fr="Le long de la halle", en="Along the hall"),
        "across": t(fr="En travers", en="Across"),
        "settings": t(fr="Les réglages", en="The settings"),
        "band": t(fr="Fréquence", en="Frequency"),
        "height": t(fr="Hauteur des antennes", en="Height of the antennas"),
        "power": t(fr="Puissance de chaque antenne", en="Power of each antenna"),
        "yard": t(fr="Parc à bobines", en="Coil yard"),
        "table": t(fr="Les mêmes chiffres, zone par zone", en="The same numbers, zone by zone"),
        "caption": t(
            fr="RSRP médian : la moitié de la zone a plus, l’autre moins. Puis la part du sol de "
            "chaque classe ; le sol sous les machines n’est pas compté.",
            en="Median RSRP: half of the zone has more, half has less. Then the share of the "
            "floor in each class; the floor under machines is not counted.",
        ),
        "headers": [
            t(fr="Zone", en="Zone"),
            t(fr="RSRP médian", en="Median RSRP"),
            *map(class_name, CLASSES),
        ],
        "how": t(fr="D’où viennent ces chiffres", en="Where these numbers come from"),
        "method": [
            t(
                fr="En chaque point, l’onde prend le meilleur de deux chemins : par-dessus "
                "le métal (vue directe, moins la perte sur l’arête) ou par réflexions. Le plus "
                "fort des signaux compte. La halle et ses machines sont inventées, aux "
                "dimensions d’un laminoir à chaud.",
                en="At each point the wave takes the better of two paths: over the metal "
                "(line of sight, less the loss at the edge) or by reflections. The "
                "strongest signal counts. The hall and its machines are fictional, with "
                "the dimensions of a hot strip mill.",
            ),
        ],
        "sources": [
            t(
                fr="Vue directe et réflexions : 3GPP TR 38.901, table 7.4.1-1, InF-LOS et InF-DL. "
                "La vue directe est celle du kit virtuel.",
                en="Line of sight and reflections: 3GPP TR 38.901, table 7.4.1-1, InF-LOS and "
                "InF-DL. Line of sight is as in the virtual kit.",
            ),
            t(
                fr="Arête métallique : UIT-R P.526, lame de couteau. Mur du bureau : TR 38.901, "
                "table 7.4.3-2, pertes faibles.",
                en="Metal edge: ITU-R P.526, knife edge. Office wall: TR 38.901, table 7.4.3-2, "
                "low loss.",
            ),
            t(
                fr="Hypothèses : gain d’antenne 8 dBi ; canaux de 10 MHz (700 MHz), 40 MHz (2,6 et "
                "3,8 à 4,2 GHz), 100 MHz (26 GHz) ; limites −90 et −105 dBm, règles de métier, "
                "dans aucune norme.",
                en="Assumptions: antenna gain 8 dBi; carriers of 10 MHz (700 MHz), 40 MHz "
                "(2.6 and 3.8 to 4.2 GHz), 100 MHz (26 GHz); limits −90 and −105 dBm, "
                "rules of thumb, not from any standard.",
            ),
        ],
    }
