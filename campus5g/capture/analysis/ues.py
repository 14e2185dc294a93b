"""What a capture shows of each UE: identity, capabilities, algorithms, slices and sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campus5g.capture.analysis.correlation import UeTrace
from campus5g.capture.analysis.tunnel_ends import (
    TunnelEnd,
    n4_outer_headers,
    n4_tunnel_ends,
    ngap_tunnel_ends,
)
from campus5g.capture.analysis.values import (
    as_number,
    bundles,
    host,
    n4_ue_addresses,
    numbers,
)
from campus5g.capture.messages.message import Message

if TYPE_CHECKING:
    import pandas as pd

SEVERAL = "; "
"""Joins several values in one cell of a table."""

_CAPABILITIES = {
    "NEA0": "nas-5gs.mm.5g_ea0",
    "NEA1": "nas-5gs.mm.128_5g_ea1",
    "NEA2": "nas-5gs.mm.128_5g_ea2",
    "NEA3": "nas-5gs.mm.128_5g_ea3",
    "NIA0": "nas-5gs.mm.ia0",
    "NIA1": "nas-5gs.mm.5g_128_ia1",
    "NIA2": "nas-5gs.mm.5g_128_ia2",
    "NIA3": "nas-5gs.mm.5g_128_ia3",
}
_SCHEMES = ("null", "ECIES profile A", "ECIES profile B")
_SESSION_TYPES = {1: "IPv4", 2: "IPv6", 3: "IPv4v6", 4: "Unstructured", 5: "Ethernet"}
_NGAP_SESSION_TYPES = ("IPv4", "IPv6", "IPv4v6", "Ethernet", "Unstructured")
_REGISTRATION_REQUEST, _REGISTRATION_ACCEPT, _SECURITY_MODE_COMMAND = 0x41, 0x42, 0x5D
_SECURITY_MODE_COMPLETE = 0x5E
"""It carries the complete registration request, protected (TS 24.501, 4.4.6)."""
_REQUEST, _ACCEPT, _RELEASE_COMPLETE = 0xC1, 0xC2, 0xD4
_SETUP, _CONTEXT_SETUP, _RELEASE, _PATH_SWITCH = 29, 14, 28, 25
_HANDOVER_ALLOCATION, _HANDOVER_NOTIFICATION = 13, 11
_ALLOWED_NSSAI, _SESSIONS_TO_SET_UP = "0", "71"
_ACCESS = 0
"""The side of the gNBs (TS 29.244, 8.2.2)."""


@dataclass(slots=True)
class Session:
    """A PDU session, as far as the capture shows it; None, ``""`` or ``()`` if it doesn't."""

    id: int | None = None
    """PDU session identity (TS 24.501, 9.4); None if only N4 shows the session."""
    dnn: str = ""
    """As requested by the UE (TS 24.501, 9.11.2.1B)."""
    slice: str = ""
    """S-NSSAI as ``SST`` or ``SST-SD``, the SD in hexadecimal (TS 23.003, 28.4)."""
    address: str = ""
    """The UE's IPv4 address (TS 24.501, 9.11.4.10)."""
    type: str = ""
    """``IPv4``, ``IPv6``, ``IPv4v6``, ``Ethernet`` or ``Unstructured``."""
    flows: tuple[tuple[int, int], ...] = ()
    """QoS flows: QFI and 5QI (TS 23.501, 5.7)."""
    ambr_down_bps: int | None = None
    """Session AMBR, bit/s (TS 24.501, 9.11.4.14; TS 38.413, 9.3.1.102)."""
    ambr_up_bps: int | None = None
    uplink: tuple[str, int] | None = None
    """Address and TEID at the UPF, the destination of uplink packets."""
    downlink: tuple[str, int] | None = None
    """Address and TEID at the gNB, the destination of downlink packets."""
    seids: tuple[tuple[str, int], ...] = ()
    """Address and SEID of each end of its N4 sessions (TS 29.244, 8.2.37)."""


@dataclass(frozen=True, slots=True)
class Ue:
    """One UE of a capture."""

    key: str
    imsi: str
    suci: str
    """The last one seen."""
    suci_scheme: str
    """``null``, ``ECIES profile A``, ``ECIES profile B`` (TS 33.501, annex C) or ``scheme n``."""
    gutis: tuple[str, ...]
    imeisv: str
    capabilities: tuple[str, ...]
    """Of ``NEA0`` to ``NEA3`` and ``NIA0`` to ``NIA3`` (TS 24.501, 9.11.3.54)."""
    ciphering: str
    """The algorithm of the last security mode command, e.g. ``NEA2`` (TS 24.501, 9.11.3.34)."""
    integrity: str
    requested_slices: tuple[str, ...]
    allowed_slices: tuple[str, ...]
    sessions: tuple[Session, ...]
    gnbs: tuple[str, ...]
    """Addresses of the gNBs that it was connected through."""
    ngap_ids: tuple[tuple[int | None, int | None], ...]
    """AMF and RAN UE NGAP ID of each of its connections."""
    first_s: float
    last_s: float
    messages: int


