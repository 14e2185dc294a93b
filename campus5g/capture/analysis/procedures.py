"""The procedures in a capture, found by applying `procedure_rules` to its messages."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from campus5g.capture.analysis.correlation import (
    Correlation,
    accepted,
    as_number,
    bundles,
    host,
    label,
    numbers,
)
from campus5g.capture.analysis.procedure_rules import (
    CONTEXT_RELEASE,
    HEARTBEAT_REQUEST,
    HEARTBEAT_RESPONSE,
    RULES,
    Pattern,
    ProcedureRule,
)
from campus5g.capture.messages.message import Message
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd

Outcome = Literal["success", "failure", "abandoned", "incomplete start", "unknown"]
_Key = tuple[Hashable, ...]
"""The rule, and what identifies a procedure among those of the rule."""
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

    @property
    def duration_s(self) -> float:
        """Seconds from its first to its last message seen."""
        return self.end_s - self.start_s


def procedures(
    messages: Sequence[Message], correlation: Correlation | None = None
) -> list[Procedure]:
    """Return the procedures in a capture, in order of their start.

    Args:
        messages: the capture's signalling, in order.
        correlation: the result of `label` for these messages, if available.

    A message may be part of several procedures (an authentication is part of a registration).
    Messages that the rules don't expect have no effect.
    """
    run = _Run(messages, correlation or label(messages))
    for bundle in bundles(messages):
        run.take(bundle)
    return run.result()


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


@dataclass(slots=True)
class _Instance:
    """A procedure in progress."""

    rule: ProcedureRule
    key: _Key
    ue: str
    session_id: int | None
    begun: bool
    """False if its start was not seen."""
    held: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    """Copies of its request and answer that came after its end."""
    context: int | None = None
    outcome: Outcome | None = None
    decided_by: int | None = None
    variant: str = ""
    repetitions: int = 0
    ciphered: bool = False
    carrier_cause: str = ""
    """The cause in the carrier of a session message that was not forwarded (TS 24.501, 5.4.5.3)."""
    unanswered: bool = False
    """Its request's number was reused for another request."""


@cache
def _rules_by_message() -> dict[tuple[str, int, str], dict[int, list[Pattern]]]:
    """Return, per message, the positions of the rules with patterns for it, stand-ins last."""
    found: dict[tuple[str, int, str], dict[int, list[Pattern]]] = {}
    for index in sorted(range(len(RULES)), key=lambda index: RULES[index].stand_in):
        for pattern in RULES[index].patterns:
            of_rule = found.setdefault((pattern.protocol, pattern.code, pattern.outcome), {})
            of_rule.setdefault(index, []).append(pattern)
    return found


