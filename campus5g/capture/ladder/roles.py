"""The roles in a call flow: network functions identified by the interfaces that they use.

Source: the reference points of TS 23.501, 4.2; the service names of TS 29.501, 4.4.1.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from campus5g.capture.analysis.values import host
from campus5g.capture.ladder.model import Lane, Rung
from campus5g.capture.messages.message import Interface, Message
from campus5g.capture.messages.sbi_identities import asked_path

ENDS: Mapping[Interface, tuple[str, str]] = {
    "N1": ("UE", "AMF"),
    "N2": ("gNB", "AMF"),
    "N3": ("gNB", "UPF"),
    "N4": ("SMF", "UPF"),
}
"""The functions that send and receive an ``up`` message."""

ORDER = (
    *("UE", "gNB", "AMF", "SMF", "UPF"),
    *("AUSF", "UDM", "UDR", "PCF", "NRF", "NSSF", "NEF", "BSF", "CHF", "SMSF", "LMF", "SCP", "AF"),
)
_SERVICE = re.compile(r"/n([a-z]+)-[a-z]")
_KNOWN = {role.lower(): role for role in ORDER}


def rungs(messages: Sequence[Message], ues: Sequence[str], *, share_ue_lane: bool) -> list[Rung]:
    """Assign two lanes to every message.

    Args:
        messages: in their order.
        ues: the UE's key of each message.
        share_ue_lane: draw all UEs as one.
    """
    carriers = {(message.frame, message.part): message for message in messages}
    roles = _roles(messages)
    flow = []
    for message, ue in zip(messages, ues, strict=True):
        if message.interface == "N1":
            bearer = message
            if message.carrier is not None:
                bearer = carriers.get((message.frame, message.carrier), message)
            start, end = _n1_lanes(message, bearer, "" if share_ue_lane else ue)
        else:
            known = roles[message.frame, message.part]
            start = Lane(known[0], host(message.source))
            end = Lane(known[1], host(message.destination))
        flow.append(Rung(message, ue, start, end))
    return flow


def lanes_of(flow: Iterable[Rung]) -> list[Lane]:
    """Return the lanes from the UE to the core; those of unknown functions come last."""
    found = dict.fromkeys(lane for rung in flow for lane in (rung.start, rung.end))
    place = {role: number for number, role in enumerate(ORDER)}
    return sorted(found, key=lambda lane: place.get(lane.role, len(place)))


def _n1_lanes(message: Message, bearer: Message, ue: str) -> tuple[Lane, Lane]:
    amf = bearer.source if message.direction == "down" else bearer.destination
    ends = Lane("UE", ue), Lane("AMF", host(amf))
    return (ends[1], ends[0]) if message.direction == "down" else ends


def _roles(messages: Sequence[Message]) -> dict[tuple[int, int], tuple[str, str]]:
    """Return the roles of source and destination; what one message hides, others may show."""
    servers = _servers(messages)
    by_message = {
        (message.frame, message.part): _roles_in(message, servers)
        for message in messages
        if message.interface != "N1"
    }
    of_address: defaultdict[str, set[str]] = defaultdict(set)
    for message in messages:
        if message.interface != "N1":
            source, destination = by_message[message.frame, message.part]
            of_address[host(message.source)].add(source)
            of_address[host(message.destination)].add(destination)

    def completed(role: str, address: str, message: Message) -> str:
        possible = of_address[host(address)] & set(ENDS.get(message.interface, ORDER))
        return role or (possible.pop() if address and len(possible) == 1 else "")

    return {
        (message.frame, message.part): (
            completed(by_message[message.frame, message.part][0], message.source, message),
            completed(by_message[message.frame, message.part][1], message.destination, message),
        )
        for message in messages
        if message.interface != "N1"
    }


def _roles_in(message: Message, servers: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    if message.direction == "":
        return "", ""
    if message.interface == "SBI":
        ends = "", servers.get(_stream(message), "")
    else:
        ends = ENDS[message.interface]
    return ends if message.direction == "up" else (ends[1], ends[0])


def _servers(messages: Iterable[Message]) -> dict[tuple[str, str], str]:
    """Return the role of the server of each stream or connection, from the request's path."""
    servers = {}
    for message in messages:
        named = _SERVICE.search(asked_path(message))
        if message.interface == "SBI" and named and named[1] in _KNOWN:
            servers[_stream(message)] = _KNOWN[named[1]]
    return servers


def _stream(message: Message) -> tuple[str, str]:
    return message.association, message.first("http2.streamid") or ""