def describe(trace: UeTrace) -> Ue:
    """Return what the messages of a UE show about it."""
    capabilities: tuple[str, ...] = ()
    ciphering = integrity = imeisv = ""
    requested: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    gnbs: dict[str, None] = {}
    for message in trace.messages:
        if message.protocol == "NGAP":
            gnb = message.source if message.direction == "up" else message.destination
            if message.direction and gnb:
                gnbs[host(gnb)] = None
            if (message.code, message.outcome) == (_CONTEXT_SETUP, "initiating"):
                allowed = _allowed(message) or allowed
            continue
        if message.protocol != "NAS-MM":
            continue
        imeisv = message.first("nas-5gs.mm.imeisv") or imeisv
        if message.code in (_REGISTRATION_REQUEST, _SECURITY_MODE_COMPLETE):
            capabilities = _capabilities(message) or capabilities
            requested = _nas_slices(message) or requested
        elif message.code == _REGISTRATION_ACCEPT:
            allowed = allowed or _nas_slices(message)
        elif message.code == _SECURITY_MODE_COMMAND:
            ciphering = _algorithm("NEA", message.first("nas-5gs.mm.nas_sec_algo_enc")) or ciphering
            integrity = _algorithm("NIA", message.first("nas-5gs.mm.nas_sec_algo_ip")) or integrity
    return Ue(
        key=trace.key,
        imsi=trace.imsi,
        suci=trace.sucis[-1] if trace.sucis else "",
        suci_scheme=_scheme(trace.sucis),
        gutis=trace.gutis,
        imeisv=imeisv,
        capabilities=capabilities,
        ciphering=ciphering,
        integrity=integrity,
        requested_slices=requested,
        allowed_slices=allowed,
        sessions=tuple(_Sessions().of(trace)),
        gnbs=tuple(gnbs),
        ngap_ids=tuple((context.amf_ue_id, context.ran_ue_id) for context in trace.contexts),
        first_s=min((message.time_s for message in trace.messages), default=0.0),
        last_s=max((message.time_s for message in trace.messages), default=0.0),
        messages=len(trace.messages),
    )


def ue_table(traces: Sequence[UeTrace]) -> "pd.DataFrame":
    """Return UEs as a pandas frame, one row each, in the order of appearance.

    Columns: ``ue`` (key), ``imsi``, ``suci`` (the last one), ``suci_scheme`` (TS 33.501, annex
    C), ``gutis`` (TS 23.003, 2.10; oldest first), ``imeisv`` (TS 24.501, 9.11.3.4),
    ``capabilities`` (9.11.3.54),
    ``ciphering``, ``integrity`` (9.11.3.34), ``requested_slices``, ``allowed_slices`` (9.11.3.37),
    ``session_ids``, ``dnns``, ``addresses`` (of `session_table`), ``gnbs``, ``ngap_ids``
    (``AMF/RAN``, TS 38.413, 9.3.3; all text, several values joined by ``"; "``, ``""`` for
    what was not seen), ``first_s``, ``last_s`` (float, seconds), ``messages`` (int).
    """
    import pandas as pd

    ues = [describe(trace) for trace in traces]
    columns = {
        "ue": [ue.key for ue in ues],
        "imsi": [ue.imsi for ue in ues],
        "suci": [ue.suci for ue in ues],
        "suci_scheme": [ue.suci_scheme for ue in ues],
        "gutis": [SEVERAL.join(ue.gutis) for ue in ues],
        "imeisv": [ue.imeisv for ue in ues],
        "capabilities": [SEVERAL.join(ue.capabilities) for ue in ues],
        "ciphering": [ue.ciphering for ue in ues],
        "integrity": [ue.integrity for ue in ues],
        "requested_slices": [SEVERAL.join(ue.requested_slices) for ue in ues],
        "allowed_slices": [SEVERAL.join(ue.allowed_slices) for ue in ues],
        "session_ids": [_joined(session.id for session in ue.sessions) for ue in ues],
        "dnns": [_joined(session.dnn for session in ue.sessions) for ue in ues],
        "addresses": [_joined(session.address for session in ue.sessions) for ue in ues],
        "gnbs": [SEVERAL.join(ue.gnbs) for ue in ues],
        "ngap_ids": [SEVERAL.join(f"{_or(a)}/{_or(r)}" for a, r in ue.ngap_ids) for ue in ues],
    }
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    frame["first_s"] = pd.Series([ue.first_s for ue in ues], dtype="float64")
    frame["last_s"] = pd.Series([ue.last_s for ue in ues], dtype="float64")
    frame["messages"] = pd.Series([ue.messages for ue in ues], dtype="int64")
    return frame


