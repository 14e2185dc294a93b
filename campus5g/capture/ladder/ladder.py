"""The call flow of a capture: one upright a participant, one rung a message."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, get_args

from campus5g.capture.analysis.correlation import UeTrace, accepted, label
from campus5g.capture.errors import CaptureError
from campus5g.capture.ladder.roles import Lane, Rung, lanes_of, rungs
from campus5g.capture.messages.message import Interface, Message
from campus5g.language import t

if TYPE_CHECKING:
    import plotly.graph_objects as go


INTERFACES: tuple[Interface, ...] = get_args(Interface)

MOST_UE_LANES = 2
"""With more UEs than this, all of them share one upright."""

_MOST_FIELDS = 8
_TOLD_ALREADY = frozenset(
    {
        *("ngap.procedureCode", "ngap.NGAP_PDU", "ngap.AMF_UE_NGAP_ID", "ngap.RAN_UE_NGAP_ID"),
        *("nas-5gs.epd", "nas-5gs.security_header_type", "nas-5gs.mm.message_type"),
        *("nas-5gs.sm.message_type", "pfcp.msg_type", "pfcp.cause"),
    }
)
"""Fields that a message's own attributes tell."""
_LONGEST_VALUE = 48
_LONGEST_REQUEST = 44
_MERMAID = {ord(sign): f"#{ord(sign)};" for sign in '#;"<>{}'}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Ladder:
    """A call flow, ready to be shown, saved or pasted into a document.

    A notebook shows it as a plotly figure: zoom by dragging, hover over a row for the decoded
    fields, click on an interface in the legend to hide it. Rungs are in the order of the
    capture, evenly spaced: the axis tells their times.
    """

    def __init__(self, flow: Sequence[Rung], imsis: Mapping[str, str]) -> None:
        self.rungs = tuple(flow)
        self.imsis = imsis
        """The IMSI of each UE key, ``""`` where the capture hides it."""

    @cached_property
    def lanes(self) -> list[Lane]:
        """The participants, from the UE to the core."""
        return lanes_of(self.rungs)

    @cached_property
    def ues(self) -> list[str]:
        """The keys of the UEs whose messages it shows."""
        return sorted({rung.ue for rung in self.rungs if rung.ue}, key=_natural)

    @cached_property
    def names(self) -> Mapping[Lane, str]:
        """What each lane is called: ``AMF``, or ``gNB 1`` and ``gNB 2`` where there are more."""
        roles = [lane.role for lane in self.lanes]
        names = {}
        for lane in self.lanes:
            name = lane.role or "?"
            if lane.role == "UE":
                name = lane.address or "UE"
            elif roles.count(lane.role) > 1:
                name += (
                    f" {[each for each in self.lanes if each.role == lane.role].index(lane) + 1}"
                )
            names[lane] = name
        return names

    def __len__(self) -> int:
        return len(self.rungs)

    def __repr__(self) -> str:
        return "\n".join([self.title, *(self._line(rung) for rung in self.rungs)])

    @property
    def title(self) -> str:
        """What it shows, in one line."""
        count = len(self.rungs)
        return t(
            fr=f"Diagramme de séquence : {count} message{'s' if count > 1 else ''}",
            en=f"Call flow: {count} message{'' if count == 1 else 's'}",
        )

    def figure(self) -> "go.Figure":
        """Return the plotly figure: a colour and a dash pattern for each interface."""
        from campus5g.capture.ladder.figure import draw

        return draw(self)

    def to_svg(self) -> str:
        """Return a still drawing: for documents, and where no script may run."""
        from campus5g.capture.ladder.drawing import draw_svg

        return draw_svg(self)

    def to_html(self) -> str:
        """Return a page that needs nothing else: drawing, filters, and a table of the same.

        It opens without network (plotly.js is inside), follows the reader's dark or light
        preference, and fits a phone of 360 px.
        """
        from campus5g.capture.ladder.page import page

        return page(self)

    def to_mermaid(self) -> str:
        """Return a Mermaid sequence diagram, as Markdown pages and wikis draw them."""
        marks = {lane: f"p{number}" for number, lane in enumerate(self.lanes)}
        lines = ["sequenceDiagram"]
        for lane, mark in marks.items():
            label = [self.names[lane], *([lane.address] if has_address(lane) else [])]
            lines.append(f"    participant {mark} as {'<br/>'.join(map(_for_mermaid, label))}")
        for rung in self.rungs:
            arrow = "->>" if rung.directed else "->"
            start, end = marks[rung.start], marks[rung.end]
            lines.append(f"    {start}{arrow}{end}: {_for_mermaid(self.label(rung))}")
        return "\n".join(lines) + "\n"

    def to_table(self) -> str:
        """Return the messages as an HTML table, folded away under its title."""
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in _heads())
        rows = "".join(
            f'<tr data-row="{number}">'
            + "".join(f"<td>{escape(clean(cell))}</td>" for cell in self._cells(number, rung))
            + "</tr>"
            for number, rung in enumerate(self.rungs, start=1)
        )
        summary = t(fr="Les mêmes messages en tableau", en="The same messages as a table")
        return (
            f"<details><summary>{escape(summary)}</summary><div><table>"
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
        )

    def label(self, rung: Rung) -> str:
        """Return what is written on a rung: interface, message, and cause where it fails."""
        message = rung.message
        shared = rung.ue if len(self.ues) > MOST_UE_LANES else ""
        name = _short_path(name_of(message)) if message.interface == "SBI" else name_of(message)
        text = " · ".join(part for part in (message.interface, shared, name) if part)
        failed = "✗ " if message.outcome == "unsuccessful" else ""
        cause = "" if accepted(message) else message.cause
        return clean(failed + text + (f" — {cause}" if cause else ""))

    def time(self, rung: Rung) -> str:
        """Return when a message was seen, in seconds, to the millisecond."""
        return _seconds(rung.message.time_s, 3)

    def details(self, rung: Rung) -> list[tuple[str, str]]:
        """Return what hovering tells of a message: a name and a value a line, kept short."""
        message = rung.message
        rest = [name for name in message.fields if name not in _TOLD_ALREADY]
        ids = [
            f"{name} {value}"
            for name, value in (("AMF", message.amf_ue_id), ("RAN", message.ran_ue_id))
            if value is not None
        ]
        known = [
            (t(fr="Trame", en="Frame"), str(message.frame)),
            (t(fr="Temps", en="Time"), _seconds(message.time_s, 6)),
            (t(fr="Protocole", en="Protocol"), message.protocol),
            (t(fr="Type", en="Type"), "" if message.code is None else str(message.code)),
            ("UE", rung.ue),
            ("UE NGAP ID", ", ".join(ids)),
            (t(fr="Protection", en="Security"), protection_of(message)),
            (t(fr="Cause", en="Cause"), message.cause),
            (t(fr="Sens", en="Direction"), "" if rung.directed else t(fr="inconnu", en="unknown")),
            *((name, ", ".join(message.fields[name])) for name in rest[:_MOST_FIELDS]),
        ]
        left = len(rest) - _MOST_FIELDS
        if left > 0:
            more = t(fr=f"et {left} de plus", en=f"and {left} more")
            known.append((t(fr="Champs", en="Fields"), more))
        return [(name, _short(clean(value))) for name, value in known if value]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from campus5g.capture.ladder.figure import in_notebook

        return {
            "text/plain": repr(self),
            "text/html": self.to_svg() + self.to_table(),
            "application/vnd.plotly.v1+json": in_notebook(self),
        }

    def _line(self, rung: Rung) -> str:
        arrow = "→" if rung.directed else "–"
        return (
            f"{rung.message.time_s:10.6f} {self.names[rung.start]} {arrow} "
            f"{self.names[rung.end]}: {self.label(rung)}"
        )

    def _cells(self, number: int, rung: Rung) -> tuple[str, ...]:
        message = rung.message
        return (
            str(number),
            f"{message.time_s:.6f}",
            message.interface,
            self._party(rung.start),
            self._party(rung.end),
            name_of(message),
            rung.ue,
            message.cause,
            protection_of(message),
        )

    def _party(self, lane: Lane) -> str:
        name = self.names[lane]
        return f"{name} ({lane.address})" if has_address(lane) else name


