"""The fast way: each frame from one row of tshark's fields.

A row lists the values in a frame, without the message that each belongs to. That is enough if the
frame has one message of a kind, as nearly all do; the others are left to the thorough way
(`signalling_pdml`).
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from campus5g.capture.tshark import signalling_fields as names
from campus5g.capture.tshark.program import PREFERENCES, Run, UnknownFieldsError, running_tshark
from campus5g.capture.tshark.signalling_frames import Compactor, Fields, Frame, Pdu

_SEPARATOR, _AGGREGATOR = "\x1e", "\x1f"
_SBI_PORTS = ("7777", "29500-29599", "8000")
DISSECTION = (
    *PREFERENCES,
    # Copies are found by their TSN later; tshark would leave them undissected.
    *("-o", "sctp.tsn_analysis:FALSE"),
    *(part for ports in _SBI_PORTS for part in ("-d", f"tcp.port=={ports},http2")),
)
"""The arguments that tshark reads signalling with."""


def http_1_options(ports: Iterable[int]) -> tuple[str, ...]:
    """Return the arguments for ports where HTTP/1.1 was seen.

    tshark then changes to HTTP/2 where a connection begins with its preface.
    """
    return tuple(part for port in ports for part in ("-d", f"tcp.port=={port},http"))


FILTER = (
    "!icmp && !icmpv6 && ("
    "(ngap && !tcp && (!sctp || sctp.data_payload_proto_id == 60))"
    " || (nas-5gs && !ngap && !tcp) || pfcp"
    " || (gtp.message in {1, 2, 26, 31, 253, 254} && !(udp.port == 2123 || gtp.message == 255))"
    " || (!gtp && (http2.type == 1 || (http2.type == 0 && json)"
    " || http.request || http.response)))"
)
"""Display filter for signalling.

It excludes NGAP in SBI bodies, a UE's own web traffic and messages quoted in ICMP errors.
"""

_ALL = (
    *names.FRAME,
    *names.NGAP,
    *names.NAS,
    *names.EITHER,
    *names.PFCP,
    *names.GTPU,
    *names.SBI,
)
_FRAME = frozenset(names.FRAME)
_GUAMI_PLMNS = ("e212.guami.mcc", "e212.guami.mnc")
_TAI_PLMNS = ("e212.5gstai.mcc", "e212.5gstai.mnc")
_NGAP = frozenset(names.NGAP)
_ALL_NGAP = frozenset((*names.NGAP, *names.EITHER))
_NAS = frozenset((*names.NAS, *names.EITHER)) - {*_GUAMI_PLMNS, *_TAI_PLMNS}
_ALL_NAS = frozenset((*names.NAS, *names.EITHER))
_PFCP, _GTPU, _SBI = frozenset(names.PFCP), frozenset(names.GTPU), frozenset(names.SBI)

_IN_TRANSPORT_UP = frozenset({"nas-5gs.mm.sst", "nas-5gs.mm.mm_sd", "nas-5gs.cmn.dnn"})
_GUAMI, _MOBILITY_RESTRICTIONS, _NAS_PDU = "28", "36", "38"
_DL_TRANSPORT = "0x68"
_DATA, _HEADERS = "0", "1"
_BODY = "json.value.string"


def rows(file: Path, options: Sequence[str]) -> Iterator[Frame]:
    """Yield the frames with signalling, as tshark prints them.

    ``pdus`` is None if a row does not show which message a value belongs to.

    Raises:
        CaptureError: tshark is missing or can't read the file.
    """
    asked = list(_ALL)
    began = False
    while True:
        try:
            for frame in _frames_of(file, options, asked):
                began = True
                yield frame
        except UnknownFieldsError as error:
            # An older tshark lacks some fields: it says so before it reads the file.
            left = [name for name in asked if name not in error.names]
            if began or left == asked:
                raise
            asked = left
        else:
            return


def _frames_of(file: Path, options: Sequence[str], asked: Sequence[str]) -> Iterator[Frame]:
    arguments = [*DISSECTION, *options, "-Y", FILTER, "-T", "fields", "-E", "occurrence=a"]
    arguments += ["-E", f"separator={_SEPARATOR}", "-E", f"aggregator={_AGGREGATOR}"]
    for name in asked:
        arguments += ["-e", name]
    with running_tshark(file, arguments) as run:
        yield from _frames(run, asked)


def _frames(run: Run, asked: Sequence[str]) -> Iterator[Frame]:
    compactor = Compactor()
    for line in run.lines():
        values = line.rstrip("\r\n").split(_SEPARATOR)
        if len(values) != len(asked):
            continue
        row = {
            name: tuple(value.split(_AGGREGATOR))
            for name, value in zip(asked, values, strict=True)
            if value
        }
        pdus = _pdus(row)
        yield Frame(
            int(row["frame.number"][0]),
            _seconds(row.get("frame.time_relative", ("",))[0]),
            compactor.compact({name: value for name, value in row.items() if name in _FRAME}),
            None if pdus is None else compactor.pdus(pdus),
        )


def _seconds(text: str) -> float:
    """Read a time; tshark writes a time stamp's fraction in words if it exceeds a second."""
    whole, _, fraction = text.partition(".(")
    try:
        if fraction:
            return int(whole) + int(fraction.split()[0]) / 1e9
        return float(text)
    except ValueError:
        return 0.0


