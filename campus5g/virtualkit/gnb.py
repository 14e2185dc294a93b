"""The gNB: it joins the air interface to N2 and N3."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count

from campus5g.virtualkit import gtpu, ngap
from campus5g.virtualkit.gtpu import GPdu
from campus5g.virtualkit.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.lane import Lane
from campus5g.virtualkit.link import Link
from campus5g.virtualkit.ngap import NgapMessage, Position, Procedure, Tunnel, UeIds
from campus5g.virtualkit.protocol_error import ProtocolError
from campus5g.virtualkit.radio import (
    AirInterface,
    NasTransfer,
    RrcRelease,
    RrcSetup,
    Transmission,
    UserData,
)

FORWARDING_S = 0.0002

_log = logging.getLogger(__name__)


@dataclass
class _Session:
    session_id: int
    downlink_teid: int
    uplink: Tunnel


@dataclass
class _UeContext:
    """What the gNB holds about a UE that is connected."""

    ue: str
    ran_id: int
    amf_id: int | None = None
    sessions: dict[int, _Session] = field(default_factory=dict)


class Gnb:
    """A base station with one cell.

    Parameters:
        address: its host on N3.
        position: its cell.
        n3: the wire to the UPF.
        send: takes an NGAP message for the AMF, with its stream.
    """

    def __init__(
        self,
        address: IPv4Address,
        position: Position,
        n3: Link,
        send: Callable[[int, bytes], None],
    ) -> None:
        self.ready = asyncio.Event()
        self._address = address
        self._position = position
        self._n3 = n3
        self._send = send
        self._air: dict[str, AirInterface] = {}
        self._ran_ids = count(1)
        self._teids = count(1)
        self._by_ue: dict[str, _UeContext] = {}
        self._by_ran_id: dict[int, _UeContext] = {}
        self._by_teid: dict[int, tuple[_UeContext, _Session]] = {}
        downlink: Lane[Ipv4Packet] = Lane(self._handle_downlink)
        n3.attach(address, lambda packet: downlink.send(packet, FORWARDING_S))

    @property
    def connected(self) -> tuple[str, ...]:
        """The UEs that have a connection."""
        return tuple(self._by_ue)

    def cover(self, ue: str, air: AirInterface) -> None:
        """Serve a UE over its air interface."""
        self._air[ue] = air

    def hear(self, ue: str, transmission: Transmission) -> None:
        """Take what a UE has sent."""
        context = self._by_ue.get(ue)
        match transmission:
            case RrcSetup(pdu):
                self._connect(ue, pdu)
            case NasTransfer(pdu) if context is not None:
                self._send(
                    ngap.UE_STREAM,
                    ngap.uplink_nas_transport(self._ids(context), pdu, self._position),
                )
            case UserData(session_id, qfi, packet) if context is not None:
                self._send_uplink(context, session_id, qfi, packet)

    def receive(self, data: bytes) -> None:
        """Take an NGAP message from the AMF."""
        try:
            message = ngap.decode(data)
            self._dispatch(message)
        except ProtocolError as error:
            _log.warning("the gNB discards a message from the AMF: %s", error)

    def _connect(self, ue: str, pdu: bytes) -> None:
        context = _UeContext(ue, next(self._ran_ids))
        self._by_ue[ue] = context
        self._by_ran_id[context.ran_id] = context
        self._send(ngap.UE_STREAM, ngap.initial_ue_message(context.ran_id, pdu, self._position))

    def _dispatch(self, message: NgapMessage) -> None:
        match message.procedure, message.outcome:
            case Procedure.NG_SETUP, "successfulOutcome":
                self.ready.set()
            case Procedure.NG_SETUP, "unsuccessfulOutcome":
                _log.error("the AMF refuses the gNB: %s", message["Cause"])
            case Procedure.DOWNLINK_NAS_TRANSPORT, _:
                self._pass_on(self._context(message), message["NAS-PDU"])
            case Procedure.INITIAL_CONTEXT_SETUP, "initiatingMessage":
                context = self._context(message)
                self._pass_on(context, message["NAS-PDU"])
                self._send(ngap.UE_STREAM, ngap.initial_context_setup_response(self._ids(context)))
            case Procedure.PDU_SESSION_RESOURCE_SETUP, "initiatingMessage":
                self._on_session_setup(message)
            case Procedure.UE_CONTEXT_RELEASE, "initiatingMessage":
                self._on_release(message)
            case _:
                raise ProtocolError(f"{message.procedure.name} is not for the gNB")

    def _on_session_setup(self, message: NgapMessage) -> None:
        context = self._context(message)
        session_id, nas, uplink, five_qis = ngap.read_setup_request(message)
        session = _Session(session_id, next(self._teids), uplink)
        context.sessions[session_id] = session
        self._air[context.ue].five_qis = five_qis
        self._by_teid[session.downlink_teid] = context, session
        self._pass_on(context, nas)
        tunnel = Tunnel(session.downlink_teid, self._address)
        response = ngap.pdu_session_resource_setup_response(
            self._ids(context), session_id, tunnel, five_qis
        )
        self._send(ngap.UE_STREAM, response)

    def _on_release(self, message: NgapMessage) -> None:
        context = self._context(message)
        del self._by_ran_id[context.ran_id]
        if self._by_ue.get(context.ue) is context:
            del self._by_ue[context.ue]
            self._air[context.ue].send_down(RrcRelease())
        for session in context.sessions.values():
            del self._by_teid[session.downlink_teid]
        complete = ngap.ue_context_release_complete(
            self._ids(context), self._position, list(context.sessions)
        )
        self._send(ngap.UE_STREAM, complete)

    def _context(self, message: NgapMessage) -> _UeContext:
        ids = ngap.ue_ids(message)
        context = self._by_ran_id.get(ids.ran)
        if context is None:
            raise ProtocolError("a message about an unknown UE")
        context.amf_id = ids.amf
        return context

    def _ids(self, context: _UeContext) -> UeIds:
        if context.amf_id is None:
            raise ProtocolError("a UE that the AMF has not named yet")
        return UeIds(context.amf_id, context.ran_id)

    def _pass_on(self, context: _UeContext, nas: bytes) -> None:
        self._air[context.ue].send_down(NasTransfer(nas))

    def _send_uplink(self, context: _UeContext, session_id: int, qfi: int, packet: bytes) -> None:
        session = context.sessions.get(session_id)
        if session is None:
            return
        pdu = GPdu(session.uplink.teid, gtpu.UPLINK_PDU_SESSION, qfi, packet)
        datagram = UdpDatagram(gtpu.PORT, gtpu.PORT, pdu.encode())
        outer = datagram.between(self._address, session.uplink.address)
        self._n3.send(outer, self._address, session.uplink.address)

    def _handle_downlink(self, packet: Ipv4Packet) -> None:
        try:
            pdu = GPdu.decode(UdpDatagram.decode(packet.payload).payload)
        except ProtocolError as error:
            _log.warning("the gNB drops a packet from N3: %s", error)
            return
        known = self._by_teid.get(pdu.teid)
        if known is not None:
            context, session = known
            self._air[context.ue].send_down(UserData(session.session_id, pdu.qfi, pdu.packet))