def ladder(
    messages: Sequence[Message],
    ue: str | None = None,
    interface: str | Collection[str] | None = None,
) -> Ladder:
    """Draw messages as a call flow.

    Participants are told by the interfaces that they speak on: the ends of NGAP are a gNB and
    an AMF, those of PFCP an SMF and a UPF, HTTP/2 servers are named by the service they are
    asked for (TS 23.501, 4.2). An address whose role can't be told is shown as ``?``. NAS
    messages lead from UE to AMF, whatever carries them.

    Args:
        messages: all messages of the capture, in their order.
        ue: keep the messages of one UE, by its key (``ue-1``), IMSI, SUCI or 5G-GUTI.
        interface: keep the messages of one interface (``N1``, ``N2``, ``N3``, ``N4``, ``SBI``)
            or of several.

    Raises:
        CaptureError: no such UE in the messages, or no such interface.
    """
    found = label(messages)
    wanted = _wanted_interfaces(interface)
    key = None if ue is None else key_of(ue, found.traces)
    chosen = [
        key in (None, owner) and (not wanted or message.interface in wanted)
        for message, owner in zip(messages, found.ue, strict=True)
    ]
    owners = {owner for owner, kept in zip(found.ue, chosen, strict=True) if owner and kept}
    flow = rungs(messages, found.ue, share_ue_lane=len(owners) > MOST_UE_LANES)
    return Ladder(
        [rung for rung, kept in zip(flow, chosen, strict=True) if kept],
        {trace.key: trace.imsi for trace in found.traces},
    )