def _pdus(row: Fields) -> list[Pdu] | None:
    """Return the messages of a row, or None if it is ambiguous."""
    kinds = [
        name
        for name in ("ngap.NGAP_PDU", "pfcp.msg_type", "gtp.message")
        if name in row and (name != "gtp.message" or "255" not in row[name])
    ]
    web = any(name.startswith("http") for name in row)
    if len(kinds) + web != 1:
        return _only_nas(row) if not kinds and not web else None
    if web:
        return _web(row)
    if kinds == ["ngap.NGAP_PDU"]:
        return _ngap(row)
    if len(row[kinds[0]]) > 1:
        return None
    if kinds == ["pfcp.msg_type"]:
        return [Pdu("PFCP", _part(row, _PFCP))]
    return [Pdu("GTP-U", _part(row, _GTPU))]


def _part(row: Fields, wanted: frozenset[str]) -> Fields:
    return {name: value for name, value in row.items() if name in wanted}


def _only_nas(row: Fields) -> list[Pdu] | None:
    if "nas-5gs.epd" not in row:
        return []
    numbers = row.get("rlc-nr.am.sn", ())
    types = row.get("nas-5gs.mm.message_type", ())
    if len(numbers) > 1 or (numbers and len(types) > 1):
        # A radio frame with several messages (TS 38.321, 6.1.2).
        return None
    return _nas(_part(row, _ALL_NAS), None, numbers[0] if numbers else "")


def _ngap(row: Fields) -> list[Pdu] | None:
    if len(row["ngap.NGAP_PDU"]) > 1 or len(row.get("ngap.NAS_PDU", ())) > 1:
        return None
    tsns = row.get("sctp.data_tsn_raw", ())
    if len(tsns) > 1:
        return None
    tsn = tsns[0] if tsns else ""
    if "nas-5gs.epd" not in row:
        return [Pdu("NGAP", _part(row, _ALL_NGAP), tsn=tsn)]
    if _MOBILITY_RESTRICTIONS in row.get("ngap.id", ()):
        return None
    divided = _divided_plmns(row)
    if divided is None:
        return None
    nas = _nas(_part(row, _NAS) | divided[1], 0)
    return None if nas is None else [Pdu("NGAP", _part(row, _NGAP) | divided[0], tsn=tsn), *nas]


