"""N3 at a real socket: path management, tunnels, and the extension headers of others."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from ipaddress import IPv4Address

import pytest

from campus5g.virtualkit.codecs import gtpu
from campus5g.virtualkit.codecs.gtpu import DOWNLINK_PDU_SESSION, GPdu, GtpError, GtpMessage
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.joining.n3 import JoinedN3
from campus5g.virtualkit.wire.tap import Tap

GNB, UPF = IPv4Address("127.77.2.3"), IPv4Address("127.77.2.7")
TUNNEL, OTHER_TUNNEL = 7, 8
USER_PACKET = bytes.fromhex("4500001400000000400166e70a2d00020a350a0a")
WITHIN_S = 60
TWO_OCTETS = "0000"


def header(extensions: str, *, teid: int = TUNNEL, kind: int = 0xFF, user: bytes = b"") -> bytes:
    """Return a message with extension headers, given from the first one's type on."""
    rest = bytes.fromhex(TWO_OCTETS + "00" + extensions) + user
    return bytes([0x34, kind]) + len(rest).to_bytes(2) + teid.to_bytes(4) + rest


PDU_SESSION_CONTAINER = "85" + "01" + "0009"
"""Downlink, QFI 9."""


@dataclass
class Ends:
    """The gNB's host on the link, and another network's UPF with its own socket."""

    n3: JoinedN3
    upf: socket.socket
    delivered: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def answer_to(self, message: bytes) -> bytes:
        """Send the gNB a message; return what comes back."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(WITHIN_S):
            await loop.sock_sendto(self.upf, message, (str(GNB), gtpu.PORT))
            return await loop.sock_recv(self.upf, 2048)

    async def delivery_of(self, message: bytes) -> bytes:
        """Send the gNB a message; return what it gets."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(WITHIN_S):
            await loop.sock_sendto(self.upf, message, (str(GNB), gtpu.PORT))
            return await self.delivered.get()


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    async with AsyncExitStack() as stack:
        upf = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        upf.setblocking(False)
        upf.bind((str(UPF), gtpu.PORT))
        made = Ends(JoinedN3(Tap("n3"), 0.0), upf)

        def receive(packet: Ipv4Packet) -> None:
            made.delivered.put_nowait(UdpDatagram.decode(packet.payload).payload)

        made.n3.attach(GNB, receive)
        made.n3.serves[GNB] = lambda teid: teid == TUNNEL
        made.n3.open(GNB, stack)
        yield made


async def test_an_echo_request_is_answered_with_its_sequence_number(ends: Ends) -> None:
    request = bytes.fromhex("32010004" + "00000000" + "1234" + "0000")

    answer = await ends.answer_to(request)

    assert answer == bytes.fromhex("32020006" + "00000000" + "1234" + "0000" + "0e00")


async def test_a_user_packet_for_a_tunnel_that_is_not_there_gets_an_error_indication(
    ends: Ends,
) -> None:
    pdu = GPdu(OTHER_TUNNEL, DOWNLINK_PDU_SESSION, 9, USER_PACKET)

    answer = GtpMessage.decode(await ends.answer_to(pdu.encode()))

    assert answer.kind == gtpu.ERROR_INDICATION
    assert answer.payload == bytes.fromhex("10" + "00000008" + "85" + "0004") + GNB.packed


async def test_an_extension_header_that_must_be_understood_and_is_not_is_told(ends: Ends) -> None:
    answer = GtpMessage.decode(await ends.answer_to(header("c2" + "01" + TWO_OCTETS + "00")))

    assert answer.kind == gtpu.SUPPORTED_EXTENSION_HEADERS
    assert answer.payload == bytes.fromhex("8d" + "01" + "85")


@pytest.mark.parametrize(
    "extensions",
    [
        pytest.param(PDU_SESSION_CONTAINER + "00", id="the kit's own form"),
        pytest.param("40" + "01" + "0868" + PDU_SESSION_CONTAINER + "00", id="one before it"),
        pytest.param(PDU_SESSION_CONTAINER + "20" + "01" + "0000" + "00", id="one after it"),
        pytest.param("85" + "02" + "0089e0000000" + "00", id="a longer container, with a PPI"),
    ],
)
async def test_user_packets_with_other_headers_reach_the_gnb(extensions: str, ends: Ends) -> None:
    message = header(extensions, user=USER_PACKET)

    delivered = await ends.delivery_of(message)

    assert GPdu.decode(delivered) == GPdu(TUNNEL, DOWNLINK_PDU_SESSION, 9, USER_PACKET)


async def test_an_end_marker_reaches_the_gnb(ends: Ends) -> None:
    assert await ends.delivery_of(gtpu.end_marker(TUNNEL)) == gtpu.end_marker(TUNNEL)


async def test_what_is_not_gtp_is_dropped_and_the_next_packet_served(ends: Ends) -> None:
    loop = asyncio.get_running_loop()
    for noise in (b"", b"\x34", b"GET / HTTP/1.1\r\n\r\n", header("85ff0009"), header("8500")):
        await loop.sock_sendto(ends.upf, noise, (str(GNB), gtpu.PORT))

    assert await ends.delivery_of(gtpu.end_marker(TUNNEL))


async def test_what_the_gnb_sends_leaves_by_its_socket(ends: Ends) -> None:
    data = GPdu(1, 1, 9, USER_PACKET).encode()
    datagram = UdpDatagram(gtpu.PORT, gtpu.PORT, data)

    ends.n3.send(datagram.between(GNB, UPF), GNB, UPF)

    async with asyncio.timeout(WITHIN_S):
        received, sender = await asyncio.get_running_loop().sock_recvfrom(ends.upf, 2048)
    assert (received, sender) == (data, (str(GNB), gtpu.PORT))


@pytest.mark.parametrize("message", ["30ff0004", "32ff000000000001", "50ff000000000001"])
def test_truncated_messages_and_other_versions_are_refused(message: str) -> None:
    with pytest.raises(GtpError):
        GtpMessage.decode(bytes.fromhex(message))
