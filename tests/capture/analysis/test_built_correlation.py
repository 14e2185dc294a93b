"""The UEs of messages, on bytes that tshark reads: resets, both IP versions, SBI, refusals."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from built_captures import (
    AMF,
    GNB,
    SMF,
    TARGET_GNB,
    UDM,
    UPF,
    Wires,
    both_addresses,
    concealed_suci,
    context_setup,
    downlink,
    error_indication,
    established,
    establishment,
    initial_ue_message,
    nas_sm,
    ngap,
    outer_header,
    pfcp,
    registration_request,
    setup_item,
    setup_request,
    setup_response,
    transported,
    tunnel,
    ue,
    uplink,
)
from scapy.contrib.gtp import GTP_U_Header
from scapy.layers.inet import ICMP, IP

from campus5g.capture import Capture, open_capture
from campus5g.capture.analysis.correlation import Correlation, label
from campus5g.capture.messages.message import Message
from campus5g.capture.messages.signalling import read_signalling

Read = Callable[[Wires], tuple[list[Message], Correlation]]
REGISTRATION_COMPLETE = bytes.fromhex("7e0043")
REMOTE_UPF, REMOTE_GNB = "2001:db8::7", "2001:db8::3"
BOTH = ("AMF_UE_NGAP_ID", "RAN_UE_NGAP_ID")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read built packets, and correlate their messages."""

    def read(wires: Wires) -> tuple[list[Message], Correlation]:
        messages = read_signalling(wires.write(tmp_path / "built.pcap"))
        return messages, label(messages)

    return read


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Wires], Capture]:
    def opened(wires: Wires) -> Capture:
        return open_capture(wires.write(tmp_path / "built.pcap"))

    return opened


def reset(*connections: dict[str, int]) -> bytes:
    """A reset of some connections, or of all where none is listed (TS 38.413, 9.2.6.11)."""
    names = {"AMF_UE_NGAP_ID": "aMF-UE-NGAP-ID", "RAN_UE_NGAP_ID": "rAN-UE-NGAP-ID"}
    listed = [{names[name]: value for name, value in one.items()} for one in connections]
    kind = ("partOfNG-Interface", listed) if listed else ("nG-Interface", "reset-all")
    return ngap("NGReset", Cause=("misc", "om-intervention"), ResetType=kind)


def two_registered_ues() -> Wires:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.registration(12, 2, "0000000002", 0xA2)
    return wires


@pytest.mark.proof
@pytest.mark.parametrize(
    "listed",
    [ue(11, 1), {"AMF_UE_NGAP_ID": 11}, {"RAN_UE_NGAP_ID": 1}],
    ids=["both names", "the AMF's name", "the gNB's name"],
)
def test_a_partial_reset_ends_the_listed_connections_alone(
    read: Read, listed: dict[str, int]
) -> None:
    wires = two_registered_ues()
    wires.up(reset(listed))
    wires.down(ngap("NGResetAcknowledge"))
    wires.up(uplink(REGISTRATION_COMPLETE, 11, 1))
    wires.up(uplink(REGISTRATION_COMPLETE, 12, 2))

    messages, correlation = read(wires)

    assert [messages[-4].name, messages[-2].name] == ["UplinkNASTransport"] * 2
    assert correlation.ue[-6:-4] == ("", "")
    assert correlation.ue[-4] not in ("ue-1", "ue-2")
    assert correlation.ue[-2] == "ue-2"


def test_an_interface_reset_ends_only_that_gnbs_connections(read: Read) -> None:
    wires = two_registered_ues()
    wires.up(
        initial_ue_message(registration_request(concealed_suci(1, 9, bytes(45))), 7), gnb=TARGET_GNB
    )
    wires.down(reset())
    wires.up(uplink(REGISTRATION_COMPLETE, 11, 1))
    wires.up(uplink(REGISTRATION_COMPLETE, 12, 2))
    wires.down(downlink(bytes.fromhex("7e005b01"), 13, 7), gnb=TARGET_GNB)

    _, correlation = read(wires)

    assert not {correlation.ue[-6], correlation.ue[-4]} & {"ue-1", "ue-2", "ue-3"}
    assert correlation.ue[-2] == "ue-3"


def test_a_reset_of_two_connections_belongs_to_neither(read: Read) -> None:
    wires = two_registered_ues()
    wires.up(reset(ue(11, 1), ue(12, 2)))

    messages, correlation = read(wires)

    assert messages[-1].name == "NGReset"
    assert (messages[-1].amf_ue_id, messages[-1].ran_ue_id) == (None, None)
    assert correlation.ue[-1] == ""


def test_allowed_slices_are_distinguished_from_session_slices(
    opened: Callable[[Wires], Capture],
) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    again = context_setup(
        11,
        1,
        bytes.fromhex("7e004e"),
        slices=((1, "000001"), (2, "000002")),
        PDUSessionResourceSetupListCxtReq=[
            setup_item("CxtReq", tunnel(UPF, 0x1001), slice_={"sST": b"\3", "sD": b"\0\0\3"})
        ],
    )
    wires.down(again)

    (allowed,) = opened(wires).ues()["allowed_slices"]

    assert allowed == "1-000001; 2-000002"


