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
from campus5g.courseware.explorers.words import axis_name, offered, quantity, technology_name
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

# Shown at first: the question of the module. The others are one click away.
_SHOWN_FIRST = ("wifi", "private-5g")


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
                    "values": [offered(axis, profile.offer[axis]) for axis in AXES],
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
    guesses.append(Guess("none", _WORDS.text("prediction", "none")))
    question = _WORDS.text("prediction", "question")
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
    return "none", _WORDS.text("prediction", "outcome", fastest=fastest)


def _summary(network: str) -> str:
    """Return where a network comes first, in words."""
    first = [axis_name(axis).lower() for axis in wins(network)]  # type: ignore[arg-type]
    if not first:
        return t(fr="en tête nulle part", en="first nowhere")
    return t(fr="en tête (ou à égalité) : ", en="first (or level): ") + ", ".join(first)


def _words() -> dict[str, str]:
    return _WORDS.texts("page")
