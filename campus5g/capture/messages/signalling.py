"""Signalling messages of a capture: N1, N2, N4, SBI and the control messages of N3."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Literal

from campus5g.capture.files.duplicates import MessageCopies
from campus5g.capture.files.network_events import Path as SctpPath
from campus5g.capture.files.segments import Segment, segments
from campus5g.capture.files.survey import Survey, survey
from campus5g.capture.messages.message import Direction, Message
from campus5g.capture.messages.nas_protection import (
    Key,
    NasSecurity,
    Protection,
    message_type,
    number,
)
from campus5g.capture.messages.signalling_pdml import read_trees
from campus5g.capture.messages.signalling_rows import http_1_options, rows
from campus5g.capture.names import gtpu as gtpu_names
from campus5g.capture.names import nas as nas_names
from campus5g.capture.names import ngap as ngap_names
from campus5g.capture.names import pfcp as pfcp_names
from campus5g.capture.remembered import Remembered
from campus5g.capture.tshark.signalling_frames import Frame, Pdu

if TYPE_CHECKING:
    import pandas as pd

_AMF_PORT = "38412"
_INITIAL_UE_MESSAGE, _UE_CONTEXT_RELEASE, _NG_RESET = 15, 41, 20
_DATA, _BODY = "0", "json.value.string"
_SBI_PORT = re.compile(r"7777|295\d\d")
_SBI_PATH = re.compile(r"/(?:[^/]+/)*?(?:n[a-z0-9]+(?:-[a-z0-9]+)+/v\d+|oauth2/token)(?:[/?]|$)")
_RADIO_DIRECTIONS: dict[str, Direction] = {"0": "up", "1": "down"}
_FRAMES_AT_ONCE = 10_000
_PEERS_REMEMBERED = 10_000
_REVERSE: dict[Direction, Direction] = {"up": "down", "down": "up", "": ""}
_HEADER_FIELDS = frozenset(
    {"nas-5gs.epd", "nas-5gs.security_header_type", "nas-5gs.msg_auth_code", "nas-5gs.seq_no"}
)
_PHRASES = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    303: "See Other",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""The status codes of the service-based interfaces (TS 29.500, 5.2.7.1)."""


class Signalling(list[Message]):
    """The messages of a capture, in frame order."""

    copies: int = 0
    """Messages left out because the capture contains them twice (SCTP: the same TSN)."""
    cut: bool = False
    """Whether the file ends in the middle of a packet."""


def read_signalling(path: Path, options: Sequence[str] = ()) -> Signalling:
    """Return the signalling messages of a capture file, copied packets included.

    A 5GSM message in a NAS transport is a separate message, after its carrier. The message in a
    NAS container (security mode complete, service request) is not: its fields are its carrier's.

    Args:
        path: the capture file.
        options: extra arguments for tshark, e.g. the protocol of a user link type.

    Raises:
        CaptureError: tshark is missing, or can't read the file or an option.
    """
    found = survey(path)
    reading = SignallingReading(path, found, options)
    messages = Signalling(reading)
    messages.copies, messages.cut = reading.copies, bool(found.damage)
    return messages


