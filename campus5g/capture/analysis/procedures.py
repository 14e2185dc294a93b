"""The procedures in a capture, found by applying `procedure_rules` to its messages.

`ProcedureFinder` takes the messages in order and gives each procedure away once nothing can be
added to it, so that memory holds the procedures in progress and not the capture.
"""

from array import array
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from campus5g.capture.analysis.correlation import Labelled, UeLabels
from campus5g.capture.analysis.procedure_rules import (
    CONTEXT_RELEASE,
    HEARTBEAT_REQUEST,
    HEARTBEAT_RESPONSE,
    MM_STATUS,
    RULES,
    Pattern,
    ProcedureRule,
)
from campus5g.capture.analysis.values import accepted, as_number, bundles, host, numbers
from campus5g.capture.messages.message import Message
from campus5g.capture.remembered import Remembered
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd

Outcome = Literal["success", "failure", "abandoned", "incomplete start", "unknown"]
_Key = tuple[Hashable, ...]
"""The rule, and what identifies a procedure among those of the rule."""
_WITHOUT_SESSION_IDS = frozenset({("NGAP", CONTEXT_RELEASE), ("NAS-MM", MM_STATUS)})
_CAUSES_OF_THE_NETWORK = frozenset({22, 28, 65, 67, 69, 90, 91, 92, 93})
"""What a network says about a payload that it does not forward (TS 24.501, 5.4.5.3.1)."""
_EXCHANGES_REMEMBERED = 10_000
"""Ended requests of N4 that may still be retransmitted."""
_MOST_IN_PROGRESS = 3_000
"""Beyond this number, nothing is added any more to the oldest procedure that is still open."""
_CARRIERS_OF_A_COPY = frozenset({0x5E, 0x41, 0x4C})
_COPIES = frozenset({0x41, 0x4C})


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of a UE, or between two nodes."""

    name: str
    """E.g. ``registration``, ``PDU session establishment``, ``handover``."""
    variant: str
    """E.g. ``initial`` or ``periodic``, ``Xn``, ``by gNB``, ``MAC failure``; ``""`` if
    it has none, or it is unknown."""
    interface: Literal["N1", "N2", "N4"]
    ue: str
    """The UE's key in `correlate`; ``""`` between nodes, or if it is unknown."""
    session_id: int | None
    """PDU session identity (TS 24.501, 9.4)."""
    peers: str
    """The SCTP association or the two ends of N4."""
    start_s: float
    """Seconds since the first packet of the capture."""
    end_s: float
    outcome: Outcome
    """``success`` and ``failure``: a message shows it. ``abandoned``: a new try, the release of
    the UE's context, a cancel, or silence for longer than the specification's timer allows.
    ``incomplete start``: the capture begins in the middle of the procedure. ``unknown``: it
    ends, or continues ciphered, before the outcome shows."""
    cause: str
    """Why it failed, or else why it was started: the cause in words, with its number."""
    frames: tuple[int, ...]
    """Frame numbers of its messages, in order."""
    ended_by: str
    """The message that decided the outcome; ``""`` if none did."""
    repetitions: int
    """Retransmitted requests and answers."""
    exchanges: int
    """1; for heartbeats, how many requests there were."""
    note: str
    """Why the outcome is unknown, in a sentence."""
    clause: str
    """The 3GPP clause that defines it."""
    answered: bool = True
    """Whether the other side says anything about it."""
    failed_part: str = ""
    """The procedure within it that failed with it, by the same message; ``""`` if none did."""

    @property
    def duration_s(self) -> float:
        """Seconds from its first to its last message seen."""
        return self.end_s - self.start_s


def procedures(messages: Iterable[Message]) -> list[Procedure]:
    """Return the procedures in a capture, in order of their start.

    Args:
        messages: the capture's signalling, in order.

    A message may be part of several procedures (an authentication is part of a registration).
    Messages that the rules don't expect have no effect.
    """
    labels = UeLabels()
    for together in bundles(messages):
        labels.take(together)
    return in_order(procedures_of(labels.rest_together()))


def procedures_of(labelled: Iterable[list[Labelled]]) -> Iterator[Procedure]:
    """Yield the procedures of messages that know their UE, as they end."""
    finder = ProcedureFinder()
    for bundle in labelled:
        finder.take(bundle)
        yield from finder.ended()
    yield from finder.rest()