def _divided_plmns(row: Fields) -> tuple[Fields, Fields] | None:
    """Return the PLMNs of GUAMIs and TAIs of an NGAP message and of its NAS message.

    Both print them under one name, in the order of the message. None if it does not show whose
    they are.
    """
    ids = row.get("ngap.id", ())
    guamis = len(row.get("ngap.aMFRegionID", ())), len(row.get("nas-5gs.amf_region_id", ()))
    ngap: Fields = {}
    nas: Fields = {}
    for name in _GUAMI_PLMNS:
        values = row.get(name, ())
        if not values:
            continue
        if len(values) != sum(guamis):
            return None
        if all(guamis) and not _precedes(ids, _GUAMI, _NAS_PDU):
            return None
        ngap[name], nas[name] = values[: guamis[0]], values[guamis[0] :]
    with_tai = "ngap.tAC" in row, "nas-5gs.tac" in row
    for name in _TAI_PLMNS:
        if name in row:
            if all(with_tai):
                return None
            (nas if with_tai[1] else ngap)[name] = row[name]
    return _filled(ngap), _filled(nas)


def _precedes(elements: Sequence[str], first: str, second: str) -> bool:
    return (
        first in elements
        and second in elements
        and (elements.index(first) < elements.index(second))
    )


def _filled(fields: Fields) -> Fields:
    return {name: values for name, values in fields.items() if values}


def _nas(fields: Fields, carrier: int | None, tsn: str = "") -> list[Pdu] | None:
    """Separate a NAS message from the 5GSM message that it transports."""
    if "nas-5gs.sm.message_type" not in fields:
        return [Pdu("NAS-MM", fields, carrier, tsn)]
    if len(fields["nas-5gs.sm.message_type"]) > 1:
        return None
    if "nas-5gs.mm.message_type" not in fields:
        return [Pdu("NAS-SM", fields, carrier, tsn)]
    if len(fields["nas-5gs.mm.message_type"]) > 1 or fields["nas-5gs.epd"][-1] != "46":
        return None
    down = fields["nas-5gs.mm.message_type"][0] == _DL_TRANSPORT
    inner: Fields = {}
    outer: Fields = {}
    for name, value in fields.items():
        if name == "nas-5gs.epd":
            outer[name], inner[name] = value[:-1], value[-1:]
        elif name == "nas-5gs.pdu_session_id":
            # The 5GSM header comes first; the transport's own identity is an optional element.
            inner[name] = value[:1]
            if len(value) > 1:
                outer[name] = value[1:]
        elif (
            name.startswith("nas-5gs.sm.")
            or name == "nas-5gs.proc_trans_id"
            or (name in _IN_TRANSPORT_UP and down)
        ):
            inner[name] = value
        else:
            outer[name] = value
    return [Pdu("NAS-MM", outer, carrier, tsn), Pdu("NAS-SM", inner, carrier, tsn)]


def _web(row: Fields) -> list[Pdu] | None:
    fields = _part(row, _SBI)
    kinds, streams = fields.get("http2.type", ()), fields.get("http2.streamid", ())
    messages = kinds.count(_HEADERS) + sum(
        len(fields.get(name, ())) for name in ("http.request.method", "http.response.code")
    )
    if len(kinds) != len(streams):
        return None if messages else []
    with_body = {stream for kind, stream in zip(kinds, streams, strict=True) if kind == _DATA}
    if not messages:
        return [_rest_of_body(fields, *with_body)] if len(with_body) == 1 else []
    if messages > 1:
        return None
    if kinds:
        position = kinds.index(_HEADERS)
        fields["http2.type"] = kinds[position : position + 1]
        fields["http2.streamid"] = streams[position : position + 1]
        if with_body - {streams[position]}:
            fields.pop(_BODY, None)
    return [Pdu("HTTP", fields)]


def _rest_of_body(fields: Fields, stream: str) -> Pdu:
    """Return the fields that DATA frames add to the message of the preceding HEADERS."""
    texts = {_BODY: fields[_BODY]} if _BODY in fields else {}
    return Pdu("HTTP", {"http2.type": (_DATA,), "http2.streamid": (stream,), **texts})