class SignallingReading:
    """One pass over a capture's signalling; iterate over it once.

    Memory holds `_FRAMES_AT_ONCE` frames, and in tshark one segment of the file.

    Args:
        path: the capture file, as far as it can be read.
        survey: what it holds.
        options: extra arguments for tshark.
        copied: numbers of packets to leave out, in ascending order.
    """

    def __init__(
        self,
        path: Path,
        survey: Survey,
        options: Sequence[str],
        copied: "Sequence[int]" = (),
    ) -> None:
        self._path, self._survey, self._copied = path, survey, copied
        self._options = (*options, *http_1_options(survey.contents.http_1_ports))
        self._copies = MessageCopies()
        self._reader = _Reader(survey.events.associations)
        self._web, self._roles = _WebConnections(), _PfcpRoles()

    @property
    def copies(self) -> int:
        """How many messages were left out as copies so far."""
        return self._copies.count

    def __iter__(self) -> Iterator[Message]:
        for segment in segments(self._path, self._survey):
            frames = rows(segment.file, self._options)
            while batch := list(islice(frames, _FRAMES_AT_ONCE)):
                self._fill(segment, batch)
                yield from self._messages(batch)

    def _fill(self, segment: Segment, batch: list[Frame]) -> None:
        """Read the messages of unclear frames, and number frames as in the capture."""
        unclear = {frame.number: frame for frame in batch if frame.pdus is None}
        trees = read_trees(segment.file, self._options, unclear.values())
        for frame_number, pdus in trees:
            unclear[frame_number].pdus = pdus
        if segment.numbers is None or segment.times_s is None:
            return
        batch[:] = [frame for frame in batch if frame.number > segment.known]
        for frame in batch:
            place = frame.number - 1
            frame.number, frame.time_s = segment.numbers[place], segment.times_s[place]

    def _messages(self, batch: Iterable[Frame]) -> Iterator[Message]:
        found: list[Message] = []
        for frame in batch:
            messages = self._reader.messages(frame, self._copies.originals(frame))
            if not self._is_copied(frame.number):
                found += messages
        return iter(self._roles.applied(self._web.kept(found)))

    def _is_copied(self, number: int) -> bool:
        place = bisect_left(self._copied, number)
        return place < len(self._copied) and self._copied[place] == number


def message_table(messages: Iterable[Message]) -> "pd.DataFrame":
    """Return messages as a frame.

    Columns: ``time_s`` (seconds since the first packet), ``interface``, ``source``,
    ``destination``, ``protocol``, ``message``, ``direction`` (``up``, ``down``), ``ue`` (the
    NGAP identifiers, TS 38.413, 9.3.3), ``cause``, ``security`` (``clear``, ``integrity``,
    ``ciphered``), ``algorithm`` (NAS ciphering), ``decoded``, ``frame``.
    """
    import pandas as pd

    rows = [
        (
            message.time_s,
            message.interface,
            message.source,
            message.destination,
            message.protocol,
            message.name,
            message.direction,
            _ue(message),
            message.cause,
            message.security,
            message.algorithm,
            message.decoded,
            message.frame,
        )
        for message in messages
    ]
    columns = ["time_s", "interface", "source", "destination", "protocol", "message", "direction"]
    columns += ["ue", "cause", "security", "algorithm", "decoded", "frame"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"time_s": "float64", "decoded": "bool", "frame": "int64"})


def _ue(message: Message) -> str:
    known = (("AMF", message.amf_ue_id), ("RAN", message.ran_ue_id))
    return " ".join(f"{side} {identifier}" for side, identifier in known if identifier is not None)


class _Reader:
    """Turns frames into messages, in order.

    Args:
        associations: of directions of SCTP associations whose addresses hide the other one.
    """

    def __init__(self, associations: Mapping[SctpPath, str]) -> None:
        self._associations = associations
        self._nas_security = NasSecurity()
        self._bodies: Remembered[tuple[str, ...], dict[str, tuple[str, ...]]]
        self._bodies = Remembered(_PEERS_REMEMBERED)

    def messages(self, frame: Frame, pdus: Sequence[tuple[int, Pdu]]) -> list[Message]:
        """Return the messages of a frame's remaining PDUs, with their original positions."""
        made: list[Message] = []
        parts: dict[int, Message] = {}
        protection: Protection | None = None
        for position, pdu in pdus:
            if pdu.kind == "NGAP":
                message = _ngap(frame, len(made), pdu, self._association(frame))
                self._follow(message, pdu)
                parts[position] = message
            elif pdu.kind in ("NAS-MM", "NAS-SM"):
                carrier = parts.get(pdu.carrier) if pdu.carrier is not None else None
                nested = "nas-5gs.security_header_type" not in pdu.fields and protection
                if nested and not nested.readable:
                    continue
                protection = nested or self._nas_security.judge(pdu, _keys(carrier))
                message = _nas(frame, len(made), pdu, carrier, protection)
            elif pdu.kind == "PFCP":
                message = _pfcp(frame, len(made), pdu)
            elif pdu.kind == "GTP-U":
                message = _gtpu(frame, len(made), pdu)
            else:
                web = self._web(frame, len(made), pdu)
                if web is None:
                    continue
                message = web
            made.append(message)
        return made

    def _web(self, frame: Frame, part: int, pdu: Pdu) -> Message | None:
        """Return an HTTP message; later parts of its body are added to its fields."""
        stream = (*_ports(frame, "tcp"), frame.last("tcp.stream"), pdu.first("http2.streamid"))
        message = _web(frame, part, pdu)
        if message is not None:
            self._bodies[stream] = fields = dict(message.fields)
            return replace(message, fields=fields)
        if pdu.first("http2.type") == _DATA and stream in self._bodies:
            texts = pdu.fields.get(_BODY, ())
            if texts:
                before = self._bodies[stream].get(_BODY, ())
                self._bodies[stream][_BODY] = (*before, *texts)
        return None

    def _association(self, frame: Frame) -> str:
        if self._associations:
            source, destination = _ports(frame, "sctp")
            if source.isdigit() and destination.isdigit():
                path = _source(frame), _destination(frame), int(source), int(destination)
                known = self._associations.get(path)
                if known is not None:
                    return known
        return _peers(frame, "sctp")

    def _follow(self, message: Message, pdu: Pdu) -> None:
        keys = _keys(message)
        if message.code == _INITIAL_UE_MESSAGE:
            self._nas_security.resume(keys, number(f"0x{pdu.first('ngap.fiveG_TMSI')}"))
        elif message.code == _UE_CONTEXT_RELEASE and message.outcome == "successful":
            self._nas_security.forget(keys)