def session_table(traces: Sequence[UeTrace]) -> "pd.DataFrame":
    """Return PDU sessions as a pandas frame, one row each.

    Columns: ``ue`` (key), ``session_id`` (Int64, TS 24.501, 9.4), ``dnn``, ``slice``, ``address``,
    ``type``, ``flows`` (``QFI:5QI``, TS 23.501, 5.7), all text; ``ambr_down_bps``, ``ambr_up_bps``
    (Int64, bit/s, TS 23.501, 5.7.2.6); ``uplink``, ``downlink`` (``address/TEID``, the TEID in
    hexadecimal, TS 29.281, 5.1) and ``seids`` (``address/SEID``, TS 29.244, 8.2.37), text.
    `Session` explains each; several values are joined by ``"; "``.
    """
    import pandas as pd

    rows = [(trace.key, session) for trace in traces for session in describe(trace).sessions]
    text = {
        "ue": [key for key, _ in rows],
        "dnn": [session.dnn for _, session in rows],
        "slice": [session.slice for _, session in rows],
        "address": [session.address for _, session in rows],
        "type": [session.type for _, session in rows],
        "flows": [SEVERAL.join(f"{q}:{five}" for q, five in one.flows) for _, one in rows],
        "uplink": [_end(session.uplink) for _, session in rows],
        "downlink": [_end(session.downlink) for _, session in rows],
        "seids": [SEVERAL.join(f"{at}/{seid:#x}" for at, seid in one.seids) for _, one in rows],
    }
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in text.items()})
    frame.insert(1, "session_id", pd.Series([one.id for _, one in rows], dtype="Int64"))
    down = pd.Series([one.ambr_down_bps for _, one in rows], dtype="Int64")
    frame.insert(7, "ambr_down_bps", down)
    frame.insert(8, "ambr_up_bps", pd.Series([one.ambr_up_bps for _, one in rows], dtype="Int64"))
    return frame


def _joined(values: Iterable[object]) -> str:
    return SEVERAL.join(dict.fromkeys(str(value) for value in values if value not in (None, "")))


def _or(value: int | None) -> str:
    return "?" if value is None else str(value)


def _end(end: tuple[str, int] | None) -> str:
    return f"{end[0]}/{end[1]:#010x}" if end else ""


