"""PDU sessions at the AMF, which relays messages of UE, SMF and gNB (TS 23.502, 4.3)."""

from collections.abc import Sequence

from campus5g.virtualkit.codecs import ngap_sessions
from campus5g.virtualkit.codecs.dnn import decode_dnn
from campus5g.virtualkit.codecs.identities import Snssai
from campus5g.virtualkit.codecs.nas import Mm, MmMessage, Sm, SmMessage, decode_sm
from campus5g.virtualkit.codecs.ngap_sessions import ConnectedSession, SetupTransfer
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.context import Stage, UeContext
from campus5g.virtualkit.core.smf import SessionKey, SessionRequest, Smf

_SM_PAYLOAD = 1


class Sessions:
    """Relays session management between UE, gNB and SMF.

    Args:
        smf: manages the sessions.
    """

    def __init__(self, smf: Smf) -> None:
        self._smf = smf

    def on_transport(self, context: UeContext, message: MmMessage) -> None:
        """Handle an UL NAS TRANSPORT: pass the 5GSM message on to the SMF (TS 24.501, 5.4.5.2)."""
        request = decode_sm(message.octets("PayloadContainer"))
        match request.type:
            case Sm.ESTABLISHMENT_REQUEST:
                self._on_establishment(context, request, message)
            case Sm.RELEASE_REQUEST if request.session_id in context.active_sessions:
                self._smf.dismiss((context.supi, request.session_id), request.transaction)
            case Sm.RELEASE_COMPLETE:
                context.sessions.pop(request.session_id, None)
                context.active_sessions.discard(request.session_id)
            case Sm.MODIFICATION_COMPLETE:
                pass
            case _:
                raise ProtocolError(f"{request.type.name} is not for the network")

    def _on_establishment(self, context: UeContext, request: SmMessage, message: MmMessage) -> None:
        # Without an S-NSSAI or a DNN the AMF chooses (TS 23.502, 4.3.2.2.1).
        allowed = context.slices
        if "SNSSAI" in message.elements:
            wanted = Snssai.decode(message.octets("SNSSAI"))
            allowed = [part for part in allowed if Snssai.of(part) == wanted]
        part = next(iter(allowed), None)
        if part is None:
            raise ProtocolError("a session on a slice outside the allowed NSSAI")
        context.sessions[request.session_id] = part
        key = context.supi, request.session_id
        ambr = context.subscriber.ambr_mbps
        dnn = decode_dnn(message.octets("DNN")) if "DNN" in message.elements else part.dnn
        self._smf.create(SessionRequest(key, request.transaction, part, dnn, ambr))

    def prepared(
        self, context: UeContext, session_id: int, transfer: SetupTransfer, accept: bytes
    ) -> bool:
        """Request a session's resources from the gNB; return whether the UE still wants them."""
        if session_id not in context.sessions or context.connection is None:
            return False
        request = ngap_sessions.setup_request(
            context.connection.ids,
            session_id,
            Snssai.of(context.sessions[session_id]),
            transfer,
            context.protected(_transport(session_id, accept)),
        )
        context.connection.send(request)
        return True

    def refused(self, context: UeContext, session_id: int, reject: bytes) -> None:
        """Send a UE a PDU SESSION ESTABLISHMENT REJECT."""
        context.sessions.pop(session_id, None)
        context.send(_transport(session_id, reject))

    def modified(
        self, context: UeContext, session_id: int, transfer: SetupTransfer, command: bytes
    ) -> None:
        """Send a session's new rates to the gNB and the UE."""
        connection = context.connected
        pdu = context.protected(_transport(session_id, command))
        connection.send(ngap_sessions.modify_request(connection.ids, session_id, transfer, pdu))

    def dismissed(self, context: UeContext, session_id: int, command: bytes) -> None:
        """Release a session at the gNB and the UE."""
        connection = context.connected
        pdu = context.protected(_transport(session_id, command))
        connection.send(ngap_sessions.release_command(connection.ids, session_id, pdu))

    def reduced(self, context: UeContext, session_id: int, command: bytes) -> None:
        """Send a UE a PDU SESSION MODIFICATION COMMAND that deletes QoS flows."""
        if context.connection is not None:
            context.send(_transport(session_id, command))

    def connect(self, context: UeContext, session: ConnectedSession) -> None:
        """Pass the gNB's downlink tunnel of a session to the SMF, and the flows it refuses."""
        session_id = session.session_id
        if session_id in context.sessions and context.stage is Stage.REGISTERED:
            self._smf.connect((context.supi, session_id), session.tunnel, session.refused)
            context.active_sessions.add(session_id)

    def drop_flows(self, context: UeContext, session_id: int, qfis: Sequence[int]) -> None:
        """Have the SMF remove QoS flows that the gNB no longer serves."""
        if session_id in context.active_sessions:
            self._smf.drop_flows((context.supi, session_id), qfis)

    def abandon(self, key: SessionKey) -> None:
        """Release a session that the UE no longer wants."""
        self._smf.release(key)


def _transport(session_id: int, payload: bytes) -> MmMessage:
    return MmMessage(
        Mm.DL_NAS_TRANSPORT,
        {
            "PayloadContainerType": _SM_PAYLOAD,
            "PayloadContainer": payload,
            "PDUSessID": bytes([session_id]),
        },
    )
