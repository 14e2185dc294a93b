"""From a need to the network that suits it: sliders for the need, a verdict for each network."""

import math
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.technology_map.situations import (
    Situation,
    SituationId,
    situation,
    situations,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.models.technology import (
    AXES,
    TECHNOLOGIES,
    Assessment,
    Axis,
    Need,
    TechnologyId,
    advised,
    assess,
    ranking,
)
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import (
    axis_help,
    axis_name,
    quantity,
    technology_name,
    verdict_name,
)
from campus5g.language import t

Question = Literal["which-network", "what-stops-wifi"]

# What each slider can ask for, the least demanding first.
STOPS: dict[Axis, tuple[float, ...]] = {
    "rate": (0.0002, 0.0005, 0.002, 0.01, 0.1, 1, 10, 100, 500, 2000, 8000, 25_000),
    "delay": (60_000, 10_000, 5000, 2000, 1000, 500, 200, 150, 100, 80, 50, 30, 20, 10, 8, 1),
    "devices": (1, 4, 8, 20, 50, 100, 200, 500, 1000, 5000),
    "distance": (10, 30, 50, 80, 120, 150, 200, 300, 500, 800, 1500, 2500, 5000),
    "speed": (0, 5, 10, 20, 50, 80),
    "battery": (0, 0.003, 0.1, 0.5, 1, 2, 5, 10),
}


class TechnologyMap(anywidget.AnyWidget):
    """Sliders for a need, and every network with its verdict, reason and limits.

    ``stops`` holds the position of each slider; the verdicts follow it. While ``locked`` there
    are no sliders and no verdicts.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    examples: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: Need, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            sliders=[_slider(axis) for axis in AXES],
            examples=[
                {"id": one.id, "name": one.name, "about": one.about, "stops": stops_of(one.need)}
                for one in situations()
            ],
            stops=stops_of(start),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def need(self) -> Need:
        """The need that the sliders stand for; what is out of range counts as the least."""
        return Need(
            rate_kbit_s=self._asked("rate"),
            delay_ms=self._asked("delay"),
            devices=round(self._asked("devices")),
            distance_m=self._asked("distance"),
            speed_km_h=self._asked("speed"),
            battery_years=self._asked("battery"),
        )

    def _asked(self, axis: Axis) -> float:
        return stop_at(STOPS[axis], self.stops.get(axis))

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.verdicts = {} if self.locked else verdict_words(self.need)


def technology_map(
    start: SituationId = "coil-stack", question: Question = "which-network"
) -> Explorer:
    """Return the explorer "from need to network", with a prediction first.

    Args:
        start: the situation that it opens with.
        question: what the learner predicts: the network to choose, or what stops Wi-Fi first.
    """
    opening = situation(start)
    asking = _which_network if question == "which-network" else _what_stops_wifi
    table = [
        [t(fr="Situation", en="Situation"), t(fr="Réseau", en="Network")],
        *([one.name, _advice(one.need)] for one in situations()),
    ]
    return Explorer(asking(opening), TechnologyMap(opening.need), table)


def stops_of(need: Need) -> dict[str, int]:
    """Return the slider positions nearest to a need."""
    return {
        axis: min(
            range(len(STOPS[axis])),
            key=lambda index, axis=axis: abs(STOPS[axis][index] - need.asked(axis)),  # type: ignore[misc]
        )
        for axis in AXES
    }


def verdict_words(need: Need) -> dict[str, Any]:
    """Return the advice and every network's verdict, reason and limits, as words."""
    found = ranking(need)
    return {
        "advice": _advice(need),
        "networks": [
            {
                "id": one.technology.id,
                "name": technology_name(one.technology.id),
                "verdict": one.verdict,
                "verdictName": verdict_name(one.verdict),
                "score": round(one.score),
                "reason": reason(one, need),
            }
            for one in found
        ],
        "rows": [
            [
                technology_name(one.technology.id),
                verdict_name(one.verdict),
                *(quantity(axis, one.offer.offered(axis)) for axis in AXES),
            ]
            for one in found
        ],
        "asked": [
            t(fr="Demandé", en="Asked for"),
            "",
            *(quantity(axis, need.asked(axis)) for axis in AXES),
        ],
    }


def reason(found: Assessment, need: Need) -> str:
    """Return why a network has its verdict: its weakest link, in a sentence."""
    axis = found.weakest
    offered, asked = found.offer.offered(axis), need.asked(axis)
    if axis == "speed" and offered == 0:
        return t(
            fr="Un câble ne suit pas un appareil qui bouge.",
            en="A cable does not follow a device that moves.",
        )
    if math.isinf(found.offer.delay_ms):
        return t(
            fr=f"Saturé : ensemble, les appareils demandent {quantity('rate', need.total_kbit_s)}, "
            "plus que le réseau ne transporte.",
            en=f"Full: together the devices ask for {quantity('rate', need.total_kbit_s)}, "
            "more than the network can carry.",
        )
    if found.verdict == "suits":
        return _where_first(axis, offered, asked)
    name = axis_name(axis)
    return t(
        fr=f"{name} : offre {quantity(axis, offered)}, demandé {quantity(axis, asked)}.",
        en=f"{name}: offers {quantity(axis, offered)}, needed {quantity(axis, asked)}.",
    )


def _where_first(axis: Axis, offered: float, asked: float) -> str:
    name = axis_name(axis)
    return t(
        fr=f"Première limite : {name.lower()} ({quantity(axis, offered)} pour "
        f"{quantity(axis, asked)} demandés).",
        en=f"First limit: {name.lower()} ({quantity(axis, offered)} where "
        f"{quantity(axis, asked)} is needed).",
    )


def _advice(need: Need) -> str:
    best = advised(need)
    if best is None:
        return t(
            fr="Aucun de ces réseaux ne tient ce besoin : il faut revoir le besoin ou "
            "l’architecture.",
            en="None of these networks meets this need: change the need or the architecture.",
        )
    name = technology_name(best.technology.id)
    if best.verdict == "tight":
        return t(
            fr=f"Le plus proche : {name}, mais sans marge.",
            en=f"The nearest: {name}, but with no margin.",
        )
    return t(fr=f"Le plus simple qui convient : {name}.", en=f"The simplest that will do: {name}.")


def _which_network(opening: Situation) -> Prediction:
    about, need = opening.about, opening.need
    best = advised(need)
    names: list[TechnologyId] = ["wifi", "lorawan", "lte-m", "public-5g", "private-5g-sa", "wired"]
    guesses = [Guess(name, technology_name(name)) for name in names]
    guesses.append(Guess("none", t(fr="Aucun de ceux-là", en="None of these")))

    def outcome() -> tuple[str, str]:
        if best is None:
            return "none", _advice(need)
        return best.technology.id, f"{_advice(need)} {reason(best, need)}"

    question = t(
        fr=f"{about} Quel est le réseau le plus simple qui convient ?",
        en=f"{about} Which is the simplest network that will do?",
    )
    return Prediction(f"{opening.id}-network", question, guesses, outcome)


def _what_stops_wifi(opening: Situation) -> Prediction:
    about, need = opening.about, opening.need
    wifi = assess(next(one for one in TECHNOLOGIES if one.id == "wifi"), need)
    axes: tuple[Axis, ...] = ("rate", "delay", "devices", "distance", "speed")

    def outcome() -> tuple[str, str]:
        return wifi.weakest, reason(wifi, need)

    question = t(
        fr=f"{about} Avec une borne Wi-Fi, qu’est-ce qui manque le plus ?",
        en=f"{about} With one Wi-Fi access point, what falls shortest?",
    )
    guesses = [Guess(axis, axis_name(axis)) for axis in axes]
    return Prediction(f"{opening.id}-wifi", question, guesses, outcome)


def _slider(axis: Axis) -> dict[str, Any]:
    return {
        "axis": axis,
        "name": axis_name(axis),
        "help": axis_help(axis),
        "labels": [quantity(axis, value) for value in STOPS[axis]],
    }


def _words() -> dict[str, Any]:
    return {
        "title": t(fr="Du besoin au réseau", en="From need to network"),
        "locked": t(
            fr="Pariez ci-dessus : les curseurs se débloquent ensuite.",
            en="Make your prediction above, and the sliders will unlock.",
        ),
        "examples": t(fr="Partir d’une situation", en="Start from a situation"),
        "own": t(fr="Vos propres réglages", en="Your own settings"),
        "need": t(fr="Le besoin", en="The need"),
        "direction": t(fr="Vers la droite : plus exigeant.", en="To the right: more demanding."),
        "answer": t(fr="Ce que répond le modèle", en="What the model says"),
        "table": t(fr="Les limites, en tableau", en="The limits, as a table"),
        "caption": t(
            fr="Ce que chaque réseau offre pour ce besoin. Débit : par appareil. Délai : "
            "99 messages sur 100.",
            en="What each network offers for this need. Data rate: per device. Delay: 99 "
            "messages in 100.",
        ),
        "headers": [
            t(fr="Réseau", en="Network"),
            t(fr="Verdict", en="Verdict"),
            *(axis_name(axis) for axis in AXES),
        ],
        "how": t(
            fr="Comment le modèle décide, et ses sources",
            en="How the model decides, and its sources",
        ),
        "method": [
            t(
                fr="Une chaîne ne vaut que par son maillon le plus faible : pour chaque besoin, le "
                "modèle divise ce que le réseau offre par ce qui est demandé. La barre montre la "
                "plus petite de ces marges ; à mi-barre, c’est tout juste assez. Un réseau "
                "convient avec un quart de marge ; le plus simple à installer est conseillé.",
                en="A chain is only as strong as its weakest link: for each need, the model "
                "divides what the network offers by what is required. The bar shows the "
                "smallest of these margins; half way is just enough. A network is suitable "
                "with a margin of a quarter; the simplest to install is recommended.",
            ),
            t(
                fr="Ordres de grandeur pour apprendre, pour une seule antenne ou borne. Sur le "
                "terrain, on mesure.",
                en="Orders of magnitude for learning, for one antenna or access point. On "
                "site, measure.",
            ),
        ],
        "sources": [
            t(
                fr="Portée : bilan de liaison et affaiblissement sans visibilité, 3GPP TR 38.901, "
                "table 7.4.1-1 (UMi), 10 dB de marge.",
                en="Range: link budget and path loss without line of sight, 3GPP TR 38.901, "
                "table 7.4.1-1 (UMi), 10 dB margin.",
            ),
            t(
                fr="Débit 5G : 3GPP TS 38.306, 4.1.2, 100 MHz, une couche, dont la moitié en "
                "pratique (hypothèse) ; un tiers de celle-ci en 5G publique (hypothèse). Wi-Fi : "
                "IEEE 802.11ax, 432 Mbit/s dont 60 %.",
                en="5G rate: 3GPP TS 38.306, 4.1.2, 100 MHz, one layer, half of it in "
                "practice (assumption); a third of that on public 5G (assumption). Wi-Fi: "
                "IEEE 802.11ax, 60 % of 432 Mbit/s.",
            ),
            t(
                fr="Délai : 99 % des allers-retours mesurés, plus longs que l’aller seul. Wi-Fi au "
                "calme 9,7 ms (SSL A-Team) ; 5G privée 28 ms, vers un serveur distant (CICV5G, doi "
                "10.5281/zenodo.17475688) ; 5G publique 109 ms et LTE 157 ms (NUWiNS). Il "
                "s’allonge avec la charge : file d’attente M/M/1.",
                en="Delay: 99 % of measured round trips, which are longer than a one-way "
                "trip. Quiet Wi-Fi 9.7 ms (SSL A-Team); private 5G 28 ms, to a distant "
                "server (CICV5G, doi 10.5281/zenodo.17475688); public 5G 109 ms and LTE "
                "157 ms (NUWiNS). It grows with the load: M/M/1 queue.",
            ),
            t(
                fr="LoRaWAN : RP002 (EU868), Semtech SX1276, temps d’émission limité à 1 % (ETSI "
                "EN 300 220). LTE-M : 3GPP, version 13, et TR 36.888.",
                en="LoRaWAN: RP002 (EU868), Semtech SX1276, transmission limited to 1 % of "
                "the time (ETSI EN 300 220). LTE-M: 3GPP Release 13 and TR 36.888.",
            ),
            t(
                fr="Hypothèses de ce modèle : nombre d’appareils par réseau, vitesse en Wi-Fi, "
                "consommation, et l’effort d’installation (LoRaWAN, puis LTE-M et Wi-Fi, câble, 5G "
                "publique, 5G privée SA, et NSA qui demande aussi de la 4G).",
                en="Assumptions of this model: devices per network, speed on Wi-Fi, power "
                "drawn, and the effort to install (LoRaWAN, then LTE-M and Wi-Fi, cable, "
                "public 5G, private 5G SA, and NSA, which needs 4G as well).",
            ),
        ],
    }
