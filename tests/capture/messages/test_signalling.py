"""Every signalling message has one row, with its own values and its protection."""

import contextlib
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw_captures import (
    ETHERNET,
    GNB,
    HEARTBEAT,
    MAC_HEADER,
    RAW_IP,
    REGISTRATION_COMPLETE,
    n2,
    pcap,
    pcapng,
    t_pdu,
    uplink_nas,
)
from scapy.contrib.gtp import GTP_U_Header
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.sctp import SCTP, SCTPChunkData

from campus5g.capture import CaptureError, unknown_fields
from campus5g.capture.messages.message import Message
from campus5g.capture.messages.signalling import Signalling, message_table, read_signalling
from campus5g.capture.names.ngap import PROCEDURES
from campus5g.capture.tshark import signalling_fields as names
from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.ngap import UeIds

Read = Callable[..., Signalling]

AMF, SMF, UPF = "10.53.1.5", "10.53.1.4", "10.53.1.7"
AUTHENTICATION_FAILURE = bytes.fromhex("7e0059 14")
REGISTRATION_REJECT = bytes.fromhex("7e0044 0b")
SESSION_REQUEST = bytes.fromhex(
    "7e0067 010007 2e0701c1ffff91 1207 81 220401010203 250908696e7465726e6574"
)
SESSION_REJECT = bytes.fromhex("7e0068 010005 2e0701c31a 1207")
PROTECTED = bytes.fromhex("7e02 01020304 01")
"""A security header that announces ciphering (TS 24.501, 9.3.1)."""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a capture of these packets."""

    def read(*packets: bytes, link_type: int = RAW_IP, options: tuple[str, ...] = ()) -> Signalling:
        file = tmp_path / "signalling.pcap"
        file.write_bytes(pcap(link_type, packets))
        return read_signalling(file, options)

    return read


def security_mode_command(ciphering: int) -> bytes:
    """It chooses NIA2 (TS 24.501, 8.2.25)."""
    return bytes.fromhex("7e03 01020304 00 7e005d") + bytes([ciphering << 4 | 2, 0, 2, 0xF0, 0xF0])


def downlink(nas: bytes, ue: UeIds, tsn: int) -> bytes:
    packet = IP(src=AMF, dst=GNB) / SCTP(sport=38412, dport=38412, tag=9)
    data = ngap.downlink_nas_transport(ue, nas)
    return bytes(packet / SCTPChunkData(tsn=tsn, proto_id=60, beginning=1, ending=1, data=data))


def n4(data: bytes, source: str = SMF, destination: str = UPF) -> bytes:
    return bytes(IP(src=source, dst=destination) / UDP(sport=8805, dport=8805) / data)


def http2(*frames: bytes, source: str = SMF, sport: int = 50001, dport: int = 7777) -> bytes:
    """A TCP segment that begins a connection with prior knowledge (RFC 9113, 3.3)."""
    data = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000 04 00 00000000")
    packet = IP(src=source, dst=AMF) / TCP(sport=sport, dport=dport, flags="PA", seq=1, ack=1)
    return bytes(packet / (data + b"".join(frames)))


def answer(*frames: bytes) -> bytes:
    packet = IP(src=AMF, dst=SMF) / TCP(sport=7777, dport=50001, flags="PA", seq=1, ack=900)
    return bytes(packet / b"".join(frames))


def headers(stream: int, block: bytes) -> bytes:
    return len(block).to_bytes(3) + b"\x01\x05" + stream.to_bytes(4) + block


def post(path: str) -> bytes:
    """``:method: POST`` and a literal ``:path`` (RFC 7541, 6)."""
    return b"\x83\x04" + bytes([len(path)]) + path.encode()


def said(messages: list[Message]) -> list[str]:
    return [message.name for message in messages]


def kit_messages(scenario: str) -> Signalling:
    with (
        start_private_kit(scenario=scenario, owner=f"signalling tests, {scenario}") as kit,
        connect(url=kit.url, token=kit.token) as connected,
    ):
        with connected.capture("n2", "n4") as capture:
            connected.ue("camera").restart()
        return read_signalling(capture.path)


def test_every_field_is_known_to_tshark() -> None:
    everything = [*names.FRAME, *names.NGAP, *names.NAS, *names.EITHER]
    everything += [*names.PFCP, *names.GTPU, *names.SBI]

    assert unknown_fields(everything) == []


def test_the_names_of_ngap_messages_are_those_of_the_specification() -> None:
    from pycrate_asn1dir import NGAP

    kinds = ("InitiatingMessage", "SuccessfulOutcome", "UnsuccessfulOutcome")
    specified = {
        value["procedureCode"]: tuple(value[k]._tr._name if k in value else "" for k in kinds)
        for described in NGAP.NGAP_PDU_Descriptions._all_
        if isinstance(value := getattr(described, "_val", None), dict) and kinds[0] in value
    }

    assert {code: messages[:3] for code, messages in PROCEDURES.items()} == specified


@pytest.mark.proof
def test_a_restart_on_the_kit_reads_message_by_message() -> None:
    messages = kit_messages("nominal")

    n1 = [message for message in messages if message.interface == "N1"]
    assert said(n1) == [
        "Deregistration request (UE originating)",
        "Registration request",
        "Authentication request",
        "Authentication response",
        "Security mode command",
        "Security mode complete",
        "Registration accept",
        "Registration complete",
        "UL NAS transport",
        "PDU session establishment request",
        "DL NAS transport",
        "PDU session establishment accept",
    ]
    assert [m.security for m in n1] == ["integrity", *["clear"] * 3, *["integrity"] * 8]
    assert {m.algorithm for m in n1[4:]} == {"NEA0"}
    assert {m.integrity_algorithm for m in n1[4:]} == {"NIA2"}
    assert said([m for m in messages if m.interface == "N4"]) == [
        "PFCP Session Deletion Request",
        "PFCP Session Deletion Response",
        "PFCP Session Establishment Request",
        "PFCP Session Establishment Response",
        "PFCP Session Modification Request",
        "PFCP Session Modification Response",
    ]
    accept = next(m for m in n1 if m.name == "PDU session establishment accept")
    assert accept.first("nas-5gs.sm.pdu_addr_inf_ipv4")
    assert accept.first("nas-5gs.cmn.dnn")
    assert n1[5].fields["nas-5gs.mm.message_type"] == ("0x5e", "0x41")


@pytest.mark.proof
def test_ciphered_messages_stay_undecoded_and_are_marked() -> None:
    messages = kit_messages("ciphered")

    commands = [m.frame for m in messages if m.name == "Security mode command"]
    after = [m for m in messages if m.interface == "N1" and m.frame > commands[0]]
    assert len(after) == 5
    assert {(m.security, m.algorithm, m.decoded, m.name) for m in after} == {
        ("ciphered", "NEA2", False, "")
    }
    assert all("nas-5gs.mm.message_type" not in m.fields for m in after)


def test_ciphered_bytes_that_resemble_a_message_are_not_decoded(read: Read) -> None:
    ue = UeIds(amf=1, ran=1)
    answer_ = n2(uplink_nas(PROTECTED + REGISTRATION_COMPLETE))

    ciphered = read(downlink(security_mode_command(2), ue, 1), answer_)[-1]
    null = read(downlink(security_mode_command(0), ue, 1), answer_)[-1]

    assert (ciphered.name, ciphered.security, ciphered.algorithm) == ("", "ciphered", "NEA2")
    assert (null.name, null.security, null.algorithm) == (
        *("Registration complete", "integrity", "NEA0"),
    )


def test_algorithms_are_those_of_the_ue_not_of_its_neighbour(read: Read) -> None:
    messages = read(
        downlink(security_mode_command(2), UeIds(amf=1, ran=1), 1),
        downlink(security_mode_command(1), UeIds(amf=2, ran=2), 2),
        n2(uplink_nas(PROTECTED + b"\x99" * 9, ran_ue_id=1), tsn=1),
    )

    assert messages[-1].algorithm == "NEA2"


def test_every_message_of_a_bundle_has_its_own_values(read: Read) -> None:
    messages = read(n2(uplink_nas(AUTHENTICATION_FAILURE, 1), uplink_nas(SESSION_REQUEST, 2)))

    assert said(messages) == [
        *("UplinkNASTransport", "Authentication failure"),
        *("UplinkNASTransport", "UL NAS transport", "PDU session establishment request"),
    ]
    assert [m.ran_ue_id for m in messages] == [1, 1, 2, 2, 2]
    assert [m.carrier for m in messages] == [None, 0, None, 2, 2]
    assert [m.part for m in messages] == [0, 1, 2, 3, 4]
    assert [m.cause for m in messages] == ["", "MAC failure (20)", "", "", ""]


def test_bundled_messages_after_a_completing_fragment_are_separated(
    read: Read,
) -> None:
    whole = uplink_nas(AUTHENTICATION_FAILURE, 1)
    lower = IP(src=GNB, dst=AMF) / SCTP(sport=38412, dport=38412, tag=7)
    start = SCTPChunkData(tsn=1, proto_id=60, beginning=1, ending=0, data=whole[:9])
    rest = SCTPChunkData(tsn=2, proto_id=60, beginning=0, ending=1, data=whole[9:])
    other = SCTPChunkData(
        tsn=3, proto_id=60, beginning=1, ending=1, data=uplink_nas(SESSION_REQUEST, 2)
    )

    messages = read(n4(HEARTBEAT), bytes(lower / start), bytes(lower / rest / other))

    assert said(messages)[1:] == [
        *("UplinkNASTransport", "Authentication failure"),
        *("UplinkNASTransport", "UL NAS transport", "PDU session establishment request"),
    ]
    assert [m.frame for m in messages] == [1, 3, 3, 3, 3, 3]


def test_bundled_messages_in_ip_fragments_are_separated(read: Read) -> None:
    whole = n2(uplink_nas(AUTHENTICATION_FAILURE, 1), uplink_nas(SESSION_REQUEST, 2))
    inside = bytes(IP(whole).payload)
    start = IP(src=GNB, dst=AMF, proto=132, id=5, flags="MF") / inside[:48]
    rest = IP(src=GNB, dst=AMF, proto=132, id=5, frag=6) / inside[48:]

    messages = read(bytes(start), bytes(rest))

    assert len(messages) == 5
    assert [m.ran_ue_id for m in messages] == [1, 1, 2, 2, 2]


def test_headers_from_an_earlier_segment_are_separated(read: Read) -> None:
    indexed = b"\x83\x44\x0e/nudm-sdm/v2/a"
    first = http2(headers(1, indexed))
    sent = len(bytes(IP(first)[TCP].payload))
    again = headers(3, b"\x83\xbe") + headers(5, b"\x83\xbe")
    lower = IP(src=SMF, dst=AMF) / TCP(sport=50001, dport=7777, flags="PA", seq=1 + sent, ack=1)

    messages = read(first, n4(HEARTBEAT), bytes(lower / again))

    assert said(messages) == [
        "POST /nudm-sdm/v2/a",
        "PFCP Heartbeat Request",
        *["POST /nudm-sdm/v2/a"] * 2,
    ]
    assert [m.first("http2.streamid") for m in messages if m.frame == 3] == ["3", "5"]


@pytest.mark.parametrize("nas", [SESSION_REQUEST, AUTHENTICATION_FAILURE, PROTECTED + b"\x99" * 9])
def test_a_message_reads_the_same_alone_and_in_a_bundle(read: Read, nas: bytes) -> None:
    alone = read(n2(uplink_nas(nas)))
    bundled = read(n2(uplink_nas(nas), uplink_nas(REGISTRATION_COMPLETE)))

    assert [(m.name, dict(m.fields)) for m in alone] == [
        (m.name, dict(m.fields)) for m in bundled[: len(alone)]
    ]


def test_a_session_request_and_its_transport_get_their_own_elements(read: Read) -> None:
    _, transport, request = read(n2(uplink_nas(SESSION_REQUEST)))

    assert transport.first("nas-5gs.cmn.dnn") == "internet"
    assert "nas-5gs.cmn.dnn" not in request.fields
    assert request.first("nas-5gs.sm.pdu_session_type") == "1"
    assert request.fields["nas-5gs.pdu_session_id"] == ("7",)


def test_causes_are_words_with_their_number(read: Read) -> None:
    ue = UeIds(amf=1, ran=1)
    messages = read(
        downlink(REGISTRATION_REJECT, ue, 1),
        downlink(SESSION_REJECT, ue, 2),
        n2(ngap.ng_setup_failure(), tsn=5),
        n2(ngap.ue_context_release_command(ue, "deregister"), tsn=6),
    )

    assert [(m.name, m.cause) for m in messages if m.cause] == [
        ("Registration reject", "PLMN not allowed (11)"),
        ("PDU session establishment reject", "Insufficient resources (26)"),
        ("NGSetupFailure", "unknown-PLMN-or-SNPN (misc 4)"),
        ("UEContextReleaseCommand", "deregister (nas 2)"),
    ]


def test_a_message_sent_again_counts_once(read: Read) -> None:
    first = n2(uplink_nas(REGISTRATION_COMPLETE), tsn=1)

    messages = read(first, first, n2(uplink_nas(REGISTRATION_COMPLETE), tsn=2))

    assert [m.frame for m in messages] == [1, 1, 3, 3]
    assert messages.copies == 2


def test_only_the_new_part_of_a_partly_resent_bundle_counts(read: Read) -> None:
    old, new = uplink_nas(REGISTRATION_COMPLETE), uplink_nas(AUTHENTICATION_FAILURE)

    messages = read(n2(old, tsn=1), n2(old, new, tsn=1))

    assert said(messages)[2:] == ["UplinkNASTransport", "Authentication failure"]


def test_a_datagram_seen_at_two_points_counts_once_but_a_flood_counts_whole(
    tmp_path: Path,
) -> None:
    packet = MAC_HEADER + n4(HEARTBEAT)
    file = tmp_path / "points.pcapng"

    file.write_bytes(pcapng(["n4", "any"], [(0, 0, packet), (1, 0.0001, packet)]))
    bridged = read_signalling(file)
    file.write_bytes(pcapng(["n4"], [(0, 0, packet), (0, 0.0001, packet)]))
    flood = read_signalling(file)

    assert (len(bridged), bridged.copies) == (1, 1)
    assert (len(flood), flood.copies) == (2, 0)


def test_pfcp_answers_have_outcomes_and_sessions_give_the_roles(read: Read) -> None:
    header = struct.pack("!BBHQI", 0x21, 55, 17, 1, 0x100)
    refused = header + struct.pack("!HHB", 19, 1, 65)

    heartbeat, response = read(n4(HEARTBEAT), n4(refused, UPF, SMF))

    assert (response.outcome, response.cause) == ("unsuccessful", "Session context not found (65)")
    assert (heartbeat.direction, response.direction) == ("up", "down")
    assert read(n4(HEARTBEAT))[0].direction == ""


def test_n3_control_messages_count_and_user_data_does_not(read: Read) -> None:
    lower = IP(src=GNB, dst=UPF) / UDP(sport=2152, dport=2152)
    control = [bytes(lower / GTP_U_Header(teid=0x11, gtp_type=kind)) for kind in (1, 2, 254)]
    error = bytes.fromhex("321a001000000000 00000000 10000000aa 850004 0a350107")

    messages = read(*control, bytes(lower / error), bytes(lower / t_pdu()))

    assert said(messages) == ["Echo Request", "Echo Response", "End Marker", "Error Indication"]
    assert messages[-1].first("gtp.teid_data") == "0x000000aa"
    assert {m.interface for m in messages} == {"N3"}


def test_a_users_own_traffic_in_a_tunnel_is_not_signalling(read: Read) -> None:
    lower = IP(src=GNB, dst=UPF) / UDP(sport=2152, dport=2152)
    web = http2(headers(1, post("/namf-comm/v1/x")))

    assert read(bytes(lower / GTP_U_Header(teid=1, gtp_type=255) / IP(web))) == []


def test_sbi_requests_and_responses_have_method_path_and_status(read: Read) -> None:
    messages = read(
        http2(headers(1, post("/nudm-sdm/v2/a")), headers(3, post("/nausf-auth/v1/b"))),
        answer(headers(1, b"\x88"), headers(3, b"\x8d")),
    )

    assert [(m.name, m.outcome, m.direction, m.cause) for m in messages] == [
        ("POST /nudm-sdm/v2/a", "initiating", "up", ""),
        ("POST /nausf-auth/v1/b", "initiating", "up", ""),
        ("200 OK", "successful", "down", ""),
        ("404 Not Found", "unsuccessful", "down", "Not Found (404)"),
    ]
    assert [m.first("http2.streamid") for m in messages] == ["1", "3", "1", "3"]
    assert len({m.association for m in messages}) == 1


def test_web_traffic_is_sbi_only_by_port_or_by_path(read: Read) -> None:
    other = headers(1, post("/index.html"))
    callback = headers(3, post("/anything"))

    assert read(http2(other, dport=3000)) == []
    assert said(read(http2(headers(1, post("/nsmf-pdusession/v1/x")), callback, dport=3000))) == [
        *("POST /nsmf-pdusession/v1/x", "POST /anything"),
    ]


def test_a_message_that_an_icmp_error_quotes_was_not_sent_again(read: Read) -> None:
    error = bytes(IP(src=UPF, dst=SMF) / ICMP(type=3, code=3))

    messages = read(n4(HEARTBEAT), bytes(IP(error) / n4(HEARTBEAT)))

    assert [m.frame for m in messages] == [1]


def test_ngap_under_another_payload_protocol_is_not_n2(read: Read) -> None:
    data = uplink_nas(REGISTRATION_COMPLETE)
    chunk = SCTPChunkData(tsn=1, proto_id=0, beginning=1, ending=1, data=data)

    assert read(bytes(IP(src=GNB, dst=AMF) / SCTP(sport=38412, dport=38412, tag=7) / chunk)) == []


def test_user_link_types_follow_the_options(read: Read) -> None:
    table = 'uat:user_dlts:"User 5 (DLT=152)","ngap","0","","0",""'

    messages = read(
        uplink_nas(REGISTRATION_COMPLETE),
        uplink_nas(REGISTRATION_COMPLETE),
        link_type=152,
        options=("-o", table),
    )

    assert said(messages) == ["UplinkNASTransport", "Registration complete"] * 2
    assert [(m.direction, m.association) for m in messages] == [("up", "")] * 4


def test_a_wrong_option_is_reported(read: Read) -> None:
    with pytest.raises(CaptureError, match="no-such-preference"):
        read(n2(uplink_nas(REGISTRATION_COMPLETE)), options=("-o", "no-such-preference:1"))


def test_the_table_has_one_row_a_message(read: Read) -> None:
    messages = read(n2(uplink_nas(AUTHENTICATION_FAILURE)))

    table = message_table(messages)

    assert list(table) == [
        *("time_s", "interface", "source", "destination", "protocol", "message", "direction"),
        *("ue", "cause", "security", "algorithm", "decoded", "frame"),
    ]
    assert list(table["message"]) == ["UplinkNASTransport", "Authentication failure"]
    assert list(table["ue"]) == ["AMF 1 RAN 1"] * 2
    assert list(message_table([])) == list(table)


def test_a_time_stamp_with_more_than_a_second_of_fraction_is_read(read: Read) -> None:
    packets = [n2(uplink_nas(REGISTRATION_COMPLETE), tsn=number) for number in range(6)]

    messages = read(*packets)

    assert [m.time_s for m in messages[::2]] == pytest.approx([0, 0.25, 0.5, 0.75, 1, 1.25])


def test_a_capture_without_signalling_has_no_messages(read: Read) -> None:
    assert read(bytes(IP(src=GNB, dst=AMF) / UDP(sport=1, dport=2) / b"x")) == []


@pytest.mark.proof
@settings(
    deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(length=st.integers(25, 700), flips=st.lists(st.integers(0, 8 * 700), max_size=6))
def test_a_damaged_capture_is_read_as_far_as_possible_or_refused(
    tmp_path: Path, length: int, flips: list[int]
) -> None:
    packets = [
        n2(uplink_nas(SESSION_REQUEST), uplink_nas(AUTHENTICATION_FAILURE)),
        n2(uplink_nas(SESSION_REQUEST), tsn=3),
        n4(HEARTBEAT),
        http2(headers(1, post("/nudm-sdm/v2/a"))),
    ]
    data = bytearray(pcap(ETHERNET, [MAC_HEADER + packet for packet in packets])[:length])
    for flip in flips:
        data[flip // 8 % len(data)] ^= 1 << flip % 8
    file = tmp_path / "damaged.pcap"
    file.write_bytes(data)

    messages = Signalling()
    with contextlib.suppress(CaptureError):
        messages = read_signalling(file)

    assert all(message.frame in {1, 2, 3, 4} for message in messages)
