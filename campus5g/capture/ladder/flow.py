"""The content of every drawing of a call flow: its lanes, its rungs and their labels."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from campus5g.capture.analysis.values import accepted
from campus5g.capture.ladder.model import Lane, Rung
from campus5g.capture.ladder.roles import lanes_of
from campus5g.capture.messages.message import Message
from campus5g.language import t

MOST_UE_LANES = 2
"""With more UEs than this, all of them share one lane."""

_MOST_FIELDS = 8
_SHOWN_ALREADY = frozenset(
    {
        *("ngap.procedureCode", "ngap.NGAP_PDU", "ngap.AMF_UE_NGAP_ID", "ngap.RAN_UE_NGAP_ID"),
        *("nas-5gs.epd", "nas-5gs.security_header_type", "nas-5gs.mm.message_type"),
        *("nas-5gs.sm.message_type", "pfcp.msg_type", "pfcp.cause"),
    }
)
"""Fields that a message's own attributes show already."""
_LONGEST_VALUE = 48
_LONGEST_REQUEST = 44
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class CallFlow:
    """The messages of a call flow, and the labels and details of each.

    Args:
        rungs: the messages, in the order of the capture.
        imsis: the IMSI of each UE key, ``""`` where the capture hides it.
    """

    def __init__(self, rungs: Sequence[Rung], imsis: Mapping[str, str]) -> None:
        self.rungs = tuple(rungs)
        self.imsis = imsis

    @cached_property
    def lanes(self) -> list[Lane]:
        """The participants, from the UE to the core."""
        return lanes_of(self.rungs)

    @cached_property
    def ues(self) -> list[str]:
        """The keys of the UEs in the call flow."""
        return sorted({rung.ue for rung in self.rungs if rung.ue}, key=_natural)

    @cached_property
    def names(self) -> Mapping[Lane, str]:
        """The name of each lane: ``AMF``, or ``gNB 1`` and ``gNB 2`` if there are several."""
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
        """The title, in one line."""
        count = len(self.rungs)
        return t(
            fr=f"Diagramme de séquence : {count} message{'s' if count > 1 else ''}",
            en=f"Call flow: {count} message{'' if count == 1 else 's'}",
        )

    def label(self, rung: Rung) -> str:
        """Return the label of a rung: interface, message, and the cause if it failed."""
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
        """Return the details of a message for hovering: short pairs of name and value."""
        message = rung.message
        rest = [name for name in message.fields if name not in _SHOWN_ALREADY]
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

    def _line(self, rung: Rung) -> str:
        arrow = "→" if rung.directed else "–"
        return (
            f"{rung.message.time_s:10.6f} {self.names[rung.start]} {arrow} "
            f"{self.names[rung.end]}: {self.label(rung)}"
        )


def name_of(message: Message) -> str:
    """Return a message's name, or why it is unknown."""
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


def _seconds(value: float, places: int) -> str:
    """Return a time with its unit, and the reader's decimal mark."""
    text = f"{value:.{places}f} s"
    return t(fr=text.replace(".", ","), en=text)


def _natural(key: str) -> tuple[int, str]:
    return len(key), key


def clean(text: str) -> str:
    """Return text from a capture without control characters, which would break a drawing."""
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
