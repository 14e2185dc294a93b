"""Signs of a false base station.

A single sign has innocent reasons: an unknown subscriber is sent away without authentication, and
a SIM with a wrong key does not accept its own network. So two different signs at one UE count, or
a gNB that announces itself as one that is still at work elsewhere.
"""

from collections.abc import Iterator

from campus5g.capture.analysis.correlation import Labelled
from campus5g.capture.analysis.finding import MOST_OF_A_RULE, Finding, finding
from campus5g.capture.analysis.nas_findings import Offer, offer_of
from campus5g.capture.analysis.values import as_number, host
from campus5g.capture.files.network_events import Happening
from campus5g.capture.messages.message import Message
from campus5g.capture.remembered import Remembered
from campus5g.language import Bilingual

_REGISTRATION_REJECT, _SERVICE_REJECT = 0x44, 0x4D
_AUTHENTICATION_REQUEST, _AUTHENTICATION_FAILURE = 0x56, 0x59
_IDENTITY_REQUEST, _SECURITY_MODE_COMMAND = 0x5B, 0x5D
_REQUESTS = frozenset({0x41, 0x4C})
_NG_SETUP = 21
_MAC_FAILURE = 20
_EQUIPMENT = frozenset({3, 5})
"""Types of identity (TS 24.501, 9.11.3.3): IMEI and IMEISV."""
_SENT_AWAY = frozenset({3, 6, 7, 11, 12, 13, 15, 27, 31})
"""Causes after which a UE leaves this network or 5G (TS 24.501, 5.5.1.2.5)."""
_LEAST_SIGNS = 2
_UES_REMEMBERED = 5_000

_SIGNS = {
    "equipment": Bilingual(
        fr="il demande l’identité de l’équipement sans protection",
        en="it asks for the equipment’s identity without protection",
    ),
    "sent away": Bilingual(
        fr="il renvoie l’UE, sans l’avoir authentifié, avec une cause qui lui fait quitter la 5G",
        en="it sends the UE away, without having authenticated it, with a cause to leave 5G",
    ),
    "unproven": Bilingual(
        fr="il n’a pas pu prouver qu’il connaît la clé de la SIM (MAC failure)",
        en="it could not prove that it knows the SIM’s key (MAC failure)",
    ),
    "no integrity": Bilingual(
        fr="il choisit NIA0 bien que l’UE offre mieux",
        en="it chooses NIA0 although the UE offers better",
    ),
    "capabilities": Bilingual(
        fr="il répète à l’UE d’autres capacités que celles qu’il a envoyées",
        en="it replays other capabilities than the UE has sent",
    ),
}


class FalseBaseStations:
    """Takes the messages in order."""

    def __init__(self) -> None:
        self._ues: Remembered[str, _UeSigns] = Remembered(_UES_REMEMBERED)
        self._found: dict[str, _UeSigns] = {}
        self._nodes: dict[str, tuple[str, str]] = {}
        """Of each announced gNB ID: the host and the association that announced it last."""
        self._pretended: dict[tuple[str, str], str] = {}
        """Of the earlier host and association: the gNB ID that another host took over."""
        self._twins: dict[tuple[str, str, str], Happening] = {}

    def take(self, one: Labelled) -> None:
        """Look at the next message."""
        message = one.message
        if message.protocol == "NGAP":
            self._take_node(message)
        elif message.protocol == "NAS-MM" and one.ue:
            signs = self._ues.get(one.ue)
            if signs is None:
                signs = self._ues[one.ue] = _UeSigns()
            signs.take(message)
            if len(signs.seen) >= _LEAST_SIGNS and len(self._found) < MOST_OF_A_RULE:
                self._found[one.ue] = signs

    def _take_node(self, message: Message) -> None:
        if message.direction != "up":
            return
        source = host(message.source)
        if (message.code, message.outcome) == (_NG_SETUP, "initiating"):
            name = message.first("ngap.gNB_ID") or message.first("ngap.globalGNB_ID.gNB_ID")
            self._pretended.pop((source, message.association), None)
            if not name:
                return
            before = self._nodes.get(name)
            self._nodes[name] = source, message.association
            if before is not None and before[0] != source:
                self._pretended[before] = name
            return
        name = self._pretended.get((source, message.association), "")
        if name:
            # The earlier one is at work after the other has taken its name.
            twin = name, source, self._nodes[name][0]
            self._twins.setdefault(twin, Happening(message.time_s)).add(message.frame)

    def result(self) -> Iterator[Finding]:
        """Yield the findings."""
        for ue, signs in self._found.items():
            listed = [_SIGNS[name] for name in signs.seen]
            yield finding(
                *("false-base-station", signs.happening.frames, signs.happening.count),
                *(signs.happening.time_s, ue),
                signs=Bilingual(
                    fr=" ; ".join(sign.fr for sign in listed),
                    en="; ".join(sign.en for sign in listed),
                ),
            )
        for (name, first, second), seen in self._twins.items():
            yield finding(
                *("gnb-announced-twice", seen.frames, seen.count, seen.time_s, ""),
                gnb=name,
                first=first,
                second=second,
            )


class _UeSigns:
    """The signs at one UE."""

    def __init__(self) -> None:
        self.seen: dict[str, None] = {}
        self.happening = Happening(0.0)
        self._authenticated = False
        self._offer: Offer = {}

    def take(self, message: Message) -> None:
        code, protected = message.code, message.security not in ("clear", "")
        if code in _REQUESTS and message.direction != "down":
            # Each try is judged alone.
            self._authenticated = False
            self._offer = offer_of(message) or self._offer
        elif code == _AUTHENTICATION_REQUEST:
            self._authenticated = True
        elif code == _IDENTITY_REQUEST and not protected:
            if as_number(message.first("nas-5gs.mm.type_id")) in _EQUIPMENT:
                self._note("equipment", message)
        elif code in (_REGISTRATION_REJECT, _SERVICE_REJECT) and not protected:
            cause = as_number(message.first("nas-5gs.mm.5gmm_cause"))
            if cause in _SENT_AWAY and not self._authenticated:
                self._note("sent away", message)
        elif code == _AUTHENTICATION_FAILURE:
            if as_number(message.first("nas-5gs.mm.5gmm_cause")) == _MAC_FAILURE:
                self._note("unproven", message)
        elif code == _SECURITY_MODE_COMMAND:
            self._command(message)

    def _command(self, message: Message) -> None:
        replayed = offer_of(message)
        shared = [name for name in replayed if name in self._offer]
        if any(replayed[name] != self._offer[name] for name in shared):
            self._note("capabilities", message)
        integrity = as_number(message.first("nas-5gs.mm.nas_sec_algo_ip"))
        better = any(self._offer.get(f"5g_128_ia{number}") for number in (1, 2, 3))
        if integrity == 0 and better:
            self._note("no integrity", message)

    def _note(self, sign: str, message: Message) -> None:
        if not self.happening.count:
            self.happening.time_s = message.time_s
        self.seen[sign] = None
        self.happening.add(message.frame)
