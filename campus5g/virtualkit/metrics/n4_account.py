"""Counts of PFCP on N4: associations, sessions and their failures, for SMF and UPF."""

from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs import pfcp
from campus5g.virtualkit.codecs.dnn import decode_dnn
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.pfcp import Action, Elements, Ie, MessageType, PfcpMessage
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

_REPORT_REQUEST, _REPORT_RESPONSE = 56, 57
"""Session reports (TS 29.244, 7.3)."""
_HEADER_BYTES = 16


@dataclass
class N4Session:
    """An established session."""

    address: IPv4Address
    dnn: str
    flows: int
    forwarding: bool = False
    """Whether downlink packets are forwarded to a gNB; otherwise they are buffered."""


class N4Account:
    """The counts and the sessions of one SMF with one UPF."""

    def __init__(self) -> None:
        self.peers = 0
        self.establishments = 0
        self.failures: Counter[int] = Counter()
        """Rejected establishments, by PFCP cause."""
        self.reports = 0
        self.reports_accepted = 0
        self.sessions: dict[int, N4Session] = {}
        """The established sessions, by the UPF's SEID."""
        self._asked: dict[int, PfcpMessage] = {}

    def watch(self, packet: Ipv4Packet, _: IPv4Address) -> None:
        """Count a packet on N4."""
        payload = UdpDatagram.decode(packet.payload).payload
        try:
            if payload[1] in (_REPORT_REQUEST, _REPORT_RESPONSE):
                self._on_report(payload[1], Elements.decode(payload[_HEADER_BYTES:]))
            else:
                self._on_message(PfcpMessage.decode(payload))
        except ProtocolError:
            return

    def _on_report(self, kind: int, elements: Elements) -> None:
        if kind == _REPORT_REQUEST:
            self.reports += 1
        elif _accepted(elements):
            self.reports_accepted += 1

    def _on_message(self, message: PfcpMessage) -> None:
        match message.type:
            case MessageType.SESSION_ESTABLISHMENT_REQUEST:
                self.establishments += 1
                self._asked[message.sequence] = message
            case MessageType.SESSION_MODIFICATION_REQUEST | MessageType.SESSION_DELETION_REQUEST:
                self._asked[message.sequence] = message
            case MessageType.ASSOCIATION_SETUP_REQUEST:
                # A repeated association setup means that the peer has lost its sessions.
                self.peers = 0
                self.sessions.clear()
            case MessageType.ASSOCIATION_SETUP_RESPONSE if _accepted(message.elements):
                self.peers = 1
            case (
                MessageType.SESSION_ESTABLISHMENT_RESPONSE
                | MessageType.SESSION_MODIFICATION_RESPONSE
                | MessageType.SESSION_DELETION_RESPONSE
            ) if (request := self._asked.pop(message.sequence, None)) is not None:
                self._on_answer(request, message)

    def _on_answer(self, request: PfcpMessage, answer: PfcpMessage) -> None:
        if request.type is MessageType.SESSION_ESTABLISHMENT_REQUEST:
            if _accepted(answer.elements):
                seid = pfcp.read_f_seid(answer.elements.octets(Ie.F_SEID))
                self.sessions[seid] = _session(request.elements)
            else:
                self.failures[answer.elements.number(Ie.CAUSE)] += 1
        elif not _accepted(answer.elements):
            return
        elif request.type is MessageType.SESSION_DELETION_REQUEST:
            self.sessions.pop(request.seid or 0, None)
        elif (session := self.sessions.get(request.seid or 0)) is not None:
            for update in request.elements.groups(Ie.UPDATE_FAR):
                session.forwarding = bool(update.number(Ie.APPLY_ACTION) & Action.FORWARD)


def _session(elements: Elements) -> N4Session:
    downlink = next(
        pdi
        for pdr in elements.groups(Ie.CREATE_PDR)
        for pdi in pdr.groups(Ie.PDI)
        if pdi.has(Ie.UE_IP_ADDRESS)
    )
    return N4Session(
        pfcp.read_ue_ip_address(downlink.octets(Ie.UE_IP_ADDRESS)),
        decode_dnn(downlink.octets(Ie.NETWORK_INSTANCE)),
        len(elements.groups(Ie.CREATE_QER)),
    )


def _accepted(elements: Elements) -> bool:
    return elements.has(Ie.CAUSE) and elements.number(Ie.CAUSE) == pfcp.ACCEPTED