def _keys(carrier: Message | None) -> list[Key]:
    """Return the keys that identify the UE of an NGAP message."""
    if carrier is None:
        return []
    up = carrier.direction == "up"
    amf = carrier.destination if up else carrier.source
    keys: list[Key] = []
    if carrier.ran_ue_id is not None:
        keys.append((f"RAN {carrier.association}", carrier.ran_ue_id))
    if carrier.amf_ue_id is not None:
        keys.append((f"AMF {amf}", carrier.amf_ue_id))
    return keys


def _source(frame: Frame) -> str:
    return _first_of(frame, "ip.src", "ipv6.src", "exported_pdu.ipv4_src", "exported_pdu.ipv6_src")


def _destination(frame: Frame) -> str:
    return _first_of(frame, "ip.dst", "ipv6.dst", "exported_pdu.ipv4_dst", "exported_pdu.ipv6_dst")


def _first_of(frame: Frame, *names: str) -> str:
    return next((value for name in names if (value := frame.last(name))), "")


def _ports(frame: Frame, protocol: str) -> tuple[str, str]:
    return (
        _first_of(frame, f"{protocol}.srcport", "exported_pdu.src_port"),
        _first_of(frame, f"{protocol}.dstport", "exported_pdu.dst_port"),
    )


def _peers(frame: Frame, protocol: str = "") -> str:
    """Return both ends as one text, the same in both directions."""
    ends = [_source(frame), _destination(frame)]
    if protocol:
        ports = _ports(frame, protocol)
        ends = [f"{end}:{port}" if end else "" for end, port in zip(ends, ports, strict=True)]
    return intern(" - ".join(sorted(ends))) if any(ends) else ""


def _ngap(frame: Frame, part: int, pdu: Pdu, association: str) -> Message:
    code = number(pdu.first("ngap.procedureCode"))
    kind = number(pdu.first("ngap.NGAP_PDU"))
    outcome = ngap_names.OUTCOMES[kind] if kind is not None and 0 <= kind <= 2 else ""
    procedure = ngap_names.PROCEDURES.get(code) if code is not None else None
    name = getattr(procedure, outcome) if procedure and outcome else ""
    direction: Direction = procedure.direction if procedure else ""
    if outcome != "initiating":
        direction = _REVERSE[direction]
    if not direction:
        direction = _by_port(frame)
    return Message(
        frame=frame.number,
        part=part,
        time_s=frame.time_s,
        interface="N2",
        protocol="NGAP",
        name=name,
        code=code,
        outcome=outcome,
        source=_source(frame),
        destination=_destination(frame),
        direction=direction,
        # A reset lists connections: the message does not concern a single one.
        amf_ue_id=None if code == _NG_RESET else number(pdu.first("ngap.AMF_UE_NGAP_ID")),
        ran_ue_id=None if code == _NG_RESET else number(pdu.first("ngap.RAN_UE_NGAP_ID")),
        association=association,
        cause=_ngap_cause(pdu),
        decoded=bool(name),
        fields=pdu.fields,
    )


