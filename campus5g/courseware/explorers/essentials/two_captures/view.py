"""The same registration twice, bytes and fields: the IMSI in the clear, and concealed."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.two_captures.model import (
    occurrences,
    occurrences_of_bytes,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.recordings import ExchangeId, Nas, exchange
from campus5g.courseware.explorers.recordings.words import (
    message_name,
    piece_about,
    piece_name,
    piece_value,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

COMPARED: tuple[ExchangeId, ...] = ("in-clear", "concealed")
MSIN = "0000000001"
IMEISV = "3520990012345601"
_NETWORK = bytes.fromhex("99f907")
"""Country 999 and network 70, as TS 24.501, 9.11.3.4 writes them."""

_ACCEPT = 5


class TwoCaptures(anywidget.AnyWidget):
    """Two captures side by side, message by message; none while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    captures: traitlets.List[Any] = traitlets.List().tag(sync=True)
    searches: traitlets.List[Any] = traitlets.List().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), locked=locked)
        self._follow()
        self.observe(self._follow, "locked")

    def _follow(self, _: object = None) -> None:
        if self.locked:
            self.captures, self.searches = [], []
            return
        self.searches = [
            {"id": key, "name": name, "found": [found_in(key, capture) for capture in COMPARED]}
            for key, name in _searches()
        ]
        self.captures = [
            {"name": capture_name(capture), "messages": [_shown(one) for one in exchange(capture)]}
            for capture in COMPARED
        ]


def two_captures() -> Explorer:
    """Return the explorer of two captures, with a prediction first."""
    question = _WORDS.text("prediction", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    widget = TwoCaptures()
    rows = [
        [t(fr="Message", en="Message"), *(capture_name(each) for each in COMPARED)],
        *(
            [message_name(one), *(_places(found_in("imsi", each)[index]) for each in COMPARED)]
            for index, one in enumerate(exchange("in-clear"))
        ),
    ]
    return Explorer(Prediction("two-captures", question, guesses, _outcome), widget, rows)


def found_in(search: str, capture: ExchangeId) -> list[list[list[int]]]:
    """Return, for each message of a capture, the ranges of bytes that hold a number in the clear.

    Args:
        search: ``imsi`` (its last ten digits), ``network``, ``imeisv`` or ``tmsi``.
        capture: one of `COMPARED`.
    """
    return [
        [[span.start, span.stop] for span in _spans(search, one, capture)]
        for one in exchange(capture)
    ]


def capture_name(capture: ExchangeId) -> str:
    """Return the display name of a capture."""
    if capture == "concealed":
        return t(fr="IMSI masqué (SUCI, profil A)", en="IMSI concealed (SUCI, profile A)")
    return t(fr="IMSI en clair", en="IMSI in the clear")


def _spans(search: str, message: Nas, capture: ExchangeId) -> list[range]:
    if search == "imsi":
        return occurrences(MSIN, message.data)
    if search == "imeisv":
        return occurrences(IMEISV, message.data)
    if search == "network":
        return occurrences_of_bytes(_NETWORK, message.data)
    return occurrences_of_bytes(exchange(capture)[_ACCEPT].bytes_of("tmsi"), message.data)


def _outcome() -> tuple[str, str]:
    request = exchange("concealed")[0]
    again = exchange("concealed")[-1]
    if _spans("imsi", request, "concealed"):
        return "imsi", t(fr="L’IMSI s’y lit en entier.", en="The whole IMSI can be read there.")
    if not _spans("network", request, "concealed"):
        return "nothing", t(fr="Rien ne s’y lit.", en="Nothing can be read there.")
    changed = sum(a != b for a, b in zip(request.data, again.data, strict=True))
    return "network", _WORDS.text(
        "prediction", "outcome", changed=changed, length=len(request.data)
    )


def _searches() -> list[tuple[str, str]]:
    return [
        (
            "imsi",
            t(fr=f"La carte : {MSIN}", en=f"The card: {MSIN}"),
        ),
        ("network", t(fr="Pays et réseau : 999 70", en="Country and network: 999 70")),
        ("imeisv", t(fr=f"L’appareil : {IMEISV}", en=f"The device: {IMEISV}")),
        ("tmsi", t(fr="L’identité temporaire", en="The temporary identity")),
    ]


def _shown(message: Nas) -> dict[str, Any]:
    way = (
        t(fr="appareil → réseau", en="device → network")
        if message.up
        else t(fr="réseau → appareil", en="network → device")
    )
    return {
        "name": message_name(message),
        "way": way,
        "bytes": [f"{byte:02x}" for byte in message.data],
        "pieces": [
            {
                "name": piece_name(piece),
                "about": piece_about(piece),
                "at": piece.at,
                "stop": piece.at + piece.length,
                "value": piece_value(piece),
            }
            for piece in message.pieces
        ],
    }


def _places(spans: list[list[int]]) -> str:
    places = ", ".join(f"{start + 1}–{stop}" for start, stop in spans)
    return places or t(fr="non", en="no")


def _words() -> dict[str, Any]:
    return _WORDS.texts("page")
