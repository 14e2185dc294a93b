"""PFCP peers: their requests, and whether one address hides two senders.

A PFCP entity numbers its requests to a peer upwards, and reuses a number only to retransmit the
request (TS 29.244, 6.4). When it starts again, it may begin at any number: a new life. A number
outside the peer's counter belongs to another sender behind the same address (a forged source, or
address translation) only if the peer's own counter carries on around it; where it does not, the
number begins a life.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from campus5g.capture.analysis.values import accepted, as_number, host
from campus5g.capture.messages.message import Message
from campus5g.capture.remembered import Remembered

HEARTBEAT, ASSOCIATION_SETUP, ESTABLISHMENT, MODIFICATION, DELETION = 1, 5, 50, 52, 54
REPORT = 56
REQUESTS = frozenset({1, 3, 5, 7, 9, 12, 14, 50, 52, 54, 56})
"""Request types (TS 29.244, table 7.3-1); the response's number is one higher."""
_SESSION_REQUESTS = frozenset({50, 52, 54, 56})
_RANGE = 1 << 24
_FURTHEST_STEP, _FURTHEST_BACK = 64, 64
"""How far a number may be after or before the last one of its counter (design values)."""
_SHORT_STEP = 16
"""After a long silence, or a peer's word that it has restarted, a number further on is a new
counter's (design value)."""
_LEAST_RUN = 8
"""A counter seen less often than this does not make another one foreign (design value)."""
_LONGEST_SILENCE_S = 10.0
"""A counter that stays silent longer, while another one is at work, has ended (design value)."""
_RUNS_AT_ONCE = 32
_REQUESTS_WAITING = 20_000
ANSWERED, ACCEPTED = 1, 2

Pair = tuple[str, str]


@dataclass(slots=True)
class Requests:
    """The requests of one sender to one receiver, in order; 26 bytes each."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    """Sequence numbers; -1 for none."""
    codes: bytearray = field(default_factory=bytearray)
    times_s: "array[float]" = field(default_factory=lambda: array("d"))
    frames: "array[int]" = field(default_factory=lambda: array("Q"))
    states: bytearray = field(default_factory=bytearray)
    """`ANSWERED`, `ACCEPTED`."""
    lives: "array[int]" = field(default_factory=lambda: array("q"))
    """Positions from which the sender has restarted, by its own word."""

    def __len__(self) -> int:
        return len(self.numbers)

    def add(self, message: Message) -> int:
        """Append a request and return its position."""
        number = as_number(message.first("pfcp.seqno"))
        self.numbers.append(-1 if number is None else number)
        self.codes.append((message.code or 0) & 0xFF)
        self.times_s.append(message.time_s)
        self.frames.append(message.frame)
        self.states.append(0)
        return len(self.numbers) - 1

    def of_kind(self, code: int) -> list[int]:
        """Return the positions of the requests of a type."""
        return [place for place, own in enumerate(self.codes) if own == code]


class PfcpTraffic:
    """The PFCP requests of a capture, by sender and receiver."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.requests: dict[Pair, Requests] = {}
        self.responses: Counter[Pair] = Counter()
        """Number of responses to a pair's requests, whatever their sequence numbers."""
        self.last_s = 0.0
        """Time of the last message."""
        self._waiting: Remembered[tuple[Pair, int, str], list[int]]
        self._waiting = Remembered(_REQUESTS_WAITING)
        self._recovery: dict[str, str] = {}
        for message in messages:
            self.take(message)

    def take(self, message: Message) -> None:
        """Take the next message; a response answers the latest open request with its number."""
        if message.protocol != "PFCP" or message.code is None:
            return
        self.last_s = max(self.last_s, message.time_s)
        source, destination = host(message.source), host(message.destination)
        restarted = self._restarts(message, source)
        number = message.first("pfcp.seqno") or ""
        if message.code in REQUESTS:
            pair = source, destination
            requests = self.requests.setdefault(pair, Requests())
            place = requests.add(message)
            if restarted:
                requests.lives.append(place)
            key = pair, message.code, number
            waiting = self._waiting.get(key)
            if waiting is None:
                waiting = self._waiting[key] = []
            waiting.append(place)
            return
        pair = destination, source
        self.responses[pair] += 1
        key = pair, message.code - 1, number
        waiting = self._waiting.get(key)
        if waiting:
            requests, place = self.requests[pair], waiting.pop()
            requests.states[place] |= ANSWERED | (ACCEPTED if accepted(message) else 0)

    def _restarts(self, message: Message, source: str) -> bool:
        """Return whether a peer says that it has restarted (TS 29.244, 6.2.2 and 6.2.6)."""
        recovery = message.first("pfcp.recovery_time_stamp")
        before = self._recovery.get(source, recovery)
        if recovery:
            self._recovery[source] = recovery
        if recovery and before != recovery and message.code not in REQUESTS:
            for (sender, _), requests in self.requests.items():
                if sender == source:
                    requests.lives.append(len(requests))
        return message.code == ASSOCIATION_SETUP or bool(recovery and before != recovery)


