"""What the AMF knows of its gNBs and UEs."""

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
    """Return a temporary name that this AMF could have given."""
    return Guti(plmn, _REGION, _SET, _POINTER, tmsi)


@dataclass(eq=False)
class ServedNetwork:
    """What an AMF is configured with.

    Args:
        plmn, tac, slices: what it serves.
        algorithms: what it chooses for NAS.
        periodic_update_s: T3512, after which an idle UE tells that it is there.

    The last two may change: for UEs that are yet to register.
    """

    plmn: Plmn
    tac: int
    slices: list[Slice]
    algorithms: Algorithms
    periodic_update_s: int

    @property
    def guami(self) -> Guti:
        """The AMF's own name, as a 5G-GUTI of nobody."""
        return self.guti(0)

    def guti(self, tmsi: int) -> Guti:
        """Return the temporary name of a UE."""
        return guti(self.plmn, tmsi)


class Stage(Enum):
    """How far a UE is in its registration."""

    AUTHENTICATING = auto()
    SECURING = auto()
    SETTING_UP = auto()
    REGISTERED = auto()
    LEAVING = auto()
    DEREGISTERED = auto()


def _unconnected(*_: object) -> None:
    raise RuntimeError("an AMF that is not joined to this gNB")


@dataclass(eq=False)
class RanNode:
    """A gNB: `send` takes an NGAP message for it, with its stream."""

    send: Callable[[int, bytes], None] = _unconnected
    gnb_id: int | None = None


@dataclass(frozen=True)
class Connection:
    """A UE's connection over N2; `observers` learn what is said over it."""

    node: RanNode
    ids: UeIds
    observers: list[AmfObserver] = field(default_factory=list)

    def send(self, message: bytes) -> None:
        """Send an NGAP message about the UE."""
        self.node.send(ngap.UE_STREAM, message)

    def send_plain(self, message: MmMessage) -> None:
        """Send a NAS message without protection."""
        self.say(message)
        self.send(ngap.downlink_nas_transport(self.ids, message.encode()))

    def say(self, message: MmMessage) -> None:
        """Tell the observers of a NAS message to the UE."""
        for observer in self.observers:
            observer.nas_said(self.ids, message)

    def release(self, cause: str, group: ngap.CauseGroup = "nas") -> None:
        """Let the gNB forget the UE."""
        self.send(ngap.ue_context_release_command(self.ids, cause, group))


@dataclass(eq=False)
class UeContext:
    """A UE that is known; without a connection it is idle.

    `next_hop` is the NH for the next handover's predecessor, `chaining_count` its number.
    `active_sessions` have resources at a gNB, `leaving_sessions` are being released. A UE that
    `only_updates` has come to tell that it is there and for nothing else.
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
        """Its connection.

        Raises:
            ProtocolError: when it is idle.
        """
        if self.connection is None:
            raise ProtocolError(f"UE {self.supi} is idle")
        return self.connection

    @property
    def secured(self) -> NasSecurity:
        """Its security context.

        Raises:
            ProtocolError: when it has none yet.
        """
        if self.security is None:
            raise ProtocolError("a UE without a security context")
        return self.security

    def new_gnb_key(self) -> bytes:
        """Return K_gNB for a new connection, and begin the chain of NH at it (A.9, A.10)."""
        security = self.secured
        key = keys.k_gnb(security.amf_key, security.received)
        self.next_hop, self.chaining_count = keys.next_hop(security.amf_key, key), 1
        return key

    @property
    def allowed(self) -> list[Snssai]:
        """The names of the slices that it may use."""
        return [Snssai.of(part) for part in self.slices]

    def protected(self, message: MmMessage) -> bytes:
        """Return a NAS message for it, protected."""
        self.connected.say(message)
        return self.secured.protect(message.encode(), SecurityHeader.INTEGRITY_CIPHERED)

    def send(self, message: MmMessage) -> None:
        """Send a protected NAS message."""
        connection = self.connected
        pdu = self.protected(message)
        connection.send(ngap.downlink_nas_transport(connection.ids, pdu))


class Registry:
    """Every gNB, and every UE by each of its names.

    Args:
        random: where temporary names come from.
    """

    def __init__(self, random: Random) -> None:
        self.nodes: list[RanNode] = []
        self.observers: list[AmfObserver] = []
        self._random = random
        self._ids = count(1)
        self._by_id: dict[int, UeContext] = {}
        self._by_tmsi: dict[int, UeContext] = {}
        self._by_supi: dict[str, UeContext] = {}

    def connection(self, node: RanNode, ran_id: int) -> Connection:
        """Give a UE's new connection its name."""
        return Connection(node, UeIds(next(self._ids), ran_id), self.observers)

    def admit(self, context: UeContext) -> None:
        """Know a UE from now on, in place of what was known of its subscriber."""
        self._by_supi[context.supi] = context
        self.attach(context, context.connected)

    def heard(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        """Tell the observers of a NAS message from a UE."""
        for observer in self.observers:
            observer.nas_heard(ids, supi, message)

    def attach(self, context: UeContext, connection: Connection) -> None:
        """Hear a UE on a connection."""
        self._by_id[connection.ids.amf] = context

    def forget_all(self) -> None:
        """Know no gNB and no UE any more."""
        for context in self._by_id.values():
            if context.connection is not None:
                for observer in self.observers:
                    observer.context_released(context.connection.ids)
        self.nodes.clear()
        for names in (self._by_id, self._by_tmsi, self._by_supi):
            names.clear()

    def detach(self, amf_id: int) -> UeContext | None:
        """Forget a connection; return whose it was."""
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
        """Return what is known about a subscriber's UE."""
        return self._by_supi.get(supi)

    def named(self, name: Guti | Tmsi) -> UeContext | None:
        """Return the UE of a temporary name."""
        return self._by_tmsi.get(name.tmsi)

    def rename(self, context: UeContext, network: ServedNetwork) -> Guti:
        """Give a UE a new temporary name; the one before holds until it has confirmed it."""
        context.new_guti = network.guti(self._random.randrange(1, 1 << 32))
        self._by_tmsi[context.new_guti.tmsi] = context
        return context.new_guti

    def confirm_name(self, context: UeContext) -> None:
        """Forget a UE's former temporary name."""
        if context.new_guti is None:
            return
        if context.guti is not None:
            self._by_tmsi.pop(context.guti.tmsi, None)
        context.guti, context.new_guti = context.new_guti, None