def test_ipv6_tunnel_ends_link_n2_to_n4(
    opened: Callable[[Wires], Capture],
) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.n4(establishment(1, 0x101, "2001:db8:45::", teid=0x1001, upf=REMOTE_UPF))
    wires.n4(established(1, 0x101, 0x1), up=False)
    wires.down(setup_request(11, 1, b"\x7e\0\x68", tunnel(REMOTE_UPF, 0x1001)))
    wires.up(setup_response(11, 1, tunnel(REMOTE_GNB, 0x2001)))
    wires.n4(pfcp(52, 2, outer_header(0x2001, REMOTE_GNB, inside=(10, 11)), seid=1))

    sessions = opened(wires).sessions()

    (session,) = sessions.to_dict("records")
    assert session["ue"] == "ue-1"
    assert session["uplink"] == f"{REMOTE_UPF}/0x00001001"
    assert session["downlink"] == f"{REMOTE_GNB}/0x00002001"
    assert session["address"] == "2001:db8:45::"
    assert session["seids"] == f"{SMF}/0x101; {UPF}/0x1"


def test_a_tunnel_end_with_both_ip_versions_is_known_under_either(read: Read) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.down(setup_request(11, 1, b"\x7e\0\x68", tunnel(UPF, 0x1001)))
    wires.up(setup_response(11, 1, both_addresses(GNB, REMOTE_GNB, 0x2001)))
    end_marker = bytes(GTP_U_Header(teid=0x2001, gtp_type=254))
    wires.n3(end_marker, UPF, GNB)
    wires.n3(end_marker, REMOTE_UPF, REMOTE_GNB)
    wires.n3(end_marker, REMOTE_UPF, "2001:db8::9")

    messages, correlation = read(wires)

    assert [m.name for m in messages[-3:]] == ["End Marker"] * 3
    assert correlation.ue[-3:] == ("ue-1", "ue-1", "")


def test_an_error_indication_belongs_to_the_ue_whose_tunnel_it_refuses(
    opened: Callable[[Wires], Capture], read: Read
) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.session(11, 1, "10.45.0.2", teid=0x1001, up_seid=1)
    packet = IP(src="10.45.0.2", dst="10.53.6.10") / ICMP()
    wires.n3(bytes(GTP_U_Header(teid=0x1001, gtp_type=255) / packet))
    wires.n3(error_indication(0x1001, UPF), UPF, GNB)
    wires.n3(error_indication(0x9999, UPF), UPF, GNB)

    _, correlation = read(wires)
    findings = opened(wires).findings()

    assert correlation.ue[-2:] == ("ue-1", "")
    refused = findings[findings["rule"] == "teid-refused"]
    assert list(refused["ue"]) == ["ue-1"]


def hpack(name: str, value: str) -> bytes:
    """A literal header field without indexing (RFC 7541, 5.2 and 6.2.2)."""
    return b"\0" + _hpack_text(name) + _hpack_text(value)


def _hpack_text(text: str) -> bytes:
    size, more = len(text), b""
    if size >= 127:
        high, low = divmod(size - 127, 128)
        size, more = 127, bytes([low | 0x80, high] if high else [low])
    return bytes([size]) + more + text.encode()


class Sbi:
    """One HTTP/2 connection with prior knowledge between two network functions."""

    def __init__(self, wires: Wires, client: str, server: str, port: int = 50001) -> None:
        self._wires, self._client, self._server, self._port = wires, client, server, port
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000 04 00 00000000")
        self._send(preface, up=True)

    def ask(self, stream: int, method: str, path: str, body: object = None) -> None:
        """HEADERS, and the body in a separate packet, as most cores send it."""
        self._message(stream, hpack(":method", method) + hpack(":path", path), body, up=True)

    def answer(self, stream: int, status: int, location: str = "", body: object = None) -> None:
        block = hpack(":status", str(status)) + (hpack("location", location) if location else b"")
        self._message(stream, block, body, up=False)

    def _message(self, stream: int, block: bytes, body: object, *, up: bool) -> None:
        if body is None:
            return self._send(_frame(1, 5, stream, block), up=up)
        block += hpack("content-type", "application/json")
        self._send(_frame(1, 4, stream, block), up=up)
        return self._send(_frame(0, 1, stream, json.dumps(body).encode()), up=up)

    def _send(self, data: bytes, *, up: bool) -> None:
        if up:
            self._wires.tcp(data, self._client, self._port, self._server, 7777)
        else:
            self._wires.tcp(data, self._server, 7777, self._client, self._port)


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload


def sbi_ues(messages: list[Message], correlation: Correlation) -> dict[str, str]:
    pairs = zip(messages, correlation.ue, strict=True)
    return {m.name.partition("?")[0]: key for m, key in pairs if m.interface == "SBI"}