class _Run:
    """One pass over a capture's messages."""

    def __init__(self, messages: Sequence[Message], correlation: Correlation) -> None:
        self._messages = messages
        self._correlation = correlation
        self._open: dict[_Key, _Instance] = {}
        self._closed_exchanges: dict[_Key, _Instance] = {}
        self._all: list[_Instance] = []
        self._open_sessions: dict[Hashable, dict[int | None, None]] = {}
        self._open_n1: dict[str, set[int]] = {}
        self._heartbeats: dict[tuple[str, str], list[int]] = {}

    def take(self, bundle: Sequence[int]) -> None:
        # NAS messages show the purpose of their NGAP carrier, so they come first.
        holds = False
        before: Message | None = None
        for position in bundle:
            message = self._messages[position]
            if message.protocol == "NGAP":
                continue
            if _is_copy(message, before):
                continue
            holds |= self._take_message(position, holds, before)
            if message.protocol == "NAS-MM":
                before = message
        for position in bundle:
            if self._messages[position].protocol == "NGAP":
                self._take_message(position, holds, None)

    def _take_message(self, position: int, held: bool, before: Message | None) -> bool:
        """Offer a message to every rule that knows it; return whether one took it."""
        message = self._messages[position]
        if message.protocol == "PFCP" and message.code in (HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE):
            peers = sorted((host(message.source), host(message.destination)))
            self._heartbeats.setdefault((peers[0], peers[1]), []).append(position)
            return True
        if message.protocol in ("NAS-MM", "NAS-SM") and not message.decoded:
            self._mark_ciphered(self._correlation.ue[position])
        if message.code is None:
            return False
        kind = message.outcome if message.protocol == "NGAP" else ""
        taken = held
        known = _rules_by_message().get((message.protocol, message.code, kind), {})
        for index, patterns in known.items():
            rule = RULES[index]
            if rule.stand_in and taken:
                continue
            pattern = next((one for one in patterns if _fits(one, message)), None)
            if pattern is None:
                continue
            for key, session_id in self._keys(index, position):
                taken |= self._apply(rule, pattern, key, session_id, position, before)
        return taken

    def _keys(self, index: int, position: int) -> Iterator[tuple[_Key, int | None]]:
        """Yield what identifies the procedures of a rule that a message can belong to."""
        message, ue = self._messages[position], self._correlation.ue[position]
        whose = ue or message.first("ngap.fiveG_TMSI") or message.association
        match RULES[index].scope:
            case "ue":
                yield (index, whose), None
            case "association":
                yield (index, message.association), None
            case "session":
                if (message.protocol, message.code) == ("NGAP", CONTEXT_RELEASE):
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
        position: int,
        before: Message | None,
    ) -> bool:
        current = self._open.get(key)
        match pattern.role:
            case "start" | "whole":
                current = self._started(rule, current, key, session_id, position)
            case "part" | "break":
                if current is None or not self._reaches(pattern, current, position):
                    return False
            case "answer" | "end":
                if current is None:
                    closed = self._closed_exchanges.get(key)
                    if closed is not None:
                        closed.late.append(position)
                        return True
                    current = self._begin(rule, key, session_id, position, begun=False)
        if position in current.late:
            return True
        if pattern.role == "break" and current.outcome is not None:
            # It was over before: what ends the UE's connection later does not belong to it.
            self._close(current)
            return True
        if pattern.covers:
            self._hold(current, position)
        if pattern.variant and not current.variant:
            current.variant = pattern.variant
        if not current.variant and rule.variant_field and pattern.role == "start":
            value = as_number(self._messages[position].first(rule.variant_field))
            if value is not None and 0 <= value < len(rule.variants):
                current.variant = rule.variants[value]
        self._decide(current, pattern, position)
        if before is not None and current.decided_by == position:
            current.carrier_cause = before.cause
        if pattern.role in ("whole", "end", "break"):
            self._close(current)
        return True

    def _started(
        self,
        rule: ProcedureRule,
        current: _Instance | None,
        key: _Key,
        session_id: int | None,
        position: int,
    ) -> _Instance:
        message = self._messages[position]
        if current is None:
            closed = self._closed_exchanges.get(key)
            if closed is not None and self._repeats(closed, position):
                closed.late.append(position)
                return closed
        elif current.outcome is None and self._repeats(current, position):
            codes = {self._messages[start].code for start in current.starts}
            current.repetitions += message.code in codes
            current.starts.append(position)
            return current
        else:
            current.unanswered = rule.scope == "exchange"
            if current.outcome is None and not (current.unanswered or current.ciphered):
                current.outcome = "abandoned"
            self._close(current)
        begun = self._begin(rule, key, session_id, position, begun=True)
        begun.starts.append(position)
        return begun

    def _repeats(self, current: _Instance, position: int) -> bool:
        """Return whether a request is a retransmission of the procedure's own."""
        if not current.starts:
            return False
        message, first = self._messages[position], self._messages[current.starts[0]]
        if current.rule.scope == "exchange":
            return message.fields == first.fields
        context = self._correlation.context[position]
        if None not in (context, current.context) and context != current.context:
            return False
        name = current.rule.told_apart_by
        if not name or message.code != first.code:
            return True
        return message.fields.get(name) == first.fields.get(name)

    def _reaches(self, pattern: Pattern, current: _Instance, position: int) -> bool:
        """Return whether a message that neither ends nor starts a procedure concerns this one."""
        if pattern.role == "part" and current.outcome is None:
            return True
        if pattern.role == "part" and not self._still_belongs(current, position):
            self._close(current)
            return False
        if current.rule.name == "paging":
            return True
        context = self._correlation.context[position]
        return context is None or current.context is None or context == current.context

    def _still_belongs(self, current: _Instance, position: int) -> bool:
        """Return whether a message may complete a procedure whose outcome is decided.

        A gNB's answer may, and the message that carried the outcome. Another request about the
        session or the UE's NAS starts something else.
        """
        message = self._messages[position]
        if message.protocol != "NGAP":
            return False
        if current.rule.scope != "session" or message.outcome != "initiating":
            return True
        settled_by = current.decided_by
        return settled_by is not None and self._messages[settled_by].frame == message.frame

    def _begin(
        self,
        rule: ProcedureRule,
        key: _Key,
        session_id: int | None,
        position: int,
        *,
        begun: bool,
    ) -> _Instance:
        ue = self._correlation.ue[position]
        instance = _Instance(rule, key, ue, session_id, begun)
        self._open[key] = instance
        if rule.scope == "session":
            self._open_sessions.setdefault(_owner(key), {})[session_id] = None
        self._all.append(instance)
        if rule.interface == "N1":
            self._open_n1.setdefault(ue, set()).add(len(self._all) - 1)
        return instance

    def _hold(self, current: _Instance, position: int) -> None:
        current.held.append(position)
        context = self._correlation.context[position]
        if context is not None:
            current.context = context
        if not current.ue:
            current.ue = self._correlation.ue[position]

    def _decide(self, current: _Instance, pattern: Pattern, position: int) -> None:
        message = self._messages[position]
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
        current.decided_by = position

    def _close(self, current: _Instance) -> None:
        if self._open.get(current.key) is current:
            del self._open[current.key]
            if current.rule.scope == "session":
                self._open_sessions[_owner(current.key)].pop(current.session_id, None)
        if current.rule.scope == "exchange":
            self._closed_exchanges[current.key] = current

    def _mark_ciphered(self, ue: str) -> None:
        running = self._open_n1.get(ue, set())
        for index in tuple(running):
            instance = self._all[index]
            if self._open.get(instance.key) is not instance or instance.outcome is not None:
                running.discard(index)
            else:
                instance.ciphered = True

    def result(self) -> list[Procedure]:
        last_s = max((message.time_s for message in self._messages), default=0.0)
        found = [self._finished(instance, last_s) for instance in self._all]
        found += [self._heartbeat(peers, own) for peers, own in self._heartbeats.items()]
        return sorted(found, key=lambda one: (one.start_s, one.frames[:1]))

    def _finished(self, instance: _Instance, last_s: float) -> Procedure:
        held = [self._messages[position] for position in sorted(set(instance.held))]
        shown = sorted({*instance.held, *instance.late})
        rule = instance.rule
        start_s, end_s = min(m.time_s for m in held), max(m.time_s for m in held)
        outcome, note = instance.outcome, ""
        limit_s = rule.given_up_after_s
        if outcome is None and not instance.ciphered and limit_s and last_s - end_s > limit_s:
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
        decided = None if instance.decided_by is None else self._messages[instance.decided_by]
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
            frames=tuple(dict.fromkeys(self._messages[position].frame for position in shown)),
            ended_by=decided.name if decided else "",
            repetitions=instance.repetitions + len(instance.late),
            exchanges=1,
            note=note,
            clause=rule.clause,
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
        causes = (self._messages[start].cause for start in instance.starts)
        return next((cause for cause in causes if cause), "")

    def _heartbeat(self, peers: tuple[str, str], own: Sequence[int]) -> Procedure:
        held = [self._messages[position] for position in own]
        waiting, answered = set[Hashable](), set[Hashable]()
        exchanges = repeated = unasked = 0
        for message in held:
            asks = message.code == HEARTBEAT_REQUEST
            asker = host(message.source if asks else message.destination)
            one = (asker, as_number(message.first("pfcp.seqno")))
            if asks and one in waiting:
                repeated += 1
            elif asks:
                exchanges += 1
                waiting.add(one)
            elif one in waiting:
                waiting.remove(one)
                answered.add(one)
            elif one in answered:
                repeated += 1
            else:
                unasked += 1
        missing = len(waiting)
        outcome: Outcome = "success"
        note = ""
        if missing:
            outcome = "unknown"
            note = t(
                fr=f"Sans réponse dans la capture : {missing}.",
                en=f"Without an answer in the capture: {missing}.",
            )
        elif unasked:
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
            peers=held[0].association or " – ".join(peers),
            start_s=min(message.time_s for message in held),
            end_s=max(message.time_s for message in held),
            outcome=outcome,
            cause="",
            frames=tuple(dict.fromkeys(message.frame for message in held)),
            ended_by="",
            repetitions=repeated,
            exchanges=exchanges,
            note=note,
            clause="TS 29.244, 6.2.2",
        )


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
