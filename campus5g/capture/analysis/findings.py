"""Findings in a capture: the rules of `capture.analysis.finding_rules`, applied.

A rule reports only what the capture proves: what began before it, or happens outside its view,
is not a finding.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campus5g.capture.analysis.correlation import as_number, label
from campus5g.capture.analysis.finding_rules import (
    BUDGETS,
    DESIGN_VALUE,
    FLOOD_LIMITS,
    RULE_BY_ID,
    SEVERITIES,
    STORM_FAILURES,
    STORM_WINDOW_S,
    Budget,
    Severity,
)
from campus5g.capture.analysis.pfcp_peers import (
    ASSOCIATION_SETUP,
    DELETION,
    ESTABLISHMENT,
    MODIFICATION,
    PfcpTraffic,
    foreign_requests,
    known_peers,
    pfcp_traffic,
)
from campus5g.capture.analysis.tunnel_ends import refused_tunnel_ends
from campus5g.capture.messages.message import Message
from campus5g.manifest import Text

if TYPE_CHECKING:
    import pandas as pd

    from campus5g.capture.analysis.procedures import Procedure
    from campus5g.capture.analysis.user_plane import UserPlane

FRAMES_SHOWN = 10
_FLOOD_WINDOW_S = 1.0
_NG_SETUP = 21
_IDENTITY_RESPONSE, _SECURITY_MODE_COMMAND = 0x5C, 0x5D
_AUTHENTICATION_REJECT, _AUTHENTICATION_FAILURE = 0x58, 0x59
_MAC_FAILURE, _SYNCH_FAILURE = 20, 21
_NULL_SCHEME = "0"
_CIPHERING = ("5g_ea0", "128_5g_ea1", "128_5g_ea2", "128_5g_ea3")
_INTEGRITY = ("ia0", "5g_128_ia1", "5g_128_ia2", "5g_128_ia3")
_NULL_RULES = {"EA": "null-ciphering", "IA": "null-integrity"}
_TEID_FIELDS = ("pfcp.f_teid.teid", "pfcp.outer_hdr_creation.teid", "ngap.gTP_TEID")
_UNEXPECTED = {
    ESTABLISHMENT: "pfcp-unexpected-establishment",
    MODIFICATION: "pfcp-unexpected-modification",
    DELETION: "pfcp-unexpected-deletion",
}
_SECOND_SENDER = Text(
    fr="leurs numéros de séquence ne suivent pas ceux de ce pair : un autre émetteur emploie son "
    "adresse",
    en="their sequence numbers do not follow the peer’s own: another sender uses its address",
)
_UNKNOWN_PEER = Text(
    fr="ce pair n’a établi ni association ni session ; d’autres l’ont fait",
    en="this peer set up neither an association nor a session; others did",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a capture that deserves attention."""

    rule: str
    severity: Severity
    title: Text
    reason: Text
    """With its figures."""
    clause: str
    frames: tuple[int, ...]
    """The first frames that show it, at most `FRAMES_SHOWN`."""
    count: int
    """Number of messages or packets that show it."""
    time_s: float
    """When it is first seen, in seconds since the first packet."""
    ue: str = ""
    """Key of the UE in the correlation, if the finding concerns one and it is known."""


def find(
    messages: Sequence[Message],
    procedures: "Sequence[Procedure]",
    user_plane: "UserPlane",
) -> list[Finding]:
    """Return the findings of a capture: the most severe first, then by time.

    Args:
        messages: its signalling, in order.
        procedures: its procedures.
        user_plane: the traffic on N3.
    """
    ues = label(messages).ue if messages else ()
    labelled = list(zip(messages, ues, strict=True))
    found = [
        *_identities(labelled),
        *_algorithms(labelled),
        *_replayed_capabilities(labelled),
        *_authentications(labelled),
        *_pfcp(messages),
        *_tunnels(labelled, user_plane),
        *_slow(procedures),
        *_keys(labelled),
    ]
    return sorted(found, key=lambda each: (-SEVERITIES.index(each.severity), each.time_s))


