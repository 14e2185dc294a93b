"""Needs of the plant and the port to start an explorer from."""

from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.technology import Need
from campus5g.language import t

SituationId = Literal["coil-stack", "vehicle", "fan", "trailer", "gate", "office", "stop-button"]

# The stop button's delay: 3GPP TS 22.104, mobile panel with an emergency stop, below 8 ms. Other
# values are typical of the uses, for training.
NEEDS: dict[SituationId, Need] = {
    "coil-stack": Need(
        rate_kbit_s=2000, delay_ms=200, devices=8, distance_m=120, speed_km_h=5, battery_years=0.003
    ),
    "vehicle": Need(rate_kbit_s=100, delay_ms=80, devices=20, distance_m=150, speed_km_h=20),
    "fan": Need(rate_kbit_s=0.0005, delay_ms=10_000, devices=200, distance_m=800, battery_years=5),
    "trailer": Need(
        rate_kbit_s=0.0002,
        delay_ms=10_000,
        devices=500,
        distance_m=2500,
        speed_km_h=50,
        battery_years=5,
    ),
    "gate": Need(rate_kbit_s=8000, delay_ms=200, devices=4, distance_m=300),
    "office": Need(
        rate_kbit_s=2000, delay_ms=200, devices=20, distance_m=30, speed_km_h=5, battery_years=0.003
    ),
    "stop-button": Need(
        rate_kbit_s=10, delay_ms=8, devices=4, distance_m=80, speed_km_h=5, battery_years=0.003
    ),
}


@dataclass(frozen=True)
class Situation:
    """A need with its name and a sentence about it."""

    id: SituationId
    name: str
    about: str
    need: Need


def situations() -> list[Situation]:
    """Return all situations, in the reader's language."""
    return [situation(name) for name in NEEDS]


def situation(name: SituationId) -> Situation:
    """Return a situation in the reader's language."""
    title, about = _words()[name]
    return Situation(name, title, about, NEEDS[name])


def _words() -> dict[SituationId, tuple[str, str]]:
    return {
        "coil-stack": (
            t(fr="Derrière les bobines", en="Behind the coils"),
            t(
                fr="Huit techniciens, une tablette chacun, en visio avec un expert au fond du parc "
                "à bobines.",
                en="Eight technicians with a tablet each, on video calls to an expert from "
                "the far end of the coil yard.",
            ),
        ),
        "vehicle": (
            t(fr="Chariots automatiques", en="Automated vehicles"),
            t(
                fr="Vingt chariots automatiques (AGV) entre le parc à bobines et la ligne.",
                en="Twenty automated guided vehicles (AGVs) between the coil yard and the line.",
            ),
        ),
        "fan": (
            t(fr="Capteurs de ventilateurs", en="Fan sensors"),
            t(
                fr="Deux cents capteurs de température et de vibration, sur pile : une mesure de "
                "20 octets toutes les cinq minutes environ.",
                en="Two hundred temperature and vibration sensors on batteries: a reading of 20 "
                "bytes about every five minutes.",
            ),
        ),
        "trailer": (
            t(fr="Remorques du port", en="Port trailers"),
            t(
                fr="Cinq cents remorques suivies sur les quais et les routes du port : une "
                "position environ tous les quarts d’heure.",
                en="Five hundred trailers tracked along the quays and roads of the port: a "
                "position about every quarter of an hour.",
            ),
        ),
        "gate": (
            t(fr="Caméras de la porte 3", en="Cameras at gate 3"),
            t(
                fr="Quatre caméras fixes en haute définition, une armoire électrique à côté.",
                en="Four fixed high-definition cameras, next to an electrical cabinet.",
            ),
        ),
        "office": (
            t(fr="Tablettes du bureau", en="Office tablets"),
            t(
                fr="Vingt tablettes dans le bureau de la maintenance, salle dégagée.",
                en="Twenty tablets in the maintenance office, a room without obstacles.",
            ),
        ),
        "stop-button": (
            t(fr="Arrêt d’urgence mobile", en="Mobile emergency stop"),
            t(
                fr="Un boîtier porté à la main qui arrête une machine : moins de 8 ms (3GPP TS "
                "22.104).",
                en="A hand-held unit that stops a machine: below 8 ms (3GPP TS 22.104).",
            ),
        ),
    }
