"""The SMF: assigns PDU sessions their address and QoS flows, and controls the UPF over N4."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from typing import Protocol

from campus5g.inventory import GUARANTEED_5QIS, FlowRule, Slice
from campus5g.virtualkit.codecs import pfcp, qos
from campus5g.virtualkit.codecs.dnn import encode_dnn
from campus5g.virtualkit.codecs.identities import Snssai
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.nas import Sm, SmCause, SmMessage
from campus5g.virtualkit.codecs.ngap import Tunnel
from campus5g.virtualkit.codecs.ngap_sessions import SetupTransfer
from campus5g.virtualkit.codecs.pfcp import Action, Elements, Ie, MessageType, PfcpMessage
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.address_pool import AddressPool
from campus5g.virtualkit.core.pfcp_requests import PfcpRequests
from campus5g.virtualkit.scenarios.scenario import GuaranteedFlow, Rates, UsagePlan
from campus5g.virtualkit.wire.lane import Lane
from campus5g.virtualkit.wire.link import Link

PROCESSING_S = 0.001
HEARTBEAT_PERIOD_S = 30.0

_UPLINK_RULE = 1
_FIRST_DOWNLINK_RULE = 2
_USAGE_RULE = 1
_IPV4 = 1
_SSC_MODE_1 = 1
_MBPS = 6
_NO_TRANSACTION = 0
_OPEN_BOTH_WAYS = b"\x00"

_log = logging.getLogger(__name__)

SessionKey = tuple[str, int]
"""SUPI and PDU session identity."""


@dataclass(frozen=True)
class SessionRequest:
    """A session that the AMF requests on a UE's behalf."""

    key: SessionKey
    transaction: int
    slice: Slice
    dnn: str
    ambr_mbps: Rates


class SessionClient(Protocol):
    """The AMF, as the SMF sees it."""

    def session_prepared(self, key: SessionKey, transfer: SetupTransfer, accept: bytes) -> None:
        """Handle a session that the UPF has set up: N2 transfer and 5GSM accept to send on."""

    def session_refused(self, key: SessionKey, reject: bytes) -> None:
        """Handle a session that is refused: 5GSM reject to send to the UE."""

    def session_modified(self, key: SessionKey, transfer: SetupTransfer, command: bytes) -> None:
        """Handle changed rates at the UPF: N2 transfer and 5GSM command to send on."""

    def session_reduced(self, key: SessionKey, command: bytes) -> None:
        """Handle a session that has lost QoS flows: 5GSM command to send to the UE."""

    def session_dismissed(self, key: SessionKey, command: bytes) -> None:
        """Handle a session that is released at the UPF: 5GSM command to send to the UE."""

    def session_released(self, key: SessionKey) -> None:
        """Handle the end of a session."""

    def data_waiting(self, key: SessionKey) -> None:
        """Handle downlink data that the UPF buffers for an idle UE."""


@dataclass
class _Session:
    request: SessionRequest
    address: IPv4Address
    flows: tuple[qos.QosFlow, ...]
    seid: int
    upf_seid: int = 0
    upf: Tunnel | None = None
    gnb: Tunnel | None = None
    suspended: bool = False
    """Whether the UE is idle, so that the UPF has to report data for it."""


