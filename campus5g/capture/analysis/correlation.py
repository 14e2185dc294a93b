"""Assigning each message to its UE.

Three identifiers with different lifetimes meet here: the UE-associated NGAP connection (AMF and
RAN UE NGAP IDs, local to an SCTP association, TS 38.413 9.3.3), the N4 session (SEIDs, local to
their receiver, TS 29.244 5.6) and the subscriber (SUCI, IMSI, 5G-GUTI, TS 23.003). Messages that
share one are joined; two connections with different IMSIs are never joined. A 5G-S-TMSI is a
weak link: the network gives it to others over time, and test tools use one for all. It joins two
connections only if none of what they show later contradicts it.

`UeLabels` takes the messages in order and gives each back with its UE after a window of further
messages, which may still tell whose it is. Only that window and the identifiers in use are kept.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from campus5g.capture.analysis.identities import guti_of, ngap_tmsi, suci_of, without_parts
from campus5g.capture.analysis.tunnel_ends import (
    F_TEIDS,
    NGAP_ENDS,
    OUTER_HEADERS,
    every_end,
    refused_tunnel_ends,
)
from campus5g.capture.analysis.values import (
    accepted,
    as_number,
    bundles,
    host,
    n4_ue_addresses,
    numbers,
)
from campus5g.capture.messages.message import Message
from campus5g.capture.messages.sbi_identities import (
    Resource,
    SubscriberId,
    asked_path,
    asked_resources,
    exchange,
    identities,
    made_resources,
)
from campus5g.capture.remembered import Remembered

_INITIAL_UE_MESSAGE, _PATH_SWITCH, _HANDOVER_ALLOCATION = 15, 25, 13
_RESOURCE_SETUP, _CONTEXT_SETUP, _CONTEXT_RELEASE, _NG_RESET, _NG_SETUP = 29, 14, 41, 20, 21
_WHOLE_INTERFACE = "0"
_REGISTRATION_ACCEPT, _CONFIGURATION_UPDATE = 0x42, 0x54
_ESTABLISHMENT, _ESTABLISHMENT_ANSWER, _DELETION_ANSWER = 50, 51, 55
_SESSION_MESSAGES = range(50, 58)
_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
WINDOW = 10_000
"""How many messages later a message of a large capture may still find its UE."""
_IDENTIFIERS = 10_000
"""How many identifiers of a kind are remembered, at least."""


@dataclass(frozen=True, slots=True)
class NgapContext:
    """A UE-associated logical NG connection (TS 38.413, 9.3.3.1 and 9.3.3.2)."""

    association: str
    amf_ue_id: int | None
    ran_ue_id: int | None


@dataclass(frozen=True, slots=True)
class UeTrace:
    """Everything in a capture that concerns one UE, or an N4 session that nothing ties to one."""

    key: str
    """``ue-1``, ``ue-2``… in the order of appearance; ``""`` for an N4 session alone."""
    imsi: str
    """Digits, where the null scheme, an identity response or the core's own messages show them;
    else ``""``."""
    sucis: tuple[str, ...]
    """``suci-0-MCC-MNC-routing-scheme-key-output`` (TS 29.571, 5.3.2), in order of appearance."""
    gutis: tuple[str, ...]
    """``MCC-MNC-region-set-pointer-TMSI``, the TMSI in hexadecimal; ``?`` for a part not shown."""
    contexts: tuple[NgapContext, ...]
    n4_sessions: tuple[tuple[Message, ...], ...]
    """The messages of each N4 session."""
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Correlation:
    """For each message, by position: its UE, NGAP connection and N4 session."""

    ue: tuple[str, ...]
    """UE keys; ``""`` where the message does not concern one, or it is unknown which."""
    context: tuple[int | None, ...]
    n4_session: tuple[int | None, ...]
    traces: tuple[UeTrace, ...]
    sessions_alone: tuple[UeTrace, ...] = ()
    """The N4 sessions that no signalling of a UE names: what PFCP alone shows is not a UE."""


class Labelled(NamedTuple):
    """A message with what it belongs to."""

    position: int
    """Among all messages, from 0."""
    message: Message
    ue: str = ""
    """The UE's key, or ``""``."""
    context: int | None = None
    """The number of its NGAP connection."""
    n4_session: int | None = None
    """The number of its N4 session."""
    whose: "_Node | None" = None


