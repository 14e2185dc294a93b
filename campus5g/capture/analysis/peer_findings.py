"""Findings about peers: PFCP intruders, floods and silence, SCTP aborts, refused packets."""

from collections.abc import Iterator

from campus5g.capture.analysis.finding import Finding, finding
from campus5g.capture.analysis.finding_rules import FLOOD_LIMITS, FloodLimit
from campus5g.capture.analysis.pfcp_peers import (
    ACCEPTED,
    ANSWERED,
    DELETION,
    ESTABLISHMENT,
    MODIFICATION,
    REQUESTS,
    Pair,
    PfcpTraffic,
    Requests,
    foreign_requests,
    known_peers,
    most_within,
    windows,
)
from campus5g.capture.files.network_events import NetworkEvents
from campus5g.capture.names import pfcp as pfcp_names
from campus5g.language import Bilingual

_FLOOD_WINDOW_S = 1.0
_ANSWER_WITHIN_S = 3.0
"""Later, an answer can't be missed because the capture ended (design value)."""
_LEAST_UNANSWERED = 3
_UNEXPECTED = {
    ESTABLISHMENT: "pfcp-unexpected-establishment",
    MODIFICATION: "pfcp-unexpected-modification",
    DELETION: "pfcp-unexpected-deletion",
}
_SECOND_SENDER = Bilingual(
    fr="leurs numéros de séquence ne suivent pas ceux de ce pair : un autre émetteur emploie son "
    "adresse",
    en="their sequence numbers do not follow the peer’s own: another sender uses its address",
)
_UNKNOWN_PEER = Bilingual(
    fr="ce pair n’a établi ni association ni session ; d’autres l’ont fait",
    en="this peer set up neither an association nor a session; others did",
)
_NO_PFCP_THERE = Bilingual(
    fr="ce qui lui est envoyé en PFCP est refusé (ICMP) : aucun plan de contrôle n’y tourne",
    en="what is sent to it in PFCP is refused (ICMP): no control plane runs there",
)


def peer_findings(traffic: PfcpTraffic, events: NetworkEvents) -> Iterator[Finding]:
    """Yield the findings about peers.

    Args:
        traffic: the PFCP requests.
        events: what SCTP and ICMP say.
    """
    known = known_peers(traffic)
    refusing = {
        refusal.reporter
        for refusal in events.refusals
        if refusal.service == "PFCP" and refusal.reporter == refusal.destination
    }
    for pair, requests in traffic.requests.items():
        told: set[int] = set()
        for each, places in (
            *_intruders(pair, requests, known.get(pair[1], frozenset()), refusing),
            *_floods(traffic, pair, requests),
        ):
            told.update(places)
            yield each
        yield from _unanswered(traffic, pair, requests, told, refused=pair[1] in refusing)
    yield from _network(events)


def _intruders(
    pair: Pair, requests: Requests, expected: frozenset[str], refusing: set[str]
) -> Iterator[tuple[Finding, list[int]]]:
    source, destination = pair
    stranger = bool(expected) and source not in expected
    nobody = stranger and source in refusing
    suspects = range(len(requests)) if stranger else foreign_requests(requests)
    why = _NO_PFCP_THERE if nobody else _UNKNOWN_PEER if stranger else _SECOND_SENDER
    for code, rule in _UNEXPECTED.items():
        found = [place for place in suspects if requests.codes[place] == code]
        # The first establishment from an unknown peer is how peers get to know each other.
        if not found or (stranger and not nobody and code == ESTABLISHMENT):
            continue
        accepted = sum(bool(requests.states[place] & ACCEPTED) for place in found)
        yield (
            finding(
                *(rule, [requests.frames[place] for place in found], len(found)),
                *(requests.times_s[found[0]], ""),
                count=len(found),
                source=source,
                destination=destination,
                accepted=accepted,
                why=why,
            ),
            found,
        )


def _floods(
    traffic: PfcpTraffic, pair: Pair, requests: Requests
) -> Iterator[tuple[Finding, list[int]]]:
    for limit in FLOOD_LIMITS:
        of_kind = requests.of_kind(limit.code)
        unanswered = [place for place in of_kind if not requests.states[place] & ANSWERED]
        counted = unanswered if limit.only_unanswered else of_kind
        if limit.only_unanswered and not traffic.responses[pair]:
            # The capture shows only one direction: a response could not be seen.
            continue
        counted.sort(key=lambda place: requests.times_s[place])
        times_s = [requests.times_s[place] for place in counted]
        crowd = _crowd(counted, times_s, limit)
        if crowd:
            message = pfcp_names.MESSAGES.get(limit.code, f"PFCP {limit.code}")
            yield (
                finding(
                    *("pfcp-flood", [requests.frames[place] for place in crowd], len(crowd)),
                    *(requests.times_s[crowd[0]], ""),
                    source=pair[0],
                    destination=pair[1],
                    most=most_within(times_s, _FLOOD_WINDOW_S),
                    message=message,
                    limit=limit.requests,
                    count=len(of_kind),
                    unanswered=len(unanswered),
                ),
                crowd,
            )


def _crowd(places: list[int], times_s: list[float], limit: FloodLimit) -> list[int]:
    """Return the requests, in order of time, of every window with more than the limit allows."""
    crowd: list[int] = []
    taken = 0
    for start, end in windows(times_s, _FLOOD_WINDOW_S):
        if end - start > limit.requests:
            crowd += places[max(start, taken) : end]
            taken = end
    return crowd


def _unanswered(
    traffic: PfcpTraffic, pair: Pair, requests: Requests, told: set[int], *, refused: bool
) -> Iterator[Finding]:
    """Yield the kinds of request that a peer has left without an answer."""
    if not (traffic.responses[pair] or refused):
        return
    numbers = list(zip(requests.codes, requests.numbers, strict=True))
    answered = {
        one for one, state in zip(numbers, requests.states, strict=True) if state & ANSWERED
    }
    for code in sorted(REQUESTS):
        silent: dict[tuple[int, int], int] = {}
        for place in requests.of_kind(code):
            late = traffic.last_s - requests.times_s[place] > _ANSWER_WITHIN_S
            if numbers[place] not in answered and place not in told and (late or refused):
                silent.setdefault(numbers[place], place)
        if len(silent) < _LEAST_UNANSWERED:
            continue
        places = list(silent.values())
        yield finding(
            *("requests-unanswered", [requests.frames[place] for place in places], len(silent)),
            *(requests.times_s[places[0]], ""),
            message=pfcp_names.MESSAGES.get(code, f"PFCP {code}"),
            sender=Bilingual(fr=f"{pair[0]} vers {pair[1]}", en=f"{pair[0]} to {pair[1]}"),
            count=len(silent),
            total=len({requests.numbers[place] for place in requests.of_kind(code)}),
        )


def _network(events: NetworkEvents) -> Iterator[Finding]:
    for refusal, seen in events.refusals.items():
        yield finding(
            *("peer-unreachable", seen.frames, seen.count, seen.time_s, ""),
            reporter=refusal.reporter,
            source=refusal.source,
            destination=refusal.destination,
            service=refusal.service,
            reason=refusal.reason,
            count=seen.count,
        )
    for abort, seen in events.aborts.items():
        none = Bilingual(fr="sans cause", en="no cause")
        yield finding(
            "sctp-refused" if abort.refused else "sctp-aborted",
            *(seen.frames, seen.count, seen.time_s, ""),
            source=abort.source,
            destination=abort.destination,
            cause=abort.cause or none,
            count=seen.count,
        )