def _by_port(frame: Frame) -> Direction:
    source, destination = _ports(frame, "sctp")
    to_amf = destination == _AMF_PORT
    if to_amf == (source == _AMF_PORT):
        return ""
    return "up" if to_amf else "down"


def _ngap_cause(pdu: Pdu) -> str:
    causes: dict[str, None] = {}
    for field, (group, words) in ngap_names.CAUSES.items():
        for value in pdu.fields.get(field, ()):
            cause = number(value)
            if cause is not None:
                causes[f"{words.get(cause, 'unknown')} ({group} {cause})"] = None
    return "; ".join(causes)


def _nas(
    frame: Frame, part: int, pdu: Pdu, carrier: Message | None, protection: Protection
) -> Message:
    session = pdu.kind == "NAS-SM"
    names = nas_names.SM_MESSAGES if session else nas_names.MM_MESSAGES
    code = message_type(pdu) if protection.readable else None
    fields = pdu.fields
    if not protection.readable and protection.security == "ciphered":
        fields = {name: value[:1] for name, value in fields.items() if name in _HEADER_FIELDS}
    cause = ""
    if code is not None:
        field = "nas-5gs.sm.5gsm_cause" if session else "nas-5gs.mm.5gmm_cause"
        words = nas_names.SM_CAUSES if session else nas_names.MM_CAUSES
        cause = _cause(pdu.first(field), words)
    return Message(
        frame=frame.number,
        part=part,
        time_s=frame.time_s,
        interface="N1",
        protocol="NAS-SM" if session else "NAS-MM",
        name="" if code is None else names.get(code, f"unknown ({code:#04x})"),
        code=code,
        source=_source(frame),
        destination=_destination(frame),
        direction=carrier.direction if carrier else _nas_direction(frame, session, code),
        carrier=carrier.part if carrier else None,
        amf_ue_id=carrier.amf_ue_id if carrier else None,
        ran_ue_id=carrier.ran_ue_id if carrier else None,
        association=carrier.association if carrier else _radio_ue(frame),
        cause=cause,
        security=protection.security,
        algorithm=protection.ciphering,
        integrity_algorithm=protection.integrity,
        decoded=code is not None,
        fields=fields,
    )


def _radio_ue(frame: Frame) -> str:
    """Return the UE of a radio frame as far as its MAC header tells it apart, or ``""``."""
    named = (("UE", frame.last("mac-nr.ueid")), ("C-RNTI", frame.last("mac-nr.rnti")))
    return " ".join(f"{kind} {value}" for kind, value in named if value)


def _nas_direction(frame: Frame, session: bool, code: int | None) -> Direction:
    radio = frame.last("mac-nr.direction")
    if radio in _RADIO_DIRECTIONS:
        return _RADIO_DIRECTIONS[radio]
    if code is None or code in nas_names.STATUS:
        return ""
    return "up" if code in (nas_names.UPLINK_SM if session else nas_names.UPLINK_MM) else "down"


def _cause(text: str, words: dict[int, str]) -> str:
    cause = number(text)
    return "" if cause is None else f"{words.get(cause, 'unknown')} ({cause})"


def _pfcp(frame: Frame, part: int, pdu: Pdu) -> Message:
    code = number(pdu.first("pfcp.msg_type"))
    name = pfcp_names.MESSAGES.get(code, "") if code is not None else ""
    outcome: Literal["initiating", "successful", "unsuccessful", ""] = ""
    cause = number(pdu.first("pfcp.cause"))
    if name.endswith("Request"):
        outcome = "initiating"
    elif cause is not None:
        outcome = "successful" if cause in pfcp_names.ACCEPTED else "unsuccessful"
    return Message(
        frame=frame.number,
        part=part,
        time_s=frame.time_s,
        interface="N4",
        protocol="PFCP",
        name=name,
        code=code,
        outcome=outcome,
        source=_source(frame),
        destination=_destination(frame),
        direction=_pfcp_direction(code),
        association=_peers(frame),
        cause="" if outcome == "initiating" else _cause(pdu.first("pfcp.cause"), pfcp_names.CAUSES),
        decoded=bool(name),
        fields=pdu.fields,
    )


