"""A UE: it registers, sets up its session and runs its application."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from ipaddress import IPv4Address
from typing import NamedTuple

from campus5g.virtualkit.codecs import nas, nas_timers, qos
from campus5g.virtualkit.codecs.dnn import encode_dnn
from campus5g.virtualkit.codecs.identities import Guti, Plmn, Snssai, encode_imeisv
from campus5g.virtualkit.codecs.ip import Ipv4Packet
from campus5g.virtualkit.codecs.nas import (
    ACKNOWLEDGEMENT_REQUESTED,
    MOBILE_ORIGINATED_DATA,
    MOBILE_TERMINATED,
    Cause,
    Mm,
    MmMessage,
    Sm,
    SmMessage,
)
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
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
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.security.nas_security import (
    UPLINK,
    Ciphering,
    Integrity,
    NasSecurity,
    SecurityHeader,
)
from campus5g.virtualkit.timing.inactivity import OVERSLEPT_S
from campus5g.virtualkit.ue import messages as ue_messages
from campus5g.virtualkit.ue.usim import MacFailureError, SynchFailureError, Usim

SESSION_ID = 1

FIRST_ANSWER_LIMIT_S = 2.0
PROCEDURE_LIMIT_S = 10.0
SWITCH_OFF_LIMIT_S = 5.0
T3511_S = 10.0
"""The time before another attempt to register (TS 24.501, table 10.2.1)."""

QUEUED_PACKETS = 64
"""Uplink packets that an idle UE queues until its bearers are restored."""

_log = logging.getLogger(__name__)


class Registration(IntEnum):
    """Registration status, numbered as in AT+C5GREG (TS 27.007, 10.1.47)."""

    NOT_REGISTERED = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3


class _Step(Enum):
    """The state of a UE's procedures."""

    OFF = auto()
    SEARCHING = auto()
    WITHOUT_CELL = auto()
    REGISTERING = auto()
    OPENING_SESSION = auto()
    CHECKING_PATH = auto()
    CONNECTED = auto()
    IDLE = auto()
    RESUMING = auto()
    UPDATING = auto()
    REFUSED = auto()
    BEING_DISMISSED = auto()
    DISMISSED = auto()
    LEAVING = auto()


_SETTLED = {
    _Step.OFF,
    _Step.WITHOUT_CELL,
    _Step.CONNECTED,
    _Step.IDLE,
    _Step.REFUSED,
    _Step.DISMISSED,
}
_REGISTERED = {
    _Step.OPENING_SESSION,
    _Step.CHECKING_PATH,
    _Step.CONNECTED,
    _Step.IDLE,
    _Step.RESUMING,
    _Step.UPDATING,
}
_WITHOUT_BEARERS = {_Step.IDLE, _Step.RESUMING, _Step.UPDATING}


@dataclass(frozen=True)
class Subscription:
    """The network and the service that a UE requests."""

    home: Plmn
    slice: Snssai
    dnn: str


class _RequestIdentity(NamedTuple):
    """The identity and the key set in the UE's REGISTRATION REQUEST."""

    identity: bytes
    key_set: int


@dataclass(frozen=True)
class Memory:
    """What a modem keeps in non-volatile memory (TS 24.501, annex C).

    Args:
        lasts: whether it keeps its 5G-GUTI and its keys when it is switched off.
        former_name: a 5G-GUTI from an earlier registration, without its keys.
    """

    lasts: bool = False
    former_name: Guti | None = None


class UeObserver:
    """Observes a UE; each method does nothing unless overridden."""

    def registration_changed(self, registration: Registration) -> None:
        """Observe a new registration status."""

    def session_opened(self, address: IPv4Address) -> None:
        """Observe that the session is up and user traffic may flow."""

    def session_closed(self) -> None:
        """Observe that the session is gone and user traffic must stop."""

    def packet_received(self, packet: Ipv4Packet) -> None:
        """Observe a user packet."""


