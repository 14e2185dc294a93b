"""The AMF itself: dispatches each message to the procedure that handles it."""

import logging
from collections.abc import Callable
from random import Random

from campus5g.virtualkit.codecs import ngap, ngap_sessions
from campus5g.virtualkit.codecs.identities import Snssai, Suci, mobile_identity
from campus5g.virtualkit.codecs.nas import Mm, MmMessage, decode_mm, is_plain
from campus5g.virtualkit.codecs.ngap import NgapMessage, Procedure
from campus5g.virtualkit.codecs.ngap_sessions import SetupTransfer
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.context import RanNode, Registry, ServedNetwork, Stage, UeContext
from campus5g.virtualkit.core.amf.departure import Departure
from campus5g.virtualkit.core.amf.handover import HandoverProcedure
from campus5g.virtualkit.core.amf.reaching import Reaching
from campus5g.virtualkit.core.amf.registration import RegistrationProcedure
from campus5g.virtualkit.core.amf.sessions import Sessions
from campus5g.virtualkit.core.smf import SessionKey, Smf
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.scenarios.scenario import Rates
from campus5g.virtualkit.security.nas_security import NasSecurityError

NAME = "amf-1"

_PROTECTED_HEADER_BYTES = 7

_log = logging.getLogger(__name__)


