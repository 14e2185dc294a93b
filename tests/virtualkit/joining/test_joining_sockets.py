"""Sockets that can't be opened are refused with a sentence and a remedy."""

import asyncio
import socket
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from campus5g import set_language
from campus5g.errors import CampusError
from campus5g.virtualkit.joining import sockets
from campus5g.virtualkit.joining.sockets import open_sctp, open_udp

OURS = IPv4Address("127.77.3.1")
NOBODYS = IPv4Address("192.0.2.77")
PORT = 9899
WITHIN_S = 60


def nothing(_far: IPv4Address, _port: int, _data: bytes) -> None:
    """Ignore what arrives."""


async def test_an_address_of_another_machine_is_refused() -> None:
    set_language("en")
    async with AsyncExitStack() as stack:
        with pytest.raises(CampusError, match="is not an address of this machine") as refusal:
            open_udp(NOBODYS, PORT, nothing, stack)
    assert "ip address add 192.0.2.77/24" in refusal.value.remedy


async def test_a_port_that_is_taken_is_refused() -> None:
    set_language("fr")
    async with AsyncExitStack() as stack:
        open_udp(OURS, PORT, nothing, stack)
        with pytest.raises(CampusError, match=r"9899 de 127\.77\.3\.1") as refusal:
            open_udp(OURS, PORT, nothing, stack)
    assert "ss -ulpn" in refusal.value.remedy


async def test_beside_an_sctp_of_the_kernel_only_sctp_in_udp_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language("en")
    monkeypatch.setattr(sockets, "KERNEL_SCTP", tmp_path)
    async with AsyncExitStack() as stack:
        with pytest.raises(CampusError, match="kernel has an SCTP of its own") as refusal:
            open_sctp(OURS, nothing, stack)
    assert "--carrier udp" in refusal.value.remedy


async def test_without_the_right_to_raw_sockets_sctp_in_udp_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> socket.socket:
        raise PermissionError

    set_language("en")
    monkeypatch.setattr(sockets, "KERNEL_SCTP", tmp_path / "absent")
    monkeypatch.setattr(sockets.socket, "socket", refuse)
    async with AsyncExitStack() as stack:
        with pytest.raises(CampusError, match="CAP_NET_RAW") as refusal:
            open_sctp(OURS, nothing, stack)
    assert "--carrier udp" in refusal.value.remedy


async def test_datagrams_arrive_with_their_senders_address_and_port() -> None:
    arrived: asyncio.Future[tuple[IPv4Address, int, bytes]] = (
        asyncio.get_running_loop().create_future()
    )
    async with AsyncExitStack() as stack, asyncio.timeout(WITHIN_S):
        open_udp(OURS, PORT, lambda *got: arrived.set_result(got), stack)
        far = open_udp(OURS + 1, PORT + 1, nothing, stack)
        far.send(b"INIT", OURS, PORT)
        assert await arrived == (OURS + 1, PORT + 1, b"INIT")
