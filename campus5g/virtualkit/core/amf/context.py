"""The AMF's contexts of gNBs and UEs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from random import Random

from campus5g.inventory import Slice
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.identities import Guti, Plmn, Snssai, Tmsi
from campus5g.virtualkit.codecs.nas import MmMessage
from campus5g.virtualkit.codecs.ngap import UeIds
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.observer import AmfObserver
from campus5g.virtualkit.core.udm import Vector
from campus5g.virtualkit.scenarios.scenario import Algorithms, Subscriber
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.security.nas_security import NasSecurity, SecurityHeader

_REGION, _SET, _POINTER = 2, 1, 0


def guti(plmn: Plmn, tmsi: int) -> Guti:
    """Return a 5G-GUTI of this AMF with a given 5G-TMSI."""
    return Guti(plmn, _REGION, _SET, _POINTER, tmsi)


@dataclass(eq=False)
class ServedNetwork:
    """An AMF's configuration.

    Args:
        plmn, tac, slices: the PLMN, tracking area and slices that it serves.
        algorithms: the NAS algorithms that it selects.
        periodic_update_s: T3512, the period of registration updates of an idle UE.
        name: the network's name, for UEs that have registered; None to tell them nothing.

    All but the PLMN and the slices may change; they then apply to later registrations.
    """

    plmn: Plmn
    tac: int
    slices: list[Slice]
    algorithms: Algorithms
    periodic_update_s: int
    name: str | None = None

    @property
    def guami(self) -> Guti:
        """The AMF's GUAMI, as a 5G-GUTI with 5G-TMSI 0."""
        return self.guti(0)

    def guti(self, tmsi: int) -> Guti:
        """Return the 5G-GUTI with a given 5G-TMSI."""
        return guti(self.plmn, tmsi)


class Stage(Enum):
    """The stage of a UE's registration."""

    AUTHENTICATING = auto()
    SECURING = auto()
    SETTING_UP = auto()
    REGISTERED = auto()
    LEAVING = auto()
    DEREGISTERED = auto()


def _unconnected(*_: object) -> None:
    raise RuntimeError("the AMF is not connected to this gNB")


@dataclass(eq=False)
class RanNode:
    """A gNB; `send` sends it an NGAP message on an SCTP stream."""

    send: Callable[[int, bytes], None] = _unconnected
    gnb_id: int | None = None


@dataclass(frozen=True)
class Connection:
    """A UE-associated NGAP connection; `observers` see the NAS messages sent over it."""

    node: RanNode
    ids: UeIds
    observers: list[AmfObserver] = field(default_factory=list)

    def send(self, message: bytes) -> None:
        """Send an NGAP message about the UE."""
        self.node.send(ngap.UE_STREAM, message)

    def send_plain(self, message: MmMessage) -> None:
        """Send a plain NAS message."""
        self.notify_sent(message)
        self.send(ngap.downlink_nas_transport(self.ids, message.encode()))

    def notify_sent(self, message: MmMessage) -> None:
        """Notify the observers of a NAS message to the UE."""
        for observer in self.observers:
            observer.nas_sent(self.ids, message)

    def release(self, cause: str, group: ngap.CauseGroup = "nas") -> None:
        """Send a UE CONTEXT RELEASE COMMAND to the gNB (TS 38.413, 8.3.3)."""
        self.send(ngap.ue_context_release_command(self.ids, cause, group))


@dataclass(eq=False)
class UeContext:
    """A UE's context; without a connection the UE is idle.

    `next_hop` is the NH that the next handover derives its NH from, `chaining_count` its NCC.
    `active_sessions` have resources at a gNB, `leaving_sessions` are being released. A UE with
    `only_updates` is connected for a registration update and nothing else.
    """

    supi: str
    subscriber: Subscriber
    capabilities: bytes
    stage: Stage
    vector: Vector
    connection: Connection | None
    security: NasSecurity | None = None
    guti: Guti | None = None
    new_guti: Guti | None = None
    imeisv: str = ""
    slices: list[Slice] = field(default_factory=list)
    sessions: dict[int, Slice] = field(default_factory=dict)
    active_sessions: set[int] = field(default_factory=set)
    leaving_sessions: set[int] = field(default_factory=set)
    only_updates: bool = False
    next_hop: bytes = b""
    chaining_count: int = 0

    @property
    def connected(self) -> Connection:
        """The UE's connection.

        Raises:
            ProtocolError: when the UE is idle.
        """
        if self.connection is None:
            raise ProtocolError(f"UE {self.supi} is idle")
        return self.connection

    @property
    def secured(self) -> NasSecurity:
        """The UE's NAS security context.

        Raises:
            ProtocolError: when it has none yet.
        """
        if self.security is None:
            raise ProtocolError("a UE without a security context")
        return self.security

    def new_gnb_key(self) -> bytes:
        """Return K_gNB for a new connection, and start the NH chain from it (A.9, A.10)."""
        security = self.secured
        key = keys.k_gnb(security.amf_key, security.received)
        self.next_hop, self.chaining_count = keys.next_hop(security.amf_key, key), 1
        return key

    @property
    def allowed(self) -> list[Snssai]:
        """The allowed NSSAI."""
        return [Snssai.of(part) for part in self.slices]

    def new_setup(self, guami: Guti) -> ngap.ContextSetup:
        """Return what a gNB needs to set the UE's context up, with a new K_gNB."""
        return ngap.ContextSetup(guami, self.allowed, self.new_gnb_key(), self.imeisv)

    def protected(self, message: MmMessage) -> bytes:
        """Return a NAS message for the UE, protected."""
        self.connected.notify_sent(message)
        return self.secured.protect(message.encode(), SecurityHeader.INTEGRITY_CIPHERED)

    def send(self, message: MmMessage) -> None:
        """Send a protected NAS message."""
        connection = self.connected
        pdu = self.protected(message)
        connection.send(ngap.downlink_nas_transport(connection.ids, pdu))