class Smf:
    """The session management function.

    Args:
        address, upf: its address and the UPF's on N4.
        n4: the link between them.
        addresses: assigns each subscriber's address.
        data_network: the host at the far end of guaranteed flows.
        guaranteed: guaranteed flows by slice name.
    """

    def __init__(
        self,
        address: IPv4Address,
        upf: IPv4Address,
        n4: Link,
        addresses: AddressPool,
        data_network: IPv4Address,
        guaranteed: dict[str, GuaranteedFlow],
    ) -> None:
        self.associated = asyncio.Event()
        """Set while the SMF is associated with the UPF."""
        self.path_switched: Callable[[IPv4Address], None] = lambda _: None
        """Called with a session's address once its downlink goes to another gNB than before."""
        self.heartbeat_s = HEARTBEAT_PERIOD_S
        self.guaranteed: Mapping[str, GuaranteedFlow] = guaranteed
        """Guaranteed flows of later sessions, by slice name."""
        self.rules: Mapping[str, tuple[FlowRule, ...]] | None = None
        """Flows of later sessions by SUPI, where the kit has a policy; None where it has none."""
        self.usage: UsagePlan | None = None
        """Usage reporting of later sessions."""
        self._address = address
        self._data_network = data_network
        self._addresses = addresses
        self._sessions: dict[SessionKey, _Session] = {}
        self._seids = 0
        self._requests = PfcpRequests(address, upf, n4)
        self._started_s = time.time()
        self._upf_started = b""
        self._heart: asyncio.TimerHandle | None = None
        self._amf: SessionClient | None = None
        self._inbox = Lane(self._handle)
        n4.attach(address, lambda packet: self._inbox.send(packet, PROCESSING_S))

    def serve(self, amf: SessionClient) -> None:
        """Serve an AMF, and associate with the UPF; `associated` is set then."""
        self._amf = amf
        self.associate()

    def set_heartbeat_period(self, period_s: float) -> None:
        """Set the period of heartbeats (TS 29.244, 6.2.2)."""
        if period_s != self.heartbeat_s:
            self.heartbeat_s = period_s
            if self.associated.is_set():
                self._beat_later()

    def associate(self) -> None:
        """Send a PFCP Association Setup Request until the UPF answers (TS 29.244, 6.2.6)."""
        stamp = pfcp.recovery_time_stamp(self._started_s)
        elements = [(Ie.NODE_ID, pfcp.node_id(self._address)), (Ie.RECOVERY_TIME_STAMP, stamp)]
        kind = MessageType.ASSOCIATION_SETUP_REQUEST
        self._requests.ask(kind, elements, None, self._on_associated, self.associate)

    def create(self, request: SessionRequest) -> None:
        """Establish a session at the UPF; calls `session_prepared` or `session_refused`."""
        supi, session_id = request.key
        if request.dnn != request.slice.dnn:
            cause: dict[str, bytes | int] = {"5GSMCause": bytes([SmCause.UNKNOWN_DNN])}
            reject = SmMessage(Sm.ESTABLISHMENT_REJECT, session_id, request.transaction, cause)
            self._client.session_refused(request.key, reject.encode())
            return
        if request.key in self._sessions:
            # The UE starts over: its earlier session is released first (TS 23.502, 4.3.2.2.1).
            self._delete(self._sessions.pop(request.key), _do_nothing)
        self._seids += 1
        flows = self._flows(supi, request.slice)
        session = _Session(request, self._addresses.of(supi), flows, self._seids)
        self._sessions[request.key] = session
        self._establish(session)

    def connect(self, key: SessionKey, gnb: Tunnel, refused: Collection[int] = ()) -> None:
        """Switch a session's downlink to a gNB; the former gNB gets End Markers.

        Args:
            key: the session.
            gnb: the gNB's tunnel.
            refused: the QFIs of flows that the gNB has not admitted.
        """
        session = self._sessions[key]
        parameters: list[tuple[int, pfcp.Value]] = [
            (Ie.DESTINATION_INTERFACE, bytes([pfcp.ACCESS])),
            (Ie.OUTER_HEADER_CREATION, pfcp.outer_header_creation(gnb.teid, gnb.address)),
        ]
        former, session.gnb, session.suspended = session.gnb, gnb, False
        if former is not None:
            parameters.append((Ie.SESSION_MODIFICATION_FLAGS, pfcp.SEND_END_MARKERS))
        update = Elements(
            [
                (Ie.FAR_ID, (_FIRST_DOWNLINK_RULE).to_bytes(4)),
                (Ie.APPLY_ACTION, bytes([Action.FORWARD])),
                (Ie.UPDATE_FORWARDING_PARAMETERS, Elements(parameters)),
            ]
        )

        def connected(response: PfcpMessage) -> None:
            _expect_accepted(response)
            if former not in (None, gnb):
                self.path_switched(session.address)

        self._ask(
            MessageType.SESSION_MODIFICATION_REQUEST,
            [(Ie.UPDATE_FAR, update)],
            session.upf_seid,
            connected,
        )
        if refused:
            self.drop_flows(key, refused)

    def drop_flows(self, key: SessionKey, qfis: Collection[int]) -> None:
        """Remove QoS flows that the gNB does not serve; calls `session_reduced`.

        Their traffic uses the default flow from then on (TS 23.502, 4.3.3.2).
        """
        session = self._sessions[key]
        dropped = [flow for flow in session.flows if flow.qfi in qfis and flow.filter is not None]
        if not dropped:
            return
        session.flows = tuple(flow for flow in session.flows if flow not in dropped)
        uplink: list[tuple[int, pfcp.Value]] = [
            (Ie.PDR_ID, _UPLINK_RULE.to_bytes(2)),
            (Ie.PDI, self._uplink_pdi(session)),
        ]
        changes: list[tuple[int, pfcp.Value]] = [(Ie.UPDATE_PDR, Elements(uplink))]
        for flow in dropped:
            pdr_id = (Ie.PDR_ID, _downlink_rule(flow).to_bytes(2))
            changes.append((Ie.REMOVE_PDR, Elements([pdr_id])))
            changes.append((Ie.REMOVE_QER, Elements([(Ie.QER_ID, flow.qfi.to_bytes(4))])))

        def removed(response: PfcpMessage) -> None:
            _expect_accepted(response)
            numbers = [flow.qfi for flow in dropped]
            elements: dict[str, bytes | int] = {
                "5GSMCause": bytes([SmCause.INSUFFICIENT_RESOURCES]),
                "QoSRules": qos.encode_rule_deletions(numbers),
                "QoSFlowDesc": qos.encode_description_deletions(numbers),
            }
            command = SmMessage(Sm.MODIFICATION_COMMAND, key[1], _NO_TRANSACTION, elements)
            self._client.session_reduced(key, command.encode())

        kind = MessageType.SESSION_MODIFICATION_REQUEST
        self._ask(kind, changes, session.upf_seid, removed)

    def suspend(self, key: SessionKey) -> None:
        """Have the UPF buffer a session's downlink, and report when there is some."""
        session = self._sessions[key]
        session.gnb, session.suspended = None, True
        far_id = (Ie.FAR_ID, _FIRST_DOWNLINK_RULE.to_bytes(4))
        update = Elements([far_id, *_downlink_action(session)])
        self._ask(
            MessageType.SESSION_MODIFICATION_REQUEST,
            [(Ie.UPDATE_FAR, update)],
            session.upf_seid,
            _expect_accepted,
        )

    def modify(self, key: SessionKey, ambr_mbps: Rates) -> None:
        """Change a session's AMBR; calls `session_modified` (TS 23.502, 4.3.3.2)."""
        session = self._sessions[key]
        session.request = replace(session.request, ambr_mbps=ambr_mbps)
        limits = pfcp.bit_rates(ambr_mbps.uplink * 1000, ambr_mbps.downlink * 1000)
        qer_id = (Ie.QER_ID, session.flows[0].qfi.to_bytes(4))
        update = (Ie.UPDATE_QER, Elements([qer_id, (Ie.MBR, limits)]))

        def modified(response: PfcpMessage) -> None:
            _expect_accepted(response)
            elements: dict[str, bytes | int] = {"SessAMBR": _encode_rates(ambr_mbps)}
            command = SmMessage(Sm.MODIFICATION_COMMAND, key[1], _NO_TRANSACTION, elements)
            self._client.session_modified(key, self._transfer(session), command.encode())

        kind = MessageType.SESSION_MODIFICATION_REQUEST
        self._ask(kind, [update], session.upf_seid, modified)

    def dismiss(self, key: SessionKey, transaction: int = _NO_TRANSACTION) -> None:
        """Release a session of a registered UE; calls `session_dismissed` (TS 23.502, 4.3.4.2).

        Args:
            key: the session.
            transaction: the PTI of the UE's request, if the UE requested the release.
        """
        session = self._sessions.pop(key)

        def gone() -> None:
            cause: dict[str, bytes | int] = {"5GSMCause": bytes([SmCause.REGULAR_DEACTIVATION])}
            command = SmMessage(Sm.RELEASE_COMMAND, key[1], transaction, cause)
            self._client.session_dismissed(key, command.encode())

        self._delete(session, gone)

    def resources(self, key: SessionKey) -> SetupTransfer:
        """Return the N2 transfer for a session that the UPF has set up."""
        return self._transfer(self._sessions[key])

    def release(self, key: SessionKey) -> None:
        """Delete a session at the UPF; calls `session_released`."""
        session = self._sessions.pop(key)
        if session.upf_seid:
            self._delete(session, lambda: self._client.session_released(key))
        else:
            # The UPF has not assigned its SEID yet: the session is deleted when it does.
            self._client.session_released(key)

    def _delete(self, session: _Session, gone: Callable[[], None]) -> None:
        def lost() -> None:
            gone()
            self._on_silence()

        # A session unknown to the UPF is gone as well, so the cause doesn't matter.
        kind = MessageType.SESSION_DELETION_REQUEST
        self._requests.ask(kind, [], session.upf_seid, lambda _: gone(), lost)

    @property
    def _client(self) -> SessionClient:
        if self._amf is None:
            raise RuntimeError("the SMF is not connected to an AMF")
        return self._amf

    def _on_associated(self, response: PfcpMessage) -> None:
        _expect_accepted(response)
        self._upf_started = response.elements.octets(Ie.RECOVERY_TIME_STAMP)
        self.associated.set()
        self._beat_later()
        for session in self._sessions.values():
            if session.upf is None:
                self._establish(session)
            else:
                self._restore(session)

    def _beat_later(self) -> None:
        if self._heart is not None:
            self._heart.cancel()
        self._heart = asyncio.get_running_loop().call_later(self.heartbeat_s, self._heartbeat)

    def _heartbeat(self) -> None:
        stamp = pfcp.recovery_time_stamp(self._started_s)
        elements = [(Ie.RECOVERY_TIME_STAMP, stamp)]
        self._ask(MessageType.HEARTBEAT_REQUEST, elements, None, self._on_heartbeat)

    def _on_heartbeat(self, response: PfcpMessage) -> None:
        if response.elements.octets(Ie.RECOVERY_TIME_STAMP) != self._upf_started:
            self._lose_upf("the UPF has restarted")
        else:
            self._beat_later()

    def _on_silence(self) -> None:
        self._lose_upf("the UPF does not answer")

    def _lose_upf(self, why: str) -> None:
        """Recover from a UPF failure: associate again, then restore the sessions."""
        if not self.associated.is_set():
            return
        _log.warning("%s; the SMF associates again", why)
        self.associated.clear()
        self._requests.give_up_all()
        if self._heart is not None:
            self._heart.cancel()
        self.associate()

    def _establish(self, session: _Session) -> None:
        self._ask(
            MessageType.SESSION_ESTABLISHMENT_REQUEST,
            self._establishment(session),
            0,
            lambda response: self._on_established(session, response),
        )

    def _restore(self, session: _Session) -> None:
        """Restore a session with its former tunnels at a UPF that has lost it (TS 23.527, 4.2)."""

        def restored(response: PfcpMessage) -> None:
            _expect_accepted(response)
            session.upf_seid = pfcp.read_f_seid(response.elements.octets(Ie.F_SEID))

        elements = self._establishment(session)
        elements.append((Ie.SESSION_ESTABLISHMENT_FLAGS, pfcp.RESTORES))
        self._ask(MessageType.SESSION_ESTABLISHMENT_REQUEST, elements, 0, restored)

    def _flows(self, supi: str, part: Slice) -> tuple[qos.QosFlow, ...]:
        # The default flow is non-GBR (TS 23.501, 5.7.2.7); the traffic that
        # a guaranteed rate applies to gets a flow of its own.
        default = part.five_qi if part.five_qi not in GUARANTEED_5QIS else qos.BEST_EFFORT_5QI
        if self.rules is not None:
            flows = [qos.QosFlow(1, default)]
            for qfi, rule in enumerate(self.rules.get(supi, ()), start=2):
                traffic = qos.UdpFilter(self._data_network, rule.port)
                flow = qos.QosFlow(
                    qfi, rule.five_qi, rule.gbr_kbps, traffic, rule.mbr_kbps, rule.arp
                )
                flows.append(flow)
            return tuple(flows)
        if part.five_qi == default:
            return (qos.QosFlow(1, default),)
        promise = self.guaranteed[part.name]
        traffic = qos.UdpFilter(self._data_network, promise.port)
        return (
            qos.QosFlow(1, default),
            qos.QosFlow(2, part.five_qi, promise.kbps, traffic),
        )

    def _uplink_pdi(self, session: _Session) -> Elements:
        return Elements(
            [
                (Ie.SOURCE_INTERFACE, bytes([pfcp.ACCESS])),
                (Ie.F_TEID, _f_teid(session.upf)),
                (Ie.NETWORK_INSTANCE, encode_dnn(session.request.slice.dnn)),
                *((Ie.QFI, bytes([flow.qfi])) for flow in session.flows),
            ]
        )

    def _establishment(self, session: _Session) -> list[tuple[int, pfcp.Value]]:
        network = (Ie.NETWORK_INSTANCE, encode_dnn(session.request.slice.dnn))
        uplink_pdr: list[tuple[int, pfcp.Value]] = [
            (Ie.PDR_ID, _UPLINK_RULE.to_bytes(2)),
            (Ie.PRECEDENCE, qos.DEFAULT_PRECEDENCE.to_bytes(4)),
            (Ie.PDI, self._uplink_pdi(session)),
            (Ie.OUTER_HEADER_REMOVAL, b"\x00"),
            (Ie.FAR_ID, _UPLINK_RULE.to_bytes(4)),
            *self._measured_by(),
            (Ie.QER_ID, session.flows[0].qfi.to_bytes(4)),
        ]
        to_core = Elements([(Ie.DESTINATION_INTERFACE, bytes([pfcp.CORE])), network])
        return [
            (Ie.NODE_ID, pfcp.node_id(self._address)),
            (Ie.F_SEID, pfcp.f_seid(session.seid, self._address)),
            (Ie.CREATE_PDR, Elements(uplink_pdr)),
            *((Ie.CREATE_PDR, self._downlink_pdr(session, flow)) for flow in session.flows),
            (
                Ie.CREATE_FAR,
                Elements(
                    [
                        (Ie.FAR_ID, _UPLINK_RULE.to_bytes(4)),
                        (Ie.APPLY_ACTION, bytes([Action.FORWARD])),
                        (Ie.FORWARDING_PARAMETERS, to_core),
                    ]
                ),
            ),
            (
                Ie.CREATE_FAR,
                Elements(
                    [
                        (Ie.FAR_ID, _FIRST_DOWNLINK_RULE.to_bytes(4)),
                        *_downlink_action(session),
                    ]
                ),
            ),
            *self._urr(),
            *((Ie.CREATE_QER, self._qer(session, flow)) for flow in session.flows),
            (Ie.PDN_TYPE, bytes([_IPV4])),
        ]

    def _downlink_pdr(self, session: _Session, flow: qos.QosFlow) -> Elements:
        pdi: list[tuple[int, pfcp.Value]] = [
            (Ie.SOURCE_INTERFACE, bytes([pfcp.CORE])),
            (Ie.NETWORK_INSTANCE, encode_dnn(session.request.slice.dnn)),
            (Ie.UE_IP_ADDRESS, pfcp.ue_ip_address(session.address, destination=True)),
        ]
        if flow.filter is not None:
            pdi.append((Ie.SDF_FILTER, pfcp.sdf_filter(flow.filter.describe())))
        return Elements(
            [
                (Ie.PDR_ID, _downlink_rule(flow).to_bytes(2)),
                (Ie.PRECEDENCE, flow.precedence.to_bytes(4)),
                (Ie.PDI, Elements(pdi)),
                (Ie.FAR_ID, _FIRST_DOWNLINK_RULE.to_bytes(4)),
                *self._measured_by(),
                (Ie.QER_ID, flow.qfi.to_bytes(4)),
            ]
        )

    def _measured_by(self) -> list[tuple[int, pfcp.Value]]:
        return [] if self.usage is None else [(Ie.URR_ID, _USAGE_RULE.to_bytes(4))]

    def _urr(self) -> list[tuple[int, pfcp.Value]]:
        """Return the Create URR for usage reporting, if configured (TS 29.244, 7.5.2.4)."""
        plan = self.usage
        if plan is None:
            return []
        triggers = pfcp.reporting_triggers(
            volume=plan.volume_bytes is not None, time=plan.time_s is not None
        )
        elements: list[tuple[int, pfcp.Value]] = [
            (Ie.URR_ID, _USAGE_RULE.to_bytes(4)),
            (Ie.MEASUREMENT_METHOD, pfcp.VOLUME_AND_TIME),
            (Ie.REPORTING_TRIGGERS, triggers),
        ]
        if plan.volume_bytes is not None:
            elements.append((Ie.VOLUME_THRESHOLD, pfcp.volume_threshold(plan.volume_bytes)))
        if plan.time_s is not None:
            elements.append((Ie.TIME_THRESHOLD, plan.time_s.to_bytes(4)))
        return [(Ie.CREATE_URR, Elements(elements))]

    def _qer(self, session: _Session, flow: qos.QosFlow) -> Elements:
        ambr = session.request.ambr_mbps
        limits = pfcp.bit_rates(ambr.uplink * 1000, ambr.downlink * 1000)
        elements: list[tuple[int, pfcp.Value]] = [
            (Ie.QER_ID, flow.qfi.to_bytes(4)),
            (Ie.GATE_STATUS, _OPEN_BOTH_WAYS),
        ]
        if flow.rates_kbps is None:
            elements.append((Ie.MBR, limits))
        else:
            guaranteed, maximum = (pfcp.bit_rates(rate, rate) for rate in flow.rates_kbps)
            elements += [(Ie.MBR, maximum), (Ie.GBR, guaranteed)]
        elements.append((Ie.QFI, bytes([flow.qfi])))
        return Elements(elements)

    def _on_established(self, session: _Session, response: PfcpMessage) -> None:
        _expect_accepted(response)
        session.upf_seid = pfcp.read_f_seid(response.elements.octets(Ie.F_SEID))
        if self._sessions.get(session.request.key) is not session:
            self._delete(session, lambda: None)
            return
        created = response.elements.groups(Ie.CREATED_PDR)[0]
        session.upf = Tunnel(*pfcp.read_f_teid(created.octets(Ie.F_TEID)))
        key, transfer = session.request.key, self._transfer(session)
        self._client.session_prepared(key, transfer, _accept(session))

    def _transfer(self, session: _Session) -> SetupTransfer:
        if session.upf is None:
            raise ProtocolError("the UPF has not set the session up yet")
        ambr = session.request.ambr_mbps
        return SetupTransfer(session.upf, ambr.uplink * 10**6, ambr.downlink * 10**6, session.flows)

    def _ask(
        self,
        kind: MessageType,
        elements: Sequence[tuple[int, pfcp.Value]],
        seid: int | None,
        answered: Callable[[PfcpMessage], None],
    ) -> None:
        self._requests.ask(kind, elements, seid, answered, self._on_silence)

    def _handle(self, packet: Ipv4Packet) -> None:
        try:
            message = PfcpMessage.decode(UdpDatagram.decode(packet.payload).payload)
            if message.type.is_request:
                self._on_request(message)
            else:
                self._requests.receive(message)
        except ProtocolError as error:
            _log.warning("the SMF discards a message from the UPF: %s", error)

    def _on_request(self, request: PfcpMessage) -> None:
        if request.type is MessageType.HEARTBEAT_REQUEST:
            stamp = pfcp.recovery_time_stamp(self._started_s)
            alive = Elements([(Ie.RECOVERY_TIME_STAMP, stamp)])
            response = PfcpMessage(MessageType.HEARTBEAT_RESPONSE, request.sequence, alive)
            self._requests.send(response)
            return
        if request.type is not MessageType.SESSION_REPORT_REQUEST:
            raise ProtocolError(f"{request.type.name} is not for the SMF")
        session = next((one for one in self._sessions.values() if one.seid == request.seid), None)
        cause = pfcp.NO_SESSION if session is None else pfcp.ACCEPTED
        seid = 0 if session is None else session.upf_seid
        answer: list[tuple[int, pfcp.Value]] = [(Ie.CAUSE, bytes([cause]))]
        kind = MessageType.SESSION_REPORT_RESPONSE
        self._requests.send(PfcpMessage(kind, request.sequence, Elements(answer), seid))
        if session is not None and request.elements.number(Ie.REPORT_TYPE) & pfcp.DOWNLINK_DATA:
            self._client.data_waiting(session.request.key)


