"""Findings in NAS messages and in what NGAP carries for them: identities, algorithms, keys."""

from array import array
from collections.abc import Iterator, Mapping, Sequence

from campus5g.capture.analysis.correlation import Labelled
from campus5g.capture.analysis.finding import Finding, Sightings, finding
from campus5g.capture.analysis.finding_rules import STORM_FAILURES, STORM_WINDOW_S
from campus5g.capture.analysis.pfcp_peers import most_within
from campus5g.capture.analysis.values import as_number
from campus5g.capture.files.network_events import Happening
from campus5g.capture.messages.message import Message
from campus5g.capture.remembered import Remembered
from campus5g.language import Bilingual

_IDENTITY_RESPONSE, _SECURITY_MODE_COMMAND = 0x5C, 0x5D
_AUTHENTICATION_REJECT, _AUTHENTICATION_FAILURE = 0x58, 0x59
_MAC_FAILURE, _SYNCH_FAILURE = 20, 21
_NULL_SCHEME = "0"
_CIPHERING = ("5g_ea0", "128_5g_ea1", "128_5g_ea2", "128_5g_ea3")
_INTEGRITY = ("ia0", "5g_128_ia1", "5g_128_ia2", "5g_128_ia3")
_CHOSEN = (
    ("EA", "nas-5gs.mm.nas_sec_algo_enc", _CIPHERING, "null-ciphering"),
    ("IA", "nas-5gs.mm.nas_sec_algo_ip", _INTEGRITY, "null-integrity"),
)
_UES_REMEMBERED = 5_000
_MOST_DOWNGRADES = 1_000

Offer = Mapping[str, bool]
"""Of the names of algorithms, those that a UE can use."""
_NO_OFFER: tuple[int, float, Offer] = (0, 0.0, {})


class NasFindings:
    """Takes the messages in order."""

    def __init__(self) -> None:
        self._identities = Sightings("identity-in-clear")
        self._responses = Sightings("identity-response-in-clear")
        self._null = {rule: Sightings(rule) for *_, rule in _CHOSEN}
        self._capabilities = Sightings("replayed-capabilities-differ")
        self._mac_failures = Sightings("mac-failure")
        self._keys = Sightings("kgnb-in-clear")
        self._offers: Remembered[str, tuple[int, float, Offer]] = Remembered(_UES_REMEMBERED)
        self._used: dict[str, set[int]] = {"EA": set(), "IA": set()}
        self._downgrades: dict[tuple[str, str], tuple[int, float, list[str]]] = {}
        self._failures = Happening(0.0)
        self._failure_times_s = array("d")
        self._failed_ues: set[str] = set()

    def take(self, one: Labelled) -> None:
        """Look at the next message."""
        message, ue = one.message, one.ue
        if message.protocol == "NGAP":
            if message.first("ngap.SecurityKey"):
                self._keys.add(message.frame, message.time_s, ue, message=message.name)
            return
        if message.protocol != "NAS-MM":
            return
        self._identity(message, ue)
        self._algorithms(message, ue)
        self._authentication(message, ue)

    def _identity(self, message: Message, ue: str) -> None:
        msin = message.first("nas-5gs.mm.suci.msin")
        if not msin or message.first("nas-5gs.mm.suci.scheme_id") != _NULL_SCHEME:
            return
        identity = Bilingual(fr=f"le MSIN {msin}", en=f"the MSIN {msin}")
        asked = message.code == _IDENTITY_RESPONSE
        (self._responses if asked else self._identities).add(
            *(message.frame, message.time_s, ue),
            key=msin,
            msin=msin,
            identity=identity,
            message=message.name,
        )

    def _algorithms(self, message: Message, ue: str) -> None:
        offer = offer_of(message)
        commanded = message.code == _SECURITY_MODE_COMMAND
        if offer and ue and commanded:
            frame, time_s, sent = self._offers.get(ue) or _NO_OFFER
            names = [name for name in offer if name in sent]
            if any(offer[name] != sent[name] for name in names):
                for place in (frame, message.frame):
                    self._capabilities.add(
                        *(place, time_s, ue),
                        sent=_words(sent, names),
                        replayed=_words(offer, names),
                    )
        elif offer and message.direction != "down":
            self._offers[ue] = message.frame, message.time_s, offer
        if not commanded:
            return
        sent = (self._offers.get(ue) or _NO_OFFER)[2] if ue else {}
        for kind, field, names_of_kind, rule in _CHOSEN:
            algorithm = as_number(message.first(field))
            if algorithm is None:
                continue
            self._used[kind].add(algorithm)
            if algorithm == 0:
                self._null[rule].add(message.frame, message.time_s, ue)
                better = [name for name in names_of_kind[1:] if sent.get(name)]
                if better and len(self._downgrades) < _MOST_DOWNGRADES:
                    self._downgrades.setdefault((ue, kind), (message.frame, message.time_s, better))

    def _authentication(self, message: Message, ue: str) -> None:
        if message.code == _AUTHENTICATION_FAILURE:
            cause = as_number(message.first("nas-5gs.mm.5gmm_cause"))
            if cause == _MAC_FAILURE:
                self._mac_failures.add(message.frame, message.time_s, ue)
            if cause != _SYNCH_FAILURE:
                self._fail(message)
                self._failed_ues.add(ue)
        elif message.code == _AUTHENTICATION_REJECT:
            if ue in self._failed_ues:
                # The network's final answer to a failure that is counted already.
                self._failed_ues.discard(ue)
            else:
                self._fail(message)

    def _fail(self, message: Message) -> None:
        if not self._failures.count:
            self._failures.time_s = message.time_s
        self._failures.add(message.frame)
        self._failure_times_s.append(message.time_s)

    def result(self) -> Iterator[Finding]:
        """Yield the findings."""
        for sightings in (
            *(self._identities, self._responses, *self._null.values()),
            *(self._capabilities, self._mac_failures, self._keys),
        ):
            yield from sightings.result()
        for (ue, kind), (frame, time_s, better) in self._downgrades.items():
            # What the network supports is visible only in what it chose for others.
            elsewhere = sorted(self._used[kind] - {0})
            if elsewhere:
                yield finding(
                    *("algorithm-downgrade", [frame], 1, time_s, ue),
                    chosen=f"N{kind}0",
                    offered=", ".join(_algorithm_name(name) for name in better),
                    elsewhere=", ".join(f"N{kind}{number}" for number in elsewhere),
                )
        most = most_within(sorted(self._failure_times_s), STORM_WINDOW_S)
        if most >= STORM_FAILURES:
            seen = self._failures
            yield finding(
                *("authentication-storm", seen.frames, seen.count, seen.time_s, ""),
                count=seen.count,
                most=most,
                window_s=STORM_WINDOW_S,
                limit=STORM_FAILURES,
            )


def offer_of(message: Message) -> Offer:
    """Return the algorithms in a message's UE security capability; empty if it has none."""
    names = {name: message.first(f"nas-5gs.mm.{name}") for name in (*_CIPHERING, *_INTEGRITY)}
    if names[_CIPHERING[0]] is None:
        return {}
    return {
        name: value.lower() in {"1", "true"} for name, value in names.items() if value is not None
    }


def _words(offer: Offer, names: Sequence[str]) -> str:
    return ", ".join(_algorithm_name(name) for name in names if offer[name]) or "–"


def _algorithm_name(field: str) -> str:
    return f"N{field[-3:].upper()}"
