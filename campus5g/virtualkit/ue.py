"""A UE: it registers, sets up its session and runs its application."""

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from ipaddress import IPv4Address

from campus5g.virtualkit import keys, nas, qos
from campus5g.virtualkit.identities import Guti, Plmn, Snssai, Suci, encode_imeisv, encode_nssai
from campus5g.virtualkit.ip import Ipv4Packet
from campus5g.virtualkit.nas import Cause, Mm, MmMessage, Sm, SmMessage
from campus5g.virtualkit.nas_security import (
    UPLINK,
    Ciphering,
    Integrity,
    NasSecurity,
    SecurityHeader,
)
from campus5g.virtualkit.protocol_error import ProtocolError
from campus5g.virtualkit.radio import (
    AirInterface,
    NasTransfer,
    RrcRelease,
    RrcSetup,
    Transmission,
    UserData,
)
from campus5g.virtualkit.smf import dnn_labels
from campus5g.virtualkit.usim import MacFailureError, SynchFailureError, Usim

SESSION_ID = 1

FIRST_ANSWER_LIMIT_S = 2.0
PROCEDURE_LIMIT_S = 10.0
SWITCH_OFF_LIMIT_S = 5.0

_NO_KEY = 7
_INITIAL_WITH_FOLLOW_ON = 0x9
_SWITCH_OFF_3GPP = 0x9
_NEA0_NEA2_NIA2 = b"\xa0\x20"
_SM_PAYLOAD = 1
_INITIAL_REQUEST = 1
_TRANSACTION = 1
_IPV4 = 1
_SSC_MODE_1 = 1
_FULL_RATE = b"\xff\xff"

_log = logging.getLogger(__name__)


class Registration(IntEnum):
    """Registration status, with its numbers in AT+C5GREG (TS 27.007, 10.1.47)."""

    NOT_REGISTERED = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3


class _Step(Enum):
    """Where a UE is in its procedures."""

    OFF = auto()
    SEARCHING = auto()
    REGISTERING = auto()
    OPENING_SESSION = auto()
    CHECKING_PATH = auto()
    CONNECTED = auto()
    REFUSED = auto()
    LEAVING = auto()


@dataclass(frozen=True)
class Subscription:
    """The network and the service that a UE asks for."""

    home: Plmn
    slice: Snssai
    dnn: str


class UeObserver:
    """Whoever wants to know what becomes of a UE; each call may be left as it is."""

    def registration_changed(self, registration: Registration) -> None:
        """Take a new registration status."""

    def session_opened(self, address: IPv4Address) -> None:
        """Take the news that user traffic may flow."""

    def session_closed(self) -> None:
        """Take the news that user traffic must stop."""

    def packet_received(self, packet: Ipv4Packet) -> None:
        """Take a user packet."""


