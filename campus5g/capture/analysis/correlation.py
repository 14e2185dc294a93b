"""Assigning each message to its UE.

Three identifiers with different lifetimes meet here: the UE-associated NGAP connection (AMF and
RAN UE NGAP IDs, local to an SCTP association, TS 38.413 9.3.3), the N4 session (SEIDs, local to
their receiver, TS 29.244 5.6) and the subscriber (SUCI, IMSI, 5G-GUTI, TS 23.003). Messages that
share one are joined; two connections with different IMSIs are never joined.
"""

from collections.abc import Hashable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from campus5g.capture.analysis.tunnel_ends import (
    F_TEIDS,
    NGAP_ENDS,
    OUTER_HEADERS,
    every_end,
    octets,
    refused_tunnel_ends,
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

_INITIAL_UE_MESSAGE, _PATH_SWITCH, _HANDOVER_ALLOCATION = 15, 25, 13
_RESOURCE_SETUP, _CONTEXT_SETUP, _CONTEXT_RELEASE, _NG_RESET, _NG_SETUP = 29, 14, 41, 20, 21
_WHOLE_INTERFACE = "0"
_REGISTRATION_ACCEPT, _CONFIGURATION_UPDATE = 0x42, 0x54
_ESTABLISHMENT, _ESTABLISHMENT_ANSWER, _DELETION_ANSWER = 50, 51, 55
_SESSION_MESSAGES = range(50, 58)
_FIRST_REFUSAL = 64
"""PFCP causes below this one accept (TS 29.244, 8.2.1)."""
_SUCI, _GUTI, _IMSI_FORMAT = 1, (2, 4), 0
_MISSING = "?"
_AMF_SET_BITS, _AMF_POINTER_BITS = 10, 6


@dataclass(frozen=True, slots=True)
class NgapContext:
    """A UE-associated logical NG connection (TS 38.413, 9.3.3.1 and 9.3.3.2)."""

    association: str
    amf_ue_id: int | None
    ran_ue_id: int | None


@dataclass(frozen=True, slots=True)
class UeTrace:
    """Everything in a capture that concerns one UE."""

    key: str
    """``ue-1``, ``ue-2``… in the order of appearance."""
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


def correlate(messages: Sequence[Message]) -> list[UeTrace]:
    """Return the UEs of a capture, in the order of appearance.

    Joined by: AMF and RAN UE NGAP IDs within an SCTP association, path switch and handover
    (the AMF UE NGAP ID within an AMF, or the UPF's tunnel end), IMSI of a null-scheme SUCI,
    SUCI, 5G-S-TMSI, SEID, tunnel end (address and TEID) and UE address. A message of a service
    based interface joins by the identity or the resource that it names, an error indication of
    GTP-U by the tunnel end that it refuses (TS 29.281, 7.3.1). An N4 session that
    nothing ties to N2 is a separate UE, if its UE address or tunnel end is visible and its UPF
    has accepted something about it.
    """
    return list(label(messages).traces)


def label(messages: Sequence[Message]) -> Correlation:
    """Return the UE, NGAP connection and N4 session of each message."""
    tracker = _Tracker()
    for bundle in bundles(messages):
        tracker.take(messages, bundle)
    return tracker.result(messages)


def bundles(messages: Sequence[Message]) -> Iterator[list[int]]:
    """Yield positions of messages that travel together: an NGAP message, then its NAS messages."""
    bundle: list[int] = []
    for position, message in enumerate(messages):
        head = messages[bundle[0]] if bundle else None
        if (
            head is None
            or message.frame != head.frame
            or message.carrier is None
            or message.carrier != (head.part if head.carrier is None else head.carrier)
        ):
            if bundle:
                yield bundle
            bundle = []
        bundle.append(position)
    if bundle:
        yield bundle


def as_number(text: str | None) -> int | None:
    """Return the number in a tshark value: ``65``, ``0x41``, ``00:00:41`` or ``True``."""
    if text is None:
        return None
    if text in ("True", "False"):
        return int(text == "True")
    try:
        if ":" in text:
            return int(text.replace(":", ""), 16)
        return int(text, 16 if text[:2].lower() == "0x" else 10)
    except ValueError:
        return None


def numbers(message: Message, name: str) -> list[int]:
    """Return the numeric values of a field."""
    return [
        number for text in message.fields.get(name, ()) if (number := as_number(text)) is not None
    ]


def host(endpoint: str) -> str:
    """Return an end point's address without a port."""
    if endpoint.startswith("["):
        return endpoint[1:].partition("]")[0]
    return endpoint.partition(":")[0] if endpoint.count(":") == 1 else endpoint


def n4_ue_addresses(message: Message) -> list[str]:
    """Return the UE's addresses (TS 29.244, 8.2.62) in a PFCP message, each once, IPv4 first."""
    names = ("pfcp.ue_ip_addr_ipv4", "pfcp.ue_ip_addr_ipv6")
    return list(dict.fromkeys(text for name in names for text in message.fields.get(name, ())))


def accepted(message: Message) -> bool | None:
    """Return whether a PFCP response accepts; None if it does not have a cause."""
    cause = as_number(message.first("pfcp.cause"))
    return None if cause is None else cause < _FIRST_REFUSAL


@dataclass(slots=True)
class _Context:
    node: int
    association: str
    amf: int | None
    ran: int | None
    core: str
    tunnel_ends: set[tuple[str, int]] = field(default_factory=set)


@dataclass(slots=True)
class _N4Session:
    node: int
    number: int
    smf: str
    upf: str
    known_by: set[Hashable] = field(default_factory=set)
    """Its UE addresses and tunnel ends."""
    alive: bool = True
    acknowledged: bool = False


class _SbiExchange(NamedTuple):
    """The last request on a connection's stream: its UE, if known, and its path."""

    node: int | None
    path: str


@dataclass(slots=True)
class _Node:
    """A connection or session, and what is known about its UE; joined ones share a root."""

    parent: int
    imsis: set[str] = field(default_factory=set)
    sucis: dict[str, None] = field(default_factory=dict)
    gutis: dict[str, None] = field(default_factory=dict)
    real: bool = False
    """False for N4 sessions that no peer has acknowledged or whose address and tunnel end
    are unknown, and for UEs that were only paged."""


class _Tracker:
    """Tracks the identifiers through a capture, in order."""

    def __init__(self) -> None:
        self._nodes: list[_Node] = []
        self._contexts: list[_Context] = []
        self._by_ran: dict[tuple[str, int], int] = {}
        self._by_amf: dict[tuple[str, int], int] = {}
        self._by_core: dict[tuple[str, int], int] = {}
        self._sessions: dict[int, _N4Session] = {}
        self._by_seid: dict[tuple[str, int], _N4Session] = {}
        self._by_request: dict[tuple[str, str, int], _N4Session] = {}
        self._owners: dict[Hashable, int] = {}
        self._node_of: dict[int, int] = {}
        self._context_of: dict[int, int] = {}
        self._session_of: dict[int, int] = {}
        self._sbi_exchanges: dict[tuple[str, str], _SbiExchange] = {}
        self._resources: dict[Resource, int] = {}

    def take(self, messages: Sequence[Message], bundle: Sequence[int]) -> None:
        head = messages[bundle[0]]
        if head.protocol == "PFCP":
            self._take_n4(head, bundle[0])
        elif head.protocol in ("NGAP", "NAS-MM", "NAS-SM"):
            self._take_n2([messages[position] for position in bundle], bundle)
        elif head.protocol in ("HTTP/2", "HTTP/1.1"):
            self._take_sbi(head, bundle[0])
        elif head.protocol == "GTP-U":
            self._take_gtpu(head, bundle[0])

    def _take_n2(self, together: Sequence[Message], bundle: Sequence[int]) -> None:
        head = together[0]
        if head.protocol == "NGAP" and head.code in (_NG_SETUP, _NG_RESET):
            self._end_connections(head)
            return
        index = self._context(together)
        if index is None:
            tmsi = _ngap_tmsi(head)
            if tmsi is not None:
                owner = self._owners.get(tmsi)
                if owner is None:
                    owner = self._owners[tmsi] = self._node(False)
                self._node_of.update(dict.fromkeys(bundle, owner))
            return
        context = self._contexts[index]
        for position, message in zip(bundle, together, strict=True):
            self._node_of[position], self._context_of[position] = context.node, index
            self._identify(context.node, message)
        for message in together:
            self._learn_sessions(context, message)
        if head.protocol == "NGAP" and head.code == _INITIAL_UE_MESSAGE:
            self._claim(context.node, _ngap_tmsi(head))
        if (head.protocol, head.code, head.outcome) == ("NGAP", _CONTEXT_RELEASE, "successful"):
            self._close(index)

    def _context(self, together: Sequence[Message]) -> int | None:
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
        index = None if ran is None else self._by_ran.get((head.association, ran))
        if index is not None and amf is not None and self._contexts[index].amf not in (None, amf):
            index = None
        if index is None and amf is not None:
            index = self._by_amf.get((head.association, amf))
            if index is not None and ran is not None and self._contexts[index].ran is not None:
                index = index if self._contexts[index].ran == ran else None
        if index is None:
            return self._open(head, amf, ran)
        context = self._contexts[index]
        context.amf = amf if context.amf is None else context.amf
        context.ran = ran if context.ran is None else context.ran
        self._register(index)
        return index

    def _moved(self, head: Message, amf: int | None, ran: int | None) -> int:
        """Open the connection at a handover's target, joined to the one that it continues."""
        before = None if amf is None else self._by_core.get((_core(head), amf))
        known = [self._contexts[before].node] if before is not None else []
        if head.code == _HANDOVER_ALLOCATION:
            every = every_end(head, NGAP_ENDS)
            ends = (self._owners.get(("tunnel", *end)) for end in every)
            known += [node for node in ends if node is not None]
        index = self._open(head, amf, ran)
        for node in known:
            self._join(self._contexts[index].node, node)
        return index

    def _open(self, head: Message, amf: int | None, ran: int | None) -> int:
        index = len(self._contexts)
        self._contexts.append(_Context(self._node(True), head.association, amf, ran, _core(head)))
        self._register(index)
        return index

    def _register(self, index: int) -> None:
        context = self._contexts[index]
        if context.ran is not None:
            self._by_ran[context.association, context.ran] = index
        if context.amf is not None:
            self._by_amf[context.association, context.amf] = index
            self._by_core[context.core, context.amf] = index

    def _close(self, index: int) -> None:
        context = self._contexts[index]
        _forget(self._by_ran, (context.association, context.ran), index)
        _forget(self._by_amf, (context.association, context.amf), index)
        _forget(self._by_core, (context.core, context.amf), index)
        for end in context.tunnel_ends:
            _forget(self._owners, ("tunnel", *end), context.node)

    def _identify(self, node: int, message: Message) -> None:
        if message.protocol != "NAS-MM":
            return
        root = self._nodes[self._root(node)]
        suci, imsi = suci_of(message)
        guti, tmsi = guti_of(message)
        if suci:
            root.sucis[suci] = None
            self._claim(node, ("suci", suci))
        if imsi:
            root.imsis.add(imsi)
            self._claim(node, ("imsi", imsi))
        if guti:
            self._nodes[self._root(node)].gutis[guti] = None
            if message.code in (_REGISTRATION_ACCEPT, _CONFIGURATION_UPDATE):
                self._owners[tmsi] = node
            else:
                self._claim(node, tmsi)

    def _claim(self, node: int, identifier: Hashable) -> None:
        """Join a node to the holder of a UE's identifier, or make the node the holder."""
        if identifier is None:
            return
        owner = self._owners.setdefault(identifier, node)
        if not self._join(node, owner):
            self._owners[identifier] = node

    def _learn_sessions(self, context: _Context, message: Message) -> None:
        if message.protocol == "NAS-SM" and message.code == 0xC2:
            for address in message.fields.get("nas-5gs.sm.pdu_addr_inf_ipv4", ()):
                self._meet_n4(context.node, ("address", address))
        if message.protocol != "NGAP":
            return
        for end in every_end(message, NGAP_ENDS):
            if message.outcome == "initiating" and message.code in (
                *(_RESOURCE_SETUP, _CONTEXT_SETUP, _HANDOVER_ALLOCATION),
            ):
                self._meet_n4(context.node, ("tunnel", *end))
            elif message.direction == "up" or message.outcome == "successful":
                # The gNB's own end: it may reuse a number once its old user is gone.
                self._owners["tunnel", *end] = context.node
                context.tunnel_ends.add(end)

    def _meet_n4(self, node: int, identifier: Hashable) -> None:
        """Join a connection to the live N4 session with that address or tunnel end.

        An earlier connection with it proves nothing: both are reused for other UEs over time.
        """
        owner = self._owners.get(identifier)
        if owner in self._sessions:
            self._join(node, owner)
        else:
            self._owners[identifier] = node

    def _take_n4(self, message: Message, position: int) -> None:
        session = self._n4_session(message)
        if session is None:
            return
        self._node_of[position], self._session_of[position] = session.node, session.number
        for end in every_end(message, F_TEIDS):
            self._owners["tunnel", *end] = session.node
            session.known_by.add(("tunnel", *end))
        for end in every_end(message, OUTER_HEADERS):
            owner = self._owners.get(("tunnel", *end))
            if owner is not None:
                self._join(session.node, owner)
        for address in n4_ue_addresses(message):
            self._share_address(session, address)
        session.acknowledged |= accepted(message) is True
        if session.acknowledged and session.known_by:
            self._nodes[self._root(session.node)].real = True
        if message.code == _DELETION_ANSWER and accepted(message):
            session.alive = False
            for identifier in session.known_by:
                _forget(self._owners, identifier, session.node)

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
        session = _N4Session(self._node(False), len(self._sessions), smf, upf)
        self._sessions[session.node] = session
        return session

    def _share_address(self, session: _N4Session, address: str) -> None:
        """Join two live sessions with the same UE address, at different UPFs of one SMF."""
        identifier = ("address", address)
        session.known_by.add(identifier)
        other = self._sessions.get(self._owners.get(identifier, -1))
        if other and other.alive and other.smf == session.smf and other.upf != session.upf:
            self._join(session.node, other.node)
        self._owners[identifier] = session.node

    def _end_connections(self, head: Message) -> None:
        """End the connections that NG SETUP or NG RESET ends: all, or a list (TS 38.413, 8.7)."""
        if head.outcome != "initiating":
            return
        ended = {*self._by_ran.values(), *self._by_amf.values()}
        here = {index for index in ended if self._contexts[index].association == head.association}
        if head.code == _NG_RESET and head.first("ngap.ResetType") != _WHOLE_INTERFACE:
            amf, ran = numbers(head, "ngap.AMF_UE_NGAP_ID"), numbers(head, "ngap.RAN_UE_NGAP_ID")
            here &= {
                *(self._by_amf.get((head.association, one)) for one in amf),
                *(self._by_ran.get((head.association, one)) for one in ran),
            }
        for index in here:
            self._close(index)

    def _take_gtpu(self, message: Message, position: int) -> None:
        ends = refused_tunnel_ends(message)
        teid = as_number(message.first("gtp.teid"))
        if teid:
            ends.append((host(message.destination), teid))
        owners = (self._owners.get(("tunnel", *end)) for end in ends)
        owner = next((one for one in owners if one is not None), None)
        if owner is not None:
            self._node_of[position] = owner

    def _take_sbi(self, message: Message, position: int) -> None:
        connection = exchange(message)
        open_one = self._sbi_exchanges.get(connection) if connection else None
        if message.outcome == "initiating":
            open_one = None
        named = identities(message)
        roots = {self._root(self._owners[one]) for one in named if one in self._owners}
        if len(roots) > 1 or sum(kind == "imsi" for kind, *_ in named) > 1:
            return
        known = [*roots, open_one.node if open_one else None]
        known += [self._resources.get(one) for one in asked_resources(message)]
        node = next((one for one in known if one is not None), None)
        path = open_one.path if open_one else asked_path(message)
        if connection:
            self._sbi_exchanges[connection] = _SbiExchange(node, path)
        if node is None:
            return
        self._node_of[position] = node
        self._learn_imsi(node, named)
        for resource in made_resources(message, path):
            self._resources[resource] = node

    def _learn_imsi(self, node: int, named: Iterable[SubscriberId]) -> None:
        """Take the IMSI that the core resolves from a SUCI (TS 33.501, 6.12.2)."""
        for identity in named:
            kind, *rest = identity
            if kind == "imsi" and not self._nodes[self._root(node)].imsis:
                self._nodes[self._root(node)].imsis.add(str(rest[0]))
                self._claim(node, identity)

    def _node(self, real: bool) -> int:
        self._nodes.append(_Node(len(self._nodes), real=real))
        return len(self._nodes) - 1

    def _root(self, node: int) -> int:
        while self._nodes[node].parent != node:
            self._nodes[node].parent = self._nodes[self._nodes[node].parent].parent
            node = self._nodes[node].parent
        return node

    def _join(self, one: int, other: int) -> bool:
        """Join two nodes as one UE; return False if their IMSIs contradict it."""
        older, newer = sorted((self._root(one), self._root(other)))
        if older == newer:
            return True
        kept, gone = self._nodes[older], self._nodes[newer]
        if kept.imsis and gone.imsis and not kept.imsis & gone.imsis:
            return False
        gone.parent = older
        kept.imsis |= gone.imsis
        kept.sucis |= gone.sucis
        kept.gutis |= gone.gutis
        kept.real |= gone.real
        return True

    def result(self, messages: Sequence[Message]) -> Correlation:
        positions: dict[int, list[int]] = {}
        for position in sorted(self._node_of):
            root = self._root(self._node_of[position])
            if self._nodes[root].real:
                positions.setdefault(root, []).append(position)
        ue = [""] * len(messages)
        traces = []
        for number, (root, own) in enumerate(positions.items(), 1):
            key = f"ue-{number}"
            for position in own:
                ue[position] = key
            traces.append(self._trace(key, self._nodes[root], own, messages))
        everything = range(len(messages))
        return Correlation(
            tuple(ue),
            tuple(self._context_of.get(position) for position in everything),
            tuple(self._session_of.get(position) for position in everything),
            tuple(traces),
        )

    def _trace(
        self, key: str, node: _Node, own: Sequence[int], messages: Sequence[Message]
    ) -> UeTrace:
        contexts: dict[int, NgapContext] = {}
        sessions: dict[int, list[Message]] = {}
        for position in own:
            if (index := self._context_of.get(position)) is not None:
                context = self._contexts[index]
                contexts[index] = NgapContext(context.association, context.amf, context.ran)
            if (session := self._session_of.get(position)) is not None:
                sessions.setdefault(session, []).append(messages[position])
        return UeTrace(
            key,
            min(node.imsis, default=""),
            tuple(node.sucis),
            _without_parts(node.gutis),
            tuple(contexts.values()),
            tuple(tuple(session) for session in sessions.values()),
            tuple(messages[position] for position in own),
        )


def suci_of(message: Message) -> tuple[str, str]:
    """Return the SUCI in a NAS message and, from a null-scheme one, the IMSI; ``""`` if absent."""
    scheme = as_number(message.first("nas-5gs.mm.suci.scheme_id"))
    if scheme is None or (as_number(message.first("nas-5gs.mm.suci.supi_fmt")) or 0):
        nai = message.first("nas-5gs.mm.suci.nai")
        return (f"suci-1-{nai}" if nai else "", "")
    mcc, mnc = message.first("e212.mcc"), message.first("e212.mnc")
    msin = message.first("nas-5gs.mm.suci.msin")
    output = msin or message.first("nas-5gs.mm.suci.scheme_output") or _protected_output(message)
    if not mcc or not mnc or not output:
        return "", ""
    routing = message.first("nas-5gs.mm.suci.routing_indicator") or "?"
    key = message.first("nas-5gs.mm.suci.pki") or "?"
    # tshark pads the codes: "1" and "01" differ in an IMSI, so MCC and MNC stay as printed.
    mcc, mnc = mcc.zfill(3), mnc.zfill(2)
    suci = f"suci-0-{mcc}-{mnc}-{routing}-{scheme}-{key}-{output.replace(':', '')}"
    return suci, f"{mcc}{mnc}{msin}" if scheme == 0 and msin else ""


def _protected_output(message: Message) -> str:
    parts = ("ecc_public_key", "ciphertext", "mac_tag")
    return "".join(message.first(f"nas-5gs.mm.suci.scheme_output.{part}") or "" for part in parts)


def guti_of(message: Message) -> tuple[str, Hashable]:
    """Return the 5G-GUTI or 5G-S-TMSI in a NAS message, and its key for comparison."""
    tmsi = as_number(message.first("nas-5gs.5g_tmsi") or message.first("3gpp.tmsi"))
    if tmsi is None:
        return "", None
    amf_set = as_number(message.first("nas-5gs.amf_set_id"))
    pointer = as_number(message.first("nas-5gs.amf_pointer"))
    shown = (
        message.first("e212.guami.mcc"),
        message.first("e212.guami.mnc"),
        as_number(message.first("nas-5gs.amf_region_id")),
        amf_set,
        pointer,
    )
    parts = "-".join(_MISSING if part is None else str(part) for part in shown)
    return f"{parts}-{tmsi:08x}", ("tmsi", amf_set, pointer, tmsi)


def _without_parts(gutis: Iterable[str]) -> tuple[str, ...]:
    """Leave out a 5G-S-TMSI whose full 5G-GUTI is known as well."""
    listed = list(gutis)
    known = {_s_tmsi(guti) for guti in listed if _MISSING not in guti}
    return tuple(guti for guti in listed if _MISSING not in guti or _s_tmsi(guti) not in known)


def _s_tmsi(guti: str) -> str:
    return "-".join(guti.split("-")[-3:])


def _ngap_tmsi(message: Message) -> Hashable:
    """Return the 5G-S-TMSI in an InitialUEMessage or Paging, in the form of `guti_of`."""
    tmsi = octets(message.first("ngap.fiveG_TMSI") or "")
    if tmsi is None:
        return None
    amf_set = _bits(message.first("ngap.aMFSetID"), _AMF_SET_BITS)
    return ("tmsi", amf_set, _bits(message.first("ngap.aMFPointer"), _AMF_POINTER_BITS), tmsi)


def _bits(text: str | None, size: int) -> int | None:
    """Return a BIT STRING's value: tshark shows its octets, padded on the right."""
    value = octets(text or "")
    return None if value is None else value >> (-size % 8)


def _core(message: Message) -> str:
    return host(message.source if message.direction == "down" else message.destination)


def _forget(known: MutableMapping[Any, int], key: Hashable, value: int) -> None:
    if known.get(key) == value:
        del known[key]