def _pfcp_direction(code: int | None) -> Direction:
    if code is None:
        return ""
    if code in pfcp_names.BY_CONTROL_PLANE or code - 1 in pfcp_names.BY_USER_PLANE:
        return "up"
    if code in pfcp_names.BY_USER_PLANE or code - 1 in pfcp_names.BY_CONTROL_PLANE:
        return "down"
    return ""


class _PfcpRoles:
    """Sets the direction of heartbeats and associations as the peers' sessions show it."""

    def __init__(self) -> None:
        self._smfs: Remembered[str, set[str]] = Remembered(_PEERS_REMEMBERED)

    def applied(self, messages: Sequence[Message]) -> Iterator[Message]:
        for message in messages:
            if message.interface == "N4" and message.direction:
                end = message.source if message.direction == "up" else message.destination
                known = self._smfs.get(message.association)
                if known is None:
                    known = self._smfs[message.association] = set()
                known.add(end)
        for message in messages:
            if message.interface == "N4" and not message.direction:
                ends = self._smfs.get(message.association)
                if ends is not None and len(ends) == 1:
                    direction: Direction = "up" if message.source in ends else "down"
                    message = replace(message, direction=direction)
            yield message


def _gtpu(frame: Frame, part: int, pdu: Pdu) -> Message:
    code = number(pdu.first("gtp.message"))
    name = gtpu_names.MESSAGES.get(code, "") if code is not None else ""
    return Message(
        frame=frame.number,
        part=part,
        time_s=frame.time_s,
        interface="N3",
        protocol="GTP-U",
        name=name,
        code=code,
        source=_source(frame),
        destination=_destination(frame),
        association=_peers(frame),
        decoded=bool(name),
        fields=pdu.fields,
    )


def _web(frame: Frame, part: int, pdu: Pdu) -> Message | None:
    method = pdu.first("http2.headers.method") or pdu.first("http.request.method")
    path = pdu.first("http2.headers.path") or pdu.first("http.request.uri")
    status = number(pdu.first("http2.headers.status") or pdu.first("http.response.code"))
    old = "http.request.method" in pdu.fields or "http.response.code" in pdu.fields
    if not (old or "1" in pdu.fields.get("http2.type", ())):
        return None
    name, cause = "", ""
    outcome: Literal["initiating", "successful", "unsuccessful", ""] = ""
    if status is not None:
        phrase = _PHRASES.get(status, "")
        name = f"{status} {phrase}".strip()
        outcome = "unsuccessful" if status >= 400 else "successful"
        cause = f"{phrase or 'unknown'} ({status})" if status >= 400 else ""
    elif method:
        name, outcome = f"{method} {path}".strip(), "initiating"
    return Message(
        frame=frame.number,
        part=part,
        time_s=frame.time_s,
        interface="SBI",
        protocol="HTTP/1.1" if old else "HTTP/2",
        name=name,
        code=None,
        outcome=outcome,
        source=_source(frame),
        destination=_destination(frame),
        direction="up" if outcome == "initiating" else "down" if outcome else "",
        association=_peers(frame, "tcp"),
        cause=cause,
        decoded=bool(name),
        fields=pdu.fields,
    )


class _WebConnections:
    """Keeps the connections of service-based interfaces: known by their port or a path."""

    def __init__(self) -> None:
        self._of_sbi: set[str] = set()

    def kept(self, messages: list[Message]) -> list[Message]:
        self._of_sbi |= {
            message.association
            for message in messages
            if message.interface == "SBI" and _is_sbi(message)
        }
        return [m for m in messages if m.interface != "SBI" or m.association in self._of_sbi]


def _is_sbi(message: Message) -> bool:
    ports = [end.rpartition(":")[2] for end in message.association.split(" - ")]
    path = message.first("http2.headers.path") or message.first("http.request.uri") or ""
    return any(_SBI_PORT.fullmatch(port) for port in ports) or bool(_SBI_PATH.match(path))