class Registry:
    """Every gNB, and every UE by each of its identities.

    Args:
        random: generates temporary identities.
    """

    def __init__(self, random: Random) -> None:
        self.nodes: list[RanNode] = []
        self.observers: list[AmfObserver] = []
        self.random = random
        self._ids = count(1)
        self._by_id: dict[int, UeContext] = {}
        self._by_tmsi: dict[int, UeContext] = {}
        self._by_supi: dict[str, UeContext] = {}

    def connection(self, node: RanNode, ran_id: int) -> Connection:
        """Create a UE's connection with a new AMF UE NGAP ID."""
        return Connection(node, UeIds(next(self._ids), ran_id), self.observers)

    def admit(self, context: UeContext) -> None:
        """Add a UE's context, in place of an earlier one of its subscriber."""
        self._by_supi[context.supi] = context
        self.attach(context, context.connected)

    def notify_received(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        """Notify the observers of a NAS message from a UE."""
        for observer in self.observers:
            observer.nas_received(ids, supi, message)

    def attach(self, context: UeContext, connection: Connection) -> None:
        """Attach a UE to a connection."""
        self._by_id[connection.ids.amf] = context

    def forget_all(self) -> None:
        """Forget every gNB and UE."""
        for context in self._by_id.values():
            if context.connection is not None:
                for observer in self.observers:
                    observer.context_released(context.connection.ids)
        self.nodes.clear()
        for names in (self._by_id, self._by_tmsi, self._by_supi):
            names.clear()

    def lose(self, node: RanNode) -> list[UeContext]:
        """Forget a gNB and its connections; return the UEs that were connected there."""
        if node in self.nodes:
            self.nodes.remove(node)
        lost = []
        for amf_id, context in list(self._by_id.items()):
            connection = context.connection
            if connection is None or connection.node is not node or connection.ids.amf != amf_id:
                continue
            del self._by_id[amf_id]
            lost.append(context)
            for observer in self.observers:
                observer.context_released(connection.ids)
        return lost

    def detach(self, amf_id: int) -> UeContext | None:
        """Remove a connection; return the UE that it belonged to."""
        return self._by_id.pop(amf_id, None)

    def on_connection(self, amf_id: int) -> UeContext:
        """Return the UE on a connection.

        Raises:
            ProtocolError: when there is no such connection.
        """
        context = self._by_id.get(amf_id)
        if context is None:
            raise ProtocolError("a message about an unknown UE")
        return context

    def subscriber(self, supi: str) -> UeContext | None:
        """Return the context of a subscriber's UE."""
        return self._by_supi.get(supi)

    def named(self, name: Guti | Tmsi) -> UeContext | None:
        """Return the UE with a temporary identity."""
        return self._by_tmsi.get(name.tmsi)

    def rename(self, context: UeContext, network: ServedNetwork) -> Guti:
        """Assign a UE a new 5G-GUTI; the former one stays valid until the UE confirms it."""
        context.new_guti = network.guti(self.random.randrange(1, 1 << 32))
        self._by_tmsi[context.new_guti.tmsi] = context
        return context.new_guti

    def confirm_name(self, context: UeContext) -> None:
        """Forget a UE's former 5G-GUTI."""
        if context.new_guti is None:
            return
        if context.guti is not None:
            self._by_tmsi.pop(context.guti.tmsi, None)
        context.guti, context.new_guti = context.new_guti, None
