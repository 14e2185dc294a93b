"""Counts of the AMF's NAS messages: registrations, authentications and UEs.

As in Open5GS, a request counts when it arrives, a success or a failure when it is sent or
confirmed (its `src/amf`; the names follow TS 28.552, 5.2).
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.dnn import decode_dnn
from campus5g.virtualkit.codecs.identities import Guti, Snssai, decode_imeisv, decode_nssai
from campus5g.virtualkit.codecs.nas import Mm, MmMessage, SmMessage, decode_mm, decode_sm
from campus5g.virtualkit.codecs.ngap import NgapMessage, UeIds
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.observer import AmfObserver
from campus5g.virtualkit.timing import moment

REGISTRATION_TIMES_MS = tuple(20.0 * 2**step for step in range(8))
"""Upper bounds of the histogram of registration times, as in Open5GS."""

_REGISTRATIONS = {1: "init", 2: "mob", 3: "period", 4: "emerg"}
"""Registration types (TS 24.501, 9.11.3.7)."""
_ESTABLISHMENT_REQUEST, _ESTABLISHMENT_ACCEPT, _ESTABLISHMENT_REJECT = 0xC1, 0xC2, 0xC3
_RELEASE_COMMAND = 0xD3
_SM_HEADER_BYTES = 4


@dataclass(frozen=True)
class AcceptedSession:
    """A PDU session from its ESTABLISHMENT ACCEPT, which is decoded only when needed."""

    id: int
    accept: bytes

    @cached_property
    def _elements(self) -> SmMessage:
        return decode_sm(self.accept)

    @property
    def address(self) -> IPv4Address:
        """The UE's address."""
        return IPv4Address(self._elements.octets("PDUAddress")[1:5])

    @property
    def slice(self) -> Snssai:
        """The session's slice."""
        return Snssai.decode(self._elements.octets("SNSSAI"))

    @property
    def dnn(self) -> str:
        """The data network name."""
        return decode_dnn(self._elements.octets("DNN"))

    @property
    def five_qis(self) -> dict[int, int]:
        """The 5QI of each QoS flow, by QFI (TS 24.501, 9.11.4.12)."""
        data, found = self._elements.octets("QoSFlowDesc"), {}
        while data:
            qfi, parameters, data = data[0] & 0x3F, data[2] & 0x3F, data[3:]
            for _ in range(parameters):
                kind, length = data[0], data[1]
                if kind == 1:
                    found[qfi] = data[2]
                data = data[2 + length :]
        return found


@dataclass
class UeAccount:
    """A UE as its NAS messages describe it."""

    supi: str
    ids: UeIds
    identity: bytes
    """The 5GS mobile identity that it registered with."""
    kind: str
    """The type of its last registration."""
    asked_s: float
    connected: bool = True
    registered: bool = False
    """Whether it has completed its registration and not deregistered since."""
    guti: Guti | None = None
    imeisv: str = ""
    algorithms: tuple[int, int] | None = None
    """The ciphering and integrity algorithms, by number."""
    allowed: list[Snssai] = field(default_factory=list)
    request: bytes = b""
    """Its complete REGISTRATION REQUEST."""
    asked: dict[int, Snssai] = field(default_factory=dict)
    """The slice of each PDU session that it requested."""
    sessions: dict[int, AcceptedSession] = field(default_factory=dict)

    @property
    def requested(self) -> list[Snssai]:
        """The requested NSSAI."""
        request = decode_mm(self.request) if self.request else None
        if request is None or "NSSAI" not in request.elements:
            return []
        return decode_nssai(request.octets("NSSAI"))


