"""Registration at the AMF: identity, authentication, security mode (TS 24.501, 5.4, 5.5.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.constant_time import bytes_eq

from campus5g.virtualkit.codecs import nas_timers, ngap
from campus5g.virtualkit.codecs.identities import (
    MobileIdentity,
    Snssai,
    Suci,
    decode_imeisv,
    decode_nssai,
    encode_nssai,
    mobile_identity,
)
from campus5g.virtualkit.codecs.nas import (
    ACKNOWLEDGEMENT_REQUESTED,
    Cause,
    Mm,
    MmMessage,
    decode_mm,
)
from campus5g.virtualkit.codecs.network_name import encode_network_name, encode_universal_time
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.context import (
    Connection,
    RanNode,
    Registry,
    ServedNetwork,
    Stage,
    UeContext,
)
from campus5g.virtualkit.core.amf.departure import Departure
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.security.concealment import ConcealmentError
from campus5g.virtualkit.security.nas_security import (
    DOWNLINK,
    Ciphering,
    Integrity,
    NasSecurity,
    SecurityHeader,
)

KEY_SET = 0
ABBA = b"\x00\x00"

_INITIAL = 1
_THREE_GPP_ACCESS = b"\x01"
_IMEISV_REQUESTED = 1
_SUCI_WANTED = 1


@dataclass(frozen=True)
class _Unidentified:
    """A UE that was sent an IDENTITY REQUEST."""

    connection: Connection
    request: MmMessage


class RegistrationProcedure:
    """The registration procedure, with the common procedures that it runs.

    Args:
        network: the network that the AMF serves.
        registry: the known gNBs and UEs.
        udm: provides subscribers and authentication vectors.
        departure: ends an earlier registration.
    """

    def __init__(
        self, network: ServedNetwork, registry: Registry, udm: Udm, departure: Departure
    ) -> None:
        self._network = network
        self._registry = registry
        self._udm = udm
        self._departure = departure
        self._serving = keys.serving_network_name(network.plmn.mcc, network.plmn.mnc)
        self._unidentified: dict[int, _Unidentified] = {}
        self._awaited: dict[str, Callable[[], None]] = {}

    def on_known(self, context: UeContext, request: MmMessage) -> None:
        """Handle a REGISTRATION REQUEST that is protected with a known UE's keys."""
        refusal = self._udm.refusal(context.supi, context.imeisv)
        if refusal is not None:
            self._departure.drop_sessions(context)
            self._refuse(context, refusal)
        elif request.number("5GSRegType") & 0x07 == _INITIAL:
            self._departure.drop_sessions(context)
            self._choose_slices(context, request)
            self._set_up(context)
        else:
            context.stage = Stage.SETTING_UP
            context.only_updates = True
            context.send(self._accept(context))

    def on_unknown(self, node: RanNode, ran_id: int, request: MmMessage) -> None:
        """Handle a REGISTRATION REQUEST of a UE that has to be authenticated."""
        self._identify(self._registry.connection(node, ran_id), request)

    def on_again(self, context: UeContext, request: MmMessage) -> None:
        """Handle a plain REGISTRATION REQUEST on a UE's standing connection (4.4.4.3).

        The UE has given up its registration, or it never was this UE: it has to be authenticated.

        Raises:
            ProtocolError: the connection is being released.
        """
        if context.stage is Stage.LEAVING and not context.sessions:
            raise ProtocolError("a REGISTRATION REQUEST on a connection that is being released")
        connection = context.connected
        self._departure.abandon(context)
        self._identify(connection, request)

    def _identify(self, connection: Connection, request: MmMessage) -> None:
        match mobile_identity(request.octets("5GSID")):
            case Suci() as suci:
                self._begin(connection, suci, request)
            case _:
                self._unidentified[connection.ids.amf] = _Unidentified(connection, request)
                wanted = MmMessage(Mm.IDENTITY_REQUEST, {"5GSIDType": _SUCI_WANTED})
                connection.send_plain(wanted)

    def is_unidentified(self, amf_id: int) -> bool:
        """Return whether a UE still owes an IDENTITY RESPONSE."""
        return amf_id in self._unidentified

    def forget_unidentified(self, amf_id: int) -> None:
        """Forget a UE that left before its IDENTITY RESPONSE."""
        self._unidentified.pop(amf_id, None)

    def on_identity(self, amf_id: int, response: MmMessage) -> None:
        """Handle an IDENTITY RESPONSE (5.4.3.4)."""
        unidentified = self._unidentified.pop(amf_id)
        identity: MobileIdentity = mobile_identity(response.octets("5GSID"))
        if isinstance(identity, Suci):
            self._begin(unidentified.connection, identity, unidentified.request)
        else:
            self._reject_as_illegal(unidentified.connection)

    def on_answer(self, context: UeContext, message: MmMessage) -> None:
        """Handle an AUTHENTICATION RESPONSE: check RES*, and send a SECURITY MODE COMMAND."""
        vector = context.vector
        expected = keys.hres_star(vector.rand, vector.xres_star)
        if not bytes_eq(keys.hres_star(vector.rand, message.octets("RES")), expected):
            self._reject_authentication(context)
            return
        k_seaf = keys.k_seaf(vector.k_ausf, self._serving)
        algorithms = self._network.algorithms
        context.security = NasSecurity(
            keys.k_amf(k_seaf, context.supi, ABBA),
            DOWNLINK,
            Integrity[algorithms.integrity],
            Ciphering[algorithms.ciphering],
        )
        context.stage = Stage.SECURING
        command = MmMessage(
            Mm.SECURITY_MODE_COMMAND,
            {
                "NASSecAlgo": bytes([context.security.ciphering << 4 | context.security.integrity]),
                "NAS_KSI": KEY_SET,
                "UESecCap": context.capabilities,
                "IMEISVReq": _IMEISV_REQUESTED,
            },
        )
        pdu = context.security.protect(command.encode(), SecurityHeader.INTEGRITY_NEW_CONTEXT)
        connection = context.connected
        connection.notify_sent(command)
        connection.send(ngap.downlink_nas_transport(connection.ids, pdu))

    def on_failure(self, context: UeContext, message: MmMessage) -> None:
        """Handle an AUTHENTICATION FAILURE: resynchronise and retry, or reject (5.4.1.3.7)."""
        cause = message.octets("5GMMCause")[0]
        if cause == Cause.SYNCH_FAILURE and self._udm.resynchronise(
            context.supi, context.vector.rand, message.octets("AUTS")
        ):
            context.vector = self._udm.challenge(context.supi)
            self._challenge(context)
        else:
            self._reject_authentication(context)

    def on_secured(self, context: UeContext, message: MmMessage) -> None:
        """Handle a SECURITY MODE COMPLETE: accept or reject the full request in it (5.4.2.4)."""
        context.imeisv = decode_imeisv(message.octets("IMEISV"))
        request = decode_mm(message.octets("NASContainer"))
        self._choose_slices(context, request)
        refusal = self._udm.refusal(context.supi, context.imeisv)
        if refusal is None and not context.slices:
            refusal = Cause.NO_NETWORK_SLICES_AVAILABLE
        if refusal is None:
            self._set_up(context)
        else:
            self._refuse(context, refusal)

    def on_complete(self, context: UeContext, _: MmMessage) -> None:
        """Handle a REGISTRATION COMPLETE: the UE has its new 5G-GUTI (5.5.1.2.4)."""
        self._registry.confirm_name(context)
        context.stage = Stage.REGISTERED
        if self._network.name is not None and not context.only_updates:
            context.send(_configuration(self._network.name))

    def rename(self, context: UeContext, confirmed: Callable[[], None]) -> None:
        """Assign a UE a new 5G-GUTI with a CONFIGURATION UPDATE COMMAND (5.4.4).

        Args:
            context: the UE.
            confirmed: called when the UE has confirmed it.
        """
        self._awaited[context.supi] = confirmed
        guti = self._registry.rename(context, self._network)
        elements: dict[str, bytes | int] = {
            "ConfigUpdateInd": ACKNOWLEDGEMENT_REQUESTED,
            "GUTI": guti.encode(),
        }
        context.send(MmMessage(Mm.CONFIGURATION_UPDATE_COMMAND, elements))

    def on_renamed(self, context: UeContext, _: MmMessage) -> None:
        """Handle a CONFIGURATION UPDATE COMPLETE: the UE has its new 5G-GUTI (5.4.4)."""
        self._registry.confirm_name(context)
        self._awaited.pop(context.supi, lambda: None)()

    def _begin(self, connection: Connection, suci: Suci, request: MmMessage) -> None:
        try:
            supi = self._udm.supi(suci)
        except ConcealmentError:
            self._reject_as_illegal(connection)
            return
        self._registry.notify_received(connection.ids, supi, request)
        subscriber = self._udm.subscriber(supi)
        if subscriber is None:
            self._reject_as_illegal(connection)
            return
        earlier = self._registry.subscriber(supi)
        if earlier is not None:
            self._departure.drop(earlier)
        context = UeContext(
            supi=supi,
            subscriber=subscriber,
            capabilities=request.octets("UESecCap"),
            stage=Stage.AUTHENTICATING,
            vector=self._udm.challenge(supi),
            connection=connection,
        )
        self._registry.admit(context)
        self._challenge(context)

    def _reject_as_illegal(self, connection: Connection) -> None:
        connection.send_plain(_reject(Cause.ILLEGAL_UE))
        connection.release("normal-release")

    def _challenge(self, context: UeContext) -> None:
        elements: dict[str, bytes | int] = {
            "NAS_KSI": KEY_SET,
            "ABBA": ABBA,
            "RAND": context.vector.rand,
            "AUTN": context.vector.autn,
        }
        context.connected.send_plain(MmMessage(Mm.AUTHENTICATION_REQUEST, elements))

    def _refuse(self, context: UeContext, cause: int) -> None:
        context.send(_reject(cause))
        context.stage = Stage.LEAVING
        context.connected.release("normal-release")

    def _reject_authentication(self, context: UeContext) -> None:
        connection = context.connected
        connection.send_plain(MmMessage(Mm.AUTHENTICATION_REJECT))
        context.stage = Stage.LEAVING
        connection.release("authentication-failure")

    def _choose_slices(self, context: UeContext, request: MmMessage) -> None:
        subscribed = [
            part for part in self._network.slices if part.name in context.subscriber.slices
        ]
        if "NSSAI" in request.elements:
            requested = decode_nssai(request.octets("NSSAI"))
            subscribed = [part for part in subscribed if Snssai.of(part) in requested]
        context.slices = subscribed

    def _set_up(self, context: UeContext) -> None:
        context.stage = Stage.SETTING_UP
        connection = context.connected
        setup = context.new_setup(self._network.guami)
        pdu = context.protected(self._accept(context))
        connection.send(ngap.initial_context_setup_request(connection.ids, setup, pdu))

    def _accept(self, context: UeContext) -> MmMessage:
        network = self._network
        return MmMessage(
            Mm.REGISTRATION_ACCEPT,
            {
                "5GSRegResult": _THREE_GPP_ACCESS,
                "GUTI": self._registry.rename(context, network).encode(),
                "5GSTAIList": b"\x00" + network.plmn.encode() + network.tac.to_bytes(3),
                "AllowedNSSAI": encode_nssai(context.allowed),
                "T3512": nas_timers.encode_timer_3(network.periodic_update_s),
            },
        )


def _configuration(name: str) -> MmMessage:
    """Build a CONFIGURATION UPDATE COMMAND that asks for no acknowledgement (8.2.19)."""
    elements: dict[str, bytes | int] = {
        "NetFullName": encode_network_name(name),
        "UnivTimeAndTimeZone": encode_universal_time(datetime.now().astimezone()),
    }
    return MmMessage(Mm.CONFIGURATION_UPDATE_COMMAND, elements)


def _reject(cause: int) -> MmMessage:
    return MmMessage(Mm.REGISTRATION_REJECT, {"5GMMCause": bytes([cause])})
