"""The procedures of a 5G network as data: which messages start, continue and end each.

Sources: TS 24.501 (NAS), TS 38.413 (NGAP), TS 29.244 (PFCP), TS 23.502 (their order).
"""

from dataclasses import dataclass
from typing import Literal

from campus5g.capture.messages.message import Direction, Protocol

Role = Literal["start", "whole", "part", "answer", "end", "break", "refusal"]
"""The effect of a message on its procedure.

``start``: begins it, or is one more request of it (a repetition, or the network's own request
    after the UE's); ``whole``: is the whole procedure.
``part``: belongs to it, if one is open.
``answer``: decides the outcome, but more may follow; ``end``: nothing follows. Without a
    start they show that the capture began in the middle of the procedure.
``break``: ends it from outside, if one is open; ``refusal``: answers its request with a status
    that does not name it, if nothing else has.
"""
Result = Literal["success", "failure", "abandoned", "by cause", "unchanged", ""]
"""``by cause``: the message's cause decides; ``unchanged``: as decided before, else abandoned."""
Scope = Literal["ue", "session", "association", "exchange"]
"""What identifies a procedure among those of its kind: a UE, one of its PDU sessions, an SCTP
association or a request's sequence number."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message that belongs to a procedure."""

    role: Role
    protocol: Protocol
    code: int
    outcome: Literal["initiating", "successful", "unsuccessful", ""] = ""
    result: Result = ""
    variant: str = ""
    """The variant of the procedure that the message shows."""
    direction: Direction = ""
    """Set where it matters: a request that travels back down was not forwarded."""
    where: tuple[str, int] | None = None
    """A field and the number that it must have."""
    covers: bool = True
    """False where the message only delimits the procedure without belonging to it."""


@dataclass(frozen=True, slots=True)
class ProcedureRule:
    """One kind of procedure."""

    name: str
    interface: Literal["N1", "N2", "N4"]
    scope: Scope
    clause: str
    patterns: tuple[Pattern, ...]
    told_apart_by: str = ""
    """A field: a second request with another value of it is a new one, not a repetition."""
    variant_field: str = ""
    variants: tuple[str, ...] = ()
    """Names of the field's values, from 0."""
    given_up_after_s: float | None = None
    """Time until the specification's timers have run out; after that, silence means abandoned."""
    stand_in: bool = False
    """Reported only where no other procedure contains its messages (ciphered NAS, or N2 alone)."""


def _mm(role: Role, code: int, result: Result = "", **more: object) -> Pattern:
    return Pattern(role, "NAS-MM", code, result=result, **more)  # type: ignore[arg-type]


def _sm(role: Role, code: int, result: Result = "", **more: object) -> Pattern:
    return Pattern(role, "NAS-SM", code, result=result, **more)  # type: ignore[arg-type]


def _request(role: Role, code: int, result: Result = "", **more: object) -> Pattern:
    return Pattern(role, "NGAP", code, "initiating", result, **more)  # type: ignore[arg-type]


def _done(role: Role, code: int, result: Result = "") -> Pattern:
    return Pattern(role, "NGAP", code, "successful", result)


def _refused(role: Role, code: int, result: Result = "") -> Pattern:
    return Pattern(role, "NGAP", code, "unsuccessful", result)


MM_STATUS, SM_STATUS = 0x64, 0xD6
CONTEXT_RELEASE = 41
"""NGAP procedure code: it ends everything that the UE's sessions wait for, without naming them."""
_RELEASED = _request("break", CONTEXT_RELEASE, "unchanged")
_STATUS = (_mm("refusal", MM_STATUS, "failure"), _sm("refusal", SM_STATUS, "failure"))
"""What a network answers that can't handle a session's request (TS 24.501, 5.4.5.3.1 and 6.6)."""
_CONTEXT_SETUP = (_request("part", 14), _done("part", 14), _refused("part", 14))
_SWITCHED_OFF = ("nas-5gs.mm.switch_off", 1)


def _elementary(name: str, code: int, clause: str) -> ProcedureRule:
    """Return an NGAP procedure of one request and one response, about PDU sessions."""
    return ProcedureRule(
        name,
        "N2",
        "session",
        clause,
        (_request("start", code), _done("end", code, "by cause"), _RELEASED),
        stand_in=True,
    )


def _exchange(name: str, request: int, clause: str) -> ProcedureRule:
    return ProcedureRule(
        name,
        "N4",
        "exchange",
        clause,
        (
            Pattern("start", "PFCP", request),
            Pattern("end", "PFCP", request + 1, result="by cause"),
        ),
    )