class NasAccount(AmfObserver):
    """The counts and the UEs of one AMF."""

    def __init__(self) -> None:
        self.gnbs: dict[int, NgapMessage] = {}
        """The NG SETUP REQUEST of each gNB, by gNB ID."""
        self.ues: dict[str, UeAccount] = {}
        self.registrations: Counter[tuple[str, str]] = Counter()
        """Registrations by type (init, mob, period, emerg), and req or succ."""
        self.failures: Counter[tuple[str, int]] = Counter()
        """Failed registrations by type, and 5GMM cause."""
        self.authentications: Counter[str] = Counter()
        """AUTHENTICATION REQUESTs (req) and REJECTs (reject)."""
        self.authentication_failures: Counter[int] = Counter()
        """AUTHENTICATION FAILUREs, by 5GMM cause."""
        self.sessions: Counter[tuple[Snssai, str]] = Counter()
        """PDU sessions requested (req) and accepted (succ), by slice."""
        self.session_failures: Counter[int] = Counter()
        """Rejected PDU sessions, by 5GSM cause."""
        self.times_ms: Counter[int] = Counter()
        """Registrations by the interval of `REGISTRATION_TIMES_MS` that their time falls into."""
        self.total_time_ms = 0.0
        self._by_ids: dict[UeIds, UeAccount] = {}

    def gnb_admitted(self, request: NgapMessage) -> None:
        """Record a gNB; one that repeats NG setup has lost its UEs (TS 38.413, 8.7.1.1)."""
        (_, node) = request["GlobalRANNodeID"]
        (_, (number, _)) = node["gNB-ID"]
        if number in self.gnbs:
            self._by_ids.clear()
            for ue in self.ues.values():
                ue.connected = ue.registered = False
        self.gnbs[number] = request

    def context_moved(self, before: UeIds, after: UeIds) -> None:
        """Record that a UE was handed over to another gNB."""
        ue = self._by_ids.get(before)
        if ue is not None:
            self._connect(after, ue)

    def context_released(self, ids: UeIds) -> None:
        """Record that a UE is no longer connected."""
        ue = self._by_ids.pop(ids, None)
        if ue is not None and ue.ids == ids:
            ue.connected = False

    def nas_received(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        """Count a message from a UE."""
        if message.type is Mm.REGISTRATION_REQUEST:
            self._on_registration_request(ids, supi, message)
        elif message.type is Mm.SERVICE_REQUEST and supi in self.ues:
            self._connect(ids, self.ues[supi])
        ue = self._by_ids.get(ids)
        if ue is None:
            return
        match message.type:
            case Mm.AUTHENTICATION_FAILURE:
                self.authentication_failures[message.octets("5GMMCause")[0]] += 1
            case Mm.SECURITY_MODE_COMPLETE:
                ue.imeisv = decode_imeisv(message.octets("IMEISV"))
                ue.request = message.octets("NASContainer")
            case Mm.REGISTRATION_COMPLETE:
                self._on_registered(ue)
            case Mm.DEREGISTRATION_REQUEST | Mm.NETWORK_DEREGISTRATION_ACCEPT:
                ue.registered = False
                ue.sessions.clear()
            case Mm.UL_NAS_TRANSPORT if (
                "SNSSAI" in message.elements and _sm_type(message) == _ESTABLISHMENT_REQUEST
            ):
                wanted = Snssai.decode(message.octets("SNSSAI"))
                ue.asked[message.octets("PDUSessID")[0]] = wanted
                self.sessions[wanted, "req"] += 1

    def nas_sent(self, ids: UeIds, message: MmMessage) -> None:
        """Count a message to a UE."""
        ue = self._by_ids.get(ids)
        if ue is None:
            return
        match message.type:
            case Mm.AUTHENTICATION_REQUEST:
                self.authentications["req"] += 1
            case Mm.AUTHENTICATION_REJECT:
                self.authentications["reject"] += 1
            case Mm.SECURITY_MODE_COMMAND:
                algorithms = message.octets("NASSecAlgo")[0]
                ue.algorithms = algorithms >> 4, algorithms & 0x0F
            case Mm.REGISTRATION_ACCEPT:
                ue.guti = Guti.decode(message.octets("GUTI"))
                ue.allowed = decode_nssai(message.octets("AllowedNSSAI"))
            case Mm.REGISTRATION_REJECT:
                self.failures[ue.kind, message.octets("5GMMCause")[0]] += 1
            case Mm.DL_NAS_TRANSPORT:
                self._on_session_answer(ue, message)

    def _on_registration_request(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        number = message.elements["5GSRegType"]
        kind = _REGISTRATIONS.get(int(number) & 7 if isinstance(number, int) else 1, "init")
        self.registrations[kind, "req"] += 1
        identity, now_s = message.octets("5GSID"), moment.now_s()
        known = self.ues.get(supi)
        if kind == "init" or known is None:
            ue = UeAccount(supi, ids, identity, kind, now_s)
            if known is not None:  # a UE that still has keys is not asked for these again
                ue.imeisv, ue.algorithms, ue.request = (
                    known.imeisv,
                    known.algorithms,
                    known.request,
                )
        else:
            ue, known.identity, known.kind, known.asked_s = known, identity, kind, now_s
        self.ues[supi] = ue
        self._connect(ids, ue)

    def _connect(self, ids: UeIds, ue: UeAccount) -> None:
        ue.ids, ue.connected = ids, True
        self._by_ids[ids] = ue

    def _on_registered(self, ue: UeAccount) -> None:
        ue.registered = True
        self.registrations[ue.kind, "succ"] += 1
        time_ms = 1000 * (moment.now_s() - ue.asked_s)
        self.times_ms[bisect_left(REGISTRATION_TIMES_MS, time_ms)] += 1
        self.total_time_ms += time_ms

    def _on_session_answer(self, ue: UeAccount, message: MmMessage) -> None:
        kind, payload = _sm_type(message), message.octets("PayloadContainer")
        if kind == _ESTABLISHMENT_ACCEPT:
            session_id = payload[1]
            accepted = AcceptedSession(session_id, payload)
            ue.sessions[session_id] = accepted
            self.sessions[ue.asked.get(session_id) or accepted.slice, "succ"] += 1
        elif kind == _RELEASE_COMMAND:
            ue.sessions.pop(payload[1], None)
        elif kind == _ESTABLISHMENT_REJECT:
            self.session_failures[payload[_SM_HEADER_BYTES]] += 1


def _sm_type(message: MmMessage) -> int | None:
    """Return the type of the 5GSM message that a NAS transport carries."""
    try:
        payload = message.octets("PayloadContainer")
    except ProtocolError:
        return None
    return payload[_SM_HEADER_BYTES - 1] if len(payload) > _SM_HEADER_BYTES else None
