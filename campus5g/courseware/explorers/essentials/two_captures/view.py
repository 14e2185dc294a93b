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
    question = t(
        fr="L’IMSI de la caméra est masqué (SUCI, profil A). Quelqu’un écoute la radio de l’autre "
        "côté de la clôture. Que lit-il dans la première demande de la caméra ?",
        en="The camera’s IMSI is concealed (SUCI, profile A). Someone is listening to the "
        "radio on the other side of the fence. What can they read in the camera’s first "
        "request?",
    )
    guesses = [
        Guess("nothing", t(fr="Rien du tout", en="Nothing at all")),
        Guess("network", t(fr="Le pays et le réseau seulement", en="Only country and network")),
        Guess("imsi", t(fr="L’IMSI entier", en="The whole IMSI")),
        Guess("key", t(fr="La clé secrète de la carte", en="The card’s secret key")),
    ]
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
    """Return for each message of a capture the spans of bytes where a number stands in the clear.

    Args:
        search: ``imsi`` (its last ten digits), ``network``, ``imeisv`` or ``tmsi``.
        capture: one of `COMPARED`.
    """
    return [
        [[span.start, span.stop] for span in _spans(search, one, capture)]
        for one in exchange(capture)
    ]


def capture_name(capture: ExchangeId) -> str:
    """Return what a capture is called."""
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
    return "network", t(
        fr="Pays 999 et réseau 70 restent en clair ; le numéro de la carte est chiffré. À "
        f"l’inscription suivante, {changed} octets sur {len(request.data)} ont changé : rien "
        "n’y dit que c’est la même caméra.",
        en="Country 999 and network 70 stay in the clear; the card’s number is encrypted. At "
        f"the next registration, {changed} bytes out of {len(request.data)} have changed: "
        "nothing there shows that it is the same camera.",
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
    return {
        "locked": t(
            fr="Pariez ci-dessus : les deux captures s’ouvrent ensuite.",
            en="Make your prediction above, and the two captures will open.",
        ),
        "message": t(fr="Message", en="Message"),
        "again": t(fr="Nouvelle demande, après un redémarrage", en="New request, after a restart"),
        "search": t(fr="Chercher dans les octets", en="Search the bytes for"),
        "found": t(fr="Trouvé, octets {places}", en="Found, bytes {places}"),
        "missing": t(fr="Introuvable dans ce message", en="Not in this message"),
        "onePlace": t(fr="Octet {places}", en="Byte {places}"),
        "place": t(fr="Octets {places}", en="Bytes {places}"),
        "bytes": t(fr="octets, un par case", en="bytes, one per box"),
        "pieces": t(
            fr="Touchez un champ : ses octets se soulignent.",
            en="Press a field: its bytes are underlined.",
        ),
        "table": t(fr="Tous les messages, en tableau", en="All the messages, as a table"),
        "caption": t(
            fr="Les octets où se lit ce que vous cherchez ; « non » : introuvable.",
            en="The bytes where what you are looking for can be read; “no”: not there.",
        ),
        "no": t(fr="non", en="no"),
        "source": t(
            fr="Source : vraies captures du kit virtuel, sur N2, sans chiffrement (NEA0) : "
            "scénarios « nominal » et « concealed », caméra redémarrée deux fois. Sur l’air, les "
            "mêmes octets voyagent dans un message radio. Codage : 3GPP TS 24.501, 9.11.3.4 ; "
            "masquage : TS 33.501, annexe C. IMSI et clés : valeurs d’essai publiées.",
            en="Source: real captures from the virtual kit, on N2, without encryption (NEA0): "
            "scenarios “nominal” and “concealed”, with the camera restarted twice. Over "
            "the air the same bytes travel inside a radio message. Coding: 3GPP TS 24.501, "
            "9.11.3.4; concealment: TS 33.501, annex C. IMSI and keys: published test "
            "values.",
        ),
    }