class Amf:
    """The access and mobility management function.

    Args:
        network: the network that it serves.
        udm: provides subscribers and authentication vectors.
        smf: manages the PDU sessions.
        random: generates temporary identities.
    """

    def __init__(self, network: ServedNetwork, udm: Udm, smf: Smf, random: Random) -> None:
        self.network = network
        self._registry = Registry(random)
        self.observers = self._registry.observers
        self._departure = Departure(self._registry, smf)
        self._registration = RegistrationProcedure(network, self._registry, udm, self._departure)
        self._smf = smf
        self._sessions = Sessions(smf)
        self._reaching = Reaching(network, self._registry, smf)
        self._handover = HandoverProcedure(network, self._registry, smf)
        self._handlers = {
            (Stage.AUTHENTICATING, Mm.AUTHENTICATION_RESPONSE): self._registration.on_answer,
            (Stage.AUTHENTICATING, Mm.AUTHENTICATION_FAILURE): self._registration.on_failure,
            (Stage.SECURING, Mm.SECURITY_MODE_COMPLETE): self._registration.on_secured,
            (Stage.SETTING_UP, Mm.REGISTRATION_COMPLETE): self._on_registration_complete,
            (Stage.REGISTERED, Mm.CONFIGURATION_UPDATE_COMPLETE): self._registration.on_renamed,
            (Stage.REGISTERED, Mm.UL_NAS_TRANSPORT): self._sessions.on_transport,
            (Stage.REGISTERED, Mm.DEREGISTRATION_REQUEST): self._departure.on_request,
            (Stage.REGISTERED, Mm.NETWORK_DEREGISTRATION_ACCEPT): self._departure.on_accept,
        }

    def receive(self, node: RanNode, data: bytes) -> None:
        """Handle an NGAP message from a gNB."""
        try:
            self._dispatch(node, ngap.decode(data))
        except ProtocolError as error:
            _log.warning("the AMF discards a message from the gNB: %s", error)

    def lose(self, node: RanNode) -> None:
        """Handle the loss of a gNB's association: its UEs are no longer connected."""
        for context in self._registry.lose(node):
            context.connection = None
            if context.stage is Stage.REGISTERED:
                self._reaching.on_idle(context)
            else:
                context.stage = Stage.DEREGISTERED

    def draw_names_from(self, random: Random) -> None:
        """Generate temporary identities from another source from now on."""
        self._registry.random = random

    def serves(self, supi: str) -> bool:
        """Return whether a subscriber is registered."""
        context = self._registry.subscriber(supi)
        return context is not None and context.stage is Stage.REGISTERED

    def equipment(self, supi: str) -> str | None:
        """Return the IMEISV that a subscriber's SIM was last seen in; None if it never was."""
        context = self._registry.subscriber(supi)
        return None if context is None else context.imeisv or None

    def lose_memory(self) -> None:
        """Fail: forget every gNB and UE."""
        self._registry.forget_all()
        self._reaching.forget_all()

    def page(self, supi: str) -> None:
        """Page a UE, if it is idle."""
        self._reaching.reach(self._known(supi), lambda: None)

    def dismiss(self, supi: str) -> None:
        """Deregister a UE, once it is connected (TS 24.501, 5.5.2.3)."""
        context = self._known(supi)
        self._reaching.reach(context, lambda: self._departure.dismiss(context))

    def modify_session(self, supi: str, session_id: int, ambr_mbps: Rates) -> None:
        """Change the rates of a UE's session, once it is connected (TS 23.502, 4.3.3.2)."""
        context = self._known(supi)
        key = supi, session_id
        if session_id in context.sessions:
            self._reaching.reach(context, lambda: self._smf.modify(key, ambr_mbps))

    def end_session(self, supi: str, session_id: int) -> None:
        """Release a UE's session, once it is connected (TS 23.502, 4.3.4.2)."""
        context = self._known(supi)
        if session_id in context.sessions:
            self._reaching.reach(context, lambda: self._smf.dismiss((supi, session_id)))

    def rename(self, supi: str, confirmed: Callable[[], None]) -> None:
        """Assign a UE a new 5G-GUTI, once it is connected; `confirmed` is called at the end."""
        context = self._known(supi)
        self._reaching.reach(context, lambda: self._registration.rename(context, confirmed))

    def session_prepared(self, key: SessionKey, transfer: SetupTransfer, accept: bytes) -> None:
        """Set up a prepared session at the gNB and the UE."""
        context = self._registry.subscriber(key[0])
        if context is None or not self._sessions.prepared(context, key[1], transfer, accept):
            self._sessions.abandon(key)

    def session_refused(self, key: SessionKey, reject: bytes) -> None:
        """Send a UE its PDU SESSION ESTABLISHMENT REJECT."""
        context = self._registry.subscriber(key[0])
        if context is not None:
            self._sessions.refused(context, key[1], reject)

    def session_modified(self, key: SessionKey, transfer: SetupTransfer, command: bytes) -> None:
        """Send a session's new rates to the gNB and the UE."""
        self._sessions.modified(self._known(key[0]), key[1], transfer, command)

    def session_reduced(self, key: SessionKey, command: bytes) -> None:
        """Tell a UE of QoS flows that its session has lost."""
        self._sessions.reduced(self._known(key[0]), key[1], command)

    def session_dismissed(self, key: SessionKey, command: bytes) -> None:
        """Release a session at the gNB and the UE."""
        self._sessions.dismissed(self._known(key[0]), key[1], command)

    def session_released(self, key: SessionKey) -> None:
        """Continue the procedure that the session was released for."""
        supi, session_id = key
        context = self._registry.subscriber(supi)
        if context is not None and session_id in context.leaving_sessions:
            self._departure.session_released(context, session_id)

    def data_waiting(self, key: SessionKey) -> None:
        """Page an idle UE, for which the UPF buffers data."""
        context = self._registry.subscriber(key[0])
        if context is not None and key[1] in context.sessions:
            self._reaching.reach(context, lambda: None)

    def _dispatch(self, node: RanNode, message: NgapMessage) -> None:
        match message.procedure, message.outcome:
            case Procedure.NG_SETUP, "initiatingMessage":
                self._on_ng_setup(node, message)
            case Procedure.INITIAL_UE_MESSAGE, _:
                self._on_initial_ue_message(node, message)
            case Procedure.UPLINK_NAS_TRANSPORT, _:
                self._on_uplink_nas(message)
            case Procedure.PDU_SESSION_RESOURCE_SETUP, "successfulOutcome":
                session = ngap_sessions.read_setup_response(message)
                self._sessions.connect(self._context(message), session)
            case Procedure.INITIAL_CONTEXT_SETUP, "successfulOutcome":
                context = self._context(message)
                for session in ngap_sessions.read_context_setup_response(message):
                    self._sessions.connect(context, session)
            case Procedure.PDU_SESSION_RESOURCE_NOTIFY, _:
                session_id, qfis = ngap_sessions.read_notify(message)
                self._sessions.drop_flows(self._context(message), session_id, qfis)
            case Procedure.HANDOVER_PREPARATION, "initiatingMessage":
                self._handover.on_required(self._context(message), message)
            case Procedure.HANDOVER_RESOURCE_ALLOCATION, "successfulOutcome":
                self._handover.on_acknowledge(self._context(message), message)
            case Procedure.UPLINK_RAN_STATUS_TRANSFER, _:
                self._handover.on_status(self._context(message), message)
            case Procedure.HANDOVER_NOTIFICATION, _:
                self._handover.on_notify(self._context(message), message)
            case (
                Procedure.PDU_SESSION_RESOURCE_MODIFY | Procedure.PDU_SESSION_RESOURCE_RELEASE,
                "successfulOutcome",
            ):
                self._context(message)
            case Procedure.UE_RADIO_CAPABILITY_INFO_INDICATION, _:
                self._context(message)
            case Procedure.ERROR_INDICATION, _:
                _log.warning("the gNB reports an error: %s", ngap.read_error(message))
            case Procedure.UE_CONTEXT_RELEASE_REQUEST, _:
                self._context(message).connected.release("user-inactivity", "radioNetwork")
            case Procedure.UE_CONTEXT_RELEASE, "successfulOutcome":
                self._on_release_complete(message)
            case _:
                raise ProtocolError(f"{message.procedure.name} is not for the AMF")

    def _on_ng_setup(self, node: RanNode, message: NgapMessage) -> None:
        area = message["SupportedTAList"][0]
        plmns = [entry["pLMNIdentity"] for entry in area["broadcastPLMNList"]]
        network = self.network
        if network.plmn.encode() not in plmns or int.from_bytes(area["tAC"]) != network.tac:
            node.send(ngap.COMMON_STREAM, ngap.ng_setup_failure())
            return
        node.gnb_id = ngap.read_gnb_id(message)
        if node not in self._registry.nodes:
            self._registry.nodes.append(node)
        slices = [Snssai.of(part) for part in network.slices]
        response = ngap.ng_setup_response(NAME, network.guami, slices)
        node.send(ngap.COMMON_STREAM, response)
        for observer in self.observers:
            observer.gnb_admitted(message)

    def _on_initial_ue_message(self, node: RanNode, message: NgapMessage) -> None:
        pdu, ran_id = message["NAS-PDU"], message["RAN-UE-NGAP-ID"]
        request = decode_mm(pdu if is_plain(pdu) else pdu[_PROTECTED_HEADER_BYTES:])
        context = self._proven(pdu, request)
        if context is None and request.type is Mm.REGISTRATION_REQUEST:
            self._registration.on_unknown(node, ran_id, request)
            return
        connection = self._registry.connection(node, ran_id)
        if context is None:
            self._reaching.reject_service(connection, request)
            return
        if context.connection is not None:
            context.connection.release("release-due-to-ngran-generated-reason", "radioNetwork")
        context.connection = connection
        self._registry.attach(context, connection)
        if "NASContainer" in request.elements:
            request = decode_mm(context.secured.reveal(request.octets("NASContainer")))
        match context.stage, request.type:
            case ((Stage.REGISTERED | Stage.DEREGISTERED), Mm.REGISTRATION_REQUEST):
                self._registration.on_known(context, request)
            case Stage.REGISTERED, Mm.SERVICE_REQUEST:
                self._reaching.on_service_request(context, request)
            case Stage.REGISTERED, Mm.DEREGISTRATION_REQUEST:
                self._departure.on_request(context, request)
            case _:
                raise ProtocolError(f"{request.type.name} from a UE that is {context.stage.name}")

    def _proven(self, pdu: bytes, request: MmMessage) -> UeContext | None:
        """Return the UE that an initial message names, if it is protected with its keys."""
        identity = mobile_identity(request.octets("5GSID"))
        if is_plain(pdu) or isinstance(identity, Suci):
            return None
        context = self._registry.named(identity)
        if context is None or context.security is None:
            return None
        try:
            context.security.unprotect(pdu)
        except NasSecurityError:
            return None
        return context

    def _on_uplink_nas(self, message: NgapMessage) -> None:
        amf_id, pdu = ngap.ue_ids(message).amf, message["NAS-PDU"]
        if self._registration.is_unidentified(amf_id):
            response = decode_mm(pdu)
            if response.type is not Mm.IDENTITY_RESPONSE:
                raise ProtocolError(f"{response.type.name} instead of an identity")
            self._registration.on_identity(amf_id, response)
        else:
            self._on_nas(self._registry.on_connection(amf_id), pdu)

    def _on_nas(self, context: UeContext, pdu: bytes) -> None:
        if is_plain(pdu):
            message = decode_mm(pdu)
            if context.security is not None:
                # Of those that 4.4.4.3 lets through, only this one fits a secured connection.
                if message.type is not Mm.REGISTRATION_REQUEST:
                    raise ProtocolError("an unprotected NAS message after security mode")
                self._registration.on_again(context, message)
                return
        else:
            message = decode_mm(context.secured.unprotect(pdu))
        self._registry.notify_received(context.connected.ids, context.supi, message)
        handler = self._handlers.get((context.stage, message.type))
        if handler is None:
            raise ProtocolError(f"{message.type.name} while {context.stage.name}")
        handler(context, message)

    def _on_registration_complete(self, context: UeContext, message: MmMessage) -> None:
        self._registration.on_complete(context, message)
        self._reaching.updated(context)

    def _on_release_complete(self, message: NgapMessage) -> None:
        ids = ngap.ue_ids(message)
        amf_id = ids.amf
        for observer in self.observers:
            observer.context_released(ids)
        self._registration.forget_unidentified(amf_id)
        context = self._registry.detach(amf_id)
        if context is None or context.connection is None or context.connection.ids.amf != amf_id:
            return
        context.connection = None
        if context.stage is Stage.REGISTERED:
            self._reaching.on_idle(context)
        else:
            context.stage = Stage.DEREGISTERED

    def _known(self, supi: str) -> UeContext:
        context = self._registry.subscriber(supi)
        if context is None or context.stage is not Stage.REGISTERED:
            raise ProtocolError(f"{supi} is not registered")
        return context

    def _context(self, message: NgapMessage) -> UeContext:
        return self._registry.on_connection(ngap.ue_ids(message).amf)
