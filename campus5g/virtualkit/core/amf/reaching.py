"""Idle UEs at the AMF: paging, service request, periodic update (TS 23.502, 4.2.3 and 4.2.6)."""

import asyncio
import logging
from collections.abc import Callable

from campus5g.virtualkit.codecs import ngap, ngap_sessions
from campus5g.virtualkit.codecs.identities import Snssai
from campus5g.virtualkit.codecs.nas import (
    MOBILE_TERMINATED,
    Cause,
    Mm,
    MmMessage,
    session_bits,
    sessions_of,
)
from campus5g.virtualkit.codecs.ngap_sessions import SessionSetup
from campus5g.virtualkit.core.amf.context import Connection, Registry, ServedNetwork, UeContext
from campus5g.virtualkit.core.smf import Smf

T3513_S = 6.0
"""T3513, the wait for an answer to paging (TS 24.501, table 10.2.2; a network's own choice)."""
PAGING_TRIES = 3

_log = logging.getLogger(__name__)


class Reaching:
    """Pages idle UEs, resumes them, and suspends UEs that become idle.

    Args:
        network: the network that the AMF serves.
        registry: the known gNBs and UEs.
        smf: has the UPF buffer data for idle UEs.
    """

    def __init__(self, network: ServedNetwork, registry: Registry, smf: Smf) -> None:
        self._network = network
        self._registry = registry
        self._smf = smf
        self._awaited: dict[str, list[Callable[[], None]]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def reach(self, context: UeContext, then: Callable[[], None]) -> None:
        """Call `then` once a UE is connected; page it until it is."""
        if context.connection is not None:
            then()
            return
        waiting = self._awaited.setdefault(context.supi, [])
        waiting.append(then)
        if context.supi not in self._timers:
            self._page(context, PAGING_TRIES)

    def on_service_request(self, context: UeContext, request: MmMessage) -> None:
        """Handle a SERVICE REQUEST: restore the UE's context and sessions (TS 24.501, 5.6.1.4)."""
        waiting = self._stop_paging(context)
        called = request.number("ServiceType") == MOBILE_TERMINATED
        wanted = set(context.sessions) if called else sessions_of(request, "ULDataStat")
        setups = [
            SessionSetup(
                session_id, Snssai.of(part), self._smf.resources((context.supi, session_id))
            )
            for session_id, part in context.sessions.items()
            if session_id in wanted
        ]
        elements: dict[str, bytes | int] = {"PDUSessStat": session_bits(context.sessions)}
        if wanted:
            elements["PDUSessReactResult"] = session_bits(())
        connection = context.connected
        setup = context.new_setup(self._network.guami)
        accept = context.protected(MmMessage(Mm.SERVICE_ACCEPT, elements))
        connection.send(ngap_sessions.context_setup_request(connection.ids, setup, accept, setups))
        for then in waiting:
            then()

    def reject_service(self, connection: Connection, request: MmMessage) -> None:
        """Send a SERVICE REJECT to an unknown UE, which then registers (TS 24.501, 5.6.1.5)."""
        if request.type is Mm.SERVICE_REQUEST:
            cause = bytes([Cause.IDENTITY_CANNOT_BE_DERIVED])
            connection.send_plain(MmMessage(Mm.SERVICE_REJECT, {"5GMMCause": cause}))
        connection.release("normal-release")

    def on_idle(self, context: UeContext) -> None:
        """Have the UPF buffer a UE's downlink, and notify when there is some."""
        for session_id in context.active_sessions:
            self._smf.suspend((context.supi, session_id))
        context.active_sessions.clear()

    def updated(self, context: UeContext) -> None:
        """Release a UE to idle after a periodic update (TS 23.502, 4.2.2.2.2).

        A UE that has registered is reached: paging it ends.
        """
        if context.only_updates:
            context.only_updates = False
            context.connected.release("normal-release")
        else:
            for then in self._stop_paging(context):
                then()

    def forget_all(self) -> None:
        """Stop paging every UE."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._awaited.clear()

    def _page(self, context: UeContext, tries: int) -> None:
        if not tries:
            _log.warning("UE %s does not answer paging", context.supi)
            self._stop_paging(context)
            return
        if context.guti is None:
            return
        message = ngap.paging(context.guti.short, self._network.plmn, self._network.tac)
        for node in self._registry.nodes:
            node.send(ngap.COMMON_STREAM, message)
        loop = asyncio.get_running_loop()
        self._timers[context.supi] = loop.call_later(T3513_S, self._page, context, tries - 1)

    def _stop_paging(self, context: UeContext) -> list[Callable[[], None]]:
        timer = self._timers.pop(context.supi, None)
        if timer is not None:
            timer.cancel()
        return self._awaited.pop(context.supi, [])
