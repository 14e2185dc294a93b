"""PFCP peers, and whether one address hides two senders.

A PFCP entity numbers its requests to a peer upwards, and reuses a number only to retransmit the
request (TS 29.244, 6.4). A second counter that runs between the numbers of the first belongs to
another sender behind the same address: a forged source, or address translation.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campus5g.capture.analysis.correlation import accepted, as_number, host
from campus5g.capture.messages.message import Message

HEARTBEAT, ASSOCIATION_SETUP, ESTABLISHMENT, MODIFICATION, DELETION = 1, 5, 50, 52, 54
REQUESTS = frozenset({1, 3, 5, 7, 9, 12, 14, 50, 52, 54, 56})
"""Request types (TS 29.244, table 7.3-1); the response's number is one higher."""
_SESSION_REQUESTS = frozenset({50, 52, 54, 56})
_RANGE = 1 << 24
_FURTHEST_STEP, _FURTHEST_BACK = 1000, 64
"""How far a number may be after or before the last one of its counter (design values)."""
_LEAST_RUN = 8
"""A counter seen less often than this does not make another one foreign (design value)."""

Pair = tuple[str, str]


@dataclass(slots=True)
class PfcpTraffic:
    """The PFCP messages of a capture, by sender and receiver."""

    requests: dict[Pair, list[Message]] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    """``id()`` of the requests that were answered."""
    accepted: set[int] = field(default_factory=set)
    """``id()`` of the requests that were answered with a cause below 64."""
    responses: Counter[Pair] = field(default_factory=Counter)
    """Number of responses to a pair's requests, whatever their sequence numbers."""


def pfcp_traffic(messages: Sequence[Message]) -> PfcpTraffic:
    """Sort the PFCP messages; a response answers the latest open request with its number."""
    traffic = PfcpTraffic()
    waiting: dict[tuple[str, str, int, str], list[Message]] = {}
    for message in messages:
        if message.protocol != "PFCP" or message.code is None:
            continue
        number = message.first("pfcp.seqno") or ""
        if message.code in REQUESTS:
            pair = host(message.source), host(message.destination)
            traffic.requests.setdefault(pair, []).append(message)
            waiting.setdefault((*pair, message.code, number), []).append(message)
            continue
        pair = host(message.destination), host(message.source)
        traffic.responses[pair] += 1
        open_requests = waiting.get((*pair, message.code - 1, number))
        if open_requests:
            request = open_requests.pop()
            traffic.answered.add(id(request))
            if accepted(message):
                traffic.accepted.add(id(request))
    return traffic


def known_peers(traffic: PfcpTraffic) -> Mapping[str, frozenset[str]]:
    """Return, for each UPF, the control-plane peers that it knows as far as the capture shows.

    It knows the peers whose association or session it accepted, and those that it sends
    heartbeats or reports to.
    """
    known: dict[str, set[str]] = {}
    for (source, destination), requests in traffic.requests.items():
        for request in requests:
            if request.code in {ASSOCIATION_SETUP, ESTABLISHMENT}:
                if id(request) in traffic.accepted:
                    known.setdefault(destination, set()).add(source)
                    if request.code == ASSOCIATION_SETUP:
                        known.setdefault(source, set()).add(destination)
            elif request.code in {HEARTBEAT, 56}:
                known.setdefault(source, set()).add(destination)
    return {upf: frozenset(peers) for upf, peers in known.items()}


def foreign_requests(requests: Sequence[Message]) -> list[Message]:
    """Return the session requests of one pair whose numbers are not from the peer's own counter.

    The peer's own counter is the one with most numbers. Another one is foreign only if the
    peer's own continues after it (after a restart it would not) and also numbers requests of
    that type (a peer may count each type separately). Several instances behind one address
    look like this too.
    """
    runs: list[_Run] = []
    for request in requests:
        if request.code not in _SESSION_REQUESTS:
            continue
        number = as_number(request.first("pfcp.seqno"))
        if number is None:
            continue
        run = next((run for run in runs if run.takes(number)), None)
        if run is None:
            run = _Run(number)
            runs.append(run)
        run.add(number, request)
    if not runs:
        return []
    own = max(runs, key=lambda run: len(run.numbers))
    if len(own.numbers) < _LEAST_RUN:
        return []
    begin, end = own.requests[0].time_s, own.requests[-1].time_s
    own_codes = {request.code for request in own.requests}
    return sorted(
        (
            request
            for run in runs
            if run is not own
            for request in run.requests
            if begin < request.time_s < end and request.code in own_codes
        ),
        key=lambda request: (request.time_s, request.frame, request.part),
    )


class _Run:
    """A run of consecutive numbers."""

    def __init__(self, first: int) -> None:
        self.last = first
        self.numbers: set[int] = set()
        self.requests: list[Message] = []

    def takes(self, number: int) -> bool:
        """Return whether a number is just after the run, or shortly before its end."""
        return (number - self.last) % _RANGE <= _FURTHEST_STEP or (
            self.last - number
        ) % _RANGE <= _FURTHEST_BACK

    def add(self, number: int, request: Message) -> None:
        if (number - self.last) % _RANGE <= _FURTHEST_STEP:
            self.last = number
        self.numbers.add(number)
        self.requests.append(request)