def finding_table(findings: Sequence[Finding]) -> "pd.DataFrame":
    """Return findings as a pandas frame, one row each.

    Columns: ``severity`` (info, notice, warning, alarm), ``rule``, ``title``, ``reason`` (both
    in the language in force), ``ue``, ``time_s`` (first seen), ``count``, ``frames`` (the
    first, joined by commas), ``clause`` (of the specification).
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "severity": [each.severity for each in findings],
            "rule": [each.rule for each in findings],
            "title": [str(each.title) for each in findings],
            "reason": [str(each.reason) for each in findings],
            "ue": [each.ue for each in findings],
            "time_s": [each.time_s for each in findings],
            "count": [each.count for each in findings],
            "frames": [", ".join(map(str, each.frames)) for each in findings],
            "clause": [each.clause for each in findings],
        }
    )


Labelled = Sequence[tuple[Message, str]]


def _finding(
    rule_id: str, messages: Sequence[Message], ue: str = "", /, **figures: object
) -> Finding:
    return _at(
        rule_id,
        [message.frame for message in messages],
        len(messages),
        messages[0].time_s,
        ue,
        **figures,
    )


def _at(
    rule_id: str, frames: Sequence[int], count: int, time_s: float, ue: str, /, **figures: object
) -> Finding:
    rule = RULE_BY_ID[rule_id]
    # A Text among the figures takes the reason's language.
    french = {n: value.fr if isinstance(value, Text) else value for n, value in figures.items()}
    english = {n: value.en if isinstance(value, Text) else value for n, value in figures.items()}
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        title=rule.title,
        reason=Text(fr=rule.reason.fr.format(**french), en=rule.reason.en.format(**english)),
        clause=rule.clause,
        frames=tuple(dict.fromkeys(frames))[:FRAMES_SHOWN],
        count=count,
        time_s=time_s,
        ue=ue,
    )


def _identities(labelled: Labelled) -> Iterator[Finding]:
    shown: dict[tuple[str, str, str], list[Message]] = defaultdict(list)
    for message, ue in labelled:
        if message.protocol != "NAS-MM" or message.first("nas-5gs.mm.suci.scheme_id") is None:
            continue
        msin = message.first("nas-5gs.mm.suci.msin")
        if msin and message.first("nas-5gs.mm.suci.scheme_id") == _NULL_SCHEME:
            rule = (
                "identity-response-in-clear"
                if message.code == _IDENTITY_RESPONSE
                else "identity-in-clear"
            )
            shown[rule, ue, msin].append(message)
    for (rule, ue, msin), messages in shown.items():
        identity = Text(fr=f"le MSIN {msin}", en=f"the MSIN {msin}")
        yield _finding(rule, messages, ue, msin=msin, identity=identity, message=messages[0].name)


def _algorithms(labelled: Labelled) -> Iterator[Finding]:
    null: dict[tuple[str, str], list[Message]] = defaultdict(list)
    offers: dict[str, Message] = {}
    used: dict[str, set[int]] = {"EA": set(), "IA": set()}
    downgrades: list[tuple[str, Message, str, list[str]]] = []
    ciphering, integrity = "nas-5gs.mm.nas_sec_algo_enc", "nas-5gs.mm.nas_sec_algo_ip"
    for message, ue in labelled:
        if _offers(message) and message.direction != "down":
            offers[ue] = message
        if message.protocol != "NAS-MM" or message.code != _SECURITY_MODE_COMMAND:
            continue
        for kind, field, names in (("EA", ciphering, _CIPHERING), ("IA", integrity, _INTEGRITY)):
            algorithm = as_number(message.first(field))
            if algorithm is None:
                continue
            used[kind].add(algorithm)
            if algorithm == 0:
                null[_NULL_RULES[kind], ue].append(message)
                offer = offers.get(ue) if ue else None
                offered = [name for name in names[1:] if offer and _is_set(offer, name)]
                if offered:
                    downgrades.append((ue, message, kind, offered))
    for (rule, ue), messages in null.items():
        yield _finding(rule, messages, ue)
    seen = set()
    for ue, message, kind, offered in downgrades:
        # What the network supports is visible only in what it chose for others.
        elsewhere = sorted(used[kind] - {0})
        if elsewhere and (ue, kind) not in seen:
            seen.add((ue, kind))
            yield _finding(
                "algorithm-downgrade",
                [message],
                ue,
                chosen=f"N{kind}0",
                offered=", ".join(_algorithm_name(name) for name in offered),
                elsewhere=", ".join(f"N{kind}{number}" for number in elsewhere),
            )


def _replayed_capabilities(labelled: Labelled) -> Iterator[Finding]:
    sent: dict[str, Message] = {}
    for message, ue in labelled:
        if not ue or not _offers(message):
            continue
        if message.code != _SECURITY_MODE_COMMAND:
            if message.direction != "down":
                sent[ue] = message
            continue
        offer = sent.get(ue)
        if offer is None:
            continue
        names = [
            name
            for name in (*_CIPHERING, *_INTEGRITY)
            if _flag(offer, name) is not None and _flag(message, name) is not None
        ]
        if any(_is_set(offer, name) != _is_set(message, name) for name in names):
            yield _finding(
                "replayed-capabilities-differ",
                [offer, message],
                ue,
                sent=_offered_words(offer, names),
                replayed=_offered_words(message, names),
            )


def _authentications(labelled: Labelled) -> Iterator[Finding]:
    mac_failures: dict[str, list[Message]] = defaultdict(list)
    failures: list[Message] = []
    failed_ues = set()
    for message, ue in labelled:
        if message.protocol != "NAS-MM":
            continue
        if message.code == _AUTHENTICATION_FAILURE:
            cause = as_number(message.first("nas-5gs.mm.5gmm_cause"))
            if cause == _MAC_FAILURE:
                mac_failures[ue].append(message)
            if cause != _SYNCH_FAILURE:
                failures.append(message)
                failed_ues.add(ue)
        elif message.code == _AUTHENTICATION_REJECT:
            if ue in failed_ues:
                # The network's final answer to a failure that is counted already.
                failed_ues.discard(ue)
            else:
                failures.append(message)
    for ue, messages in mac_failures.items():
        yield _finding("mac-failure", messages, ue, count=len(messages))
    most = _most_within(failures, STORM_WINDOW_S)
    if most >= STORM_FAILURES:
        yield _finding(
            "authentication-storm",
            failures,
            count=len(failures),
            most=most,
            window_s=STORM_WINDOW_S,
            limit=STORM_FAILURES,
        )


def _pfcp(messages: Sequence[Message]) -> Iterator[Finding]:
    traffic = pfcp_traffic(messages)
    known = known_peers(traffic)
    for (source, destination), requests in traffic.requests.items():
        expected = known.get(destination, frozenset())
        stranger = bool(expected) and source not in expected
        suspects = requests if stranger else foreign_requests(requests)
        why = _UNKNOWN_PEER if stranger else _SECOND_SENDER
        for code, rule in _UNEXPECTED.items():
            found = [request for request in suspects if request.code == code]
            # The first establishment from an unknown peer is how peers get to know each other.
            if not found or (stranger and code == ESTABLISHMENT):
                continue
            yield _finding(
                rule,
                found,
                count=len(found),
                source=source,
                destination=destination,
                accepted=sum(id(request) in traffic.accepted for request in found),
                why=why,
            )
        yield from _floods(traffic, source, destination, requests)


def _floods(
    traffic: PfcpTraffic, source: str, destination: str, requests: Sequence[Message]
) -> Iterator[Finding]:
    for limit in FLOOD_LIMITS:
        of_kind = [request for request in requests if request.code == limit.code]
        unanswered = [request for request in of_kind if id(request) not in traffic.answered]
        counted = unanswered if limit.only_unanswered else of_kind
        if limit.only_unanswered and not traffic.responses[source, destination]:
            # The capture shows only one direction: a response could not be seen.
            continue
        crowd = _crowd(counted, _FLOOD_WINDOW_S, limit.requests + 1)
        if crowd:
            yield _finding(
                "pfcp-flood",
                crowd,
                source=source,
                destination=destination,
                most=_most_within(counted, _FLOOD_WINDOW_S),
                message=crowd[0].name,
                limit=limit.requests,
                count=len(of_kind),
                unanswered=len(unanswered),
            )


def _tunnels(labelled: Labelled, user_plane: "UserPlane") -> Iterator[Finding]:
    messages = [message for message, _ in labelled]
    refused = {end: ue for message, ue in labelled for end in refused_tunnel_ends(message) if ue}
    announced = {
        number
        for message in messages
        for field in _TEID_FIELDS
        for value in message.fields.get(field, ())
        if (number := _teid(value)) is not None
    }
    from_the_start = any(
        (message.protocol == "PFCP" and message.code == ASSOCIATION_SETUP)
        or (message.protocol == "NGAP" and message.code == _NG_SETUP)
        for message in messages
    )
    for tunnel in user_plane.tunnel_list:
        teid = f"0x{tunnel.teid:08x}"
        if announced and tunnel.teid not in announced:
            yield _at(
                "teid-without-session" if from_the_start else "teid-older-than-capture",
                tunnel.frames,
                tunnel.packets,
                tunnel.first_s,
                "",
                teid=teid,
                packets=tunnel.packets,
                source=tunnel.source,
                destination=tunnel.destination,
            )
        if tunnel.error_indications:
            yield _at(
                "teid-refused",
                tunnel.frames,
                tunnel.error_indications,
                tunnel.first_s,
                refused.get((tunnel.destination, tunnel.teid), ""),
                teid=teid,
                count=tunnel.error_indications,
                destination=tunnel.destination,
            )


def _slow(procedures: "Sequence[Procedure]") -> Iterator[Finding]:
    for budget in BUDGETS:
        slow: dict[str, list[Procedure]] = defaultdict(list)
        for procedure in procedures:
            # Only a procedure seen from start to outcome has a duration to judge.
            whole = procedure.outcome in {"success", "failure"}
            if (
                whole
                and procedure.name == budget.procedure
                and procedure.duration_s > budget.seconds
            ):
                slow[procedure.ue].append(procedure)
        for ue, found in slow.items():
            yield _too_slow(budget, found, ue)


def _too_slow(budget: Budget, found: "Sequence[Procedure]", ue: str) -> Finding:
    source = budget.source
    design_value = source == DESIGN_VALUE
    return _at(
        "slow-procedure",
        [frame for procedure in found for frame in procedure.frames],
        len(found),
        found[0].start_s,
        ue,
        procedure=budget.procedure,
        count=len(found),
        budget_s=budget.seconds,
        origin=Text(fr="valeur de conception" if design_value else source, en=source),
        longest_s=max(procedure.duration_s for procedure in found),
    )


def _keys(labelled: Labelled) -> Iterator[Finding]:
    shown: dict[str, list[Message]] = defaultdict(list)
    for message, ue in labelled:
        if message.protocol == "NGAP" and message.first("ngap.SecurityKey"):
            shown[ue].append(message)
    for ue, messages in shown.items():
        yield _finding("kgnb-in-clear", messages, ue, message=messages[0].name)


def _most_within(messages: Sequence[Message], window_s: float) -> int:
    """Return the largest number of messages in any window of this length."""
    return max((end - start for start, end in _windows(messages, window_s)), default=0)


def _crowd(messages: Sequence[Message], window_s: float, least: int) -> list[Message]:
    """Return the messages, in order of time, of every window that holds at least this many."""
    ordered = sorted(messages, key=lambda message: message.time_s)
    crowd: list[Message] = []
    taken = 0
    for start, end in _windows(messages, window_s):
        if end - start >= least:
            crowd += ordered[max(start, taken) : end]
            taken = end
    return crowd


def _windows(messages: Sequence[Message], window_s: float) -> Iterator[tuple[int, int]]:
    """Yield, for each message in order of time, the slice of the window that ends with it."""
    times_s = sorted(message.time_s for message in messages)
    start = 0
    for place, time_s in enumerate(times_s):
        while times_s[start] <= time_s - window_s:
            start += 1
        yield start, place + 1


def _offers(message: Message) -> bool:
    return message.protocol == "NAS-MM" and _flag(message, _CIPHERING[0]) is not None


def _flag(message: Message, name: str) -> str | None:
    return message.first(f"nas-5gs.mm.{name}")


def _is_set(message: Message, name: str) -> bool:
    return (_flag(message, name) or "").lower() in {"1", "true"}


def _offered_words(message: Message, names: Sequence[str]) -> str:
    return ", ".join(_algorithm_name(name) for name in names if _is_set(message, name)) or "–"


def _algorithm_name(field: str) -> str:
    return f"N{field[-3:].upper()}"


def _teid(text: str) -> int | None:
    """Read a TEID as PFCP fields (``0x00001003``) and NGAP fields (``00:00:10:03``) print it."""
    text = text.replace(":", "")
    try:
        return int(text, 16)
    except ValueError:
        return None
