"""Five networks on six scales: a spider chart, with the same numbers in a table."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.network_spider.model import (
    COMPARED,
    RIM,
    SCALES,
    best_everywhere,
    profiles,
    wins,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.models.technology import AXES
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import axis_name, quantity, technology_name
from campus5g.language import t

# Shown at first: the question of the module. The others are one click away.
_SHOWN_FIRST = ("wifi", "private-5g-sa")


class NetworkSpider(anywidget.AnyWidget):
    """A spider chart whose networks the learner shows and hides; nothing while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    axes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    networks: traitlets.List[Any] = traitlets.List().tag(sync=True)
    rim = traitlets.Float(RIM).tag(sync=True)
    shown: traitlets.List[Any] = traitlets.List().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            axes=[
                {
                    "name": axis_name(axis),
                    "centre": quantity(axis, SCALES[axis][0]),
                    "rim": quantity(axis, SCALES[axis][1]),
                }
                for axis in AXES
            ],
            networks=[
                {
                    "id": profile.network,
                    "name": technology_name(profile.network),
                    "levels": [profile.levels[axis] for axis in AXES],
                    "values": [quantity(axis, profile.offer.offered(axis)) for axis in AXES],
                    "summary": _summary(profile.network),
                }
                for profile in profiles()
            ],
            shown=list(_SHOWN_FIRST),
            locked=locked,
        )


def network_spider() -> Explorer:
    """Return the explorer that compares five networks, with a prediction first."""
    guesses = [Guess(network, technology_name(network)) for network in COMPARED]
    guesses.append(Guess("none", t(fr="Aucun", en="None")))
    question = t(
        fr="Débit, délai, nombre d’appareils, distance, vitesse, autonomie : "
        "quel réseau est le meilleur partout ?",
        en="Data rate, delay, number of devices, distance, speed, battery life: which network "
        "is best at all of them?",
    )
    spider = NetworkSpider()
    table = [
        [t(fr="Réseau", en="Network"), *(axis["name"] for axis in spider.axes)],
        *([network["name"], *network["values"]] for network in spider.networks),
    ]
    return Explorer(Prediction("spider", question, guesses, _outcome), spider, table)


def _outcome() -> tuple[str, str]:
    best = best_everywhere()
    if best is not None:
        name = technology_name(best)
        return best, t(fr=f"{name} est premier partout.", en=f"{name} wins everywhere.")
    fastest = next(technology_name(name) for name in COMPARED if "rate" in wins(name))
    return "none", t(
        fr=f"Aucun n’est premier partout. Le plus rapide est ici {fastest}, pas la 5G privée : "
        "elle est rarement première, mais elle tient à la fois le débit, le délai et la vitesse.",
        en=f"None wins everywhere. The fastest here is {fastest}, not private 5G: it rarely "
        "comes first, but it delivers data rate, delay and mobility at the same time.",
    )


def _summary(network: str) -> str:
    """Return where a network is first, in words."""
    first = [axis_name(axis).lower() for axis in wins(network)]  # type: ignore[arg-type]
    if not first:
        return t(fr="en tête nulle part", en="first nowhere")
    return t(fr="en tête (ou à égalité) : ", en="first (or level): ") + ", ".join(first)


def _words() -> dict[str, object]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : le graphique apparaît ensuite.",
            en="Make your prediction above, and the chart will appear.",
        ),
        "choose": t(fr="Réseaux à comparer", en="Networks to compare"),
        "chart": t(
            fr="Graphique en toile d’araignée, six échelles : plus loin du centre, mieux c’est.",
            en="Spider chart with six scales: the farther from the centre, the better.",
        ),
        "reading": t(
            fr="Plus loin du centre, mieux c’est. Chaque anneau multiplie la valeur : les échelles "
            "sont logarithmiques.",
            en="The farther from the centre, the better. Each ring multiplies the value: the "
            "scales are logarithmic.",
        ),
        "nothing": t(fr="Cochez au moins un réseau.", en="Tick at least one network."),
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "caption": t(
            fr="Un seul appareil, tout près, qui envoie très peu : ce que chaque réseau sait faire "
            "au mieux. La dernière ligne donne les bouts des échelles.",
            en="A single device, close by, sending very little: the best that each network "
            "can do. The last row gives the ends of the scales.",
        ),
        "network": t(fr="Réseau", en="Network"),
        "scale": t(fr="Du centre au bord", en="From centre to rim"),
        "to": t(fr="à", en="to"),
        "sources": t(
            fr="Sources : celles de l’explorateur « Du besoin au réseau » (3GPP TR 38.901 et TS "
            "38.306, IEEE 802.11, LoRaWAN RP002, mesures CICV5G, NUWiNS et SSL A-Team) ; nombre "
            "d’appareils et vitesse en Wi-Fi : hypothèses du modèle.",
            en="Sources: those of the explorer “From need to network” (3GPP TR 38.901 and TS "
            "38.306, IEEE 802.11, LoRaWAN RP002, measurements CICV5G, NUWiNS and SSL "
            "A-Team); number of devices and speed on Wi-Fi: assumptions of the model.",
        ),
    }
