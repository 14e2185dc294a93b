"""The thorough way: the messages of a frame from tshark's full tree (PDML).

Far slower, so used only for frames with several messages of a kind.
"""

import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from campus5g.capture.files.excerpt import ASKED_FOR, write_excerpt
from campus5g.capture.messages.signalling_rows import DISSECTION
from campus5g.capture.tshark import signalling_fields as names
from campus5g.capture.tshark.program import Run, running_tshark
from campus5g.capture.tshark.signalling_frames import Compactor, Fields, Frame, Kind, Pdu

_PLAIN_NAS = "Plain NAS 5GS Message"
_STARTS: dict[str, Kind] = {"ngap": "NGAP", "pfcp": "PFCP", "gtp": "GTP-U", "http": "HTTP"}
_NAS_FIELDS = frozenset((*names.NAS, *names.EITHER))
_WANTED: dict[Kind, frozenset[str]] = {
    "NGAP": frozenset((*names.NGAP, *names.EITHER)),
    "NAS-MM": _NAS_FIELDS,
    "NAS-SM": _NAS_FIELDS,
    "PFCP": frozenset(names.PFCP),
    "GTP-U": frozenset(names.GTPU),
    "HTTP": frozenset(names.SBI),
}
_OCTETS = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2})+")


def read_trees(
    file: Path, options: Sequence[str], frames: Collection[Frame]
) -> Iterator[tuple[int, list[Pdu]]]:
    """Yield frame numbers with their messages, in file order.

    Args:
        file: the capture.
        options: extra arguments for tshark.
        frames: the selected frames.

    Raises:
        CaptureError: tshark is missing or can't read the file.
    """
    if not frames:
        return
    compactor = Compactor()
    asked = [frame.number for frame in frames]
    connected = {frame.number for frame in frames if frame.last("tcp.stream")}
    with tempfile.TemporaryDirectory(prefix="campus5g-excerpt-") as folder:
        excerpt = Path(folder) / "excerpt.pcapng"
        origins = write_excerpt(file, asked, connected, excerpt)
        arguments = [*DISSECTION, *options, "-Y", ASKED_FOR, "-T", "pdml"]
        with running_tshark(excerpt, arguments) as run:
            for packet in _packets(run):
                yield origins[_number(packet) - 1], compactor.pdus(_pdus(packet))


def _packets(run: Run) -> Iterator[Element]:
    """Yield one tree per packet, then discard it."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    root: Element | None = None
    try:
        for piece in run.pieces():
            parser.feed(piece)
            events = cast(Iterator[tuple[str, Element]], parser.read_events())
            for event, element in events:
                if root is None:
                    root = element
                elif event == "end" and element.tag == "packet":
                    yield element
                    root.clear()
    except ParseError:
        for _ in run.pieces():
            pass


def _number(packet: Element) -> int:
    found = packet.find("proto[@name='geninfo']/field[@name='num']")
    return int(found.get("show", "0")) if found is not None else 0


class _Collector:
    """Assigns each value to the message that contains it."""

    def __init__(self) -> None:
        self._found: list[tuple[Kind, dict[str, list[str]], int | None, str]] = []
        self._tsn = self._rlc_number = ""
        self._user_data = False

    def pdus(self) -> list[Pdu]:
        return [
            Pdu(kind, _frozen(fields), carrier, tsn) for kind, fields, carrier, tsn in self._found
        ]

    def layers(self, packet: Element) -> None:
        for proto in packet:
            name = proto.get("name", "")
            if name == "gtp" and _has(proto, "gtp.message", "0xff", "255"):
                self._user_data = True
            elif name == "http2":
                self._http2(proto)
            elif name in _STARTS and not (self._user_data and name == "http"):
                self._inside(proto, self._start(_STARTS[name]), None)
            elif name == "nas-5gs":
                self._nas(proto, None)
            else:
                self._within(proto)

    def _within(self, element: Element) -> None:
        """Look for messages in the layers of a transport: of SCTP, or of the radio."""
        for child in element:
            name = child.get("name", "")
            if child.tag == "proto" and name == "ngap":
                self._inside(child, self._start("NGAP"), None)
            elif child.tag == "proto" and name == "nas-5gs":
                self._nas(child, None)
            else:
                if name == "sctp.data_tsn_raw":
                    self._tsn = child.get("show", "")
                elif name == "rlc-nr.am.sn":
                    self._rlc_number = child.get("show", "")
                self._within(child)

    def _start(self, kind: Kind, carrier: int | None = None) -> int:
        tsn = self._tsn if kind == "NGAP" else "" if carrier is not None else self._rlc_number
        self._found.append((kind, {}, carrier, tsn))
        return len(self._found) - 1

    def _put(self, position: int, name: str, value: str) -> None:
        kind, fields, _, _ = self._found[position]
        if name in _WANTED[kind]:
            # Octets have colons here, but not in a row of fields.
            text = value.replace(":", "") if _OCTETS.fullmatch(value) else value
            fields.setdefault(name, []).append(text)

    def _inside(self, element: Element, position: int, nas_in: int | None) -> None:
        for child in element:
            if child.tag == "proto" and child.get("name") == "nas-5gs":
                self._nas(child, position)
                continue
            if child.tag == "field":
                self._put(position, child.get("name", ""), child.get("show", ""))
            self._inside(child, position, nas_in)

    def _nas(self, proto: Element, carrier: int | None) -> None:
        outer = self._start("NAS-MM", carrier)
        self._nas_inside(proto, outer, depth=0)

    def _nas_inside(self, element: Element, position: int, depth: int) -> None:
        for child in element:
            inside = position
            if child.tag == "field":
                name, shown = child.get("name", ""), child.get("show", "")
                if not name and shown == _PLAIN_NAS and _discriminator(child) == "46":
                    _, fields, carrier, tsn = self._found[position]
                    if "nas-5gs.mm.message_type" in fields:
                        inside = self._start("NAS-SM", carrier)
                    else:
                        self._found[position] = ("NAS-SM", fields, carrier, tsn)
                else:
                    self._put(position, name, shown)
            self._nas_inside(child, inside, depth + 1)

    def _http2(self, proto: Element) -> None:
        if self._user_data:
            return
        streams = [field for field in proto.iter("field") if field.get("name") == "http2.stream"]
        for stream in streams:
            if _has(stream, "http2.type", "1"):
                self._inside(stream, self._start("HTTP"), None)


def _pdus(packet: Element) -> list[Pdu]:
    collector = _Collector()
    collector.layers(packet)
    return collector.pdus()


def _discriminator(element: Element) -> str:
    for field in element:
        if field.get("name") == "nas-5gs.epd":
            return field.get("show", "")
    return ""


def _has(element: Element, name: str, *values: str) -> bool:
    return any(
        field.get("name") == name and field.get("show") in values for field in element.iter("field")
    )


def _frozen(fields: dict[str, list[str]]) -> Fields:
    return {name: tuple(values) for name, values in fields.items()}
