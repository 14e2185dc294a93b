"""What a capture holds, in figures and in words, from one pass over its messages."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campus5g.capture.analysis.correlation import Labelled
from campus5g.capture.analysis.finding import Finding
from campus5g.capture.analysis.findings import FindingSearch
from campus5g.capture.analysis.procedures import ProcedureFinder
from campus5g.capture.files.contents import FOURTH_GENERATION, NOT_IP, OTHER_IP, UNREAD
from campus5g.capture.files.survey import Survey
from campus5g.language import t

if TYPE_CHECKING:
    from campus5g.capture.analysis.findings import SeenTunnel


@dataclass(frozen=True, slots=True)
class Summary:
    """How much of what a capture holds."""

    file: str
    packets: int
    """Whole packets, copies included."""
    duplicates: int
    unread_bytes: int
    cut_packets: int
    """Packets of which only the beginning was kept."""
    capture_points: tuple[str, ...]
    link_types: Mapping[str, int]
    contents: Mapping[str, int]
    """Packets by kind, from their outer headers."""
    messages: Mapping[str, int]
    """Signalling messages by interface."""
    not_decoded: int
    ues: int
    tunnels: int
    """Of N3 and N9, each direction by itself."""
    user_packets: int
    """Their packets."""
    procedures: Mapping[str, int]
    """By outcome."""
    findings: Sequence[Finding]
    remarks: list[str]
    """Sentences about what the figures do not say."""

    def as_data(self) -> dict[str, object]:
        """Return the figures as plain data."""
        return {
            "file": self.file,
            "packets": self.packets,
            "duplicates": self.duplicates,
            "unread_bytes": self.unread_bytes,
            "cut_packets": self.cut_packets,
            "capture_points": list(self.capture_points),
            "link_types": dict(self.link_types),
            "contents": dict(self.contents),
            "messages": dict(self.messages),
            "not_decoded": self.not_decoded,
            "ues": self.ues,
            "tunnels": self.tunnels,
            "user_packets": self.user_packets,
            "procedures": dict(self.procedures),
            "findings": dict(Counter(each.severity for each in self.findings)),
            "remarks": self.remarks,
        }


def summarise(
    name: str,
    survey: Survey,
    labelled: Callable[[], Iterable[list[Labelled]]],
    tunnels: "Sequence[SeenTunnel]",
) -> Summary:
    """Read a capture's messages once and return what they hold.

    Args:
        name: the file's.
        survey: the pass over the file's packets.
        labelled: returns the messages with their UE, those that travel together in one list.
        tunnels: of N3 and N9.
    """
    finder, search = ProcedureFinder(), FindingSearch(tunnels, survey.events)
    messages: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    ues = not_decoded = 0
    for bundle in labelled():
        for one in bundle:
            messages[one.message.interface] += 1
            not_decoded += not one.message.decoded
            if one.ue:
                # Keys count upwards.
                ues = max(ues, int(one.ue.removeprefix("ue-")))
            search.take(one)
        finder.take(bundle)
        for procedure in finder.ended():
            outcomes[procedure.outcome] += 1
            search.take_procedure(procedure)
    for procedure in finder.rest():
        outcomes[procedure.outcome] += 1
        search.take_procedure(procedure)
    return Summary(
        file=name,
        packets=survey.packets,
        duplicates=len(survey.duplicates),
        unread_bytes=survey.unread_bytes,
        cut_packets=survey.cut_packets,
        capture_points=tuple(point for point in survey.points if point),
        link_types={str(kind): count for kind, count in survey.link_types.items()},
        contents=_by_kind(survey),
        messages=dict(messages),
        not_decoded=not_decoded,
        ues=ues,
        tunnels=len(tunnels),
        user_packets=sum(tunnel.packets for tunnel in tunnels),
        procedures=dict(outcomes),
        findings=search.result(),
        remarks=_remarks(survey, messages, not_decoded),
    )


def _by_kind(survey: Survey) -> dict[str, int]:
    """Return the packets by kind; in user link types, by the protocol that was recognised."""
    kinds = Counter(survey.contents.kinds)
    for number, name in survey.user_protocols.items():
        kinds[name] += survey.link_types[number]
    return dict(kinds)


def _remarks(survey: Survey, messages: Mapping[str, int], not_decoded: int) -> list[str]:
    if not survey.packets:
        return [
            t(
                fr="Cette capture ne contient aucun paquet : le point de capture n’a rien vu, ou "
                "son filtre écarte tout.",
                en="This capture holds no packets: the capture point saw nothing, or its filter "
                "leaves out everything.",
            )
        ]
    found = []
    if survey.cut_packets:
        size = survey.cut_to_bytes
        found.append(
            t(
                fr=f"{survey.cut_packets} paquets sur {survey.packets} sont coupés à {size} octets "
                f"au plus : {not_decoded} messages sont illisibles, et d’autres, ou leur UE, "
                "peuvent manquer. Capturez sans limite de longueur (tcpdump -s 0).",
                en=f"{survey.cut_packets} of {survey.packets} packets are cut to {size} bytes at "
                f"most: {not_decoded} messages can’t be read, and others, or their UE, may be "
                "missing. Capture without a snap length (tcpdump -s 0).",
            )
        )
    kinds = survey.contents.kinds
    if not messages:
        found.append(_instead(survey))
    elif foreign := {name: kinds[name] for name in UNREAD if name in kinds}:
        listed = _listed(foreign)
        found.append(t(fr=f"N’est pas lu : {listed}.", en=f"Not read: {listed}."))
    if survey.contents.http_1_ports:
        ports = ", ".join(map(str, survey.contents.http_1_ports))
        found.append(
            t(
                fr=f"HTTP/1.1 sur le port {ports} : lu ; une connexion HTTP/2 n’y est lue que si "
                "la capture montre son début.",
                en=f"HTTP/1.1 on port {ports}: read; an HTTP/2 connection there is read only if "
                "the capture shows its beginning.",
            )
        )
    return found


def _instead(survey: Survey) -> str:
    """Return what a capture without 5G signalling holds."""
    kinds = {name: count for name, count in _by_kind(survey).items() if count}
    listed = _listed(kinds)
    if set(kinds) & set(FOURTH_GENERATION):
        return t(
            fr=f"Pas de signalisation 5G : cette capture vient d’un réseau 4G ({listed}).",
            en=f"No 5G signalling: this capture is of a 4G network ({listed}).",
        )
    if set(kinds) == {"GTP-U"}:
        return t(
            fr=f"Pas de signalisation : seulement du trafic d’usagers de N3 ou N9 ({listed}). "
            "Ses tunnels et ses flux sont dans user_plane().",
            en=f"No signalling: only user traffic of N3 or N9 ({listed}). Its tunnels and flows "
            "are in user_plane().",
        )
    if set(kinds) <= {OTHER_IP, NOT_IP}:
        return t(
            fr=f"Pas de signalisation 5G ni de tunnel : du trafic ordinaire, comme sur N6 "
            f"({listed}).",
            en=f"Neither 5G signalling nor tunnels: ordinary traffic, as on N6 ({listed}).",
        )
    return t(
        fr=f"Aucun message de signalisation n’a pu être lu dans cette capture ({listed}).",
        en=f"No signalling message could be read in this capture ({listed}).",
    )


def _listed(kinds: Mapping[str, int]) -> str:
    words = {
        OTHER_IP: t(fr="autre trafic IP", en="other IP traffic"),
        NOT_IP: t(fr="paquets sans IP", en="packets without IP"),
    }
    ordered = sorted(kinds.items(), key=lambda each: -each[1])
    return ", ".join(
        t(fr=f"{words.get(name, name)} : {count}", en=f"{words.get(name, name)}: {count}")
        for name, count in ordered
    )