def correlate(messages: Sequence[Message]) -> list[UeTrace]:
    """Return the UEs of a capture, in the order of appearance.

    Joined by: AMF and RAN UE NGAP IDs within an SCTP association, path switch and handover
    (the AMF UE NGAP ID within an AMF, or the UPF's tunnel end), IMSI of a null-scheme SUCI,
    SUCI, 5G-S-TMSI, SEID, tunnel end (address and TEID) and UE address. A message of a service
    based interface joins by the identity or the resource that it names, an error indication of
    GTP-U by the tunnel end that it refuses (TS 29.281, 7.3.1).
    """
    return list(label(messages).traces)


def label(messages: Sequence[Message]) -> Correlation:
    """Return the UE, NGAP connection and N4 session of each message."""
    labels = UeLabels()
    for together in bundles(messages):
        labels.take(together)
    return correlation(labels.rest())


def labelled(
    together: Iterable[list[Message]], window: int | None = None
) -> Iterator[list[Labelled]]:
    """Yield messages that travel together with their UE.

    Args:
        together: the messages of a capture.
        window: how many further messages to wait for; None for all.
    """
    labels = UeLabels(window)
    for bundle in together:
        yield from labels.take(bundle)
    yield from labels.rest_together()


def correlation(messages: Iterable[Labelled]) -> Correlation:
    """Return what the labels of all messages show together."""
    everything = list(messages)
    traces: dict[_Node, list[Labelled]] = {}
    for one in everything:
        if one.whose is not None and one.whose.root().real:
            traces.setdefault(one.whose.root(), []).append(one)
    described = [_trace(node, own) for node, own in traces.items()]
    return Correlation(
        tuple(one.ue for one in everything),
        tuple(one.context for one in everything),
        tuple(one.n4_session for one in everything),
        tuple(trace for trace in described if trace.key),
        tuple(trace for trace in described if not trace.key),
    )


