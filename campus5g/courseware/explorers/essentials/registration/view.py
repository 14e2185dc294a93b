"""A registration step by step: who talks to whom, what they say, and the real value."""

from datetime import datetime
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.registration.model import (
    WAYS,
    Observation,
    Place,
    Step,
)
from campus5g.courseware.explorers.essentials.registration.observing import Observer, observer_here
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

_PROFILES = {"1": "A", "2": "B"}
_SHOWN_DIGITS = 8


class RegistrationSteps(anywidget.AnyWidget):
    """The steps of a registration, one at a time.

    The page counts ``asked`` up when the learner has it in sight, and each time that they want
    another registration: a capture begins then. Until it is there, ``waiting`` tells so, and
    ``steps`` are those of before, at first of the kept registration.
    """

    _esm = script(__file__, moves=True, parts=("agv", "desk", "gnb", "sim"))
    _css = style(__file__, parts=True)
    words = traitlets.Dict().tag(sync=True)
    places = traitlets.Dict().tag(sync=True)
    steps: traitlets.List[Any] = traitlets.List().tag(sync=True)
    source = traitlets.Unicode("").tag(sync=True)
    waiting = traitlets.Bool(False).tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, observer: Observer | None = None, locked: bool = True) -> None:
        self._observer = observer_here() if observer is None else observer
        super().__init__(
            words=_words(),
            places={place: place_name(place) for place in _PLACES},
            steps=step_words(self._observer.observation),
            source=source_words(self._observer),
            locked=locked,
        )
        self._observer.follow(self._show)
        self.observe(self._begin, ["asked", "locked"])

    def _begin(self, change: dict[str, Any] | None = None) -> None:
        if self.locked or not self.asked:
            return
        # A page that is opened again shows what its kernel has captured before.
        if self.asked > 1 or self._observer.state == "idle":
            self._observer.begin()

    def _show(self) -> None:
        with self.hold_sync():
            self.waiting = self._observer.state == "watching"
            self.steps = step_words(self._observer.observation)
            self.source = source_words(self._observer)


def registration(observer: Observer | None = None) -> Explorer:
    """Return the explorer that follows a registration, with a prediction first.

    Args:
        observer: what makes the capture; the page's own if not given.
    """
    widget = RegistrationSteps(observer)
    question = _WORDS.text("prediction", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    table = [
        [words["time"], *(words[key] for key in ("title", "way", "field", "value"))]
        for words in step_words(widget._observer.observation)
    ]
    headers = _words()["headers"]
    return Explorer(
        Prediction("registration", question, guesses, _outcome), widget, [headers, *table]
    )


def _outcome() -> tuple[str, str]:
    decides = WAYS["accept"][0]
    name = place_name(decides)
    return decides, _WORDS.text("prediction", "outcome", name=name)


_PLACES: tuple[Place, ...] = ("sim", "ue", "gnb", "amf", "smf", "upf", "site")


def place_name(place: Place) -> str:
    """Return the name of a network function as drawings show it."""
    return _WORDS.text("place", place)


def source_words(observer: Observer) -> str:
    """Return where the values come from: captured just now, or recorded."""
    at = datetime.fromisoformat(observer.observation.captured_at)
    if observer.state == "live":
        clock = at.astimezone().strftime("%H:%M:%S")
        return _WORDS.text("source", "captured", clock=clock)
    local = at.astimezone()
    month = t(fr=_MONTHS_FR[local.month - 1], en=_MONTHS_EN[local.month - 1])
    day = f"{local.day} {month} {local.year}"
    if observer.state == "kept":
        return _WORDS.text("source", "kept", day=day)
    return _WORDS.text("source", "recorded", day=day)


_MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def step_words(observation: Observation) -> list[dict[str, Any]]:
    """Return the steps of a registration in words."""
    return [_step(step) for step in observation.steps]


def _step(step: Step) -> dict[str, Any]:
    field, value = _value(step)
    way = WAYS[step.id]
    return {
        "title": _WORDS.text("step", step.id),
        "told": _WORDS.text("step_about", step.id),
        "field": field,
        "value": value,
        "time": f"{number(step.time_ms)}{NO_BREAK}ms",
        "way": " → ".join(place_name(place) for place in way),
        "places": list(way),
    }


def _value(step: Step) -> tuple[str, str]:
    """Return the name and the value of the field read in the message."""
    says = step.says
    match step.id:
        case "request":
            profile = _PROFILES[says["scheme"]]
            return (
                t(fr="Identité masquée (SUCI)", en="Concealed identity (SUCI)"),
                _WORDS.text(
                    "value",
                    "suci",
                    country=says["country"],
                    network=says["network"],
                    profile=profile,
                    concealed=says["concealed"],
                ),
            )
        case "challenge":
            name = t(fr="Nombre au hasard (RAND)", en="Random number (RAND)")
            return name, _short(says["random"])
        case "proof":
            return t(fr="Réponse (RES*)", en="Answer (RES*)"), _short(says["answer"])
        case "protection":
            none = t(fr="aucun", en="none")
            ciphering = f"NEA{says['ciphering']}" + (
                f" ({none})" if says["ciphering"] == "0" else ""
            )
            return (
                t(fr="Intégrité, chiffrement", en="Integrity, encryption"),
                f"NIA{says['integrity']}, {ciphering}",
            )
        case "accept":
            return (
                t(fr="Identité temporaire, tranche", en="Temporary identity, slice"),
                f"5G-TMSI {says['name']}, SST {says['slice']}",
            )
        case "session":
            return t(fr="Réseau demandé", en="Network requested"), says["data_network"]
        case "tunnel":
            name = t(fr="Entrée du tunnel (TEID), UPF", en="Tunnel’s entrance (TEID), UPF")
            return name, f"{says['tunnel']}, {says['upf']}"
        case "address":
            return t(fr="Adresse donnée", en="Address given"), says["address"]
        case "path":
            name = t(fr="Bout du tunnel (TEID), gNB", en="Tunnel’s end (TEID), gNB")
            return name, f"{says['tunnel']}, {says['gnb']}"
        case "order":
            return t(fr="Contenu du paquet", en="Content of the packet"), says["text"]


def _short(digits: str) -> str:
    """Return the beginning and the end of a long number."""
    return f"{digits[:_SHOWN_DIGITS]}…{digits[-4:]}"


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "player": player_words(),
        "headers": _WORDS.list("headers"),
    }