def name_of(message: Message) -> str:
    """Return a message's name, or what keeps it from being known."""
    if message.name:
        return message.name
    if message.security == "ciphered":
        return t(fr=f"{message.protocol} chiffré", en=f"{message.protocol}, ciphered")
    return t(fr=f"{message.protocol} non décodé", en=f"{message.protocol}, not decoded")


def protection_of(message: Message) -> str:
    """Return a NAS message's protection in words."""
    words = {
        "clear": t(fr="en clair", en="clear"),
        "integrity": t(fr="intégrité seule", en="integrity only"),
        "ciphered": t(fr="chiffré", en="ciphered"),
    }
    return " ".join(part for part in (words.get(message.security, ""), message.algorithm) if part)


def has_address(lane: Lane) -> bool:
    """Say whether a lane's address is one of the network's."""
    return lane.role != "UE" and bool(lane.address)


def _wanted_interfaces(interface: str | Collection[str] | None) -> Collection[str]:
    wanted = [interface] if isinstance(interface, str) else list(interface or ())
    unknown = [name for name in wanted if name not in INTERFACES]
    if unknown:
        raise CaptureError(
            t(
                fr=f"Il n’y a pas d’interface {', '.join(unknown)}.",
                en=f"There is no interface {', '.join(unknown)}.",
            ),
            t(
                fr=f"Choisissez parmi {', '.join(INTERFACES)}.",
                en=f"Choose from {', '.join(INTERFACES)}.",
            ),
        )
    return wanted


def key_of(ue: str, traces: Sequence[UeTrace]) -> str:
    """Return the key of a UE that is named by its key, IMSI, SUCI or 5G-GUTI.

    Raises:
        CaptureError: none of the traces is that UE's.
    """
    for trace in traces:
        if ue in (trace.key, trace.imsi, *trace.sucis, *trace.gutis):
            return trace.key
    known = ", ".join(trace.key for trace in traces)
    raise CaptureError(
        t(
            fr=f"Aucun message de cette capture n’est celui de l’UE {ue}.",
            en=f"No message of this capture belongs to the UE {ue}.",
        ),
        t(fr=f"Choisissez parmi {known}.", en=f"Choose from {known}.")
        if known
        else t(
            fr="La capture ne montre aucun UE : ne filtrez pas par UE.",
            en="The capture shows no UE: don’t filter by UE.",
        ),
    )


def _heads() -> tuple[str, ...]:
    return (
        t(fr="N°", en="No."),
        t(fr="Temps (s)", en="Time (s)"),
        t(fr="Interface", en="Interface"),
        t(fr="De", en="From"),
        t(fr="Vers", en="To"),
        t(fr="Message", en="Message"),
        "UE",
        t(fr="Cause", en="Cause"),
        t(fr="Protection", en="Security"),
    )


def _seconds(value: float, places: int) -> str:
    """Return a time with its unit, and the reader's decimal mark."""
    text = f"{value:.{places}f} s"
    return t(fr=text.replace(".", ","), en=text)


def _natural(key: str) -> tuple[int, str]:
    return len(key), key


def clean(text: str) -> str:
    """Return text from a capture without what would break a line or a drawing."""
    return _CONTROL.sub("�", text)


def _short_path(request: str) -> str:
    """Return a request without its query and, where it is long, the middle of its path."""
    request = request.partition("?")[0]
    if len(request) <= _LONGEST_REQUEST:
        return request
    service, _, rest = request.partition("/")
    parts = rest.split("/")
    return f"{service}/{'/'.join(parts[:2])}/…/{_short(parts[-1])}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _for_mermaid(text: str) -> str:
    """Escape what Mermaid reads as syntax."""
    return clean(text).translate(_MERMAID)