def _downlink_rule(flow: qos.QosFlow) -> int:
    """Return the number of a flow's downlink PDR."""
    return _FIRST_DOWNLINK_RULE + flow.qfi - 1


def _accept(session: _Session) -> bytes:
    request, ambr = session.request, session.request.ambr_mbps
    _, session_id = request.key
    part = request.slice
    elements: dict[str, bytes | int] = {
        "SSCMode": _SSC_MODE_1,
        "PDUSessType": _IPV4,
        "QoSRules": qos.encode_rules(session.flows),
        "SessAMBR": _encode_rates(ambr),
        "PDUAddress": bytes([_IPV4]) + session.address.packed,
        "SNSSAI": Snssai.of(part).encode(),
        "QoSFlowDesc": qos.encode_descriptions(session.flows),
        "DNN": encode_dnn(part.dnn),
    }
    return SmMessage(Sm.ESTABLISHMENT_ACCEPT, session_id, request.transaction, elements).encode()


def _encode_rates(ambr: Rates) -> bytes:
    """Encode a Session-AMBR (TS 24.501, 9.11.4.14)."""
    downlink, uplink = ambr.downlink.to_bytes(2), ambr.uplink.to_bytes(2)
    return bytes([_MBPS]) + downlink + bytes([_MBPS]) + uplink