def test_an_identity_in_a_json_body_identifies_request_and_answer(read: Read) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    sbi = Sbi(wires, AMF, SMF)
    sbi.ask(1, "POST", "/nsmf-pdusession/v1/sm-contexts", {"supi": "imsi-001010000000001"})
    sbi.answer(1, 201, f"http://{SMF}:7777/nsmf-pdusession/v1/sm-contexts/5")
    sbi.ask(3, "POST", "/nsmf-pdusession/v1/sm-contexts/5/modify", {"upCnxState": "ACTIVATED"})
    sbi.answer(3, 200)
    sbi.ask(5, "POST", "/nsmf-pdusession/v1/sm-contexts/6/modify", {"upCnxState": "ACTIVATED"})
    sbi.answer(5, 404)

    found = sbi_ues(*read(wires))

    assert found == {
        "POST /nsmf-pdusession/v1/sm-contexts": "ue-1",
        "201 Created": "ue-1",
        "POST /nsmf-pdusession/v1/sm-contexts/5/modify": "ue-1",
        "200 OK": "ue-1",
        "POST /nsmf-pdusession/v1/sm-contexts/6/modify": "",
        "404 Not Found": "",
    }


def test_sbi_reveals_the_imsi_behind_a_suci(read: Read) -> None:
    wires = Wires()
    output = bytes(range(45))
    wires.up(initial_ue_message(registration_request(concealed_suci(1, 9, output)), 1))
    suci = f"suci-0-001-01-0-1-9-{output.hex()}"
    sbi = Sbi(wires, AMF, UDM)
    sbi.ask(1, "POST", f"/nudm-ueau/v1/{suci}/security-information/generate-auth-data", {})
    sbi.answer(1, 200, body={"authType": "5G_AKA", "supi": "imsi-001010000000001"})
    sbi.ask(3, "GET", "/nudm-sdm/v2/imsi-001010000000001/am-data")
    sbi.answer(3, 204)

    messages, correlation = read(wires)

    assert set(sbi_ues(messages, correlation).values()) == {"ue-1"}
    (trace,) = correlation.traces
    assert trace.imsi == "001010000000001"
    assert trace.sucis == (suci,)


def test_a_message_that_names_two_subscribers_belongs_to_neither(read: Read) -> None:
    wires = two_registered_ues()
    sbi = Sbi(wires, AMF, UDM)
    both = {"group": ["imsi-001010000000001", "imsi-001010000000002"]}
    sbi.ask(1, "POST", "/nudm-sdm/v2/group-data", both)

    found = sbi_ues(*read(wires))

    assert found == {"POST /nudm-sdm/v2/group-data": ""}


def test_a_temporary_identity_in_a_path_identifies_the_ue(read: Read) -> None:
    wires = two_registered_ues()
    sbi = Sbi(wires, TARGET_GNB, AMF)
    sbi.ask(1, "POST", "/namf-comm/v1/ue-contexts/5g-guti-00101020040000000a2/transfer")

    found = sbi_ues(*read(wires))

    assert set(found.values()) == {"ue-2"}


def test_sbi_over_http_1_1_is_correlated_too(read: Read) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    body = json.dumps({"supi": "imsi-001010000000001"})
    path = "/nsmf-pdusession/v1/sm-contexts"
    head = f"POST {path} HTTP/1.1\r\nHost: smf\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n{body}"
    location = f"Location: http://smf{path}/5\r\nContent-Length: 0\r\n\r\n"
    wires.tcp(request.encode(), AMF, 50001, SMF, 80)
    wires.tcp(f"HTTP/1.1 201 Created\r\n{location}".encode(), SMF, 80, AMF, 50001)
    release = f"POST {path}/5/release HTTP/1.1\r\nHost: smf\r\nContent-Length: 0\r\n\r\n"
    wires.tcp(release.encode(), AMF, 50001, SMF, 80)

    messages, correlation = read(wires)

    assert sbi_ues(messages, correlation) == {
        f"POST {path}": "ue-1",
        "201 Created": "ue-1",
        f"POST {path}/5/release": "ue-1",
    }
    assert {m.protocol for m in messages if m.interface == "SBI"} == {"HTTP/1.1"}


def test_a_session_refused_by_its_transport_is_not_the_answer_of_another(read: Read) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    request = nas_sm(0xC1, 5, 1, IntegrityProtMaxDataRate=b"\xff\xff")
    wires.up(uplink(transported(request, 5, up=True), 11, 1))
    returned = transported(request, 5, up=False) + bytes.fromhex("585b")
    wires.down(downlink(returned, 11, 1))

    messages, correlation = read(wires)

    assert messages[-1].direction == "down"
    assert messages[-2].cause == "DNN not supported or not subscribed in the slice (91)"
    assert set(correlation.ue[-3:]) == {"ue-1"}
