"""A challenge in both directions: three recorded authentications, step by step."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.recordings import ExchangeId, Nas, exchange
from campus5g.courseware.explorers.recordings.words import message_name, piece_name, piece_value
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

CASES: tuple[ExchangeId, ...] = ("in-clear", "other-key", "replayed")

# What a case shows: the request, the challenges, and what follows them until both sides agree.
_SHOWN = {"in-clear": 4, "other-key": 3, "replayed": 5}
_PROOFS = ("rand", "autn-sequence", "autn-mac", "response", "cause", "auts", "algorithms", "mac")


class Challenge(anywidget.AnyWidget):
    """Recorded authentications that open step by step; none while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    cases: traitlets.List[Any] = traitlets.List().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), locked=locked)
        self._follow()
        self.observe(self._follow, "locked")

    def _follow(self, _: object = None) -> None:
        self.cases = [] if self.locked else [case_words(case) for case in CASES]


def challenge() -> Explorer:
    """Return the explorer of the authentication, with a prediction first."""
    question = _WORDS.text("prediction", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    rows = [
        [t(fr="Message", en="Message"), t(fr="Ce qu’il prouve", en="What it proves")],
        *([one["name"], one["says"]] for case in CASES for one in case_words(case)["steps"]),
    ]
    return Explorer(Prediction("challenge", question, guesses, _outcome), Challenge(), rows)


def case_words(case: ExchangeId) -> dict[str, Any]:
    """Return a recorded authentication in words, step by step, and how it ends."""
    name, about, end = (
        _WORDS.text("case", case),
        _WORDS.text("case_about", case),
        _WORDS.text("case_end", case),
    )
    messages = exchange(case)[: _SHOWN[case]]
    return {
        "id": case,
        "name": name,
        "about": about,
        "end": end,
        "steps": [_step(message) for message in messages],
    }


def _step(message: Nas) -> dict[str, Any]:
    return {
        "name": message_name(message),
        "up": message.up,
        "way": t(fr="appareil → réseau", en="device → network")
        if message.up
        else t(fr="réseau → appareil", en="network → device"),
        "says": _says(message),
        "proofs": [
            {"name": piece_name(piece), "value": piece_value(piece)}
            for piece in message.pieces
            if piece.id in _PROOFS
        ],
    }


def _says(message: Nas) -> str:
    cause = message.piece("cause")
    if cause is not None and cause.value == "20":
        return _WORDS.text("refusal", "wrong-proof")
    if cause is not None:
        return _WORDS.text("refusal", "old-counter")
    return _WORDS.text("says", message.name)


def _outcome() -> tuple[str, str]:
    last = exchange("other-key")[-1]
    if last.name != "authentication-failure":
        return "answers", t(fr="Elle répond.", en="It answers.")
    cause = last.bytes_of("cause")[0]
    return "refuses", _WORDS.text("prediction", "outcome", cause=cause)


def _words() -> dict[str, str]:
    return _WORDS.texts("page")