def in_order(found: Iterable[Procedure]) -> list[Procedure]:
    """Return procedures in order of their start."""
    return sorted(found, key=lambda one: (one.start_s, one.frames[:1]))


def procedure_table(found: Sequence[Procedure]) -> "pd.DataFrame":
    """Return procedures as a pandas frame, one row each, in order of their start.

    Columns: ``procedure``, ``variant``, ``interface``, ``ue`` (text), ``session_id``
    (Int64, TS 24.501, 9.4), ``peers`` (text), ``start_s``, ``end_s``, ``duration_s``
    (float, seconds), ``outcome`` (``success``, ``failure``, ``abandoned``,
    ``incomplete start``, ``unknown``), ``cause``, ``ended_by`` (text), ``frames`` (tuple of
    int), ``repetitions``, ``exchanges`` (int), ``note``, ``clause`` (text: TS 23.502, 24.501,
    38.413 or 29.244). `Procedure` explains each.
    """
    import pandas as pd

    text, seconds = "str", "float64"
    kinds = {
        "procedure": text,
        "variant": text,
        "interface": text,
        "ue": text,
        "session_id": "Int64",
        "peers": text,
        "start_s": seconds,
        "end_s": seconds,
        "duration_s": seconds,
        "outcome": text,
        "cause": text,
        "ended_by": text,
        "frames": "object",
        "repetitions": "int64",
        "exchanges": "int64",
        "note": text,
        "clause": text,
    }
    columns = {
        column: pd.Series(
            [getattr(one, "name" if column == "procedure" else column) for one in found],
            dtype=kind,
        )
        for column, kind in kinds.items()
    }
    return pd.DataFrame(columns)


@dataclass(slots=True, eq=False)
class _Instance:
    """A procedure in progress."""

    rule: ProcedureRule
    key: _Key
    ue: str
    session_id: int | None
    begun: bool
    """False if its start was not seen."""
    held: dict[int, Message] = field(default_factory=dict)
    """Its messages, by their positions in the capture."""
    starts: list[Message] = field(default_factory=list)
    late: dict[int, Message] = field(default_factory=dict)
    """Copies of its request and answer that came after its end."""
    context: int | None = None
    outcome: Outcome | None = None
    decided_by: Message | None = None
    variant: str = ""
    repetitions: int = 0
    ciphered: bool = False
    carrier_cause: str = ""
    """The cause in the carrier of a session message that was not forwarded (TS 24.501, 5.4.5.3)."""
    unanswered: bool = False
    """Its request's number was reused for another request."""
    watched_as: str = ""
    """The UE whose ciphered messages hide its end."""
    failed_part: str = ""


@cache
def _rules_by_message() -> dict[tuple[str, int, str], dict[int, list[Pattern]]]:
    """Return, per message, the positions of the rules with patterns for it, stand-ins last."""
    found: dict[tuple[str, int, str], dict[int, list[Pattern]]] = {}
    for index in sorted(range(len(RULES)), key=lambda index: RULES[index].stand_in):
        for pattern in RULES[index].patterns:
            of_rule = found.setdefault((pattern.protocol, pattern.code, pattern.outcome), {})
            of_rule.setdefault(index, []).append(pattern)
    return found