@dataclass(slots=True)
class _Sessions:
    """Tracks the sessions of a UE through its messages."""

    found: list[Session] = field(default_factory=list)
    current: dict[int, Session] = field(default_factory=dict)
    asked_for: set[int] = field(default_factory=set)
    """Sessions whose request was seen, but not yet the outcome."""
    prepared: list[tuple[int, tuple[str, int]]] = field(default_factory=list)
    """Downlink ends at the target of a handover not yet executed."""

    def of(self, trace: UeTrace) -> list[Session]:
        """Return the sessions, in order of appearance."""
        for together in bundles(trace.messages):
            for position, message in enumerate(together):
                if message.protocol == "NAS-SM":
                    before = together[position - 1] if position else None
                    self._take_nas(message, before)
                elif message.protocol == "NGAP":
                    self._take_ngap(message)
        for n4 in trace.n4_sessions:
            self._take_n4(n4)
        return self.found

    def _at(self, session_id: int) -> Session:
        session = self.current.get(session_id)
        if session is None:
            session = self.current[session_id] = Session(session_id)
            self.found.append(session)
        return session

    def _take_nas(self, message: Message, before: Message | None) -> None:
        session_id = as_number(message.first("nas-5gs.pdu_session_id"))
        if session_id is None:
            return
        if message.code == _REQUEST and message.direction != "down":
            if session_id not in self.asked_for:
                self.current.pop(session_id, None)
                self.asked_for.add(session_id)
            session = self._at(session_id)
            sources = (message, before) if before and before.protocol == "NAS-MM" else (message,)
            for source in sources:
                session.dnn = source.first("nas-5gs.cmn.dnn") or session.dnn
                session.slice = next(iter(_nas_slices(source)), session.slice)
        elif message.code == _ACCEPT:
            self.asked_for.discard(session_id)
            _accept(self._at(session_id), message)
        elif message.code == _RELEASE_COMPLETE:
            self.current.pop(session_id, None)
            self.asked_for.discard(session_id)

    def _take_ngap(self, message: Message) -> None:
        ids = list(dict.fromkeys(numbers(message, "ngap.pDUSessionID")))
        ends = ngap_tunnel_ends(message)
        own = list(zip(ids, ends, strict=False)) if len(ids) in (1, len(ends)) else []
        step = (message.code, message.outcome)
        if step in ((_SETUP, "initiating"), (_CONTEXT_SETUP, "initiating")):
            for session_id, end in own:
                self._at(session_id).uplink = end
            if step[0] == _SETUP and len(ids) == 1:
                self.asked_for.discard(ids[0])
                _set_up(self._at(ids[0]), message)
        elif step in ((_SETUP, "successful"), (_CONTEXT_SETUP, "successful")) or step == (
            *(_PATH_SWITCH, "initiating"),
        ):
            for session_id, end in own:
                self._at(session_id).downlink = end
        elif step == (_HANDOVER_ALLOCATION, "successful"):
            self.prepared = own
        elif step == (_HANDOVER_NOTIFICATION, "initiating"):
            for session_id, end in self.prepared:
                self._at(session_id).downlink = end
            self.prepared = []
        elif step == (_RELEASE, "successful"):
            for session_id in ids:
                self.current.pop(session_id, None)

    def _take_n4(self, n4: Sequence[Message]) -> None:
        ends = {end for message in n4 for end in n4_tunnel_ends(message)}
        # Router advertisements and the like go to the SMF itself (TS 29.244, 5.3).
        outer = {end for message in n4 for end in n4_outer_headers(message)}
        peers = {host(end) for message in n4 for end in (message.source, message.destination)}
        to_gnb = {end for end in outer if end[0] not in peers}
        at_access = _access_ends(n4)
        addresses = dict.fromkeys(address for message in n4 for address in n4_ue_addresses(message))
        matching = [
            session
            for session in self.found
            if (session.address in addresses or session.uplink in ends or session.downlink in outer)
        ]
        session = next((one for one in matching if not one.seids), None)
        if session is None:
            session = matching[-1] if matching else Session()
            if not matching:
                self.found.append(session)
        if not session.address and len(addresses) == 1:
            session.address = next(iter(addresses))
        if session.id is None and len(at_access) == 1:
            session.uplink = session.uplink or next(iter(at_access))
        if session.id is None and len(to_gnb) == 1:
            session.downlink = session.downlink or next(iter(to_gnb))
        session.seids = tuple(dict.fromkeys((*session.seids, *_seids(n4))))


def _access_ends(n4: Sequence[Message]) -> set[TunnelEnd]:
    """Return the UPF's tunnel ends towards the gNB: those in rules whose source is Access."""
    sides: dict[int, int] = {}
    found: set[TunnelEnd] = set()
    for message in n4:
        ends, rules = n4_tunnel_ends(message), numbers(message, "pfcp.pdr_id")
        interfaces = numbers(message, "pfcp.source_interface")
        if len(rules) == len(interfaces):
            sides.update(zip(rules, interfaces, strict=True))
        if interfaces and len(interfaces) == len(ends):
            found |= {end for end, side in zip(ends, interfaces, strict=True) if side == _ACCESS}
        elif len(rules) == len(ends) and all(rule in sides for rule in rules):
            of_access = [sides[rule] == _ACCESS for rule in rules]
            found |= {end for end, wanted in zip(ends, of_access, strict=True) if wanted}
        else:
            found |= set(ends)
    return found


def _accept(session: Session, message: Message) -> None:
    session.address = message.first("nas-5gs.sm.pdu_addr_inf_ipv4") or session.address
    kind = as_number(message.first("nas-5gs.sm.pdu_session_type"))
    session.type = _SESSION_TYPES.get(kind or 0, session.type)
    session.ambr_down_bps = _nas_rate(message, "dl") or session.ambr_down_bps
    session.ambr_up_bps = _nas_rate(message, "ul") or session.ambr_up_bps
    if not session.flows:
        qfis, five_qis = numbers(message, "nas-5gs.sm.qfi"), numbers(message, "nas-5gs.sm.5qi")
        # QoS rules come first and name QFIs too; the flow descriptions are the last ones.
        if five_qis and len(five_qis) <= len(qfis):
            session.flows = tuple(zip(qfis[-len(five_qis) :], five_qis, strict=True))


