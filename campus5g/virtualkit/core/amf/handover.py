"""N2 handover at the AMF (TS 23.502, 4.9.1.3; keys: TS 33.501, 6.9.2.3.3)."""

from dataclasses import dataclass, field

from campus5g.virtualkit.codecs import ngap_handover
from campus5g.virtualkit.codecs.identities import Snssai
from campus5g.virtualkit.codecs.ngap import NgapMessage, ue_ids
from campus5g.virtualkit.codecs.ngap_handover import Admission
from campus5g.virtualkit.codecs.ngap_sessions import ConnectedSession, SessionSetup
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.context import Connection, Registry, ServedNetwork, UeContext
from campus5g.virtualkit.core.smf import Smf
from campus5g.virtualkit.security import keys

_CHAINING_COUNTS = 8


@dataclass
class _Handover:
    """A handover under way: both connections, and the sessions that the target admits."""

    source: Connection
    target: Connection
    admitted: list[ConnectedSession] = field(default_factory=list)


class HandoverProcedure:
    """The inter-gNB handover procedure over N2.

    Args:
        network: the network that the AMF serves.
        registry: the known gNBs and UEs.
        smf: switches the user plane path.
    """

    def __init__(self, network: ServedNetwork, registry: Registry, smf: Smf) -> None:
        self._network = network
        self._registry = registry
        self._smf = smf
        self._under_way: dict[str, _Handover] = {}

    def on_required(self, context: UeContext, message: NgapMessage) -> None:
        """Handle a HANDOVER REQUIRED: send a HANDOVER REQUEST to the target gNB."""
        source, gnb_id = context.connected, ngap_handover.read_target(message)
        node = next((node for node in self._registry.nodes if node.gnb_id == gnb_id), None)
        if node is None:
            source.send(ngap_handover.preparation_failure(source.ids, "unknown-targetID"))
            return
        target = self._registry.connection(node, ran_id=0)
        self._under_way[context.supi] = _Handover(source, target)
        self._registry.attach(context, target)
        sessions = [
            SessionSetup(number, Snssai.of(part), self._smf.resources((context.supi, number)))
            for number, part in context.sessions.items()
            if number in context.active_sessions
        ]
        admission = Admission(
            self._network.guami,
            context.allowed,
            (context.chaining_count + 1) % _CHAINING_COUNTS,
            self._next_hop(context),
            sessions,
        )
        context.next_hop, context.chaining_count = (
            admission.next_hop,
            admission.chaining_count,
        )
        target.send(ngap_handover.request(target.ids.amf, admission, message))

    def on_acknowledge(self, context: UeContext, message: NgapMessage) -> None:
        """Handle a HANDOVER REQUEST ACKNOWLEDGE: send a HANDOVER COMMAND to the source gNB."""
        handover = self._handover(context)
        handover.target = Connection(
            handover.target.node, ue_ids(message), self._registry.observers
        )
        handover.admitted = ngap_handover.read_acknowledge(message)
        source = handover.source
        source.send(ngap_handover.command(source.ids, message))

    def on_status(self, context: UeContext, message: NgapMessage) -> None:
        """Forward an UPLINK RAN STATUS TRANSFER to the target gNB."""
        target = self._handover(context).target
        target.send(ngap_handover.downlink_status(target.ids, message))

    def on_notify(self, context: UeContext, _: NgapMessage) -> None:
        """Handle a HANDOVER NOTIFY: switch the path and release the source gNB's context.

        The SMF removes the flows that the target has refused (TS 23.502, 4.9.1.3.3).
        """
        handover = self._handover(context)
        del self._under_way[context.supi]
        context.connection = handover.target
        for observer in self._registry.observers:
            observer.context_moved(handover.source.ids, handover.target.ids)
        for session in handover.admitted:
            if session.session_id in context.sessions:
                key = context.supi, session.session_id
                self._smf.connect(key, session.tunnel, session.refused)
        handover.source.release("successful-handover", "radioNetwork")

    def _next_hop(self, context: UeContext) -> bytes:
        amf_key = context.secured.amf_key
        return keys.next_hop(amf_key, context.next_hop)

    def _handover(self, context: UeContext) -> _Handover:
        handover = self._under_way.get(context.supi)
        if handover is None:
            raise ProtocolError("no handover is under way")
        return handover