T3510_S, T3517_S = 15, 15
"""How long a UE waits for the answer to a registration or service request (TS 24.501, table
10.2.1, for terrestrial NR); what it sends later is a new procedure."""
T3521_S, T3560_S, T3570_S, T3580_S = 15, 6, 6, 16
"""Deregistration (table 10.2.1); authentication and security mode, identity (10.2.2); requests
about a PDU session (10.3.1). By the fifth expiry the procedure is given up."""
_TRIES = 5

HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE = 1, 2
"""Not single procedures: each pair of peers gets one row for all of them (TS 29.244, 6.2.2)."""

RULES: tuple[ProcedureRule, ...] = (
    ProcedureRule(
        "NG setup",
        "N2",
        "association",
        "TS 38.413, 8.7.1",
        (_request("start", 21), _done("end", 21, "success"), _refused("end", 21, "failure")),
    ),
    ProcedureRule(
        "NG reset",
        "N2",
        "association",
        "TS 38.413, 8.7.4",
        (_request("start", 20), _done("end", 20, "success")),
    ),
    ProcedureRule(
        "registration",
        "N1",
        "ue",
        "TS 23.502, 4.2.2.2; TS 24.501, 5.5.1",
        (
            _mm("start", 0x41),
            _mm("answer", 0x42, "success"),
            _mm("end", 0x43, "success"),
            _mm("end", 0x44, "failure"),
            _mm("break", 0x58, "failure"),
            *(_mm("part", code) for code in (0x56, 0x57, 0x59, 0x5B, 0x5C, 0x5D, 0x5E, 0x5F)),
            *_CONTEXT_SETUP,
            _RELEASED,
        ),
        variant_field="nas-5gs.mm.5gs_reg_type",
        variants=("", "initial", "mobility", "periodic", "emergency"),
        given_up_after_s=T3510_S,
    ),
    ProcedureRule(
        "authentication",
        "N1",
        "ue",
        "TS 24.501, 5.4.1; TS 33.501, 6.1.3",
        (
            _mm("start", 0x56),
            _mm("answer", 0x57, "success"),
            _mm("end", 0x58, "failure", variant="reject"),
            _mm(
                "end",
                0x59,
                "failure",
                where=("nas-5gs.mm.5gmm_cause", 21),
                variant="resynchronisation",
            ),
            # The network may identify the UE and try again, or reject it (TS 24.501, 5.4.1.3.7).
            _mm(
                "answer",
                0x59,
                "failure",
                where=("nas-5gs.mm.5gmm_cause", 20),
                variant="MAC failure",
            ),
            _mm("answer", 0x59, "failure"),
            _mm("break", 0x5D, "unchanged", covers=False),
            _RELEASED,
        ),
        told_apart_by="gsm_a.dtap.rand",
        given_up_after_s=_TRIES * T3560_S,
    ),
    ProcedureRule(
        "identity",
        "N1",
        "ue",
        "TS 24.501, 5.4.3",
        (_mm("start", 0x5B), _mm("end", 0x5C, "success"), _RELEASED),
        given_up_after_s=_TRIES * T3570_S,
    ),
    ProcedureRule(
        "security mode",
        "N1",
        "ue",
        "TS 24.501, 5.4.2",
        (
            _mm("start", 0x5D),
            _mm("end", 0x5E, "success"),
            _mm("end", 0x5F, "failure"),
            _RELEASED,
        ),
        given_up_after_s=_TRIES * T3560_S,
    ),
    ProcedureRule(
        "service request",
        "N1",
        "ue",
        "TS 23.502, 4.2.3; TS 24.501, 5.6.1",
        (
            _mm("start", 0x4C),
            _mm("answer", 0x4E, "success"),
            _mm("end", 0x4D, "failure"),
            *_CONTEXT_SETUP,
            _RELEASED,
        ),
        given_up_after_s=T3517_S,
    ),
    ProcedureRule(
        "deregistration",
        "N1",
        "ue",
        "TS 23.502, 4.2.2.3; TS 24.501, 5.5.2",
        (
            _mm("whole", 0x45, "success", where=_SWITCHED_OFF, variant="by UE, switch-off"),
            _mm("start", 0x45, variant="by UE"),
            _mm("end", 0x46, "success", variant="by UE"),
            _mm("start", 0x47, variant="by network"),
            _mm("end", 0x48, "success", variant="by network"),
        ),
        given_up_after_s=_TRIES * T3521_S,
    ),
    ProcedureRule(
        "PDU session establishment",
        "N1",
        "session",
        "TS 23.502, 4.3.2.2; TS 24.501, 6.4.1",
        (
            _sm("end", 0xC1, "failure", direction="down"),
            _sm("start", 0xC1),
            _sm("answer", 0xC2, "success"),
            _sm("end", 0xC3, "failure"),
            _request("part", 29),
            Pattern("part", "NGAP", 29, "successful", "by cause"),
            _request("part", 14),
            _done("part", 14),
            *_STATUS,
            _RELEASED,
        ),
        told_apart_by="nas-5gs.proc_trans_id",
        given_up_after_s=_TRIES * T3580_S,
    ),
    ProcedureRule(
        "PDU session modification",
        "N1",
        "session",
        "TS 23.502, 4.3.3; TS 24.501, 6.4.2 and 6.3.2",
        (
            _sm("start", 0xC9, variant="by UE"),
            _sm("start", 0xCB, variant="by network"),
            _sm("end", 0xCC, "success"),
            _sm("end", 0xCA, "failure"),
            _sm("end", 0xCD, "failure"),
            _request("part", 26),
            _done("part", 26),
            *_STATUS,
            _RELEASED,
        ),
        given_up_after_s=_TRIES * T3580_S,
    ),
    ProcedureRule(
        "PDU session release",
        "N1",
        "session",
        "TS 23.502, 4.3.4; TS 24.501, 6.4.3 and 6.3.3",
        (
            _sm("start", 0xD1, variant="by UE"),
            _sm("start", 0xD3, variant="by network"),
            _sm("end", 0xD4, "success"),
            _sm("end", 0xD2, "failure"),
            _request("part", 28),
            _done("part", 28),
            *_STATUS,
            _RELEASED,
        ),
        given_up_after_s=_TRIES * T3580_S,
    ),
    ProcedureRule(
        "UE context release",
        "N2",
        "ue",
        "TS 23.502, 4.2.6; TS 38.413, 8.3.2 and 8.3.3",
        (
            _request("start", 42, variant="by gNB"),
            _request("start", 41, variant="by AMF"),
            _done("end", 41, "success"),
        ),
    ),
    ProcedureRule(
        "handover",
        "N2",
        "ue",
        "TS 23.502, 4.9.1.3; TS 38.413, 8.4.1 to 8.4.3 and 8.4.5",
        (
            _request("start", 12, variant="N2"),
            _done("part", 12),
            _refused("end", 12, "failure"),
            _request("part", 13),
            _done("part", 13),
            _refused("part", 13),
            _request("part", 49),
            _request("part", 7),
            _request("answer", 10, "abandoned", variant="N2"),
            _done("end", 10, "abandoned"),
            _request("end", 11, "success", variant="N2"),
        ),
    ),
    ProcedureRule(
        "handover",
        "N2",
        "ue",
        "TS 23.502, 4.9.1.2; TS 38.413, 8.4.4",
        (
            _request("start", 25, variant="Xn"),
            _done("end", 25, "success"),
            _refused("end", 25, "failure"),
        ),
    ),
    ProcedureRule(
        "paging",
        "N2",
        "ue",
        "TS 23.502, 4.2.3.3; TS 38.413, 8.5.1; TS 24.501, 5.6.2",
        (
            _request("start", 24),
            _mm("break", 0x4C, "success"),
            _mm("break", 0x41, "success"),
        ),
    ),
    _elementary("PDU session resource setup", 29, "TS 38.413, 8.2.1"),
    _elementary("PDU session resource release", 28, "TS 38.413, 8.2.2"),
    _elementary("PDU session resource modify", 26, "TS 38.413, 8.2.3"),
    _exchange("PFCP association setup", 5, "TS 29.244, 6.2.6"),
    _exchange("PFCP association update", 7, "TS 29.244, 6.2.7"),
    _exchange("PFCP association release", 9, "TS 29.244, 6.2.8"),
    _exchange("PFCP session establishment", 50, "TS 29.244, 6.3.2"),
    _exchange("PFCP session modification", 52, "TS 29.244, 6.3.3"),
    _exchange("PFCP session deletion", 54, "TS 29.244, 6.3.4"),
    _exchange("PFCP session report", 56, "TS 29.244, 6.3.5"),
)
