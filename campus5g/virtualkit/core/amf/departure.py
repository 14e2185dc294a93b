"""Deregistration by the UE or by the network (TS 24.501, 5.5.2)."""

from campus5g.virtualkit.codecs.nas import Mm, MmMessage
from campus5g.virtualkit.core.amf.context import Registry, Stage, UeContext
from campus5g.virtualkit.core.smf import Smf

_SWITCH_OFF = 0x08
_BY_NETWORK_3GPP = 0x01


class Departure:
    """The deregistration procedures.

    Args:
        registry: the known gNBs and UEs.
        smf: releases the sessions.
    """

    def __init__(self, registry: Registry, smf: Smf) -> None:
        self._registry = registry
        self._smf = smf

    def on_request(self, context: UeContext, request: MmMessage) -> None:
        """Handle a DEREGISTRATION REQUEST; answer it unless the UE switches off (5.5.2.2)."""
        if not request.number("DeregistrationType") & _SWITCH_OFF:
            context.send(MmMessage(Mm.DEREGISTRATION_ACCEPT))
        self.leave(context)

    def dismiss(self, context: UeContext) -> None:
        """Send a DEREGISTRATION REQUEST to a connected UE (5.5.2.3)."""
        context.send(
            MmMessage(Mm.NETWORK_DEREGISTRATION_REQUEST, {"DeregistrationType": _BY_NETWORK_3GPP})
        )

    def on_accept(self, context: UeContext, _: MmMessage) -> None:
        """Handle a DEREGISTRATION ACCEPT from the UE (5.5.2.3)."""
        self.leave(context)

    def leave(self, context: UeContext) -> None:
        """Release a UE's sessions, then its connection."""
        context.stage = Stage.LEAVING
        if not context.sessions:
            self._disconnect(context)
        for session_id in list(context.sessions):
            context.leaving_sessions.add(session_id)
            self._smf.release((context.supi, session_id))

    def session_released(self, context: UeContext, session_id: int) -> None:
        """Continue once a session is released."""
        context.leaving_sessions.discard(session_id)
        context.sessions.pop(session_id, None)
        context.active_sessions.discard(session_id)
        if context.stage is Stage.LEAVING and not context.sessions:
            self._disconnect(context)

    def drop(self, context: UeContext) -> None:
        """Remove the earlier registration of a UE that registers again (5.5.1.2.8)."""
        self.drop_sessions(context)
        context.stage = Stage.LEAVING
        self._disconnect(context)

    def abandon(self, context: UeContext) -> None:
        """End a registration whose connection goes on to serve another one."""
        self.drop_sessions(context)
        context.leaving_sessions.clear()
        if context.connection is not None:
            self._registry.detach(context.connection.ids.amf)
        context.connection = None
        context.stage = Stage.DEREGISTERED

    def drop_sessions(self, context: UeContext) -> None:
        """Release sessions that the UE no longer knows."""
        for session_id in list(context.sessions):
            del context.sessions[session_id]
            context.active_sessions.discard(session_id)
            if session_id not in context.leaving_sessions:
                self._smf.release((context.supi, session_id))

    def _disconnect(self, context: UeContext) -> None:
        if context.connection is None:
            context.stage = Stage.DEREGISTERED
        else:
            context.connection.release("deregister")