class ProcedureFinder:
    """One pass over a capture's messages."""

    def __init__(self) -> None:
        self._open: dict[_Key, _Instance] = {}
        self._closed_exchanges: Remembered[_Key, _Instance]
        self._closed_exchanges = Remembered(_EXCHANGES_REMEMBERED, self._give_away)
        self._ended: deque[_Instance] = deque()
        self._open_sessions: dict[Hashable, dict[int | None, None]] = {}
        self._open_n1: dict[str, dict[_Instance, None]] = {}
        self._heartbeats: dict[tuple[str, str], _Heartbeats] = {}
        self._last_s = 0.0

    def take(self, bundle: Sequence[Labelled]) -> None:
        """Take messages that travel together."""
        self._last_s = max(self._last_s, bundle[-1].message.time_s)
        # NAS messages show the purpose of their NGAP carrier, so they come first.
        holds = False
        before: Message | None = None
        for one in bundle:
            message = one.message
            if message.protocol == "NGAP":
                continue
            if _is_copy(message, before):
                continue
            holds |= self._take_message(one, holds, before)
            if message.protocol == "NAS-MM":
                before = message
        for one in bundle:
            if one.message.protocol == "NGAP":
                self._take_message(one, holds, None)
        while len(self._open) > _MOST_IN_PROGRESS:
            self._close(next(iter(self._open.values())))

    def ended(self) -> Iterator[Procedure]:
        """Yield the procedures that nothing can be added to any more, each once."""
        while self._ended:
            yield self._finished(self._ended.popleft())

    def rest(self) -> Iterator[Procedure]:
        """Yield all other procedures, at the end of the capture."""
        yield from self.ended()
        for instance in (*self._closed_exchanges.entries(), *self._open.values()):
            yield self._finished(instance)
        for peers, heartbeats in self._heartbeats.items():
            yield heartbeats.procedure(peers)

    def _give_away(self, instance: _Instance) -> None:
        self._ended.append(instance)

    def _take_message(self, one: Labelled, held: bool, before: Message | None) -> bool:
        """Offer a message to every rule that knows it; return whether one took it."""
        message = one.message
        if message.protocol == "PFCP" and message.code in (HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE):
            first, second = sorted((host(message.source), host(message.destination)))
            known = self._heartbeats.get((first, second))
            if known is None:
                known = self._heartbeats[first, second] = _Heartbeats(message)
            known.take(message)
            return True
        if message.protocol in ("NAS-MM", "NAS-SM") and not message.decoded:
            self._mark_ciphered(one.ue)
        if message.code is None:
            return False
        kind = message.outcome if message.protocol == "NGAP" else ""
        taken = held
        rules = _rules_by_message().get((message.protocol, message.code, kind), {})
        for index, patterns in rules.items():
            rule = RULES[index]
            if rule.stand_in and taken:
                continue
            pattern = next((each for each in patterns if _fits(each, message)), None)
            if pattern is None:
                continue
            for key, session_id in self._keys(index, one):
                taken |= self._apply(rule, pattern, key, session_id, one, before)
        return taken

    def _keys(self, index: int, one: Labelled) -> Iterator[tuple[_Key, int | None]]:
        """Yield what identifies the procedures of a rule that a message can belong to."""
        message = one.message
        whose = one.ue or message.first("ngap.fiveG_TMSI") or message.association
        match RULES[index].scope:
            case "ue":
                yield (index, whose), None
            case "association":
                yield (index, message.association), None
            case "session":
                if (message.protocol, message.code) in _WITHOUT_SESSION_IDS:
                    ids: Sequence[int | None] = tuple(self._open_sessions.get((index, whose), ()))
                else:
                    ids = _session_ids(message)
                for session_id in ids:
                    yield (index, whose, session_id), session_id
            case "exchange":
                ends = (host(message.source), host(message.destination))
                if _is_answer(message):
                    ends = (ends[1], ends[0])
                yield (index, *ends, as_number(message.first("pfcp.seqno"))), None

    def _apply(
        self,
        rule: ProcedureRule,
        pattern: Pattern,
        key: _Key,
        session_id: int | None,
        one: Labelled,
        before: Message | None,
    ) -> bool:
        current = self._open.get(key)
        match pattern.role:
            case "start" | "whole":
                current = self._started(rule, current, key, session_id, one)
            case "part" | "break" | "refusal":
                if current is None or not self._reaches(pattern, current, one):
                    return False
            case "answer" | "end":
                if current is None:
                    closed = self._closed_exchanges.get(key)
                    if closed is not None:
                        closed.late[one.position] = one.message
                        return True
                    current = self._begin(rule, key, session_id, one, begun=False)
        if one.position in current.late:
            return True
        if pattern.role == "break" and current.outcome is not None:
            # It was over before: what ends the UE's connection later does not belong to it.
            self._close(current)
            return True
        if pattern.covers:
            self._hold(current, one)
        if pattern.variant and not current.variant:
            current.variant = pattern.variant
        if not current.variant and rule.variant_field and pattern.role == "start":
            value = as_number(one.message.first(rule.variant_field))
            if value is not None and 0 <= value < len(rule.variants):
                current.variant = rule.variants[value]
        self._decide(current, pattern, one.message)
        if pattern.role == "break" and pattern.result == "failure":
            current.failed_part = self._failed_part(current, one.message)
        if before is not None and current.decided_by is one.message:
            current.carrier_cause = before.cause
        if pattern.role in ("whole", "end", "break", "refusal"):
            self._close(current)
        return True

    def _started(
        self,
        rule: ProcedureRule,
        current: _Instance | None,
        key: _Key,
        session_id: int | None,
        one: Labelled,
    ) -> _Instance:
        message = one.message
        if current is None:
            closed = self._closed_exchanges.get(key)
            if closed is not None and self._repeats(closed, one):
                closed.late[one.position] = message
                return closed
        elif current.outcome is None and self._repeats(current, one):
            current.repetitions += message.code in {start.code for start in current.starts}
            current.starts.append(message)
            return current
        else:
            current.unanswered = rule.scope == "exchange"
            if current.outcome is None and not (current.unanswered or current.ciphered):
                current.outcome = "abandoned"
            self._close(current)
        begun = self._begin(rule, key, session_id, one, begun=True)
        begun.starts.append(message)
        return begun

    def _repeats(self, current: _Instance, one: Labelled) -> bool:
        """Return whether a request is a retransmission of the procedure's own."""
        if not current.starts:
            return False
        message, first = one.message, current.starts[0]
        if current.rule.scope == "exchange":
            return message.fields == first.fields
        if None not in (one.context, current.context) and one.context != current.context:
            return False
        name = current.rule.told_apart_by
        if not name or message.code != first.code:
            return True
        return message.fields.get(name) == first.fields.get(name)

    def _reaches(self, pattern: Pattern, current: _Instance, one: Labelled) -> bool:
        """Return whether a message that neither ends nor starts a procedure concerns this one."""
        if pattern.role == "refusal":
            return _is_refused_by(current, one)
        if pattern.role == "part" and current.outcome is None:
            return True
        if pattern.role == "part" and not self._still_belongs(current, one.message):
            self._close(current)
            return False
        if current.rule.name == "paging":
            return True
        return None in (one.context, current.context) or one.context == current.context

    def _still_belongs(self, current: _Instance, message: Message) -> bool:
        """Return whether a message may complete a procedure whose outcome is decided.

        A gNB's answer may, and the message that carried the outcome. Another request about the
        session or the UE's NAS starts something else.
        """
        if message.protocol != "NGAP":
            return False
        if current.rule.scope != "session" or message.outcome != "initiating":
            return True
        return current.decided_by is not None and current.decided_by.frame == message.frame

    def _begin(
        self,
        rule: ProcedureRule,
        key: _Key,
        session_id: int | None,
        one: Labelled,
        *,
        begun: bool,
    ) -> _Instance:
        instance = _Instance(rule, key, one.ue, session_id, begun)
        self._open[key] = instance
        if rule.scope == "session":
            self._open_sessions.setdefault(_owner(key), {})[session_id] = None
        if rule.interface == "N1":
            instance.watched_as = one.ue
            self._open_n1.setdefault(one.ue, {})[instance] = None
        return instance

    def _hold(self, current: _Instance, one: Labelled) -> None:
        current.held[one.position] = one.message
        if one.context is not None:
            current.context = one.context
        if not current.ue:
            current.ue = one.ue

    def _decide(self, current: _Instance, pattern: Pattern, message: Message) -> None:
        match pattern.result:
            case "":
                return
            case "unchanged":
                if current.outcome is not None or current.ciphered:
                    return
                current.outcome = "abandoned"
            case "by cause":
                result = _by_cause(message)
                if result is None or (pattern.role == "part" and result == "success"):
                    return
                current.outcome = result
            case "success" if current.outcome not in (None, "success"):
                return
            case result:
                if current.outcome == result != "success":
                    return
                current.outcome = result
        current.decided_by = message

    def _failed_part(self, current: _Instance, message: Message) -> str:
        """Return the name of the open procedure of the same UE that a message ends itself."""
        rules = _rules_by_message()[message.protocol, message.code or 0, ""]
        ended = {
            RULES[index].name
            for index, patterns in rules.items()
            if any(pattern.role == "end" for pattern in patterns)
        }
        same_ue = (
            other.rule.name
            for other in self._open_n1.get(current.watched_as, ())
            if other.key[1:] == current.key[1:]
        )
        return next((name for name in same_ue if name in ended), "")

    def _close(self, current: _Instance) -> None:
        if self._open.get(current.key) is current:
            del self._open[current.key]
            if current.rule.scope == "session":
                owner = _owner(current.key)
                self._open_sessions[owner].pop(current.session_id, None)
                if not self._open_sessions[owner]:
                    del self._open_sessions[owner]
            if current.rule.interface == "N1":
                self._stop_watching(current)
            if current.rule.scope != "exchange":
                self._ended.append(current)
        if current.rule.scope == "exchange":
            before = self._closed_exchanges.get(current.key)
            if before is not None and before is not current:
                self._ended.append(before)
            self._closed_exchanges[current.key] = current

    def _stop_watching(self, current: _Instance) -> None:
        running = self._open_n1.get(current.watched_as, {})
        running.pop(current, None)
        if not running:
            self._open_n1.pop(current.watched_as, None)

    def _mark_ciphered(self, ue: str) -> None:
        for instance in self._open_n1.get(ue, ()):
            if instance.outcome is None:
                instance.ciphered = True

    def _finished(self, instance: _Instance) -> Procedure:
        held = [instance.held[position] for position in sorted(instance.held)]
        shown = instance.held | instance.late
        rule = instance.rule
        start_s, end_s = min(m.time_s for m in held), max(m.time_s for m in held)
        outcome, note = instance.outcome, ""
        limit_s = rule.given_up_after_s
        silence_s = self._last_s - end_s
        if outcome is None and not instance.ciphered and limit_s and silence_s > limit_s:
            outcome = "abandoned"
            note = t(
                fr=f"Aucune suite en {limit_s:g} secondes.",
                en=f"Nothing further within {limit_s:g} seconds.",
            )
        if not instance.begun:
            outcome = "incomplete start"
            note = t(
                fr="La capture ne montre pas le début de la procédure.",
                en="The capture does not show the start of the procedure.",
            )
        elif outcome is None:
            outcome, note = "unknown", self._why_unknown(instance)
        decided = instance.decided_by
        return Procedure(
            name=rule.name,
            variant=instance.variant,
            interface=rule.interface,
            ue=instance.ue,
            session_id=instance.session_id,
            peers=held[0].association or f"{held[0].source} – {held[0].destination}",
            start_s=start_s,
            end_s=end_s,
            outcome=outcome,
            cause=self._cause(instance, decided),
            frames=tuple(dict.fromkeys(shown[position].frame for position in sorted(shown))),
            ended_by=decided.name if decided else "",
            repetitions=instance.repetitions + len(instance.late),
            exchanges=1,
            note=note,
            clause=rule.clause,
            answered=decided is not None or len({m.direction for m in held} - {""}) > 1,
            failed_part=instance.failed_part,
        )

    def _why_unknown(self, instance: _Instance) -> str:
        if instance.ciphered:
            return t(
                fr="La suite est chiffrée ou illisible.",
                en="What follows is ciphered or can't be read.",
            )
        if instance.unanswered:
            return t(fr="Pas de réponse dans la capture.", en="No answer in the capture.")
        return t(
            fr="La capture ne montre pas l’issue de la procédure.",
            en="The capture does not show how the procedure ended.",
        )

    def _cause(self, instance: _Instance, decided: Message | None) -> str:
        if decided is not None and decided.protocol == "PFCP" and instance.outcome == "success":
            return ""
        if decided is not None and decided.cause:
            return decided.cause
        if instance.outcome == "failure" and decided is not None:
            return instance.carrier_cause
        causes = (start.cause for start in instance.starts)
        return next((cause for cause in causes if cause), "")


