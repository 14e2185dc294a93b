"""The gNB: connects the air interface to N2 and N3."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Address
from itertools import count

from campus5g.virtualkit.codecs import gtpu, ngap, ngap_handover, ngap_sessions
from campus5g.virtualkit.codecs.gtpu import GPdu
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.ngap import (
    NgapError,
    NgapMessage,
    Position,
    Procedure,
    Tunnel,
    UeIds,
)
from campus5g.virtualkit.codecs.ngap_handover import BearerCounts, Target
from campus5g.virtualkit.codecs.ngap_sessions import GrantedSession, ServedSession
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.codecs.rrc import MeasuredCell
from campus5g.virtualkit.ran.admission import Admission, Flow
from campus5g.virtualkit.ran.paging_occasion import until_occasion_s
from campus5g.virtualkit.ran.radio import (
    AirInterface,
    NasTransfer,
    Paging,
    RrcHandover,
    RrcHandoverComplete,
    RrcRelease,
    RrcSetup,
    Transmission,
    UserData,
)
from campus5g.virtualkit.timing import moment
from campus5g.virtualkit.timing.inactivity import Activity
from campus5g.virtualkit.wire.lane import Lane
from campus5g.virtualkit.wire.link import Link

FORWARDING_S = 0.0002

_FIRST_C_RNTI = 0x4601
_UP, _DOWN = 0, 1
_AWAITED = ""
_UNREPORTED = MeasuredCell(rsrp_dbm=-100, sinr_db=10)
"""What is assumed of a UE whose gNB reports nothing of it that is understood."""

_log = logging.getLogger(__name__)


@dataclass
class _Session:
    session_id: int
    downlink_teid: int
    uplink: Tunnel
    counts: dict[int, list[int]]
    """Uplink and downlink packets of each QoS flow, for the PDCP COUNTs (TS 38.323, 7.1)."""


@dataclass
class _UeContext:
    """The context of a connected UE; one that is expected by handover has no name yet."""

    ue: str
    ran_id: int
    amf_id: int | None = None
    sessions: dict[int, _Session] = field(default_factory=dict)
    five_qis: dict[int, int] = field(default_factory=dict)
    activity: Activity | None = None
    target: Target | None = None
    """The target of a handover under way."""
    measured: MeasuredCell | None = None
    """What another gNB reports of a UE that is expected by handover."""


class _UnknownUeError(ProtocolError):
    def __init__(self, ids: UeIds) -> None:
        super().__init__("a message about an unknown UE")
        self.ids = ids


class Gnb:
    """A gNB with one cell.

    Args:
        address: its address on N3.
        position: its cell.
        n3: the link to the UPF.
        inactivity_s: the time without traffic after which a UE is released; None for never.
    """

    def __init__(
        self,
        address: IPv4Address,
        position: Position,
        n3: Link,
        inactivity_s: float | None = None,
    ) -> None:
        self.ready = asyncio.Event()
        self._address = address
        self.position = position
        self._n3 = n3
        self.radio_capability: bytes | None = None
        """What it tells an AMF that does not know a UE's radio capabilities; None for nothing."""
        self.send: Callable[[int, bytes], None] = _unconnected
        """Sends an NGAP message to the AMF on an SCTP stream."""
        self.arrived: Callable[[str], None] = lambda _: None
        """Called with the name of each UE that another gNB has handed over to this one."""
        self.inactivity_s = inactivity_s
        """The inactivity timer of UEs that connect later, in seconds."""
        self.admission = Admission()
        self.share_needed: Callable[[str, int], float] = lambda *_: 0.0
        """Returns the part of the carrier that a UE needs for a bit rate in kbit/s."""
        self.share_reported: Callable[[MeasuredCell, int], float] = lambda *_: 0.0
        """The same for a UE of another gNB, from what it reports of this cell."""
        self._air: dict[str, AirInterface] = {}
        self._covered: set[str] = set()
        self._c_rntis = count(_FIRST_C_RNTI)
        self._awaited: dict[int, _UeContext] = {}
        self._ran_ids = count(1)
        self._teids = count(1)
        self._by_ue: dict[str, _UeContext] = {}
        self._by_ran_id: dict[int, _UeContext] = {}
        self._by_teid: dict[int, tuple[_UeContext, _Session]] = {}
        downlink: Lane[Ipv4Packet] = Lane(self._handle_downlink)
        n3.attach(address, lambda packet: downlink.send(packet, FORWARDING_S))

    @property
    def connected(self) -> tuple[str, ...]:
        """The connected UEs."""
        return tuple(self._by_ue)

    def qfis(self, ue: str) -> frozenset[int] | None:
        """Return the QoS flows that a UE is served; None if it is not connected."""
        context = self._by_ue.get(ue)
        return None if context is None else frozenset(context.five_qis)

    def know(self, ue: str, air: AirInterface) -> None:
        """Add the air interface over which a UE is reached while in the cell."""
        self._air[ue] = air

    def cover(self, ue: str) -> None:
        """Add a UE to the cell."""
        self._covered.add(ue)

    def uncover(self, ue: str) -> None:
        """Remove a UE from the cell."""
        self._covered.discard(ue)

    def serves_tunnel(self, teid: int) -> bool:
        """Return whether a session has this downlink tunnel endpoint."""
        return teid in self._by_teid

    def on_transmission(self, ue: str, transmission: Transmission) -> None:
        """Handle a transmission from a UE."""
        context = self._by_ue.get(ue)
        if context is not None and context.activity is not None:
            context.activity.note()
        match transmission:
            case RrcSetup() as setup:
                self._connect(ue, setup)
            case NasTransfer(pdu) if context is not None:
                self.send(
                    ngap.UE_STREAM,
                    ngap.uplink_nas_transport(self._ids(context), pdu, self.position),
                )
            case RrcHandoverComplete(c_rnti):
                self._on_arrival(ue, c_rnti)
            case UserData(session_id, qfi, packet) if context is not None:
                self._send_uplink(context, session_id, qfi, packet)

    def receive(self, data: bytes) -> None:
        """Handle an NGAP message from the AMF."""
        try:
            message = ngap.decode(data)
        except NgapError as error:
            self._report("protocol", "transfer-syntax-error", error)
            return
        try:
            self._dispatch(message)
        except _UnknownUeError as error:
            self._report("radioNetwork", "unknown-local-UE-NGAP-ID", error, error.ids)
        except NgapError as error:
            self._report("protocol", "abstract-syntax-error-reject", error)
        except ProtocolError as error:
            self._report("protocol", "message-not-compatible-with-receiver-state", error)

    def _report(
        self, group: ngap.CauseGroup, cause: str, error: ProtocolError, ue: UeIds | None = None
    ) -> None:
        """Tell the AMF of a message that can't be followed (TS 38.413, 8.7.4, 10)."""
        _log.warning("the gNB discards a message from the AMF: %s", error)
        self.send(ngap.COMMON_STREAM, ngap.error_indication(cause, group, ue))

    def lose_amf(self) -> None:
        """Release every UE: without an AMF none can be served."""
        for context in self._by_ue.values():
            if context.activity is not None:
                context.activity.stop()
        self.ready.clear()
        self._by_ue.clear()
        self._by_ran_id.clear()
        for teid in self._by_teid:
            self.admission.release_session(teid)
        self._by_teid.clear()
        self._awaited.clear()

    def release_inactive(self, ue: str) -> None:
        """Release a UE as if its inactivity timer had expired; no effect if it is idle."""
        context = self._by_ue.get(ue)
        if context is not None:
            self._release_inactive(context)

    def _connect(self, ue: str, setup: RrcSetup) -> None:
        context = _UeContext(ue, next(self._ran_ids))
        earlier = self._by_ue.get(ue)
        if earlier is not None and earlier.activity is not None:
            earlier.activity.stop()
        self._by_ue[ue] = context
        self._by_ran_id[context.ran_id] = context
        message = ngap.initial_ue_message(
            context.ran_id, setup.pdu, self.position, setup.cause, setup.name
        )
        self.send(ngap.UE_STREAM, message)

    def _dispatch(self, message: NgapMessage) -> None:
        match message.procedure, message.outcome:
            case Procedure.NG_SETUP, "successfulOutcome":
                self.ready.set()
            case Procedure.NG_SETUP, "unsuccessfulOutcome":
                _log.error("the AMF rejects the gNB: %s", message["Cause"])
            case Procedure.DOWNLINK_NAS_TRANSPORT, _:
                self._pass_on(self._context(message), message["NAS-PDU"])
            case Procedure.INITIAL_CONTEXT_SETUP, "initiatingMessage":
                self._on_context_setup(message)
            case Procedure.PDU_SESSION_RESOURCE_SETUP, "initiatingMessage":
                self._on_session_setup(message)
            case Procedure.UE_CONTEXT_RELEASE, "initiatingMessage":
                self._on_release(message)
            case Procedure.PDU_SESSION_RESOURCE_MODIFY, "initiatingMessage":
                context = self._context(message)
                session_id, nas = ngap_sessions.read_modify_request(message)
                self._pass_on(context, nas)
                self.send(
                    ngap.UE_STREAM, ngap_sessions.modify_response(self._ids(context), session_id)
                )
            case Procedure.PDU_SESSION_RESOURCE_RELEASE, "initiatingMessage":
                self._on_session_release(message)
            case Procedure.HANDOVER_PREPARATION, "successfulOutcome":
                self._on_handover_command(message)
            case Procedure.HANDOVER_PREPARATION, "unsuccessfulOutcome":
                self._context(message).target = None
            case Procedure.HANDOVER_RESOURCE_ALLOCATION, "initiatingMessage":
                self._on_handover_request(message)
            case Procedure.DOWNLINK_RAN_STATUS_TRANSFER, _:
                self._context(message)
            case Procedure.PAGING, _:
                self._on_paging(message)
            case Procedure.ERROR_INDICATION, _:
                _log.warning("the AMF reports an error: %s", ngap.read_error(message))
            case _:
                raise ProtocolError(f"{message.procedure.name} is not for the gNB")

    def _on_context_setup(self, message: NgapMessage) -> None:
        context = self._context(message)
        served = [
            self._serve(context, granted)
            for granted in ngap_sessions.read_context_setup_request(message)
        ]
        self._watch(context)
        self._pass_on(context, message["NAS-PDU"])
        response = ngap_sessions.context_setup_response(self._ids(context), served)
        self.send(ngap.UE_STREAM, response)
        if self.radio_capability is not None and "UERadioCapability" not in message.elements:
            indication = ngap.ue_radio_capability_info_indication(
                self._ids(context), self.radio_capability
            )
            self.send(ngap.UE_STREAM, indication)

    def _on_session_setup(self, message: NgapMessage) -> None:
        context = self._context(message)
        nas, granted = ngap_sessions.read_setup_request(message)
        served = self._serve(context, granted)
        self._pass_on(context, nas)
        response = ngap_sessions.setup_response(self._ids(context), served)
        self.send(ngap.UE_STREAM, response)

    def _on_session_release(self, message: NgapMessage) -> None:
        context = self._context(message)
        session_id, nas = ngap_sessions.read_release_command(message)
        session = context.sessions.pop(session_id, None)
        if session is not None:
            self._forget(session)
        self._pass_on(context, nas)
        self.send(ngap.UE_STREAM, ngap_sessions.release_response(self._ids(context), session_id))

    def _serve(self, context: _UeContext, granted: GrantedSession) -> ServedSession:
        """Set up a session's bearers and its downlink tunnel endpoint."""
        counts = {qfi: [0, 0] for qfi in granted.five_qis}
        earlier = context.sessions.get(granted.session_id)
        if earlier is not None:
            self._forget(earlier)
        session = _Session(granted.session_id, next(self._teids), granted.uplink, counts)
        context.sessions[granted.session_id] = session
        self._by_teid[session.downlink_teid] = context, session
        refused = self._refused(context, session, granted)
        context.five_qis |= {
            qfi: five_qi for qfi, five_qi in granted.five_qis.items() if qfi not in refused
        }
        if context.ue in self._by_ue:
            self._air[context.ue].five_qis = context.five_qis
        tunnel = Tunnel(session.downlink_teid, self._address)
        served = tuple(qfi for qfi in granted.five_qis if qfi not in refused)
        return ServedSession(granted.session_id, tunnel, served, refused)

    def _refused(
        self, context: _UeContext, session: _Session, granted: GrantedSession
    ) -> tuple[int, ...]:
        """Return the QFIs of a session's flows that are not admitted."""
        if context.ue in self._by_ue:
            needed = partial(self.share_needed, context.ue)
        else:
            needed = partial(self.share_reported, context.measured or _UNREPORTED)
        refused = []
        for wanted in granted.guaranteed:
            flow = Flow(session.downlink_teid, wanted.qfi)
            share = partial(needed, wanted.kbps)
            admitted, victims = self.admission.admit(flow, share, wanted.arp)
            if not admitted:
                refused.append(wanted.qfi)
            self._give_up(victims)
        return tuple(refused)

    def _give_up(self, flows: Iterable[Flow]) -> None:
        """Send a PDU SESSION RESOURCE NOTIFY for each flow that has been pre-empted."""
        for teid, qfi in flows:
            context, session = self._by_teid[teid]
            context.five_qis.pop(qfi, None)
            message = ngap_sessions.notify(self._ids(context), session.session_id, [qfi])
            self.send(ngap.UE_STREAM, message)

    def _forget(self, session: _Session) -> None:
        del self._by_teid[session.downlink_teid]
        self.admission.release_session(session.downlink_teid)

    def _watch(self, context: _UeContext) -> None:
        if context.activity is not None:
            context.activity.stop()
        if self.inactivity_s is not None:
            context.activity = Activity(self.inactivity_s, lambda: self._release_inactive(context))

    def hand_over(self, ue: str, target: Target, measured: MeasuredCell) -> None:
        """Send a HANDOVER REQUIRED (TS 23.502, 4.9.1.3); no effect if the UE has no sessions.

        Args:
            ue: its name.
            target: the other gNB and its cell.
            measured: what the UE reports of that cell.
        """
        context = self._by_ue.get(ue)
        if context is None or not context.sessions or context.target is not None:
            return
        context.target = target
        message = ngap_handover.required(
            self._ids(context), target, list(context.sessions), measured
        )
        self.send(ngap.UE_STREAM, message)

    def _on_handover_request(self, message: NgapMessage) -> None:
        """Handle a HANDOVER REQUEST: prepare for a UE from another gNB."""
        wanted = ngap_handover.read_request(message)
        context = _UeContext(_AWAITED, next(self._ran_ids), wanted.amf_id, measured=wanted.measured)
        self._by_ran_id[context.ran_id] = context
        c_rnti = next(self._c_rntis)
        self._awaited[c_rnti] = context
        served = [self._serve(context, session) for session in wanted.sessions]
        message_back = ngap_handover.acknowledge(self._ids(context), served, c_rnti)
        self.send(ngap.UE_STREAM, message_back)

    def _on_handover_command(self, message: NgapMessage) -> None:
        """Handle a HANDOVER COMMAND: send it to the UE, and the RAN status to the AMF."""
        context = self._context(message)
        if context.target is None:
            raise ProtocolError("a HANDOVER COMMAND without a handover under way")
        c_rnti = ngap_handover.read_command(message)
        self._air[context.ue].send_down(RrcHandover(context.target.position.cell_id, c_rnti))
        counts = [
            BearerCounts(qfi, *counted)
            for session in context.sessions.values()
            for qfi, counted in session.counts.items()
        ]
        self.send(ngap.UE_STREAM, ngap_handover.uplink_status(self._ids(context), counts))

    def _on_arrival(self, ue: str, c_rnti: int) -> None:
        context = self._awaited.pop(c_rnti, None)
        if context is None:
            raise ProtocolError("a handed-over UE that was not expected")
        context.ue = ue
        self._by_ue[ue] = context
        self._air[ue].five_qis = context.five_qis
        self._watch(context)
        self.send(ngap.UE_STREAM, ngap_handover.notify(self._ids(context), self.position))
        self.arrived(ue)

    def _release_inactive(self, context: _UeContext) -> None:
        """Send a UE CONTEXT RELEASE REQUEST for an inactive UE (TS 38.413, 8.3.2)."""
        request = ngap.ue_context_release_request(
            self._ids(context), "user-inactivity", list(context.sessions)
        )
        self.send(ngap.UE_STREAM, request)

    def _on_paging(self, message: NgapMessage) -> None:
        name = ngap.read_paging(message)
        delay_s = until_occasion_s(name.tmsi, moment.utc_s())
        asyncio.get_running_loop().call_later(delay_s, self._page, Paging(name))

    def _page(self, page: Paging) -> None:
        """Page a UE in the cell; every idle UE there receives it."""
        for ue in self._covered - set(self._by_ue):
            self._air[ue].send_down(page)

    def _on_release(self, message: NgapMessage) -> None:
        context = self._context(message)
        if context.activity is not None:
            context.activity.stop()
        del self._by_ran_id[context.ran_id]
        if self._by_ue.get(context.ue) is context:
            del self._by_ue[context.ue]
            if context.ue in self._covered:
                self._air[context.ue].send_down(RrcRelease())
        for session in context.sessions.values():
            self._forget(session)
        complete = ngap.ue_context_release_complete(
            self._ids(context), self.position, list(context.sessions)
        )
        self.send(ngap.UE_STREAM, complete)

    def _context(self, message: NgapMessage) -> _UeContext:
        ids = ngap.ue_ids(message)
        context = self._by_ran_id.get(ids.ran)
        if context is None:
            raise _UnknownUeError(ids)
        context.amf_id = ids.amf
        return context

    def _ids(self, context: _UeContext) -> UeIds:
        if context.amf_id is None:
            raise ProtocolError("a UE without an AMF UE NGAP ID")
        return UeIds(context.amf_id, context.ran_id)

    def _pass_on(self, context: _UeContext, nas: bytes) -> None:
        self._air[context.ue].send_down(NasTransfer(nas))

    def _send_uplink(self, context: _UeContext, session_id: int, qfi: int, packet: bytes) -> None:
        session = context.sessions.get(session_id)
        if session is None or qfi not in session.counts:
            return
        session.counts[qfi][_UP] += 1
        pdu = GPdu(session.uplink.teid, gtpu.UPLINK_PDU_SESSION, qfi, packet)
        datagram = UdpDatagram(gtpu.PORT, gtpu.PORT, pdu.encode())
        outer = datagram.between(self._address, session.uplink.address)
        self._n3.send(outer, self._address, session.uplink.address)

    def _handle_downlink(self, packet: Ipv4Packet) -> None:
        try:
            payload = UdpDatagram.decode(packet.payload).payload
            if gtpu.is_end_marker(payload):
                return
            pdu = GPdu.decode(payload)
        except ProtocolError as error:
            _log.warning("the gNB drops a packet from N3: %s", error)
            return
        known = self._by_teid.get(pdu.teid)
        if known is not None and pdu.qfi in known[1].counts:
            context, session = known
            if context.activity is not None:
                context.activity.note()
            session.counts[pdu.qfi][_DOWN] += 1
            self._air[context.ue].send_down(UserData(session.session_id, pdu.qfi, pdu.packet))


def _unconnected(*_: object) -> None:
    raise RuntimeError("the gNB is not connected to an AMF")