class UeLabels:
    """Gives messages, taken in order, their UE.

    Args:
        window: how many further messages to wait for; None for all, until `rest` is called.
    """

    def __init__(self, window: int | None = None) -> None:
        self._tracker = _Tracker()
        self._window = window
        self._held: deque[list[Labelled]] = deque()
        self._held_messages = self._position = 0
        self.ues = 0
        """Number of UEs named so far."""

    def take(self, together: Sequence[Message]) -> Iterator[list[Labelled]]:
        """Take an NGAP message with its NAS messages, or any other alone.

        Returns:
            the earlier ones whose UE is settled, together again.
        """
        bundle = [Labelled(self._position + nth, message) for nth, message in enumerate(together)]
        self._position += len(together)
        self._held.append(self._tracker.take(bundle))
        self._held_messages += len(bundle)
        return self._settled() if self._window is not None else iter(())

    def _settled(self) -> Iterator[list[Labelled]]:
        while self._held_messages > (self._window or 0):
            # A weak link has had half of the window to be contradicted.
            self._tracker.settle(self._position - (self._window or 0) // 2)
            yield self._named(self._held.popleft())

    def rest(self) -> Iterator[Labelled]:
        """Return the messages whose UE was not yet settled, at the end."""
        self._tracker.settle(self._position)
        while self._held:
            yield from self._named(self._held.popleft())

    def rest_together(self) -> Iterator[list[Labelled]]:
        """Return the same, those that travelled together in one list."""
        self._tracker.settle(self._position)
        while self._held:
            yield self._named(self._held.popleft())

    def _named(self, bundle: list[Labelled]) -> list[Labelled]:
        self._held_messages -= len(bundle)
        return [one._replace(ue=self._key(one.whose)) if one.whose else one for one in bundle]

    def _key(self, node: "_Node") -> str:
        root = node.root()
        if not (root.real and root.is_ue):
            return ""
        if not root.key:
            self.ues += 1
            root.key = f"ue-{self.ues}"
        return root.key


class _Node:
    """A connection or session, and what is known about its UE; joined ones share a root."""

    __slots__ = (
        *("connections", "gutis", "imsis", "is_ue", "key", "number", "parent", "perhaps", "real"),
        *("session", "sucis"),
    )

    def __init__(self, number: int, *, is_ue: bool, real: bool) -> None:
        self.number = number
        self.parent: _Node | None = None
        self.perhaps: list[_Node] = []
        """Earlier holders of its 5G-S-TMSI: the same UE unless their IMSIs contradict it."""
        self.imsis: set[str] = set()
        self.sucis: dict[str, None] = {}
        self.gutis: dict[str, None] = {}
        self.real = real
        """False for N4 sessions that no peer has acknowledged or whose address and tunnel end
        are unknown, and for UEs that were only paged."""
        self.is_ue = is_ue
        """False for N4 sessions."""
        self.key = ""
        self.session: _N4Session | None = None
        self.connections: dict[int, _Connection] = {}

    def root(self) -> "_Node":
        """Return the node that stands for all joined ones."""
        node = self
        while node.parent is not None:
            if node.parent.parent is not None:
                node.parent = node.parent.parent
            node = node.parent
        return node

    def join(self, other: "_Node") -> bool:
        """Join two nodes as one UE; return False if their IMSIs contradict it."""
        kept, gone = self.root(), other.root()
        if kept is gone:
            return True
        if kept.number > gone.number:
            kept, gone = gone, kept
        if kept.imsis and gone.imsis and not kept.imsis & gone.imsis:
            return False
        gone.parent = kept
        kept.imsis |= gone.imsis
        kept.sucis |= gone.sucis
        kept.gutis |= gone.gutis
        kept.connections |= gone.connections
        kept.real |= gone.real
        kept.is_ue |= gone.is_ue
        kept.key = kept.key or gone.key
        return True

    def settle(self) -> None:
        """Join the earlier holders of its 5G-S-TMSI that nothing has contradicted."""
        while self.perhaps:
            self.join(self.perhaps.pop(0))


@dataclass(slots=True)
class _Connection:
    number: int
    node: _Node
    association: str
    amf: int | None
    ran: int | None
    core: str
    tunnel_ends: set[tuple[str, int]] = field(default_factory=set)


@dataclass(slots=True)
class _N4Session:
    node: _Node
    number: int
    smf: str
    upf: str
    known_by: set[Hashable] = field(default_factory=set)
    """Its UE addresses and tunnel ends."""
    alive: bool = True
    acknowledged: bool = False


class _SbiExchange(NamedTuple):
    """The last request on a connection's stream: its UE, if known, and its path."""

    node: _Node | None
    path: str


class _Tracker:
    """Tracks the identifiers through a capture, in order."""

    def __init__(self) -> None:
        self._nodes = self._connections = self._sessions = 0
        self._by_ran: Remembered[tuple[str, int | None], _Connection] = Remembered(_IDENTIFIERS)
        self._by_amf: Remembered[tuple[str, int | None], _Connection] = Remembered(_IDENTIFIERS)
        self._by_core: Remembered[tuple[str, int | None], _Connection] = Remembered(_IDENTIFIERS)
        self._by_seid: Remembered[tuple[str, int], _N4Session] = Remembered(_IDENTIFIERS)
        self._by_request: Remembered[tuple[str, str, int], _N4Session] = Remembered(_IDENTIFIERS)
        self._owners: Remembered[Hashable, _Node] = Remembered(4 * _IDENTIFIERS)
        self._sbi_exchanges: Remembered[tuple[str, str], _SbiExchange] = Remembered(_IDENTIFIERS)
        self._resources: Remembered[Resource, _Node] = Remembered(_IDENTIFIERS)
        self._unsettled: deque[tuple[int, _Node]] = deque()

    def take(self, bundle: list[Labelled]) -> list[Labelled]:
        """Return messages that travel together with their node, connection and session."""
        head = bundle[0].message
        match head.protocol:
            case "PFCP":
                return [self._take_n4(bundle[0])]
            case "NGAP" | "NAS-MM" | "NAS-SM":
                return self._take_n2(bundle)
            case "HTTP/2" | "HTTP/1.1":
                return [bundle[0]._replace(whose=self._sbi_node(head))]
            case "GTP-U":
                return [bundle[0]._replace(whose=self._gtpu_node(head))]

    def settle(self, before: int) -> None:
        """Decide the weak links made by messages before a position."""
        while self._unsettled and self._unsettled[0][0] < before:
            self._unsettled.popleft()[1].settle()

    def _take_n2(self, bundle: list[Labelled]) -> list[Labelled]:
        together = [one.message for one in bundle]
        head = together[0]
        if head.protocol == "NGAP" and head.code in (_NG_SETUP, _NG_RESET):
            self._end_connections(head)
            return bundle
        connection = self._connection(together)
        if connection is None:
            tmsi = ngap_tmsi(head)
            if tmsi is None:
                return bundle
            owner = self._owners.get(tmsi)
            if owner is None:
                owner = self._owners[tmsi] = self._node(is_ue=True, real=False)
            return [one._replace(whose=owner) for one in bundle]
        node, position = connection.node, bundle[0].position
        for message in together:
            self._identify(node, message, position)
        for message in together:
            self._learn_sessions(connection, message)
        if head.protocol == "NGAP" and head.code == _INITIAL_UE_MESSAGE:
            self._claim_tmsi(node, ngap_tmsi(head), position)
        if (head.protocol, head.code, head.outcome) == ("NGAP", _CONTEXT_RELEASE, "successful"):
            self._close(connection)
        return [one._replace(whose=node, context=connection.number) for one in bundle]

    def _connection(self, together: Sequence[Message]) -> _Connection | None:
        """Return the connection that messages belong to, opening it if it is new."""
        head = together[0]
        amf = next((m.amf_ue_id for m in together if m.amf_ue_id is not None), None)
        ran = next((m.ran_ue_id for m in together if m.ran_ue_id is not None), None)
        if amf is None and ran is None:
            return None
        code, initiating = head.code, head.outcome == "initiating"
        if head.protocol == "NGAP" and initiating and code == _INITIAL_UE_MESSAGE:
            return self._open(head, amf, ran)
        if head.protocol == "NGAP" and initiating and code in (_PATH_SWITCH, _HANDOVER_ALLOCATION):
            return self._moved(head, amf, ran)
        found = None if ran is None else self._by_ran.get((head.association, ran))
        if found is not None and amf is not None and found.amf not in (None, amf):
            found = None
        if found is None and amf is not None:
            found = self._by_amf.get((head.association, amf))
            if found is not None and None not in (ran, found.ran) and found.ran != ran:
                found = None
        if found is None:
            return self._open(head, amf, ran)
        found.amf = amf if found.amf is None else found.amf
        found.ran = ran if found.ran is None else found.ran
        self._register(found)
        return found

    def _moved(self, head: Message, amf: int | None, ran: int | None) -> _Connection:
        """Open the connection at a handover's target, joined to the one that it continues."""
        before = None if amf is None else self._by_core.get((_core(head), amf))
        known = [before.node] if before is not None else []
        if head.code == _HANDOVER_ALLOCATION:
            every = every_end(head, NGAP_ENDS)
            ends = (self._owners.get(("tunnel", *end)) for end in every)
            known += [node for node in ends if node is not None]
        opened = self._open(head, amf, ran)
        for node in known:
            opened.node.join(node)
        return opened

    def _open(self, head: Message, amf: int | None, ran: int | None) -> _Connection:
        node = self._node(is_ue=True, real=True)
        opened = _Connection(self._connections, node, head.association, amf, ran, _core(head))
        node.connections[self._connections] = opened
        self._connections += 1
        self._register(opened)
        return opened

    def _register(self, connection: _Connection) -> None:
        if connection.ran is not None:
            self._by_ran[connection.association, connection.ran] = connection
        if connection.amf is not None:
            self._by_amf[connection.association, connection.amf] = connection
            self._by_core[connection.core, connection.amf] = connection

    def _close(self, connection: _Connection) -> None:
        _forget(self._by_ran, (connection.association, connection.ran), connection)
        _forget(self._by_amf, (connection.association, connection.amf), connection)
        _forget(self._by_core, (connection.core, connection.amf), connection)
        for end in connection.tunnel_ends:
            _forget(self._owners, ("tunnel", *end), connection.node)

    def _identify(self, node: _Node, message: Message, position: int) -> None:
        if message.protocol != "NAS-MM":
            return
        suci, imsi = suci_of(message)
        guti, tmsi = guti_of(message)
        if suci:
            node.root().sucis[suci] = None
            self._claim(node, ("suci", suci))
        if imsi:
            node.root().imsis.add(imsi)
            self._claim(node, ("imsi", imsi))
        if guti:
            node.root().gutis[guti] = None
            if message.code in (_REGISTRATION_ACCEPT, _CONFIGURATION_UPDATE):
                self._owners[tmsi] = node
            else:
                self._claim_tmsi(node, tmsi, position)

    def _claim(self, node: _Node, identifier: Hashable) -> None:
        """Join a node to the holder of a UE's identifier, or make the node the holder."""
        owner = self._owners.setdefault(identifier, node)
        if not node.join(owner):
            self._owners[identifier] = node

    def _claim_tmsi(self, node: _Node, tmsi: Hashable, position: int) -> None:
        """Make a node the holder of a 5G-S-TMSI, and its earlier holder perhaps the same UE."""
        if tmsi is None:
            return
        owner = self._owners.get(tmsi)
        self._owners[tmsi] = node
        if owner is not None and owner.root() is not node.root():
            node.perhaps.append(owner)
            self._unsettled.append((position, node))

    def _learn_sessions(self, connection: _Connection, message: Message) -> None:
        if message.protocol == "NAS-SM" and message.code == 0xC2:
            for address in message.fields.get("nas-5gs.sm.pdu_addr_inf_ipv4", ()):
                self._meet_n4(connection.node, ("address", address))
        if message.protocol != "NGAP":
            return
        for end in every_end(message, NGAP_ENDS):
            if message.outcome == "initiating" and message.code in (
                *(_RESOURCE_SETUP, _CONTEXT_SETUP, _HANDOVER_ALLOCATION),
            ):
                self._meet_n4(connection.node, ("tunnel", *end))
            elif message.direction == "up" or message.outcome == "successful":
                # The gNB's own end: it may reuse a number once its old user is gone.
                self._owners["tunnel", *end] = connection.node
                connection.tunnel_ends.add(end)

    def _meet_n4(self, node: _Node, identifier: Hashable) -> None:
        """Join a connection to the live N4 session with that address or tunnel end.

        An earlier connection with it proves nothing: both are reused for other UEs over time.
        """
        owner = self._owners.get(identifier)
        if owner is not None and owner.session is not None:
            node.join(owner)
        else:
            self._owners[identifier] = node

    def _take_n4(self, one: Labelled) -> Labelled:
        message = one.message
        session = self._n4_session(message)
        if session is None:
            return one
        node = session.node
        for end in every_end(message, F_TEIDS):
            self._owners["tunnel", *end] = node
            session.known_by.add(("tunnel", *end))
        for end in every_end(message, OUTER_HEADERS):
            owner = self._owners.get(("tunnel", *end))
            if owner is not None:
                node.join(owner)
        for address in n4_ue_addresses(message):
            self._share_address(session, address)
        session.acknowledged |= accepted(message) is True
        if session.acknowledged and session.known_by:
            node.root().real = True
        if message.code == _DELETION_ANSWER and accepted(message):
            session.alive = False
            for identifier in session.known_by:
                _forget(self._owners, identifier, node)
        return one._replace(whose=node, n4_session=session.number)

    def _n4_session(self, message: Message) -> _N4Session | None:
        code, source, destination = message.code, host(message.source), host(message.destination)
        if code is None or code not in _SESSION_MESSAGES:
            return None
        sequence = as_number(message.first("pfcp.seqno"))
        seids = numbers(message, "pfcp.seid")
        request = None if sequence is None else (source, destination, sequence)
        if code % 2:
            answered = None if sequence is None else (destination, source, sequence)
            session = self._by_request.get(answered) if answered else None
            if session is None and seids:
                session = self._by_seid.get((destination, seids[0]))
            if session and code == _ESTABLISHMENT_ANSWER and len(seids) > 1:
                self._by_seid[source, seids[-1]] = session
            return session
        if code == _ESTABLISHMENT:
            own = (source, seids[-1]) if seids else None
            repeated = self._by_request.get(request) if request else None
            if repeated is not None and own is not None and self._by_seid.get(own) is repeated:
                return repeated
            session = self._new_session(source, destination)
            if own:
                self._by_seid[own] = session
        else:
            if not seids:
                return None
            known = self._by_seid.get((destination, seids[0]))
            session = known or self._new_session(source, destination)
            self._by_seid[destination, seids[0]] = session
        if request:
            self._by_request[request] = session
        return session

    def _new_session(self, smf: str, upf: str) -> _N4Session:
        node = self._node(is_ue=False, real=False)
        node.session = _N4Session(node, self._sessions, smf, upf)
        self._sessions += 1
        return node.session

    def _share_address(self, session: _N4Session, address: str) -> None:
        """Join two live sessions with the same UE address, at different UPFs of one SMF."""
        identifier = ("address", address)
        session.known_by.add(identifier)
        owner = self._owners.get(identifier)
        other = owner.session if owner is not None else None
        if other and other.alive and other.smf == session.smf and other.upf != session.upf:
            session.node.join(other.node)
        self._owners[identifier] = session.node

    def _end_connections(self, head: Message) -> None:
        """End the connections that NG SETUP or NG RESET ends: all, or a list (TS 38.413, 8.7)."""
        if head.outcome != "initiating":
            return
        if head.code == _NG_RESET and head.first("ngap.ResetType") != _WHOLE_INTERFACE:
            amf, ran = numbers(head, "ngap.AMF_UE_NGAP_ID"), numbers(head, "ngap.RAN_UE_NGAP_ID")
            listed = [
                *(self._by_amf.get((head.association, one)) for one in amf),
                *(self._by_ran.get((head.association, one)) for one in ran),
            ]
            ended = {one.number: one for one in listed if one is not None}
        else:
            known = (*self._by_ran.entries(), *self._by_amf.entries())
            ended = {one.number: one for one in known if one.association == head.association}
        for connection in ended.values():
            self._close(connection)

    def _gtpu_node(self, message: Message) -> _Node | None:
        ends = refused_tunnel_ends(message)
        teid = as_number(message.first("gtp.teid"))
        if teid:
            ends.append((host(message.destination), teid))
        owners = (self._owners.get(("tunnel", *end)) for end in ends)
        return next((one for one in owners if one is not None), None)

    def _sbi_node(self, message: Message) -> _Node | None:
        connection = exchange(message)
        open_one = self._sbi_exchanges.get(connection) if connection else None
        if message.outcome == "initiating":
            open_one = None
        named = identities(message)
        holders = [node for one in named if (node := self._owners.get(one)) is not None]
        if len({node.root() for node in holders}) > 1:
            for node in holders:
                node.settle()
        roots = {node.root() for node in holders}
        if len(roots) > 1 or sum(kind == "imsi" for kind, *_ in named) > 1:
            return None
        known = [*roots, open_one.node if open_one else None]
        known += [self._resources.get(one) for one in asked_resources(message)]
        node = next((one for one in known if one is not None), None)
        path = open_one.path if open_one else asked_path(message)
        if connection:
            self._sbi_exchanges[connection] = _SbiExchange(node, path)
        if node is None:
            return None
        self._learn_imsi(node, named)
        for resource in made_resources(message, path):
            self._resources[resource] = node
        return node

    def _learn_imsi(self, node: _Node, named: Iterable[SubscriberId]) -> None:
        """Take the IMSI that the core resolves from a SUCI (TS 33.501, 6.12.2)."""
        for identity in named:
            kind, *rest = identity
            if kind == "imsi" and not node.root().imsis:
                node.root().imsis.add(str(rest[0]))
                self._claim(node, identity)

    def _node(self, *, is_ue: bool, real: bool) -> _Node:
        self._nodes += 1
        return _Node(self._nodes, is_ue=is_ue, real=real)


def _trace(node: _Node, own: Sequence[Labelled]) -> UeTrace:
    sessions: dict[int, list[Message]] = {}
    connections: dict[int, None] = {}
    for one in own:
        if one.context is not None:
            connections[one.context] = None
        if one.n4_session is not None:
            sessions.setdefault(one.n4_session, []).append(one.message)
    contexts = (node.connections[number] for number in connections)
    return UeTrace(
        node.key,
        min(node.imsis, default=""),
        tuple(node.sucis),
        without_parts(node.gutis),
        tuple(NgapContext(one.association, one.amf, one.ran) for one in contexts),
        tuple(tuple(session) for session in sessions.values()),
        tuple(one.message for one in own),
    )


def _core(message: Message) -> str:
    return host(message.source if message.direction == "down" else message.destination)


def _forget(known: Remembered[_Key, _Value], key: _Key, value: _Value) -> None:
    if known.get(key) is value:
        del known[key]