class Ue:
    """A UE: NAS, the session and its traffic, with a USIM.

    The status becomes HOME when the data path has answered: its first downlink packet has
    arrived, or `FIRST_ANSWER_LIMIT_S` have passed since the session was accepted. A modem
    that opens its session by itself reports in this way; by the time of the report the whole
    procedure has appeared on every interface.

    `settled` is set while no procedure is under way.

    Args:
        name: its name in the inventory.
        usim: its USIM.
        imeisv: the device's IMEISV, 16 digits.
        subscription: the network and the service that it requests.
        memory: its non-volatile memory.
    """

    def __init__(
        self,
        name: str,
        usim: Usim,
        imeisv: str,
        subscription: Subscription,
        memory: Memory | None = None,
    ) -> None:
        self.name = name
        self.usim = usim
        self.imeisv = imeisv
        self.subscription = subscription
        self.registration = Registration.NOT_REGISTERED
        self.reject_cause: int | None = None
        """The 5GMM cause of the last REGISTRATION REJECT; None if there was none."""
        self.session_reject_cause: int | None = None
        """The 5GSM cause of the last session's reject; None if it was accepted."""
        self.address: IPv4Address | None = None
        self.session_changes = 0
        """How often the network has modified its session."""
        self.handovers = 0
        """How often it has been handed over to another gNB."""
        self.sleeps = 0
        """How often it has become idle."""
        self.finds_cell = True
        """Whether it receives a cell when it is switched on."""
        self.sim_locked = False
        """Whether its SIM waits for a PIN that this equipment does not have."""
        self.false_cell_id: int | None = None
        """The identity of the false cell that has sent it away; None once it registers again."""
        self.last_protected: bytes | None = None
        """The last protected NAS message that it has sent while connected."""
        self.observers: list[UeObserver] = []
        self.settled = asyncio.Event()
        self.settled.set()
        self._changed = asyncio.Event()
        self.retune: Callable[[int], None] = lambda _: None
        """Moves its radio into another cell."""
        self._air: AirInterface | None = None
        self._network = keys.serving_network_name(subscription.home.mcc, subscription.home.mnc)
        self._step = _Step.OFF
        self._amf_key: bytes | None = None
        self._security: NasSecurity | None = None
        self.memory = memory or Memory()
        self._guti: Guti | None = self.memory.former_name
        self._request_identity: _RequestIdentity | None = None
        self._periodic_update_s: int | None = None
        self._timer: asyncio.TimerHandle | None = None
        """What a step waits for to expire; the next step stops it."""
        self._queue: deque[tuple[int, bytes]] = deque(maxlen=QUEUED_PACKETS)
        self._refused = False
        self._rules: list[qos.UplinkRule] = []
        self._path_check: asyncio.TimerHandle | None = None

    @property
    def powered(self) -> bool:
        """Whether the radio is on."""
        return self._step is not _Step.OFF

    @property
    def registered(self) -> bool:
        """Whether the network has accepted its registration."""
        return self._step in _REGISTERED

    @property
    def idle(self) -> bool:
        """Whether it is registered and idle (5GMM-IDLE)."""
        return self._step is _Step.IDLE

    @property
    def connected(self) -> bool:
        """Whether it is registered and connected, with no procedure under way."""
        return self._step is _Step.CONNECTED

    @property
    def dismissed(self) -> bool:
        """Whether the network has deregistered it."""
        return self._step is _Step.DISMISSED

    def open_session(self) -> None:
        """Request its session again; no effect unless it is connected without a session."""
        if self.connected and self.address is None:
            self._enter(_Step.OPENING_SESSION)
            self._ask_for_session()

    def end_session(self) -> None:
        """Send a PDU SESSION RELEASE REQUEST; no effect unless it is connected with its session."""
        if self.connected and self.address is not None:
            request = SmMessage(Sm.RELEASE_REQUEST, SESSION_ID, ue_messages.RELEASE_TRANSACTION)
            self._send_protected(ue_messages.session_message(Sm.RELEASE_REQUEST, request))

    def note_handover(self) -> None:
        """Count a handover to another gNB."""
        self.handovers += 1
        self._changed.set()

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until a condition on the UE holds."""
        while not reached():
            self._changed.clear()
            await self._changed.wait()

    def insert(self, usim: Usim) -> None:
        """Insert another USIM; the former one's 5G-GUTI and keys are discarded."""
        self.usim = usim
        self._forget()

    def tune_to(self, air: AirInterface) -> None:
        """Use an air interface."""
        self._air = air

    def power_on(self) -> None:
        """Switch the radio on and start to register; no effect if it is on."""
        if self.powered:
            return
        self._start()

    def lose_cell(self) -> None:
        """Lose the cell that it camps on: close the session and search for a cell.

        No effect if the radio is off.
        """
        if not self.powered:
            return
        self._close_session()
        self._enter(_Step.SEARCHING)
        self._report(Registration.SEARCHING)

    def be_sent_away(self, cell_id: int, cause: int) -> None:
        """Find a false cell stronger than its own and believe its plain REGISTRATION REJECT.

        Nothing proves who sends a reject before authentication (TS 24.501, 4.4.4.2).
        """
        self._close_session()
        self._forget()
        self.false_cell_id, self.reject_cause = cell_id, cause
        self._enter(_Step.REFUSED)
        self._report(Registration.DENIED)

    def find_cell(self) -> None:
        """Register in a cell that was found; no effect unless it is searching."""
        if self._step is _Step.SEARCHING:
            self._start()

    def _start(self) -> None:
        """Register, keeping only what the memory keeps."""
        self.address = None
        if not self.memory.lasts:
            self._forget()
        if self.sim_locked:
            self._enter(_Step.WITHOUT_CELL)
            self._report(Registration.NOT_REGISTERED)
        elif self.finds_cell:
            self._register()
        else:
            self._enter(_Step.WITHOUT_CELL)
            self._report(Registration.SEARCHING)

    async def power_off(self) -> None:
        """Deregister if registered, and switch the radio off.

        A procedure under way completes first; each wait has a time limit.
        """
        if not self.powered:
            return
        await _at_most(PROCEDURE_LIMIT_S, self.settled)
        if self._step in (_Step.CONNECTED, _Step.IDLE):
            self._close_session()
            was_idle = self._step is _Step.IDLE
            self._enter(_Step.LEAVING)
            request = ue_messages.deregistration_request(self._name)
            if was_idle:
                self._send(RrcSetup(self._first_message(request), name=self._name.short))
            else:
                self._send_protected(request)
            await _at_most(SWITCH_OFF_LIMIT_S, self.settled)
        self._enter(_Step.OFF)
        self._report(Registration.NOT_REGISTERED)

    def send_packet(self, packet: Ipv4Packet) -> None:
        """Send a user packet in the QoS flow of its rule; drop it without a session."""
        if self.address is None:
            return
        rule = next(
            rule for rule in self._rules if rule.filter is None or rule.filter.takes_uplink(packet)
        )
        if self._step in _WITHOUT_BEARERS:
            self._queue.append((rule.qfi, packet.encode()))
            if self._step is _Step.IDLE:
                self._resume(MOBILE_ORIGINATED_DATA)
        else:
            self._send(UserData(SESSION_ID, rule.qfi, packet.encode()))

    def on_transmission(self, transmission: Transmission) -> None:
        """Handle a transmission from the gNB."""
        try:
            match transmission:
                case NasTransfer(pdu):
                    self._on_nas(pdu)
                case UserData(_, _, packet) if self.address is not None:
                    received = Ipv4Packet.decode(packet)
                    self._on_path_answered()
                    for observer in self.observers:
                        observer.packet_received(received)
                case RrcRelease():
                    self._on_release()
                case RrcHandover(cell_id, c_rnti):
                    self.retune(cell_id)
                    self._send(RrcHandoverComplete(c_rnti))
                    self._changed.set()
                case Paging(name) if self._step is _Step.IDLE and name == self._name.short:
                    self._resume(MOBILE_TERMINATED)
        except ProtocolError as error:
            _log.warning("UE %s discards a message: %s", self.name, error)

    def _on_nas(self, pdu: bytes) -> None:
        if nas.is_plain(pdu):
            self._on_plain(nas.decode_mm(pdu))
        elif pdu[1] == SecurityHeader.INTEGRITY_NEW_CONTEXT or self._security is None:
            self._on_security_mode_command(pdu)
        else:
            self._on_protected(nas.decode_mm(self._security.unprotect(pdu)))

    def _on_plain(self, message: MmMessage) -> None:
        """Handle one of the few messages that may come unprotected (4.4.4.2)."""
        match self._step, message.type:
            case _Step.REGISTERING, Mm.IDENTITY_REQUEST:
                identity = self.usim.suci(self.subscription.home).encode()
                self._send_plain(MmMessage(Mm.IDENTITY_RESPONSE, {"5GSID": identity}))
            case _Step.REGISTERING, Mm.AUTHENTICATION_REQUEST:
                self._on_challenge(message)
            case _Step.REGISTERING, Mm.AUTHENTICATION_REJECT:
                self._refused = True
            case _Step.REGISTERING, Mm.REGISTRATION_REJECT:
                self._on_reject(message)
            case _Step.RESUMING, Mm.SERVICE_REJECT:
                self._refused = True
            case _:
                raise ProtocolError(f"an unprotected {message.type.name} while {self._step.name}")

    def _on_protected(self, message: MmMessage) -> None:
        match self._step, message.type:
            case _Step.REGISTERING, Mm.REGISTRATION_ACCEPT:
                self._on_accept(message)
            case _Step.UPDATING, Mm.REGISTRATION_ACCEPT:
                self._learn(message)
            case _Step.REGISTERING, Mm.REGISTRATION_REJECT:
                self._on_reject(message)
            case _Step.RESUMING, Mm.SERVICE_ACCEPT:
                self._on_resumed()
            case _, Mm.DL_NAS_TRANSPORT:
                self._on_session_message(nas.decode_sm(message.octets("PayloadContainer")))
            case _, Mm.CONFIGURATION_UPDATE_COMMAND:
                self._on_configuration_update(message)
            case _, Mm.NETWORK_DEREGISTRATION_REQUEST:
                self._close_session()
                self._send_protected(MmMessage(Mm.NETWORK_DEREGISTRATION_ACCEPT))
                self._enter(_Step.BEING_DISMISSED)
            case _:
                raise ProtocolError(f"{message.type.name} while {self._step.name}")

    def _on_challenge(self, message: MmMessage) -> None:
        rand, autn = message.octets("RAND"), message.octets("AUTN")
        try:
            answer = self.usim.authenticate(rand, autn)
        except MacFailureError:
            self._fail(Cause.MAC_FAILURE, {})
            return
        except SynchFailureError as failure:
            self._fail(Cause.SYNCH_FAILURE, {"AUTS": failure.auts})
            return
        k_ausf = keys.k_ausf(answer.ck, answer.ik, self._network, autn[:6])
        k_seaf = keys.k_seaf(k_ausf, self._network)
        self._amf_key = keys.k_amf(k_seaf, self.usim.imsi, message.octets("ABBA"))
        response = keys.res_star(answer.ck, answer.ik, self._network, rand, answer.res)
        self._send_plain(MmMessage(Mm.AUTHENTICATION_RESPONSE, {"RES": response}))

    def _fail(self, cause: Cause, elements: dict[str, bytes | int]) -> None:
        content = {"5GMMCause": bytes([cause]), **elements}
        self._send_plain(MmMessage(Mm.AUTHENTICATION_FAILURE, content))

    def _on_security_mode_command(self, pdu: bytes) -> None:
        if self._amf_key is None:
            raise ProtocolError("a protected NAS message before authentication")
        # The command isn't ciphered: the algorithms it selects are needed to verify it.
        command = nas.decode_mm(pdu[7:])
        if command.type is not Mm.SECURITY_MODE_COMMAND:
            raise ProtocolError(f"{command.type.name} before security mode")
        algorithms = command.octets("NASSecAlgo")[0]
        try:
            chosen = Integrity(algorithms & 0x0F), Ciphering(algorithms >> 4)
        except ValueError as error:
            raise ProtocolError("the selected algorithms are not supported") from error
        security = NasSecurity(self._amf_key, UPLINK, *chosen)
        security.unprotect(pdu)
        if command.octets("UESecCap") != ue_messages.SECURITY_CAPABILITIES:
            raise ProtocolError("the replayed UE security capabilities differ from those sent")
        self._security = security
        complete = MmMessage(
            Mm.SECURITY_MODE_COMPLETE,
            {
                "IMEISV": encode_imeisv(self.imeisv),
                "NASContainer": self._request(self.subscription.slice).encode(),
            },
        )
        header = SecurityHeader.INTEGRITY_CIPHERED_NEW_CONTEXT
        self._send(NasTransfer(security.protect(complete.encode(), header)))

    def _on_accept(self, accept: MmMessage) -> None:
        self._learn(accept)
        self._enter(_Step.OPENING_SESSION)
        self._ask_for_session()

    def _ask_for_session(self) -> None:
        self.session_reject_cause = None
        wanted = self.subscription
        self._send_protected(
            ue_messages.session_request(SESSION_ID, wanted.slice, encode_dnn(wanted.dnn))
        )

    def _learn(self, accept: MmMessage) -> None:
        """Store the 5G-GUTI and T3512 of a REGISTRATION ACCEPT, and complete it."""
        self._guti = Guti.decode(accept.octets("GUTI"))
        self._periodic_update_s = nas_timers.decode_timer_3(accept.octets("T3512"))
        self._send_protected(MmMessage(Mm.REGISTRATION_COMPLETE))

    def _on_configuration_update(self, command: MmMessage) -> None:
        """Store a new 5G-GUTI, if there is one; acknowledge if asked to (5.4.4, 8.2.19).

        Every element is optional. The rest, such as the network's name and time, has no use here.
        """
        if "GUTI" in command.elements:
            self._guti = Guti.decode(command.octets("GUTI"))
            self._changed.set()
        asked = command.elements.get("ConfigUpdateInd", 0)
        if isinstance(asked, int) and asked & ACKNOWLEDGEMENT_REQUESTED:
            self._send_protected(MmMessage(Mm.CONFIGURATION_UPDATE_COMPLETE))

    def _on_session_message(self, message: SmMessage) -> None:
        match self._step, message.type:
            case _Step.OPENING_SESSION, Sm.ESTABLISHMENT_ACCEPT:
                self._on_session(message)
            case _Step.OPENING_SESSION, Sm.ESTABLISHMENT_REJECT:
                self.session_reject_cause = message.octets("5GSMCause")[0]
                self._enter(_Step.CONNECTED)
                self._report(Registration.HOME)
            case _, Sm.MODIFICATION_COMMAND:
                deleted = message.elements.get("QoSRules", b"")
                if isinstance(deleted, bytes):
                    gone = qos.decode_rule_deletions(deleted)
                    self._rules = [rule for rule in self._rules if rule.number not in gone]
                complete = ue_messages.session_message(Sm.MODIFICATION_COMPLETE, message)
                self._send_protected(complete)
                self.session_changes += 1
                self._changed.set()
            case _, Sm.RELEASE_COMMAND:
                complete = ue_messages.session_message(Sm.RELEASE_COMPLETE, message)
                self._send_protected(complete)
                self._close_session()
                self._changed.set()
            case _:
                raise ProtocolError(f"{message.type.name} while {self._step.name}")

    def _on_reject(self, message: MmMessage) -> None:
        self._refused = True
        self.reject_cause = message.octets("5GMMCause")[0]

    def _on_session(self, accept: SmMessage) -> None:
        self._rules = qos.decode_rules(accept.octets("QoSRules"))
        self.address = IPv4Address(accept.octets("PDUAddress")[1:5])
        self._enter(_Step.CHECKING_PATH)
        loop = asyncio.get_running_loop()
        self._path_check = loop.call_later(FIRST_ANSWER_LIMIT_S, self._on_no_answer)
        for observer in self.observers:
            observer.session_opened(self.address)

    def _on_no_answer(self) -> None:
        loop = asyncio.get_running_loop()
        if self._path_check is not None and loop.time() - self._path_check.when() > OVERSLEPT_S:
            # The program was held up: an answer may still be on its way.
            self._path_check = loop.call_later(OVERSLEPT_S, self._on_no_answer)
        else:
            self._on_path_answered()

    def _on_path_answered(self) -> None:
        if self._step is not _Step.CHECKING_PATH:
            return
        if self._path_check is not None:
            self._path_check.cancel()
        self._enter(_Step.CONNECTED)
        self._report(Registration.HOME)

    def _on_release(self) -> None:
        match self._step:
            case _Step.LEAVING:
                self.settled.set()
            case _Step.REGISTERING if self._refused:
                self._enter(_Step.REFUSED)
                self._report(Registration.DENIED)
            case _Step.REGISTERING:
                # Released before it was accepted: another attempt follows (5.5.1.2.7).
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(T3511_S, self._register)
            case _Step.RESUMING if self._refused:
                self._close_session()
                self._forget()
                self._register()
            case _Step.CONNECTED | _Step.CHECKING_PATH | _Step.RESUMING | _Step.UPDATING:
                self._become_idle()
            case _Step.BEING_DISMISSED:
                self._enter(_Step.DISMISSED)
                self._report(Registration.NOT_REGISTERED)
            case _:
                _log.warning("UE %s lost its connection while %s", self.name, self._step.name)

    def _become_idle(self) -> None:
        """Become idle: the session stays, its bearers are released."""
        self._on_path_answered()
        self.sleeps += 1
        self._enter(_Step.IDLE)
        if self._periodic_update_s is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._periodic_update_s, self._update_registration)
        if self._queue:
            self._resume(MOBILE_ORIGINATED_DATA)

    def _resume(self, kind: int) -> None:
        """Send a SERVICE REQUEST, for uplink data or in answer to paging (5.6.1)."""
        self._enter(_Step.RESUMING)
        name, sessions = self._name.short, {SESSION_ID} if self.address else set()
        with_data = sessions if self._queue else set()
        clear = ue_messages.service_request(kind, name)
        whole = ue_messages.service_request(kind, name, sessions, with_data)
        cause = "mt-Access" if kind == MOBILE_TERMINATED else "mo-Data"
        self._send(RrcSetup(self._first_message(clear, whole), cause, name))

    def _on_resumed(self) -> None:
        self._enter(_Step.CONNECTED)
        while self._queue:
            self._send(UserData(SESSION_ID, *self._queue.popleft()))

    def _update_registration(self) -> None:
        """Send a periodic REGISTRATION REQUEST, as T3512 has expired (5.5.1.3.2)."""
        self._enter(_Step.UPDATING)
        kind, identity = ue_messages.PERIODIC_UPDATE, self._name.encode()
        request = ue_messages.registration_request(kind, identity, ue_messages.KEY_SET)
        self._send(RrcSetup(self._first_message(request), name=self._name.short))

    def _close_session(self) -> None:
        self._queue.clear()
        if self.address is None:
            return
        self.address = None
        for observer in self.observers:
            observer.session_closed()

    def _register(self) -> None:
        """Send an initial REGISTRATION REQUEST, with the 5G-GUTI if there is one."""
        self._refused = False
        self.reject_cause = None
        self.false_cell_id = None
        name = self._guti or self.usim.suci(self.subscription.home)
        self._request_identity = _RequestIdentity(
            name.encode(), ue_messages.NO_KEY if self._security is None else ue_messages.KEY_SET
        )
        self._enter(_Step.REGISTERING)
        self._report(Registration.SEARCHING)
        clear = self._request()
        short = None if self._guti is None else self._guti.short
        if self._security is None:
            self._send(RrcSetup(clear.encode(), name=short))
        else:
            whole = self._request(self.subscription.slice)
            self._send(RrcSetup(self._first_message(clear, whole), name=short))

    def _request(self, slice_: Snssai | None = None) -> MmMessage:
        """Build the REGISTRATION REQUEST: complete with a slice, else cleartext IEs only."""
        if self._request_identity is None:
            raise RuntimeError("no registration is under way")
        kind, (identity, key_set) = ue_messages.INITIAL, self._request_identity
        return ue_messages.registration_request(kind, identity, key_set, slice_)

    def _first_message(self, clear: MmMessage, whole: MmMessage | None = None) -> bytes:
        """Return an initial NAS message: cleartext IEs, and the whole message ciphered (4.4.6)."""
        if self._security is None:
            raise RuntimeError("no security context")
        elements = dict(clear.elements)
        if whole is not None:
            elements["NASContainer"] = self._security.conceal(whole.encode())
        message = MmMessage(clear.type, elements).encode()
        return self._security.protect(message, SecurityHeader.INTEGRITY)

    @property
    def _name(self) -> Guti:
        if self._guti is None:
            raise RuntimeError("a registered UE has a 5G-GUTI")
        return self._guti

    def _forget(self) -> None:
        self._amf_key = None
        self._security = None
        self._guti = self.memory.former_name

    def _enter(self, step: _Step) -> None:
        self._step = step
        self._changed.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if step in _SETTLED:
            self.settled.set()
        else:
            self.settled.clear()

    def _report(self, registration: Registration) -> None:
        if registration is self.registration:
            return
        self.registration = registration
        for observer in self.observers:
            observer.registration_changed(registration)

    def _send_plain(self, message: MmMessage) -> None:
        self._send(NasTransfer(message.encode()))

    def _send_protected(self, message: MmMessage) -> None:
        if self._security is None:
            raise RuntimeError("no security context")
        header = SecurityHeader.INTEGRITY_CIPHERED
        self.last_protected = self._security.protect(message.encode(), header)
        self._send(NasTransfer(self.last_protected))

    def _send(self, transmission: Transmission) -> None:
        if self._air is None:
            raise RuntimeError("the UE has no air interface")
        self._air.send_up(transmission)


async def _at_most(limit_s: float, event: asyncio.Event) -> None:
    """Wait for an event up to a time limit, then go on."""
    try:
        async with asyncio.timeout(limit_s):
            await event.wait()
    except TimeoutError:
        _log.warning("gave up waiting after %g s", limit_s)