def _f_teid(upf: Tunnel | None) -> bytes:
    """Return the UPF's F-TEID, or have the UPF choose one."""
    return pfcp.choose_f_teid() if upf is None else pfcp.f_teid(upf.teid, upf.address)


def _downlink_action(session: _Session) -> list[tuple[int, pfcp.Value]]:
    """Return the FAR elements of the downlink: buffered until there is a tunnel to the gNB."""
    gnb = session.gnb
    if gnb is None:
        notify = Action.NOTIFY if session.suspended else 0
        return [(Ie.APPLY_ACTION, bytes([Action.BUFFER | notify]))]
    parameters = [
        (Ie.DESTINATION_INTERFACE, bytes([pfcp.ACCESS])),
        (Ie.OUTER_HEADER_CREATION, pfcp.outer_header_creation(gnb.teid, gnb.address)),
    ]
    return [
        (Ie.APPLY_ACTION, bytes([Action.FORWARD])),
        (Ie.FORWARDING_PARAMETERS, Elements(parameters)),
    ]


def _do_nothing() -> None:
    """Ignore the release of a session that nothing depends on."""


def _expect_accepted(response: PfcpMessage) -> None:
    cause = response.elements.number(Ie.CAUSE)
    if cause != pfcp.ACCEPTED:
        raise ProtocolError(f"the UPF refuses {response.type.name} with cause {cause}")
