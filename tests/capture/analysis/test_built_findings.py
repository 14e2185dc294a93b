"""Findings that a real reading of built packets gives: transport, rejects, false stations."""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built_captures import (
    AMF,
    GNB,
    PLMN,
    SMF,
    TARGET_GNB,
    UPF,
    Wires,
    cause,
    concealed_suci,
    downlink,
    established,
    establishment,
    guti,
    initial_ue_message,
    nas_sm,
    ngap,
    null_suci,
    pfcp,
    registration_request,
    service_request,
    transported,
    uplink,
)
from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.sctp import (
    SCTP,
    SCTPChunkAbort,
    SCTPChunkData,
    SCTPChunkInit,
    SCTPChunkInitAck,
)

from campus5g import set_language
from campus5g.capture import Capture, open_capture

Opened = Callable[[Wires], Capture]
Rows = list[dict[str, object]]
SESSION = transported(nas_sm(0xC1, 1, 1, IntegrityProtMaxDataRate=b"\xff\xff"), 1, up=True)
NO_SUCH_DNN = bytes.fromhex("7e0064 5b")
REGISTRATION_REJECT_FOR_BIDDING_DOWN = bytes.fromhex("7e0044 17")
NOT_ALLOWED = bytes.fromhex("7e0044 07")
"""5GS services not allowed: the UE leaves 5G."""
IMEISV_REQUEST = bytes.fromhex("7e005b 05")
MAC_FAILURE = bytes.fromhex("7e0059 14")
AUTHENTICATION_REJECT = bytes.fromhex("7e0058")
CHALLENGE = bytes.fromhex("7e0056 00 020000 21") + bytes(16) + b"\x20\x10" + bytes(16)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Write built packets to a file and open it."""
    captures: list[Capture] = []

    def opened(wires: Wires) -> Capture:
        captures.append(open_capture(wires.write(tmp_path / "built.pcap")))
        return captures[-1]

    set_language("en")
    yield opened
    set_language(None)
    for capture in captures:
        capture.close()


def rows(capture: Capture, rule: str) -> Rows:
    return capture.findings().query(f"rule == {rule!r}").to_dict("records")


def init(source: str, destination: str, sport: int, dport: int, tag: int) -> bytes:
    packet = IP(src=source, dst=destination) / SCTP(sport=sport, dport=dport, tag=0)
    return bytes(packet / SCTPChunkInit(init_tag=tag))


def init_ack(source: str, destination: str, sport: int, dport: int, tag: int, own: int) -> bytes:
    packet = IP(src=source, dst=destination) / SCTP(sport=sport, dport=dport, tag=tag)
    return bytes(packet / SCTPChunkInitAck(init_tag=own))


def abort(source: str, destination: str, sport: int, dport: int) -> bytes:
    packet = IP(src=source, dst=destination) / SCTP(sport=sport, dport=dport, tag=9)
    return bytes(packet / SCTPChunkAbort(error_causes=struct.pack("!HH", 12, 4)))


def n2(source: str, destination: str, ports: tuple[int, int], tag: int, data: bytes) -> bytes:
    packet = IP(src=source, dst=destination) / SCTP(sport=ports[0], dport=ports[1], tag=tag)
    return bytes(packet / SCTPChunkData(tsn=1, proto_id=60, beginning=1, ending=1, data=data))


def ng_setup(number: int = 1) -> bytes:
    node = {"pLMNIdentity": PLMN, "gNB-ID": ("gNB-ID", (number, 22))}
    return ngap("NGSetupRequest", GlobalRANNodeID=("globalGNB-ID", node), PagingDRX="v128")


def ng_setup_answer() -> bytes:
    return ngap("NGSetupResponse", AMFName="amf", RelativeAMFCapacity=255)


def test_an_association_with_a_translated_address_is_one(opened: Opened) -> None:
    wires = Wires()
    outside, ports = "10.45.0.1", (9487, 38412)
    wires.add(init(outside, AMF, *ports, tag=0xA))
    wires.add(init_ack(AMF, AMF, 38412, 9487, tag=0xA, own=0xB))
    wires.add(n2(outside, AMF, ports, 0xB, ng_setup()))
    wires.add(n2(AMF, AMF, (38412, 9487), 0xA, ng_setup_answer()))

    (setup,) = opened(wires).procedures().to_dict("records")

    assert (setup["procedure"], setup["outcome"]) == ("NG setup", "success")


def test_without_the_handshake_ports_pair_the_two_directions(opened: Opened) -> None:
    wires = Wires()
    wires.add(n2("10.45.0.1", AMF, (9487, 38412), 0xB, ng_setup()))
    wires.add(n2(AMF, AMF, (38412, 9487), 0xA, ng_setup_answer()))

    assert list(opened(wires).procedures()["outcome"]) == ["success"]


def test_two_gnbs_with_equal_ports_stay_two_associations(opened: Opened) -> None:
    wires = Wires()
    for gnb in (GNB, TARGET_GNB):
        wires.up(ng_setup(1 if gnb == GNB else 2), gnb=gnb)
    for gnb in (GNB, TARGET_GNB):
        wires.down(ng_setup_answer(), gnb=gnb)

    table = opened(wires).procedures()

    assert list(table["outcome"]) == ["success"] * 2
    assert table["peers"].nunique() == 2


def test_an_aborted_association_is_a_finding_with_its_cause(opened: Opened) -> None:
    wires = Wires()
    wires.up(ng_setup())
    wires.add(abort(AMF, GNB, 38412, 9487))

    (finding,) = rows(opened(wires), "sctp-aborted")

    assert "User-Initiated Abort (12)" in str(finding["reason"])
    assert finding["frames"] == "2"


def test_a_refused_association_is_told_apart(opened: Opened) -> None:
    wires = Wires()
    wires.add(init(GNB, AMF, 9487, 38412, tag=0xA))
    wires.add(abort(AMF, GNB, 38412, 9487))

    (finding,) = rows(opened(wires), "sctp-refused")

    assert str(finding["reason"]).startswith(f"{AMF} refuses the association that {GNB} asks for")


def deletion(sequence: int) -> bytes:
    return pfcp(54, sequence, seid=sequence)


def deleted(sequence: int) -> bytes:
    return pfcp(55, sequence, cause(), seid=sequence)


def test_a_upf_that_is_gone_leaves_requests_unanswered(opened: Opened) -> None:
    wires = Wires()
    wires.n4(deletion(1))
    wires.n4(deleted(1), up=False)
    for number in range(2, 127):
        wires.n4(deletion(number))
    quoted = IP(src=SMF, dst=UPF) / UDP(sport=8805, dport=8805) / deletion(126)
    wires.add(IP(src=UPF, dst=SMF) / ICMP(type=3, code=3) / quoted)

    capture = opened(wires)
    (silent,) = rows(capture, "requests-unanswered")
    (refused,) = rows(capture, "peer-unreachable")

    assert silent["count"] == 125
    assert "PFCP Session Deletion Request" in str(silent["reason"])
    assert "port unreachable" in str(refused["reason"])


def test_an_smf_that_begins_at_2_three_times_raises_no_alarm(opened: Opened) -> None:
    wires = Wires()
    for _ in range(3):
        for number in range(2, 250):
            wires.n4(deletion(number))
            wires.n4(deleted(number), up=False)

    assert opened(wires).findings().empty


def test_answered_requests_are_no_finding(opened: Opened) -> None:
    wires = Wires()
    for number in range(1, 30):
        wires.n4(deletion(number))
        wires.n4(deletion(number))
        wires.n4(deleted(number), up=False)
    wires.wait(60)
    wires.n4(pfcp(1, 99))

    assert rows(opened(wires), "requests-unanswered") == []


def test_a_sender_whose_host_refuses_pfcp_is_an_intruder(opened: Opened) -> None:
    wires, stranger = Wires(), "10.53.9.9"
    wires.n4(establishment(1, 0x101, "10.45.0.2"))
    wires.n4(established(1, 0x101, 1), up=False)
    wires.add(IP(src=stranger, dst=UPF) / UDP(sport=60_228, dport=8805) / pfcp(50, 1, seid=0))
    quoted = IP(src=UPF, dst=stranger) / UDP(sport=8805, dport=8805) / pfcp(1, 7)
    wires.add(IP(src=stranger, dst=UPF) / ICMP(type=3, code=3) / quoted)

    (finding,) = rows(opened(wires), "pfcp-unexpected-establishment")

    assert finding["frames"] == "3"
    assert "no control plane runs there" in str(finding["reason"])


def test_a_first_establishment_from_another_smf_is_not_an_intruders(opened: Opened) -> None:
    wires = Wires()
    wires.n4(establishment(1, 0x101, "10.45.0.2"))
    wires.n4(established(1, 0x101, 1), up=False)
    wires.add(IP(src="10.53.9.9", dst=UPF) / UDP(sport=8805, dport=8805) / pfcp(50, 1, seid=0))

    assert rows(opened(wires), "pfcp-unexpected-establishment") == []


def refused_registration(wires: Wires, ran: int, *answers: bytes) -> None:
    suci = concealed_suci(1, 1, bytes([ran]) * 45)
    wires.up(initial_ue_message(registration_request(suci), ran))
    for answer in answers:
        wires.down(downlink(answer, 10 + ran, ran))


def test_rejected_registrations_are_named_with_their_cause(opened: Opened) -> None:
    wires = Wires()
    for ran in range(1, 5):
        refused_registration(wires, ran, REGISTRATION_REJECT_FOR_BIDDING_DOWN)

    (finding,) = rows(opened(wires), "procedure-rejected")

    assert (finding["count"], finding["severity"]) == (4, "warning")
    assert "(23)" in str(finding["reason"])


def test_a_rejected_registration_is_not_called_slow(opened: Opened) -> None:
    wires = Wires()
    wires.up(initial_ue_message(registration_request(null_suci("0000000001")), 1))
    wires.wait(20)
    wires.down(downlink(bytes.fromhex("7e0044 5a"), 11, 1))

    capture = opened(wires)

    assert rows(capture, "slow-procedure") == []
    assert len(rows(capture, "procedure-rejected")) == 1


@pytest.mark.parametrize(
    ("messages", "rule", "rejected"),
    [
        ((CHALLENGE, MAC_FAILURE), "mac-failure", ""),
        ((CHALLENGE,), "procedure-rejected", "authentication"),
        ((), "procedure-rejected", "registration"),
    ],
)
def test_a_rejected_authentication_is_told_once(
    opened: Opened, messages: tuple[bytes, ...], rule: str, rejected: str
) -> None:
    wires = Wires()
    refused_registration(wires, 1, *messages[:1])
    for answer in messages[1:]:
        wires.up(uplink(answer, 11, 1))
    wires.down(downlink(AUTHENTICATION_REJECT, 11, 1))

    table = opened(wires).findings()
    (finding,) = table[table["severity"].isin(["warning", "alarm"])].to_dict("records")

    assert finding["rule"] == rule
    assert str(finding["reason"]).startswith(rejected)


def test_a_status_answers_a_session_request_on_n2(opened: Opened) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.up(uplink(SESSION, 11, 1))
    wires.down(downlink(NO_SUCH_DNN, 11, 1))

    table = opened(wires).procedures()
    session = table.query("procedure == 'PDU session establishment'").iloc[0]

    assert (session["outcome"], session["ended_by"]) == ("failure", "5GMM status")
    assert session["cause"].endswith("(91)")


def test_a_status_after_the_network_has_answered_fails_nothing(opened: Opened) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.session(11, 1, "10.45.0.2", teid=0x1001, up_seid=7)
    wires.down(downlink(bytes.fromhex("7e0064 61"), 11, 1))

    assert set(opened(wires).procedures()["outcome"]) == {"success"}


def test_two_signs_at_one_ue_are_a_false_base_station(opened: Opened) -> None:
    wires = Wires()
    refused_registration(wires, 1, IMEISV_REQUEST, NOT_ALLOWED)

    (finding,) = rows(opened(wires), "false-base-station")

    assert finding["severity"] == "alarm"
    assert "asks for the equipment’s identity" in str(finding["reason"])
    assert "sends the UE away" in str(finding["reason"])


@pytest.mark.parametrize(
    "innocent",
    [
        (NOT_ALLOWED,),
        (IMEISV_REQUEST,),
        (CHALLENGE, bytes.fromhex("7e0044 03")),
    ],
)
def test_one_sign_has_innocent_reasons(opened: Opened, innocent: tuple[bytes, ...]) -> None:
    wires = Wires()
    refused_registration(wires, 1, *innocent)

    assert rows(opened(wires), "false-base-station") == []


def test_a_sim_with_a_wrong_key_is_no_false_base_station(opened: Opened) -> None:
    wires = Wires()
    refused_registration(wires, 1, CHALLENGE)
    wires.up(uplink(MAC_FAILURE, 11, 1))
    wires.down(downlink(bytes.fromhex("7e0044 03"), 11, 1))

    capture = opened(wires)

    assert rows(capture, "false-base-station") == []
    assert len(rows(capture, "mac-failure")) == 1


def test_a_gnb_that_takes_the_name_of_one_at_work_is_reported(opened: Opened) -> None:
    wires = Wires()
    for gnb in (GNB, TARGET_GNB):
        wires.up(ng_setup(), gnb=gnb)
        wires.down(ng_setup_answer(), gnb=gnb)
    refused_registration(wires, 1, NOT_ALLOWED)

    (finding,) = rows(opened(wires), "gnb-announced-twice")

    assert f"while {GNB}" in str(finding["reason"])
    assert f"{TARGET_GNB} announces itself" in str(finding["reason"])


def test_a_gnb_that_comes_back_at_another_address_is_no_double(opened: Opened) -> None:
    wires = Wires()
    for gnb in (GNB, TARGET_GNB):
        wires.up(ng_setup(), gnb=gnb)
        wires.down(ng_setup_answer(), gnb=gnb)
    wires.up(initial_ue_message(registration_request(null_suci("0000000001")), 1), gnb=TARGET_GNB)

    assert rows(opened(wires), "gnb-announced-twice") == []


def test_a_reused_temporary_identity_joins_no_two_subscribers(opened: Opened) -> None:
    wires = Wires()
    for ran, msin in ((1, "0000021309"), (2, "9900021309")):
        wires.up(initial_ue_message(registration_request(guti(0x1234)), ran, tmsi=0x1234))
        wires.down(downlink(bytes.fromhex("7e005b 01"), 10 + ran, ran))
        identity = null_suci(msin)
        answer = bytes.fromhex("7e005c") + struct.pack("!H", len(identity)) + identity
        wires.up(uplink(answer, 10 + ran, ran))

    ues = opened(wires).ues()

    assert list(ues["imsi"]) == ["001010000021309", "001019900021309"]


def test_a_returning_ue_is_still_known_by_its_temporary_identity(opened: Opened) -> None:
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.down(
        ngap(
            "UEContextReleaseCommand",
            UE_NGAP_IDs=("uE-NGAP-ID-pair", {"aMF-UE-NGAP-ID": 11, "rAN-UE-NGAP-ID": 1}),
            Cause=("nas", "normal-release"),
        )
    )
    wires.up(ngap("UEContextReleaseComplete", AMF_UE_NGAP_ID=11, RAN_UE_NGAP_ID=1))
    wires.up(initial_ue_message(service_request(0xA1), 2, tmsi=0xA1))

    assert len(opened(wires).ues()) == 1


def test_sessions_on_n4_alone_are_not_ues(opened: Opened) -> None:
    wires = Wires()
    for number in (1, 2):
        wires.n4(establishment(number, 0x100 + number, f"10.45.0.{number}"))
        wires.n4(established(number, 0x100 + number, number), up=False)

    capture = opened(wires)

    assert (len(capture.ues()), len(capture.sessions())) == (0, 2)
    assert capture.summary().ues == 0