class Ue:
    """A modem with its SIM.

    The status turns to HOME when the data path has answered: its first downlink packet
    has come, or `FIRST_ANSWER_LIMIT_S` have passed since the session was accepted. A modem
    that opens its session by itself reports in this way, and whoever waits for the report
    has seen the whole procedure on every interface.

    `settled` is set while no procedure is under way.

    Parameters:
        name: its name in the inventory.
        usim: its SIM.
        imeisv: the device's number, 16 digits.
        subscription: what it asks for.
    """

    def __init__(self, name: str, usim: Usim, imeisv: str, subscription: Subscription) -> None:
        self.name = name
        self.usim = usim
        self.imeisv = imeisv
        self.subscription = subscription
        self.registration = Registration.NOT_REGISTERED
        self.reject_cause: int | None = None
        """The 5GMM cause of the last registration reject; None where none was given."""
        self.address: IPv4Address | None = None
        self.observers: list[UeObserver] = []
        self.settled = asyncio.Event()
        self.settled.set()
        self._air: AirInterface | None = None
        self._network = keys.serving_network_name(subscription.home.mcc, subscription.home.mnc)
        self._step = _Step.OFF
        self._amf_key: bytes | None = None
        self._security: NasSecurity | None = None
        self._guti: Guti | None = None
        self._refused = False
        self._rules: list[qos.UplinkRule] = []
        self._path_check: asyncio.TimerHandle | None = None

    @property
    def powered(self) -> bool:
        """Whether the radio is on."""
        return self._step is not _Step.OFF

    def tune_to(self, air: AirInterface) -> None:
        """Use an air interface."""
        self._air = air

    def power_on(self) -> None:
        """Switch the radio on and start to register; nothing happens if it is on."""
        if self.powered:
            return
        self._register()

    def lose_cell(self) -> None:
        """Lose the cell that it camps on: the session is gone, the modem searches.

        Nothing happens if the radio is off.
        """
        if not self.powered:
            return
        if self.address is not None:
            self._close_session()
        self._enter(_Step.SEARCHING)
        self._report(Registration.SEARCHING)

    def find_cell(self) -> None:
        """Register again in a cell that is found; nothing happens unless it searches one."""
        if self._step is _Step.SEARCHING:
            self._register()

    async def power_off(self) -> None:
        """Deregister if registered, and switch the radio off.

        A procedure that is under way is let end first; each wait has its limit.
        """
        if not self.powered:
            return
        await _at_most(PROCEDURE_LIMIT_S, self.settled)
        if self._step is _Step.CONNECTED:
            self._close_session()
            self._enter(_Step.LEAVING)
            self._send_protected(self._deregistration_request())
            await _at_most(SWITCH_OFF_LIMIT_S, self.settled)
        self._enter(_Step.OFF)
        self._report(Registration.NOT_REGISTERED)

    def _register(self) -> None:
        self._forget()
        self._enter(_Step.REGISTERING)
        self._report(Registration.SEARCHING)
        self._send(RrcSetup(self._registration_request(whole=False).encode()))

    def send_packet(self, packet: Ipv4Packet) -> None:
        """Send a user packet in the QoS flow that its rules give; without session, drop it."""
        if self.address is None:
            return
        rule = next(
            rule for rule in self._rules if rule.filter is None or rule.filter.takes_uplink(packet)
        )
        self._send(UserData(SESSION_ID, rule.qfi, packet.encode()))

    def hear(self, transmission: Transmission) -> None:
        """Take what the gNB has sent."""
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
        except ProtocolError as error:
            _log.warning("UE %s discards a message: %s", self.name, error)

    def _on_nas(self, pdu: bytes) -> None:
        if nas.is_plain(pdu):
            self._on_plain(nas.decode_mm(pdu))
        elif self._security is None:
            self._on_security_mode_command(pdu)
        else:
            self._on_protected(nas.decode_mm(self._security.unprotect(pdu)))

    def _on_plain(self, message: MmMessage) -> None:
        if self._security is not None or self._step is not _Step.REGISTERING:
            raise ProtocolError(f"an unprotected {message.type.name}")
        match message.type:
            case Mm.AUTHENTICATION_REQUEST:
                self._on_challenge(message)
            case Mm.AUTHENTICATION_REJECT:
                self._refused = True
            case Mm.REGISTRATION_REJECT:
                self._on_reject(message)
            case _:
                raise ProtocolError(f"an unprotected {message.type.name}")

    def _on_protected(self, message: MmMessage) -> None:
        match self._step, message.type:
            case _Step.REGISTERING, Mm.REGISTRATION_ACCEPT:
                self._on_accept(message)
            case _Step.REGISTERING, Mm.REGISTRATION_REJECT:
                self._on_reject(message)
            case _Step.OPENING_SESSION, Mm.DL_NAS_TRANSPORT:
                self._on_session(nas.decode_sm(message.octets("PayloadContainer")))
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
        # The command is not ciphered: the algorithms it names are those that prove it.
        command = nas.decode_mm(pdu[7:])
        if command.type is not Mm.SECURITY_MODE_COMMAND:
            raise ProtocolError(f"{command.type.name} before security mode")
        algorithms = command.octets("NASSecAlgo")[0]
        try:
            chosen = Integrity(algorithms & 0x0F), Ciphering(algorithms >> 4)
        except ValueError as error:
            raise ProtocolError("algorithms that this UE does not have") from error
        security = NasSecurity(self._amf_key, UPLINK, *chosen)
        security.unprotect(pdu)
        if command.octets("UESecCap") != _NEA0_NEA2_NIA2:
            raise ProtocolError("the replayed security capabilities were changed on the way")
        self._security = security
        complete = MmMessage(
            Mm.SECURITY_MODE_COMPLETE,
            {
                "IMEISV": encode_imeisv(self.imeisv),
                "NASContainer": self._registration_request(whole=True).encode(),
            },
        )
        header = SecurityHeader.INTEGRITY_CIPHERED_NEW_CONTEXT
        self._send(NasTransfer(security.protect(complete.encode(), header)))

    def _on_accept(self, message: MmMessage) -> None:
        self._guti = Guti.decode(message.octets("GUTI"))
        self._send_protected(MmMessage(Mm.REGISTRATION_COMPLETE))
        self._enter(_Step.OPENING_SESSION)
        request = SmMessage(
            Sm.ESTABLISHMENT_REQUEST,
            SESSION_ID,
            _TRANSACTION,
            {
                "IntegrityProtMaxDataRate": _FULL_RATE,
                "PDUSessType": _IPV4,
                "SSCMode": _SSC_MODE_1,
            },
        )
        transport = MmMessage(
            Mm.UL_NAS_TRANSPORT,
            {
                "PayloadContainerType": _SM_PAYLOAD,
                "PayloadContainer": request.encode(),
                "PDUSessID": bytes([SESSION_ID]),
                "RequestType": _INITIAL_REQUEST,
                "SNSSAI": self.subscription.slice.encode(),
                "DNN": dnn_labels(self.subscription.dnn),
            },
        )
        self._send_protected(transport)

    def _on_reject(self, message: MmMessage) -> None:
        self._refused = True
        self.reject_cause = message.octets("5GMMCause")[0]

    def _on_session(self, accept: SmMessage) -> None:
        self._rules = qos.decode_rules(accept.octets("QoSRules"))
        self.address = IPv4Address(accept.octets("PDUAddress")[1:5])
        self._enter(_Step.CHECKING_PATH)
        loop = asyncio.get_running_loop()
        self._path_check = loop.call_later(FIRST_ANSWER_LIMIT_S, self._on_path_answered)
        for observer in self.observers:
            observer.session_opened(self.address)

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
            case _:
                _log.warning("UE %s lost its connection while %s", self.name, self._step.name)

    def _close_session(self) -> None:
        self.address = None
        for observer in self.observers:
            observer.session_closed()

    def _registration_request(self, *, whole: bool) -> MmMessage:
        """Return the request: the part that may go in clear (4.4.6), or all of it."""
        imsi, home = self.usim.imsi, self.subscription.home
        elements: dict[str, bytes | int] = {
            "NAS_KSI": _NO_KEY,
            "5GSRegType": _INITIAL_WITH_FOLLOW_ON,
            "5GSID": Suci(home, imsi[len(home.mcc + home.mnc) :]).encode(),
            "UESecCap": _NEA0_NEA2_NIA2,
        }
        if whole:
            elements["5GMMCap"] = b"\x00"
            elements["NSSAI"] = encode_nssai([self.subscription.slice])
        return MmMessage(Mm.REGISTRATION_REQUEST, elements)

    def _deregistration_request(self) -> MmMessage:
        if self._guti is None:
            raise RuntimeError("a registered UE has a 5G-GUTI")
        elements: dict[str, bytes | int] = {
            "NAS_KSI": 0,
            "DeregistrationType": _SWITCH_OFF_3GPP,
            "5GSID": self._guti.encode(),
        }
        return MmMessage(Mm.DEREGISTRATION_REQUEST, elements)

    def _forget(self) -> None:
        self._amf_key = None
        self._security = None
        self._guti = None
        self._refused = False
        self.reject_cause = None
        self.address = None

    def _enter(self, step: _Step) -> None:
        self._step = step
        if step in (_Step.OFF, _Step.CONNECTED, _Step.REFUSED):
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
        self._send(NasTransfer(self._security.protect(message.encode(), header)))

    def _send(self, transmission: Transmission) -> None:
        if self._air is None:
            raise RuntimeError("a UE without an air interface")
        self._air.send_up(transmission)


async def _at_most(limit_s: float, event: asyncio.Event) -> None:
    """Wait for an event no longer than a limit; being late is no error."""
    try:
        async with asyncio.timeout(limit_s):
            await event.wait()
    except TimeoutError:
        _log.warning("gave up waiting after %g s", limit_s)