class _Heartbeats:
    """The heartbeats between two peers: one row for all of them (TS 29.244, 6.2.2)."""

    def __init__(self, first: Message) -> None:
        self._association = first.association
        self._waiting: set[Hashable] = set()
        self._answered: Remembered[Hashable, bool] = Remembered(_EXCHANGES_REMEMBERED)
        self._frames = array("Q")
        self._start_s = self._end_s = first.time_s
        self._exchanges = self._repeated = self._unasked = 0

    def take(self, message: Message) -> None:
        """Take the next request or response."""
        if not self._frames or self._frames[-1] != message.frame:
            self._frames.append(message.frame)
        self._start_s = min(self._start_s, message.time_s)
        self._end_s = max(self._end_s, message.time_s)
        asks = message.code == HEARTBEAT_REQUEST
        asker = host(message.source if asks else message.destination)
        one = (asker, as_number(message.first("pfcp.seqno")))
        if asks and one in self._waiting:
            self._repeated += 1
        elif asks:
            self._exchanges += 1
            self._waiting.add(one)
        elif one in self._waiting:
            self._waiting.remove(one)
            self._answered[one] = True
        elif one in self._answered:
            self._repeated += 1
        else:
            self._unasked += 1

    def procedure(self, peers: tuple[str, str]) -> Procedure:
        """Return all of them as one procedure."""
        missing = len(self._waiting)
        outcome: Outcome = "success"
        note = ""
        if missing:
            outcome = "unknown"
            note = t(
                fr=f"Sans réponse dans la capture : {missing}.",
                en=f"Without an answer in the capture: {missing}.",
            )
        elif self._unasked:
            outcome = "incomplete start"
            note = t(
                fr="La capture montre des réponses sans leur demande.",
                en="The capture shows answers without their requests.",
            )
        return Procedure(
            name="PFCP heartbeat",
            variant="",
            interface="N4",
            ue="",
            session_id=None,
            peers=self._association or " – ".join(peers),
            start_s=self._start_s,
            end_s=self._end_s,
            outcome=outcome,
            cause="",
            frames=tuple(dict.fromkeys(self._frames)),
            ended_by="",
            repetitions=self._repeated,
            exchanges=self._exchanges,
            note=note,
            clause="TS 29.244, 6.2.2",
        )