def known_peers(traffic: PfcpTraffic) -> Mapping[str, frozenset[str]]:
    """Return, for each UPF, the control-plane peers that it knows as far as the capture shows.

    It knows the peers whose association or session it accepted, and those that answer its
    heartbeats or get its reports.
    """
    known: dict[str, set[str]] = {}
    for (source, destination), requests in traffic.requests.items():
        for code, state in zip(requests.codes, requests.states, strict=True):
            if code in (ASSOCIATION_SETUP, ESTABLISHMENT) and state & ACCEPTED:
                known.setdefault(destination, set()).add(source)
                if code == ASSOCIATION_SETUP:
                    known.setdefault(source, set()).add(destination)
            elif code == REPORT or (code == HEARTBEAT and state & ANSWERED):
                known.setdefault(source, set()).add(destination)
    return {upf: frozenset(peers) for upf, peers in known.items()}


def foreign_requests(requests: Requests) -> list[int]:
    """Return the positions of session requests whose numbers are not from the peer's own counter.

    Around a foreign request a longer counter, which also numbers requests of its type (a peer
    may count each type separately), carries on: soon after, or before the other one has counted
    far. Several instances behind one address look like this too.
    """
    runs = _runs(requests)
    foreign: list[int] = []
    for run in runs:
        others = [
            own
            for own in runs
            if own is not run
            and own.length >= _LEAST_RUN
            and own.length > run.length
            and own.places[0] < run.places[-1]
            and own.places[-1] > run.places[0]
        ]
        foreign += [
            place
            for place in run.places
            if any(_carries_on(own, run, place, requests) for own in others)
        ]
    return sorted(foreign)


class _Run:
    """A run of consecutive numbers."""

    def __init__(self, first: int) -> None:
        self.last = first
        self.length = 1
        """How many different numbers."""
        self.codes: set[int] = set()
        self.places = array("q")

    def distance(self, number: int, *, restarted: bool) -> int | None:
        """Return how far a number is from the run's last one, or None if it is too far."""
        ahead = (number - self.last) % _RANGE
        if restarted:
            return ahead if 0 < ahead <= _SHORT_STEP else None
        if ahead <= _FURTHEST_STEP:
            return ahead
        behind = _RANGE - ahead
        return behind if behind <= _FURTHEST_BACK else None

    def add(self, number: int, place: int, code: int) -> None:
        if 0 < (number - self.last) % _RANGE <= _FURTHEST_STEP:
            self.last = number
            self.length += 1
        self.codes.add(code)
        self.places.append(place)


def _runs(requests: Requests) -> list[_Run]:
    """Sort session requests into runs.

    Each joins the run at work last among those that it continues with a short step, or else the
    one whose last number is nearest.
    """
    runs: list[_Run] = []
    recent: list[_Run] = []
    lives = set(requests.lives)
    begun = 0
    for place, (number, code) in enumerate(zip(requests.numbers, requests.codes, strict=True)):
        if place in lives:
            begun = place
        if code not in _SESSION_REQUESTS or number < 0:
            continue
        near = [
            (distance > _SHORT_STEP, distance if distance > _SHORT_STEP else 0, nth, run)
            for nth, run in enumerate(reversed(recent))
            if (distance := run.distance(number, restarted=run.places[-1] < begun)) is not None
        ]
        run = min(near, key=lambda each: each[:3])[3] if near else _Run(number)
        if near:
            recent.remove(run)
        else:
            runs.append(run)
        recent.append(run)
        del recent[:-_RUNS_AT_ONCE]
        run.add(number, place, code)
    return runs


def _carries_on(own: _Run, other: _Run, place: int, requests: Requests) -> bool:
    """Return whether a counter has numbers before and after a request of another counter."""
    if requests.codes[place] not in own.codes:
        return False
    after = bisect_left(own.places, place)
    if after in (0, len(own.places)):
        return False
    begin, end = own.places[after - 1], own.places[after]
    if requests.times_s[end] - requests.times_s[begin] <= _LONGEST_SILENCE_S:
        return True
    if (requests.numbers[end] - requests.numbers[begin]) % _RANGE > _SHORT_STEP:
        return False
    between = other.places[bisect_right(other.places, begin) : bisect_left(other.places, end)]
    return len({requests.numbers[one] for one in between}) < _LEAST_RUN


def most_within(times_s: Sequence[float], window_s: float) -> int:
    """Return the largest number of events in any window of this length."""
    return max((end - start for start, end in windows(times_s, window_s)), default=0)


def windows(times_s: Sequence[float], window_s: float) -> Iterable[tuple[int, int]]:
    """Yield, for each of the ordered times, the slice of the window that ends with it."""
    start = 0
    for place, time_s in enumerate(times_s):
        while times_s[start] <= time_s - window_s:
            start += 1
        yield start, place + 1
