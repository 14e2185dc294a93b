"""The UPF: forwards user packets between tunnels on N3 and the data network on N6."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Address
from itertools import count

from campus5g.virtualkit.codecs import gtpu, pfcp
from campus5g.virtualkit.codecs.gtpu import GPdu
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.pfcp import Action, Elements, Ie, MessageType, PfcpMessage
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.codecs.qos import UdpFilter
from campus5g.virtualkit.core.firewall import Firewall
from campus5g.virtualkit.core.pfcp_requests import PfcpRequests
from campus5g.virtualkit.core.usage_report import Trigger, Usage
from campus5g.virtualkit.timing.token_bucket import TokenBucket
from campus5g.virtualkit.wire.lane import Lane
from campus5g.virtualkit.wire.link import Link

PROCESSING_S = 0.001
FORWARDING_S = 0.0002
BUFFERED_PACKETS = 64
KEPT_ANSWERS = 64
HEARTBEAT_PERIOD_S = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _DetectionRule:
    """A PDR for one direction: its packet filter, its rules, and its QoS flow."""

    pdr_id: int
    precedence: int
    far_id: int
    qfi: int
    filter: UdpFilter | None


@dataclass
class _ForwardingRule:
    """A FAR: the action, and the tunnel that packets are forwarded through, if any."""

    action: int
    teid: int = 0
    peer: IPv4Address | None = None


class _Rates:
    """The maximum bit rates of a QER, enforced in both directions (TS 29.244, 5.4.4)."""

    def __init__(self, qer: Elements) -> None:
        uplink_kbps, downlink_kbps = pfcp.read_bit_rates(qer.octets(Ie.MBR))
        self.uplink = TokenBucket(uplink_kbps)
        self.downlink = TokenBucket(downlink_kbps)


@dataclass
class _Session:
    smf_seid: int
    uplink_teid: int
    uplink_far_id: int
    address: IPv4Address
    downlink: list[_DetectionRule]
    forwarding: dict[int, _ForwardingRule]
    qfis: dict[int, int]
    """The QFI of each QER."""
    rates: dict[int, "_Rates"]
    buffer: deque[Ipv4Packet] = field(default_factory=lambda: deque(maxlen=BUFFERED_PACKETS))
    notified: bool = False
    usage: Usage | None = None


class Upf:
    """The user plane function.

    Args:
        address: its address on N3, N4 and N6.
        data_network: the next hop on N6.
        n3, n4, n6: its links.
    """

    def __init__(
        self, address: IPv4Address, data_network: IPv4Address, n3: Link, n4: Link, n6: Link
    ) -> None:
        self._address = address
        self._data_network = data_network
        self._n3, self._n4, self._n6 = n3, n4, n6
        self._started_s = time.time()
        self.heartbeat_s = HEARTBEAT_PERIOD_S
        self._requests: PfcpRequests | None = None
        self._heart: asyncio.TimerHandle | None = None
        self._seids = count(1)
        self._teids = count(0x1001)
        self._sessions: dict[int, _Session] = {}
        self._by_teid: dict[int, _Session] = {}
        self._by_address: dict[IPv4Address, _Session] = {}
        self._answered: deque[tuple[bytes, PfcpMessage]] = deque(maxlen=KEPT_ANSWERS)
        self.firewall: Firewall | None = None
        """Filters what UEs send to N6; None for an open network."""
        control: Lane[Ipv4Packet] = Lane(self._handle_control)
        uplink: Lane[Ipv4Packet] = Lane(self._handle_uplink)
        downlink: Lane[Ipv4Packet] = Lane(self._handle_downlink)
        n4.attach(address, lambda packet: control.send(packet, PROCESSING_S))
        n3.attach(address, lambda packet: uplink.send(packet, FORWARDING_S))
        n6.attach(address, lambda packet: downlink.send(packet, FORWARDING_S))

    def serves_tunnel(self, teid: int) -> bool:
        """Return whether a session has this uplink tunnel endpoint."""
        return teid in self._by_teid

    def switch(self, *, on: bool) -> None:
        """Fail, or restart without sessions (TS 23.527, 4.2); no effect if already so."""
        for link in (self._n3, self._n4, self._n6):
            if not on:
                link.down.add(self._address)
            elif self._address in link.down:
                link.down.discard(self._address)
                self._started_s = time.time()
                self._answered.clear()
                self._forget_sessions()

    def address_in_use(self, address: IPv4Address) -> IPv4Address | None:
        """Return the address if a session has it; None if no session does."""
        return address if address in self._by_address else None

    def _be_associated(self, smf: IPv4Address) -> None:
        """Start an association with an SMF."""
        if self._requests is not None:
            self._requests.forget_all()
        if self._heart is not None:
            self._heart.cancel()
        self._requests = PfcpRequests(self._address, smf, self._n4)
        self._beat_later()

    def _forget_sessions(self) -> None:
        for session in self._sessions.values():
            if session.usage is not None:
                session.usage.stop()
        self._sessions.clear()
        self._by_teid.clear()
        self._by_address.clear()

    def _handle_control(self, packet: Ipv4Packet) -> None:
        try:
            request = PfcpMessage.decode(UdpDatagram.decode(packet.payload).payload)
            asked = request.encode()
            for known, answer in self._answered:
                if asked == known:
                    # A retransmitted request: answer again without repeating it (TS 29.244, 6.4).
                    self._send(packet.source, answer)
                    return
            handlers = {
                MessageType.HEARTBEAT_REQUEST: self._on_heartbeat,
                MessageType.ASSOCIATION_SETUP_REQUEST: self._on_association,
                MessageType.SESSION_ESTABLISHMENT_REQUEST: self._on_establishment,
                MessageType.SESSION_MODIFICATION_REQUEST: self._on_modification,
                MessageType.SESSION_DELETION_REQUEST: self._on_deletion,
            }
            if request.type in handlers:
                handlers[request.type](request, packet.source)
            elif not request.type.is_request and self._requests is not None:
                self._requests.receive(request)
        except ProtocolError as error:
            _log.warning("the UPF discards a message from the SMF: %s", error)

    def _on_heartbeat(self, request: PfcpMessage, smf: IPv4Address) -> None:
        stamp = pfcp.recovery_time_stamp(self._started_s)
        self._answer(
            smf, request, MessageType.HEARTBEAT_RESPONSE, [(Ie.RECOVERY_TIME_STAMP, stamp)]
        )

    def _on_association(self, request: PfcpMessage, smf: IPv4Address) -> None:
        self._be_associated(smf)
        # A new association deletes the sessions of the former one (TS 29.244, 6.2.6.2.2).
        self._forget_sessions()
        elements: list[tuple[int, pfcp.Value]] = [
            (Ie.NODE_ID, pfcp.node_id(self._address)),
            (Ie.CAUSE, bytes([pfcp.ACCEPTED])),
            (Ie.RECOVERY_TIME_STAMP, pfcp.recovery_time_stamp(self._started_s)),
            (Ie.UP_FUNCTION_FEATURES, pfcp.UPF_CHOOSES_TEIDS),
        ]
        self._answer(smf, request, MessageType.ASSOCIATION_SETUP_RESPONSE, elements)

    def _on_establishment(self, request: PfcpMessage, smf: IPv4Address) -> None:
        session = self._read_session(request.elements)
        for urr in request.elements.groups(Ie.CREATE_URR):
            session.usage = Usage(urr, partial(self._report_usage, session))
        seid = next(self._seids)
        self._sessions[seid] = session
        self._by_teid[session.uplink_teid] = session
        self._by_address[session.address] = session
        uplink_pdr, _ = self._rules(request.elements)
        created = Elements(
            [
                (Ie.PDR_ID, uplink_pdr.octets(Ie.PDR_ID)),
                (Ie.F_TEID, pfcp.f_teid(session.uplink_teid, self._address)),
            ]
        )
        elements: list[tuple[int, pfcp.Value]] = [
            (Ie.NODE_ID, pfcp.node_id(self._address)),
            (Ie.CAUSE, bytes([pfcp.ACCEPTED])),
            (Ie.F_SEID, pfcp.f_seid(seid, self._address)),
            (Ie.CREATED_PDR, created),
        ]
        kind = MessageType.SESSION_ESTABLISHMENT_RESPONSE
        self._answer(smf, request, kind, elements, session.smf_seid)

    def _on_modification(self, request: PfcpMessage, smf: IPv4Address) -> None:
        kind = MessageType.SESSION_MODIFICATION_RESPONSE
        session = self._sessions.get(request.seid or 0)
        if session is None:
            self._answer(smf, request, kind, [(Ie.CAUSE, bytes([pfcp.NO_SESSION]))], 0)
            return
        for update in request.elements.groups(Ie.UPDATE_FAR):
            rule = session.forwarding[update.number(Ie.FAR_ID)]
            rule.action = update.number(Ie.APPLY_ACTION)
            for parameters in update.groups(Ie.UPDATE_FORWARDING_PARAMETERS):
                if parameters.has(Ie.SESSION_MODIFICATION_FLAGS):
                    self._end(rule)
                tunnel = parameters.octets(Ie.OUTER_HEADER_CREATION)
                rule.teid, rule.peer = pfcp.read_outer_header_creation(tunnel)
        for update in request.elements.groups(Ie.UPDATE_QER):
            session.rates[session.qfis[update.number(Ie.QER_ID)]] = _Rates(update)
        removed = {pdr.number(Ie.PDR_ID) for pdr in request.elements.groups(Ie.REMOVE_PDR)}
        session.downlink = [rule for rule in session.downlink if rule.pdr_id not in removed]
        for qer in request.elements.groups(Ie.REMOVE_QER):
            session.rates.pop(session.qfis.pop(qer.number(Ie.QER_ID)), None)
        accepted = [(Ie.CAUSE, bytes([pfcp.ACCEPTED]))]
        self._answer(smf, request, kind, accepted, session.smf_seid)
        session.notified = False
        for _ in range(len(session.buffer)):
            self._send_downlink(session, session.buffer.popleft())

    def _on_deletion(self, request: PfcpMessage, smf: IPv4Address) -> None:
        kind = MessageType.SESSION_DELETION_RESPONSE
        session = self._sessions.pop(request.seid or 0, None)
        if session is None:
            self._answer(smf, request, kind, [(Ie.CAUSE, bytes([pfcp.NO_SESSION]))], 0)
            return
        del self._by_teid[session.uplink_teid]
        del self._by_address[session.address]
        accepted: list[tuple[int, pfcp.Value]] = [(Ie.CAUSE, bytes([pfcp.ACCEPTED]))]
        if session.usage is not None:
            accepted.append((Ie.USAGE_REPORT_AT_DELETION, session.usage.report(Trigger.END)))
            session.usage.stop()
        self._answer(smf, request, kind, accepted, session.smf_seid)

    def _read_session(self, elements: Elements) -> _Session:
        uplink, downlink = self._rules(elements)
        qfis = {qer.number(Ie.QER_ID): qer.number(Ie.QFI) for qer in elements.groups(Ie.CREATE_QER)}
        forwarding = {
            far.number(Ie.FAR_ID): _read_forwarding(far) for far in elements.groups(Ie.CREATE_FAR)
        }
        rules = []
        for pdr in downlink:
            (pdi,) = pdr.groups(Ie.PDI)
            traffic = None
            if pdi.has(Ie.SDF_FILTER):
                description = pfcp.read_sdf_filter(pdi.octets(Ie.SDF_FILTER))
                traffic = UdpFilter.of_description(description)
            rules.append(
                _DetectionRule(
                    pdr.number(Ie.PDR_ID),
                    pdr.number(Ie.PRECEDENCE),
                    pdr.number(Ie.FAR_ID),
                    qfis[pdr.number(Ie.QER_ID)],
                    traffic,
                )
            )
        (pdi,) = downlink[0].groups(Ie.PDI)
        return _Session(
            smf_seid=pfcp.read_f_seid(elements.octets(Ie.F_SEID)),
            uplink_teid=self._uplink_teid(uplink),
            uplink_far_id=uplink.number(Ie.FAR_ID),
            address=pfcp.read_ue_ip_address(pdi.octets(Ie.UE_IP_ADDRESS)),
            downlink=sorted(rules, key=lambda rule: rule.precedence),
            forwarding=forwarding,
            qfis=qfis,
            rates={
                qer.number(Ie.QFI): _Rates(qer)
                for qer in elements.groups(Ie.CREATE_QER)
                if qer.has(Ie.MBR)
            },
        )

    def _uplink_teid(self, uplink: Elements) -> int:
        """Return the TEID given by the SMF (for a restored session), or the next free one."""
        (pdi,) = uplink.groups(Ie.PDI)
        given = pdi.octets(Ie.F_TEID)
        if pfcp.chooses_f_teid(given):
            return next(self._teids)
        teid, _ = pfcp.read_f_teid(given)
        return teid

    def _rules(self, elements: Elements) -> tuple[Elements, list[Elements]]:
        """Return the uplink PDR and the downlink PDRs of a session."""
        by_source: dict[int, list[Elements]] = {pfcp.ACCESS: [], pfcp.CORE: []}
        for pdr in elements.groups(Ie.CREATE_PDR):
            (pdi,) = pdr.groups(Ie.PDI)
            by_source[pdi.number(Ie.SOURCE_INTERFACE)].append(pdr)
        if len(by_source[pfcp.ACCESS]) != 1 or not by_source[pfcp.CORE]:
            raise ProtocolError("a session without one uplink rule and a downlink rule")
        return by_source[pfcp.ACCESS][0], by_source[pfcp.CORE]

    def _answer(
        self,
        smf: IPv4Address,
        request: PfcpMessage,
        kind: MessageType,
        elements: Sequence[tuple[int, pfcp.Value]],
        seid: int | None = None,
    ) -> None:
        answer = PfcpMessage(kind, request.sequence, Elements(elements), seid)
        self._answered.append((request.encode(), answer))
        self._send(smf, answer)

    def _report_waiting_data(self, session: _Session, rule: _DetectionRule) -> None:
        """Send a PFCP Session Report Request for buffered downlink data (TS 29.244, 5.2.3.3)."""
        waiting = Elements([(Ie.PDR_ID, rule.pdr_id.to_bytes(2))])
        elements: list[tuple[int, pfcp.Value]] = [
            (Ie.REPORT_TYPE, bytes([pfcp.DOWNLINK_DATA])),
            (Ie.DOWNLINK_DATA_REPORT, waiting),
        ]
        self._report(session, elements)

    def _report_usage(self, session: _Session, trigger: Trigger) -> None:
        """Send a PFCP Session Report Request with a session's usage (TS 29.244, 5.2.2.3)."""
        if session.usage is not None:
            report: list[tuple[int, pfcp.Value]] = [
                (Ie.REPORT_TYPE, bytes([pfcp.USAGE])),
                (Ie.USAGE_REPORT, session.usage.report(trigger)),
            ]
            self._report(session, report)

    def _report(self, session: _Session, elements: Sequence[tuple[int, pfcp.Value]]) -> None:
        if self._requests is not None:
            kind = MessageType.SESSION_REPORT_REQUEST
            self._requests.ask(kind, elements, session.smf_seid, _acknowledged, _on_no_response)

    def _beat_later(self) -> None:
        self._heart = asyncio.get_running_loop().call_later(self.heartbeat_s, self._beat)

    def _beat(self) -> None:
        """Send a PFCP Heartbeat Request to the SMF (TS 29.244, 6.2.2)."""
        if self._requests is not None:
            stamp = pfcp.recovery_time_stamp(self._started_s)
            elements = [(Ie.RECOVERY_TIME_STAMP, stamp)]
            kind = MessageType.HEARTBEAT_REQUEST
            self._requests.ask(kind, elements, None, lambda _: self._beat_later(), _on_no_response)

    def _send(self, smf: IPv4Address, message: PfcpMessage) -> None:
        datagram = UdpDatagram(pfcp.PORT, pfcp.PORT, message.encode())
        self._n4.send(datagram.between(self._address, smf), self._address, smf)

    def _handle_uplink(self, packet: Ipv4Packet) -> None:
        try:
            pdu = GPdu.decode(UdpDatagram.decode(packet.payload).payload)
            session = self._by_teid.get(pdu.teid)
            if session is None:
                return
            user_packet = Ipv4Packet.decode(pdu.packet)
            if user_packet.source != session.address:
                _log.warning(
                    "the UPF drops a packet from %s's tunnel with the source %s",
                    session.address,
                    user_packet.source,
                )
                return
            if self.firewall is not None and not self.firewall.passes(user_packet):
                return
            rates = session.rates.get(pdu.qfi)
            if rates is not None and not rates.uplink.passes(len(pdu.packet)):
                return
            if session.usage is not None:
                session.usage.count(len(pdu.packet), 0)
            if session.forwarding[session.uplink_far_id].action & Action.FORWARD:
                self._n6.send(user_packet, self._address, self._data_network)
        except ProtocolError as error:
            _log.warning("the UPF drops a packet from N3: %s", error)

    def _handle_downlink(self, packet: Ipv4Packet) -> None:
        session = self._by_address.get(packet.destination)
        if session is not None:
            if self.firewall is not None:
                self.firewall.note(packet)
            self._send_downlink(session, packet)

    def _end(self, rule: _ForwardingRule) -> None:
        """Send an End Marker through a tunnel (TS 23.501, 5.8.2.9)."""
        if rule.peer is not None:
            datagram = UdpDatagram(gtpu.PORT, gtpu.PORT, gtpu.end_marker(rule.teid))
            outer = datagram.between(self._address, rule.peer)
            self._n3.send(outer, self._address, rule.peer)

    def _send_downlink(self, session: _Session, packet: Ipv4Packet) -> None:
        rule = next(
            rule
            for rule in session.downlink
            if rule.filter is None or rule.filter.takes_downlink(packet)
        )
        forwarding = session.forwarding[rule.far_id]
        if forwarding.action & Action.BUFFER:
            session.buffer.append(packet)
            if forwarding.action & Action.NOTIFY and not session.notified:
                session.notified = True
                self._report_waiting_data(session, rule)
        elif forwarding.action & Action.FORWARD and forwarding.peer is not None:
            data, rates = packet.encode(), session.rates.get(rule.qfi)
            if rates is not None and not rates.downlink.passes(len(data)):
                return
            if session.usage is not None:
                session.usage.count(0, len(data))
            pdu = GPdu(forwarding.teid, gtpu.DOWNLINK_PDU_SESSION, rule.qfi, data)
            datagram = UdpDatagram(gtpu.PORT, gtpu.PORT, pdu.encode())
            outer = datagram.between(self._address, forwarding.peer)
            self._n3.send(outer, self._address, forwarding.peer)


def _acknowledged(_: PfcpMessage) -> None:
    """Ignore the response to a report."""


def _on_no_response() -> None:
    _log.warning("the SMF does not answer the UPF")


def _read_forwarding(far: Elements) -> _ForwardingRule:
    rule = _ForwardingRule(far.number(Ie.APPLY_ACTION))
    for parameters in far.groups(Ie.FORWARDING_PARAMETERS):
        if parameters.has(Ie.OUTER_HEADER_CREATION):
            tunnel = parameters.octets(Ie.OUTER_HEADER_CREATION)
            rule.teid, rule.peer = pfcp.read_outer_header_creation(tunnel)
    return rule