def _is_refused_by(current: _Instance, one: Labelled) -> bool:
    """Return whether a status is the answer to a procedure's request (TS 24.501, 5.4.5.3, 6.6).

    It does not say to which: so only to the UE's last request, as long as the network has not
    said anything about it. Where the capture does not show who sent the status, its cause must
    be one that only the network has.
    """
    message = one.message
    if current.outcome is not None or message.direction == "up" or not current.starts:
        return False
    if (
        not message.direction
        and as_number(message.first("nas-5gs.mm.5gmm_cause")) not in _CAUSES_OF_THE_NETWORK
    ):
        return False
    if any(held.direction == "down" and held.interface == "N1" for held in current.held.values()):
        return False
    if message.protocol == "NAS-SM":
        asked = current.starts[-1].first("nas-5gs.proc_trans_id")
        return message.first("nas-5gs.proc_trans_id") in (asked, None)
    return None in (one.context, current.context) or one.context == current.context


def _fits(pattern: Pattern, message: Message) -> bool:
    if pattern.direction and pattern.direction != message.direction:
        return False
    if pattern.where is None:
        return True
    name, value = pattern.where
    return as_number(message.first(name)) == value


def _owner(key: _Key) -> _Key:
    """Return a session's key without its session id."""
    return key[:2]


def _session_ids(message: Message) -> Sequence[int | None]:
    if message.protocol == "NAS-SM":
        return numbers(message, "nas-5gs.pdu_session_id")[:1] or [None]
    return list(dict.fromkeys(numbers(message, "ngap.pDUSessionID"))) or [None]


def _is_answer(message: Message) -> bool:
    """PFCP requests have odd numbers among node messages and even ones among session messages."""
    code = message.code or 0
    return code % 2 == (1 if code >= 50 else 0)


def _is_copy(message: Message, before: Message | None) -> bool:
    """Return whether a request is the copy inside the preceding message (TS 24.501, 4.4.6)."""
    return (
        before is not None
        and message.protocol == "NAS-MM"
        and message.code in _COPIES
        and before.code in _CARRIERS_OF_A_COPY
    )


def _by_cause(message: Message) -> Literal["success", "failure"] | None:
    if message.protocol == "PFCP":
        result = accepted(message)
        return None if result is None else "success" if result else "failure"
    if not message.cause:
        return "success"
    # With several sessions in one answer, the cause does not say which one it is about.
    return None if len(set(numbers(message, "ngap.pDUSessionID"))) > 1 else "failure"
