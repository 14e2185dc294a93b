"""Findings in a capture: the rules of `capture.analysis.finding_rules`, applied.

A rule reports only what the capture proves: what began before it, or happens outside its view,
is not a finding.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from campus5g.capture.analysis.correlation import Labelled, UeLabels
from campus5g.capture.analysis.false_base_station import FalseBaseStations
from campus5g.capture.analysis.finding import Finding, finding
from campus5g.capture.analysis.finding_rules import SEVERITIES
from campus5g.capture.analysis.nas_findings import NasFindings
from campus5g.capture.analysis.peer_findings import peer_findings
from campus5g.capture.analysis.pfcp_peers import ASSOCIATION_SETUP, PfcpTraffic
from campus5g.capture.analysis.procedure_findings import ProcedureFindings
from campus5g.capture.analysis.tunnel_ends import octets, refused_tunnel_ends
from campus5g.capture.analysis.values import as_number, bundles, host
from campus5g.capture.files.network_events import NetworkEvents
from campus5g.capture.messages.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from campus5g.capture.analysis.procedures import Procedure
    from campus5g.capture.analysis.user_plane import Tunnel
    from campus5g.capture.files.gtpu_tunnels import TunnelTraffic

    SeenTunnel = Tunnel | TunnelTraffic

_NG_SETUP = 21
_ERROR_INDICATION = 26
_TEID_FIELDS = ("pfcp.f_teid.teid", "pfcp.outer_hdr_creation.teid", "ngap.gTP_TEID")
_NO_EVENTS = NetworkEvents()


def find(
    messages: Iterable[Message],
    procedures: "Iterable[Procedure]",
    tunnels: "Sequence[SeenTunnel]" = (),
    events: NetworkEvents = _NO_EVENTS,
) -> list[Finding]:
    """Return the findings of a capture: the most severe first, then by time.

    Args:
        messages: its signalling, in order.
        procedures: its procedures.
        tunnels: the traffic on N3.
        events: what SCTP and ICMP say.
    """
    labels = UeLabels()
    for together in bundles(messages):
        labels.take(together)
    return find_in(labels.rest(), procedures, tunnels, events)


def find_in(
    labelled: Iterable[Labelled],
    procedures: "Iterable[Procedure]",
    tunnels: "Sequence[SeenTunnel]",
    events: NetworkEvents,
) -> list[Finding]:
    """Return the same from messages that know their UE."""
    search = FindingSearch(tunnels, events)
    for one in labelled:
        search.take(one)
    for procedure in procedures:
        search.take_procedure(procedure)
    return search.result()


class FindingSearch:
    """Takes messages and procedures as they come, and keeps only what rules need.

    Args:
        tunnels: the traffic on N3.
        events: what SCTP and ICMP say.
    """

    def __init__(self, tunnels: "Sequence[SeenTunnel]", events: NetworkEvents) -> None:
        self._tunnels, self._events = tunnels, events
        self._teids = {tunnel.teid for tunnel in tunnels}
        self._announced: set[int] = set()
        self._any_announced = self._from_the_start = self._both_directions = False
        self._refused: dict[tuple[str, int], int] = {}
        self._refused_ues: dict[tuple[str, int], str] = {}
        self._nas, self._traffic = NasFindings(), PfcpTraffic()
        self._base_stations, self._procedures = FalseBaseStations(), ProcedureFindings()

    def take(self, one: Labelled) -> None:
        """Look at the next message."""
        message = one.message
        self._take_tunnel_ends(one)
        self._both_directions |= message.interface == "N1" and message.direction == "down"
        if message.protocol == "PFCP":
            self._traffic.take(message)
            self._from_the_start |= message.code == ASSOCIATION_SETUP
        elif message.protocol in ("NGAP", "NAS-MM"):
            self._from_the_start |= (message.protocol, message.code) == ("NGAP", _NG_SETUP)
            self._nas.take(one)
            self._base_stations.take(one)

    def take_procedure(self, procedure: "Procedure") -> None:
        """Look at a procedure that has ended."""
        self._procedures.take(procedure)

    def _take_tunnel_ends(self, one: Labelled) -> None:
        message = one.message
        for field in _TEID_FIELDS:
            for text in message.fields.get(field, ()):
                # PFCP fields print a TEID as 0x00001003, NGAP fields as 00:00:10:03.
                teid = octets(text)
                if teid is not None:
                    self._any_announced = True
                    if teid in self._teids:
                        self._announced.add(teid)
        if message.protocol == "GTP-U" and message.code == _ERROR_INDICATION:
            teid = as_number(message.first("gtp.teid_data"))
            if teid in self._teids:
                end = host(message.source), teid
                self._refused[end] = self._refused.get(end, 0) + 1
            if one.ue:
                self._refused_ues.update(dict.fromkeys(refused_tunnel_ends(message), one.ue))

    def result(self) -> list[Finding]:
        """Return the findings: the most severe first, then by time."""
        found = [
            *self._nas.result(),
            *peer_findings(self._traffic, self._events),
            *self._tunnel_findings(),
            *self._procedures.result(both_directions=self._both_directions),
            *self._base_stations.result(),
        ]
        return sorted(found, key=lambda each: (-SEVERITIES.index(each.severity), each.time_s))

    def _tunnel_findings(self) -> Iterator[Finding]:
        for tunnel in self._tunnels:
            if not tunnel.packets:
                continue
            teid = f"0x{tunnel.teid:08x}"
            if self._any_announced and tunnel.teid not in self._announced:
                yield finding(
                    "teid-without-session" if self._from_the_start else "teid-older-than-capture",
                    *(tunnel.frames, tunnel.packets, tunnel.first_s, ""),
                    teid=teid,
                    packets=tunnel.packets,
                    source=tunnel.source,
                    destination=tunnel.destination,
                )
            end = tunnel.destination, tunnel.teid
            if end in self._refused:
                yield finding(
                    *("teid-refused", tunnel.frames, self._refused[end], tunnel.first_s),
                    self._refused_ues.get(end, ""),
                    teid=teid,
                    count=self._refused[end],
                    destination=tunnel.destination,
                )


def finding_table(findings: Sequence[Finding]) -> "pd.DataFrame":
    """Return findings as a pandas frame, one row each.

    Columns: ``severity`` (info, notice, warning, alarm), ``rule``, ``title``, ``reason`` (both
    in the language in force), ``ue``, ``time_s`` (first seen), ``count``, ``frames`` (the
    first, joined by commas), ``clause`` (of the specification).
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "severity": [each.severity for each in findings],
            "rule": [each.rule for each in findings],
            "title": [str(each.title) for each in findings],
            "reason": [str(each.reason) for each in findings],
            "ue": [each.ue for each in findings],
            "time_s": [each.time_s for each in findings],
            "count": [each.count for each in findings],
            "frames": [", ".join(map(str, each.frames)) for each in findings],
            "clause": [each.clause for each in findings],
        }
    )