def _set_up(session: Session, message: Message) -> None:
    """Read the transfer for one session in a PDU session resource setup request."""
    session.slice = next(iter(_ngap_slices(message)), "") or session.slice
    kind = as_number(message.first("ngap.PDUSessionType"))
    if kind is not None and kind < len(_NGAP_SESSION_TYPES):
        session.type = session.type or _NGAP_SESSION_TYPES[kind]
    qfis, five_qis = numbers(message, "ngap.qosFlowIdentifier"), numbers(message, "ngap.fiveQI")
    if len(qfis) == len(five_qis) and qfis:
        session.flows = tuple(zip(qfis, five_qis, strict=True))
    for direction, name in (("DL", "ambr_down_bps"), ("UL", "ambr_up_bps")):
        rate = as_number(message.first(f"ngap.pDUSessionAggregateMaximumBitRate{direction}"))
        if rate is not None:
            setattr(session, name, rate)


def _nas_rate(message: Message, direction: str) -> int | None:
    """Return a session AMBR in bit/s: units go 1, 4, 16, 64, 256 of k, M, G, T, P."""
    value = as_number(message.first(f"nas-5gs.sm.session_ambr_{direction}"))
    unit = as_number(message.first(f"nas-5gs.sm.unit_for_session_ambr_{direction}"))
    if value is None or unit is None or not 1 <= unit <= 25:
        return None
    thousands, fours = divmod(unit - 1, 5)
    return value * int(4**fours) * int(1000 ** (thousands + 1))


def _seids(n4: Sequence[Message]) -> list[tuple[str, int]]:
    """Return the SEIDs of an N4 session: a header holds its receiver's, an F-SEID its sender's."""
    found: dict[tuple[str, int], None] = {}
    for message in n4:
        seids = numbers(message, "pfcp.seid")
        if seids and seids[0]:
            found[host(message.destination), seids[0]] = None
        if message.code in (50, 51) and len(seids) > 1:
            found[host(message.source), seids[-1]] = None
    return list(found)


def _capabilities(message: Message) -> tuple[str, ...]:
    return tuple(
        name for name, field_name in _CAPABILITIES.items() if as_number(message.first(field_name))
    )


def _algorithm(family: str, number: str | None) -> str:
    value = as_number(number)
    return "" if value is None else f"{family}{value}"


def _scheme(sucis: Sequence[str]) -> str:
    if not sucis or not sucis[-1].startswith("suci-0-"):
        return ""
    number = as_number(sucis[-1].split("-")[5])
    if number is None:
        return ""
    return _SCHEMES[number] if number < len(_SCHEMES) else f"scheme {number}"


def _nas_slices(message: Message) -> tuple[str, ...]:
    discriminators = [f"{value:06x}" for value in numbers(message, "nas-5gs.mm.mm_sd")]
    return _slices(numbers(message, "nas-5gs.mm.sst"), discriminators)


def _ngap_slices(message: Message) -> tuple[str, ...]:
    types = [int(text, 16) for text in message.fields.get("ngap.sST", ()) if _is_hex(text)]
    discriminators = [text.replace(":", "") for text in message.fields.get("ngap.sD", ())]
    return _slices(types, discriminators)


def _allowed(message: Message) -> tuple[str, ...]:
    """Return the allowed NSSAI of an initial context setup, which may also set sessions up.

    Those have an S-NSSAI each; what comes first in the message shows in the order of its
    elements.
    """
    slices = _ngap_slices(message)
    count = as_number(message.first("ngap.AllowedNSSAI"))
    if count is None:
        return slices if not message.fields.get("ngap.pDUSessionID") else ()
    if len(slices) <= count:
        return slices
    elements = message.fields.get("ngap.id", ())
    if _ALLOWED_NSSAI not in elements or _SESSIONS_TO_SET_UP not in elements:
        return ()
    sessions_first = elements.index(_SESSIONS_TO_SET_UP) < elements.index(_ALLOWED_NSSAI)
    return slices[-count:] if sessions_first else slices[:count]


def _slices(types: Sequence[int], discriminators: Sequence[str]) -> tuple[str, ...]:
    """Pair SSTs with SDs; if only some have an SD, ``?`` marks that it is unknown which."""
    if len(types) == len(discriminators):
        pairs = zip(types, discriminators, strict=True)
        return tuple(f"{sst}-{sd}" for sst, sd in pairs)
    mark = "-?" if discriminators else ""
    return tuple(f"{sst}{mark}" for sst in types)


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 2 and all(digit in "0123456789abcdefABCDEF" for digit in text)
