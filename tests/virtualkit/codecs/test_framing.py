"""IP, UDP, ICMP, GTP-U, identities and QoS rules: what is written is read, junk is refused."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pycrate_mobile.TS29244_PFCP import parse_PFCP

from campus5g.virtualkit.codecs import nas, ngap, pfcp
from campus5g.virtualkit.codecs.gtpu import GPdu, GtpMessage
from campus5g.virtualkit.codecs.identities import (
    Guti,
    Plmn,
    Snssai,
    Suci,
    decode_imeisv,
    decode_nssai,
    encode_imeisv,
    encode_nssai,
)
from campus5g.virtualkit.codecs.ip import (
    ECHO_REQUEST,
    Echo,
    Ipv4Packet,
    UdpDatagram,
    ethernet_frame,
    internet_checksum,
)
from campus5g.virtualkit.codecs.nas import Mm, MmMessage, decode_mm, decode_sm
from campus5g.virtualkit.codecs.pfcp import Elements, Ie, MessageType, PfcpMessage
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.codecs.qos import QosFlow, UdpFilter, decode_rules, encode_rules
from campus5g.virtualkit.wire.sctp import Chunk, SctpPacket

hosts = st.ip_addresses(v=4).map(lambda address: IPv4Address(int(address)))
ports = st.integers(0, 0xFFFF)
payloads = st.binary(max_size=200)
plmns = st.builds(
    Plmn, st.from_regex(r"[0-9]{3}", fullmatch=True), st.from_regex(r"[0-9]{2,3}", fullmatch=True)
)
slices = st.builds(Snssai, st.integers(0, 255), st.none() | st.integers(0, 0xFFFFFF))


def sum_of_words(data: bytes) -> int:
    """RFC 1071 as it is written there: add words, fold the carry, complement."""
    data += bytes(len(data) % 2)
    total = sum(int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


@given(st.binary(min_size=1, max_size=100).filter(any))
def test_the_checksum_is_that_of_rfc_1071(data: bytes) -> None:
    assert internet_checksum(data) == sum_of_words(data)


@given(hosts, hosts, st.integers(0, 255), payloads)
def test_an_ip_packet_is_read_back(
    source: IPv4Address, destination: IPv4Address, protocol: int, payload: bytes
) -> None:
    packet = Ipv4Packet(source, destination, protocol, payload)

    assert Ipv4Packet.decode(packet.encode()) == packet


@given(hosts, hosts, ports, ports, payloads)
def test_a_datagram_is_read_back(
    source: IPv4Address, destination: IPv4Address, local: int, remote: int, payload: bytes
) -> None:
    datagram = UdpDatagram(local, remote, payload)

    packet = datagram.between(source, destination)

    assert UdpDatagram.decode(packet.payload) == datagram


@given(ports, ports, payloads)
def test_an_echo_is_read_back(identifier: int, sequence: int, payload: bytes) -> None:
    echo = Echo(ECHO_REQUEST, identifier, sequence, payload)

    packet = echo.between(IPv4Address("10.45.0.2"), IPv4Address("10.53.6.10"))

    assert Echo.decode(packet.payload) == echo
    assert internet_checksum(packet.payload) == 0


def test_a_frame_is_at_least_as_long_as_ethernet_asks() -> None:
    frame = ethernet_frame(IPv4Address("10.53.1.3"), IPv4Address("10.53.1.5"), b"\x45")

    assert len(frame) == 60
    assert frame[:14].hex() == "02000a35010502000a3501030800"


@given(st.integers(0, (1 << 32) - 1), st.integers(0, 15), st.integers(0, 63), payloads)
def test_a_tunnelled_packet_is_read_back(teid: int, pdu_type: int, qfi: int, packet: bytes) -> None:
    pdu = GPdu(teid, pdu_type, qfi, packet)

    assert GPdu.decode(pdu.encode()) == pdu


@given(ports, ports, st.integers(0, (1 << 32) - 1), st.lists(st.binary(max_size=30), max_size=4))
def test_an_sctp_packet_is_read_back(
    local: int, remote: int, tag: int, values: list[bytes]
) -> None:
    packet = SctpPacket(local, remote, tag, tuple(Chunk(0, 3, value) for value in values))

    assert SctpPacket.decode(packet.encode()) == packet


@given(plmns)
def test_a_network_is_read_back(plmn: Plmn) -> None:
    assert Plmn.decode(plmn.encode()) == plmn


def test_a_network_is_written_as_3gpp_swaps_its_digits() -> None:
    assert Plmn("999", "70").encode().hex() == "99f907"
    assert Plmn("310", "260").encode().hex() == "130062"


@given(plmns, st.from_regex(r"[0-9]{9,10}", fullmatch=True))
def test_a_suci_with_the_null_scheme_is_read_back(home: Plmn, msin: str) -> None:
    assert Suci.decode(Suci.in_clear(home, msin).encode()) == Suci.in_clear(home, msin)


@given(
    plmns,
    st.integers(0, 255),
    st.integers(0, 1023),
    st.integers(0, 63),
    st.integers(0, (1 << 32) - 1),
)
def test_a_guti_is_read_back(plmn: Plmn, region: int, set_: int, pointer: int, tmsi: int) -> None:
    guti = Guti(plmn, region, set_, pointer, tmsi)

    assert Guti.decode(guti.encode()) == guti


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_an_imeisv_is_read_back(digits: str) -> None:
    assert decode_imeisv(encode_imeisv(digits)) == digits


@given(st.lists(slices, max_size=8))
def test_a_list_of_slices_is_read_back(parts: list[Snssai]) -> None:
    assert decode_nssai(encode_nssai(parts)) == parts


@given(hosts, ports)
def test_qos_rules_are_read_back_in_the_order_of_precedence(remote: IPv4Address, port: int) -> None:
    traffic = UdpFilter(remote, port)

    rules = decode_rules(encode_rules([QosFlow(1, 9), QosFlow(2, 82, 500, traffic)]))

    assert [(rule.qfi, rule.filter) for rule in rules] == [(2, traffic), (1, None)]
    assert UdpFilter.of_description(traffic.describe()) == traffic


def test_a_pfcp_message_is_read_back_with_its_groups() -> None:
    update = Elements([(Ie.FAR_ID, bytes(4)), (Ie.APPLY_ACTION, b"\x02")])
    request = PfcpMessage(
        MessageType.SESSION_MODIFICATION_REQUEST, 7, Elements([(Ie.UPDATE_FAR, update)]), 5
    )

    read = PfcpMessage.decode(request.encode())

    assert (read.type, read.sequence, read.seid) == (request.type, 7, 5)
    assert read.elements.groups(Ie.UPDATE_FAR)[0].number(Ie.APPLY_ACTION) == 2


def test_pycrate_reads_our_pfcp_and_writes_the_same_bytes() -> None:
    pdi = Elements([(Ie.SOURCE_INTERFACE, b"\x00"), (Ie.F_TEID, pfcp.choose_f_teid())])
    rule = Elements(
        [(Ie.PDR_ID, b"\x00\x01"), (Ie.PRECEDENCE, bytes(4)), (Ie.PDI, pdi), (Ie.FAR_ID, bytes(4))]
    )
    far = Elements([(Ie.FAR_ID, bytes(4)), (Ie.APPLY_ACTION, b"\x02")])
    address = IPv4Address("10.53.1.4")
    elements = Elements(
        [
            (Ie.NODE_ID, pfcp.node_id(address)),
            (Ie.F_SEID, pfcp.f_seid(9, address)),
            (Ie.CREATE_PDR, rule),
            (Ie.CREATE_FAR, far),
        ]
    )
    ours = PfcpMessage(MessageType.SESSION_ESTABLISHMENT_REQUEST, 7, elements, 0).encode()

    theirs, error = parse_PFCP(ours)

    assert error == 0
    assert theirs.to_bytes() == ours


def test_a_nas_message_is_read_back() -> None:
    request = MmMessage(
        Mm.AUTHENTICATION_REQUEST,
        {"NAS_KSI": 0, "ABBA": bytes(2), "RAND": bytes(range(16)), "AUTN": bytes(16)},
    )

    assert decode_mm(request.encode()) == request


@given(kind=st.sampled_from(Mm), junk=st.binary(max_size=40))
@example(kind=Mm.CONFIGURATION_UPDATE_COMMAND, junk=b"\x09")
def test_the_reduced_grammar_reads_the_same_as_the_full_one(kind: Mm, junk: bytes) -> None:
    pdu = bytes([0x7E, 0, kind]) + junk

    def read() -> object:
        try:
            return decode_mm(pdu)
        except ProtocolError as error:
            return str(error)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nas, "_cut", lambda grammar, names: grammar)
        whole = read()

    assert read() == whole


READERS: list[tuple[Callable[[bytes], object], str]] = [
    (Ipv4Packet.decode, ""),
    (UdpDatagram.decode, ""),
    (Echo.decode, ""),
    (GPdu.decode, "34ff"),
    (GtpMessage.decode, "34ff"),
    (GtpMessage.decode, "3201"),
    (SctpPacket.decode, ""),
    (Suci.decode, "01"),
    (Guti.decode, "f2"),
    (decode_imeisv, ""),
    (decode_nssai, ""),
    (decode_rules, "010006"),
    (decode_mm, "7e0041"),
    (decode_mm, "7e0042"),
    (decode_mm, "7e0056"),
    (decode_sm, "2e0101c2"),
    (PfcpMessage.decode, "2132"),
    (PfcpMessage.decode, "2001"),
    (ngap.decode, "0015"),
    (ngap.decode, "000e"),
]


@pytest.mark.parametrize(
    ("read", "start"), READERS, ids=lambda part: getattr(part, "__qualname__", part)
)
@given(junk=st.binary(max_size=60))
def test_junk_raises_nothing_but_a_protocol_error(
    read: Callable[[bytes], object], start: str, junk: bytes
) -> None:
    with suppress(ProtocolError):
        read(bytes.fromhex(start) + junk)
