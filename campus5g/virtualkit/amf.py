"""The AMF: it admits gNBs and UEs, over NGAP and NAS."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from random import Random

from cryptography.hazmat.primitives.constant_time import bytes_eq

from campus5g.inventory import Slice
from campus5g.virtualkit import keys, ngap
from campus5g.virtualkit.identities import (
    Guti,
    Plmn,
    Snssai,
    Suci,
    decode_imeisv,
    decode_nssai,
    encode_nssai,
)
from campus5g.virtualkit.nas import Cause, Mm, MmMessage, decode_mm, decode_sm, is_plain
from campus5g.virtualkit.nas_security import (
    DOWNLINK,
    Ciphering,
    Integrity,
    NasSecurity,
    SecurityHeader,
)
from campus5g.virtualkit.ngap import NgapMessage, Procedure, SetupTransfer, UeIds
from campus5g.virtualkit.protocol_error import ProtocolError
from campus5g.virtualkit.scenario import Algorithms, Subscriber
from campus5g.virtualkit.smf import SessionKey, SessionRequest, Smf
from campus5g.virtualkit.udm import Udm, Vector

NAME = "amf-1"
KEY_SET = 0
ABBA = b"\x00\x00"

_REGION, _SET, _POINTER = 2, 1, 0
_THREE_GPP_ACCESS = b"\x01"
_T3512_30_MINUTES = b"\xbe"
_IMEISV_REQUESTED = 1
_SM_PAYLOAD = 1

_log = logging.getLogger(__name__)


class _Stage(Enum):
    """How far a UE is."""

    AUTHENTICATING = auto()
    SECURING = auto()
    SETTING_UP = auto()
    REGISTERED = auto()
    LEAVING = auto()


@dataclass
class _UeContext:
    """What the AMF holds about a UE that is connected."""

    ids: UeIds
    supi: str
    subscriber: Subscriber
    capabilities: bytes
    stage: _Stage
    vector: Vector
    security: NasSecurity | None = None
    imeisv: str = ""
    slices: list[Slice] = field(default_factory=list)
    sessions: dict[int, Slice] = field(default_factory=dict)


class AmfObserver:
    """Learns what the AMF hears and says; each method does nothing until it is overridden."""

    def gnb_admitted(self, request: NgapMessage) -> None:
        """Take the NG setup request of a gNB that was let in."""

    def nas_heard(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        """Take a NAS message from a UE, deciphered."""

    def nas_said(self, ids: UeIds, message: MmMessage) -> None:
        """Take a NAS message to a UE, before it is ciphered."""

    def context_released(self, ids: UeIds) -> None:
        """Take the news that a UE is no longer connected."""


class Amf:
    """Access and mobility management.

    Parameters:
        plmn, tac, slices: what this network serves.
        algorithms: what is chosen for NAS.
        udm: where subscribers and challenges come from.
        smf: who manages sessions.
        send: takes an NGAP message for the gNB, with its stream.
        random: where temporary names come from.
    """

    def __init__(
        self,
        plmn: Plmn,
        tac: int,
        slices: list[Slice],
        algorithms: Algorithms,
        udm: Udm,
        smf: Smf,
        send: Callable[[int, bytes], None],
        random: Random,
    ) -> None:
        self._guti = Guti(plmn, _REGION, _SET, _POINTER, 0)
        self._tac = tac
        self._slices = slices
        self.algorithms = algorithms
        """For UEs that are yet to register."""
        self._udm = udm
        self._smf = smf
        self._send = send
        self._random = random
        self._network = keys.serving_network_name(plmn.mcc, plmn.mnc)
        self._ids = count(1)
        self._contexts: dict[int, _UeContext] = {}
        self.observers: list[AmfObserver] = []

    def receive(self, data: bytes) -> None:
        """Take an NGAP message from the gNB."""
        try:
            message = ngap.decode(data)
            self._dispatch(message)
        except ProtocolError as error:
            _log.warning("the AMF discards a message from the gNB: %s", error)

    def session_prepared(self, key: SessionKey, transfer: SetupTransfer, accept: bytes) -> None:
        """Pass a prepared session on to the gNB and the UE."""
        supi, session_id = key
        context = self._context_of(supi)
        if context is None or session_id not in context.sessions:
            self._smf.release(key)
            return
        transport = MmMessage(
            Mm.DL_NAS_TRANSPORT,
            {
                "PayloadContainerType": _SM_PAYLOAD,
                "PayloadContainer": accept,
                "PDUSessID": bytes([session_id]),
            },
        )
        request = ngap.pdu_session_resource_setup_request(
            context.ids,
            session_id,
            Snssai.of(context.sessions[session_id]),
            transfer,
            self._protected(context, transport),
        )
        self._send_ue(request)

    def session_released(self, key: SessionKey) -> None:
        """Go on with the deregistration of a UE, once its last session is gone."""
        supi, session_id = key
        for context in [each for each in self._contexts.values() if each.supi == supi]:
            if context.stage is _Stage.LEAVING and session_id in context.sessions:
                del context.sessions[session_id]
                if not context.sessions:
                    self._release(context, "deregister")
                return

    def _dispatch(self, message: NgapMessage) -> None:
        match message.procedure, message.outcome:
            case Procedure.NG_SETUP, "initiatingMessage":
                self._on_ng_setup(message)
            case Procedure.INITIAL_UE_MESSAGE, _:
                self._on_initial_ue_message(message)
            case Procedure.UPLINK_NAS_TRANSPORT, _:
                self._on_nas(self._context(message), message["NAS-PDU"])
            case Procedure.PDU_SESSION_RESOURCE_SETUP, "successfulOutcome":
                context = self._context(message)
                session_id, tunnel = ngap.read_setup_response(message)
                if session_id in context.sessions and context.stage is _Stage.REGISTERED:
                    self._smf.connect((context.supi, session_id), tunnel)
            case Procedure.UE_CONTEXT_RELEASE, "successfulOutcome":
                ids = ngap.ue_ids(message)
                self._contexts.pop(ids.amf, None)
                for observer in self.observers:
                    observer.context_released(ids)
            case Procedure.INITIAL_CONTEXT_SETUP, "successfulOutcome":
                self._context(message)
            case _:
                raise ProtocolError(f"{message.procedure.name} is not for the AMF")

    def _on_ng_setup(self, message: NgapMessage) -> None:
        area = message["SupportedTAList"][0]
        plmns = [entry["pLMNIdentity"] for entry in area["broadcastPLMNList"]]
        if self._guti.plmn.encode() not in plmns or int.from_bytes(area["tAC"]) != self._tac:
            self._send(ngap.COMMON_STREAM, ngap.ng_setup_failure())
            return
        slices = [Snssai.of(part) for part in self._slices]
        self._send(ngap.COMMON_STREAM, ngap.ng_setup_response(NAME, self._guti, slices))
        for observer in self.observers:
            observer.gnb_admitted(message)

    def _on_initial_ue_message(self, message: NgapMessage) -> None:
        ids = UeIds(next(self._ids), message["RAN-UE-NGAP-ID"])
        request = decode_mm(message["NAS-PDU"])
        if request.type is not Mm.REGISTRATION_REQUEST:
            raise ProtocolError(f"{request.type.name} from a UE without a context")
        supi = Suci.decode(request.octets("5GSID")).supi
        self._tell_heard(ids, supi, request)
        subscriber = self._udm.subscriber(supi)
        if subscriber is None:
            self._send_plain(ids, _reject(Cause.ILLEGAL_UE))
            self._send_ue(ngap.ue_context_release_command(ids, "normal-release"))
            return
        self._drop_earlier(supi)
        context = _UeContext(
            ids=ids,
            supi=supi,
            subscriber=subscriber,
            capabilities=request.octets("UESecCap"),
            stage=_Stage.AUTHENTICATING,
            vector=self._udm.challenge(supi),
        )
        self._contexts[ids.amf] = context
        self._challenge(context)

    def _drop_earlier(self, supi: str) -> None:
        """Forget an earlier context of a UE that starts anew (TS 24.501, 5.5.1.2.8)."""
        earlier = self._context_of(supi)
        if earlier is not None:
            self._leave(earlier)

    def _challenge(self, context: _UeContext) -> None:
        elements: dict[str, bytes | int] = {
            "NAS_KSI": KEY_SET,
            "ABBA": ABBA,
            "RAND": context.vector.rand,
            "AUTN": context.vector.autn,
        }
        self._send_plain(context.ids, MmMessage(Mm.AUTHENTICATION_REQUEST, elements))

    def _on_nas(self, context: _UeContext, pdu: bytes) -> None:
        if is_plain(pdu):
            if context.security is not None:
                raise ProtocolError("an unprotected NAS message after security mode")
            message = decode_mm(pdu)
        elif context.security is None:
            raise ProtocolError("a protected NAS message before security mode")
        else:
            message = decode_mm(context.security.unprotect(pdu))
        self._tell_heard(context.ids, context.supi, message)
        handlers = {
            (_Stage.AUTHENTICATING, Mm.AUTHENTICATION_RESPONSE): self._on_answer,
            (_Stage.AUTHENTICATING, Mm.AUTHENTICATION_FAILURE): self._on_failure,
            (_Stage.SECURING, Mm.SECURITY_MODE_COMPLETE): self._on_secured,
            (_Stage.SETTING_UP, Mm.REGISTRATION_COMPLETE): self._on_registered,
            (_Stage.REGISTERED, Mm.UL_NAS_TRANSPORT): self._on_transport,
            (_Stage.REGISTERED, Mm.DEREGISTRATION_REQUEST): self._on_deregistration,
        }
        handler = handlers.get((context.stage, message.type))
        if handler is None:
            raise ProtocolError(f"{message.type.name} while {context.stage.name}")
        handler(context, message)

    def _on_answer(self, context: _UeContext, message: MmMessage) -> None:
        vector = context.vector
        expected = keys.hres_star(vector.rand, vector.xres_star)
        if not bytes_eq(keys.hres_star(vector.rand, message.octets("RES")), expected):
            self._reject_authentication(context)
            return
        k_seaf = keys.k_seaf(vector.k_ausf, self._network)
        context.security = NasSecurity(
            keys.k_amf(k_seaf, context.supi, ABBA),
            DOWNLINK,
            Integrity[self.algorithms.integrity],
            Ciphering[self.algorithms.ciphering],
        )
        context.stage = _Stage.SECURING
        algorithms = context.security.ciphering << 4 | context.security.integrity
        command = MmMessage(
            Mm.SECURITY_MODE_COMMAND,
            {
                "NASSecAlgo": bytes([algorithms]),
                "NAS_KSI": KEY_SET,
                "UESecCap": context.capabilities,
                "IMEISVReq": _IMEISV_REQUESTED,
            },
        )
        self._tell_said(context.ids, command)
        pdu = context.security.protect(command.encode(), SecurityHeader.INTEGRITY_NEW_CONTEXT)
        self._send_ue(ngap.downlink_nas_transport(context.ids, pdu))

    def _on_failure(self, context: _UeContext, message: MmMessage) -> None:
        cause = message.octets("5GMMCause")[0]
        if cause == Cause.SYNCH_FAILURE and self._udm.resynchronise(
            context.supi, context.vector.rand, message.octets("AUTS")
        ):
            context.vector = self._udm.challenge(context.supi)
            self._challenge(context)
        else:
            self._reject_authentication(context)

    def _reject_authentication(self, context: _UeContext) -> None:
        self._send_plain(context.ids, MmMessage(Mm.AUTHENTICATION_REJECT))
        self._release(context, "authentication-failure")

    def _on_secured(self, context: _UeContext, message: MmMessage) -> None:
        context.imeisv = decode_imeisv(message.octets("IMEISV"))
        request = decode_mm(message.octets("NASContainer"))
        requested = decode_nssai(request.octets("NSSAI"))
        context.slices = [
            part
            for part in self._slices
            if part.name in context.subscriber.slices and Snssai.of(part) in requested
        ]
        refusal = context.subscriber.refused_with_cause
        if refusal is None and not context.slices:
            refusal = Cause.NO_NETWORK_SLICES_AVAILABLE
        if refusal is not None:
            pdu = self._protected(context, _reject(refusal))
            self._send_ue(ngap.downlink_nas_transport(context.ids, pdu))
            self._release(context, "normal-release")
            return
        context.stage = _Stage.SETTING_UP
        security = self._security(context)
        allowed = [Snssai.of(part) for part in context.slices]
        request_setup = ngap.initial_context_setup_request(
            context.ids,
            self._guti,
            allowed,
            keys.k_gnb(security.amf_key, security.received),
            context.imeisv,
            self._protected(context, self._accept(allowed)),
        )
        self._send_ue(request_setup)

    def _accept(self, allowed: list[Snssai]) -> MmMessage:
        plmn = self._guti.plmn
        guti = Guti(plmn, _REGION, _SET, _POINTER, self._random.randrange(1, 1 << 32))
        return MmMessage(
            Mm.REGISTRATION_ACCEPT,
            {
                "5GSRegResult": _THREE_GPP_ACCESS,
                "GUTI": guti.encode(),
                "5GSTAIList": b"\x00" + plmn.encode() + self._tac.to_bytes(3),
                "AllowedNSSAI": encode_nssai(allowed),
                "T3512": _T3512_30_MINUTES,
            },
        )

    def _on_registered(self, context: _UeContext, _: MmMessage) -> None:
        context.stage = _Stage.REGISTERED

    def _on_transport(self, context: _UeContext, message: MmMessage) -> None:
        request = decode_sm(message.octets("PayloadContainer"))
        wanted = Snssai.decode(message.octets("SNSSAI"))
        part = next((part for part in context.slices if Snssai.of(part) == wanted), None)
        if part is None:
            raise ProtocolError("a session on a slice that is not allowed")
        context.sessions[request.session_id] = part
        key = context.supi, request.session_id
        ambr = context.subscriber.ambr_mbps
        self._smf.create(SessionRequest(key, request.transaction, part, ambr))

    def _on_deregistration(self, context: _UeContext, _: MmMessage) -> None:
        self._leave(context)

    def _leave(self, context: _UeContext) -> None:
        context.stage = _Stage.LEAVING
        if not context.sessions:
            self._release(context, "deregister")
        for session_id in list(context.sessions):
            self._smf.release((context.supi, session_id))

    def _release(self, context: _UeContext, cause: str) -> None:
        context.stage = _Stage.LEAVING
        self._send_ue(ngap.ue_context_release_command(context.ids, cause))

    def _context(self, message: NgapMessage) -> _UeContext:
        context = self._contexts.get(ngap.ue_ids(message).amf)
        if context is None:
            raise ProtocolError("a message about an unknown UE")
        return context

    def _context_of(self, supi: str) -> _UeContext | None:
        """Return the latest context of a subscriber."""
        found = [context for context in self._contexts.values() if context.supi == supi]
        return found[-1] if found else None

    def _security(self, context: _UeContext) -> NasSecurity:
        if context.security is None:
            raise ProtocolError("a UE without a security context")
        return context.security

    def _protected(self, context: _UeContext, message: MmMessage) -> bytes:
        self._tell_said(context.ids, message)
        security = self._security(context)
        return security.protect(message.encode(), SecurityHeader.INTEGRITY_CIPHERED)

    def _tell_heard(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        for observer in self.observers:
            observer.nas_heard(ids, supi, message)

    def _tell_said(self, ids: UeIds, message: MmMessage) -> None:
        for observer in self.observers:
            observer.nas_said(ids, message)

    def _send_plain(self, ids: UeIds, message: MmMessage) -> None:
        self._tell_said(ids, message)
        self._send_ue(ngap.downlink_nas_transport(ids, message.encode()))

    def _send_ue(self, data: bytes) -> None:
        self._send(ngap.UE_STREAM, data)


def _reject(cause: int) -> MmMessage:
    return MmMessage(Mm.REGISTRATION_REJECT, {"5GMMCause": bytes([cause])})
