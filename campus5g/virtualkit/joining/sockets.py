"""The sockets of N2 and N3: datagrams, and IP packets of protocol 132."""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.virtualkit.codecs.ip import SCTP
from campus5g.wording import Wording

KERNEL_SCTP = Path("/proc/net/sctp")
"""There while the kernel has an SCTP of its own, which aborts what it does not know."""

_LONGEST_PACKET = 1 << 16
_AT_ONCE = 64
"""Packets taken before other work has its turn."""

_WORDS = Wording(__file__)
_log = logging.getLogger(__name__)

Arrived = Callable[[IPv4Address, int, bytes], None]
"""Called with the sender's address and port (0 without ports), and the content."""


class PacketSocket:
    """A bound socket that sends and receives packets.

    Args:
        bound: the socket.
        headed: whether what arrives begins with its IP header.
        arrived: called with what arrives.
    """

    def __init__(self, bound: socket.socket, headed: bool, arrived: Arrived) -> None:
        self._socket = bound
        self._headed = headed
        self._arrived = arrived
        self._failing = False
        asyncio.get_running_loop().add_reader(bound, self._read)

    def send(self, content: bytes, address: IPv4Address, port: int = 0) -> None:
        """Send a packet; one that can't be sent is lost, as on any network."""
        try:
            self._socket.sendto(content, (str(address), port))
            self._failing = False
        except OSError as error:
            if not self._failing:
                _log.warning("can't send to %s: %s", address, error.strerror)
            self._failing = True

    def close(self) -> None:
        """Close the socket."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _read(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                content, (address, port) = self._socket.recvfrom(_LONGEST_PACKET)
            except OSError:  # nothing more, or word of a packet that did not arrive
                return
            if self._headed:
                content, port = content[4 * (content[0] & 0x0F) :], 0
            self._arrived(IPv4Address(address), port, content)


def open_udp(
    local: IPv4Address, port: int, arrived: Arrived, stack: AsyncExitStack
) -> PacketSocket:
    """Open a UDP socket; it closes with the stack.

    Raises:
        CampusError: the address is not this machine's, or its port is taken.
    """
    return _open(socket.SOCK_DGRAM, 0, local, port, arrived, stack)


def open_sctp(local: IPv4Address, arrived: Arrived, stack: AsyncExitStack) -> PacketSocket:
    """Open a raw socket for SCTP packets; it closes with the stack.

    Raises:
        CampusError: this process may not, the kernel has an SCTP of its own, or the address is not
            this machine's.
    """
    if KERNEL_SCTP.exists():
        raise _refused("kernel-sctp")
    return _open(socket.SOCK_RAW, SCTP, local, 0, arrived, stack)


def _open(
    kind: socket.SocketKind,
    protocol: int,
    local: IPv4Address,
    port: int,
    arrived: Arrived,
    stack: AsyncExitStack,
) -> PacketSocket:
    try:
        opened = socket.socket(socket.AF_INET, kind | socket.SOCK_NONBLOCK, protocol)
    except PermissionError as error:
        raise _refused("no-right") from error
    try:
        opened.bind((str(local), port))
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise _refused("not-ours", address=local) from error
        raise _refused("taken", address=local, port=port, reason=error.strerror) from error
    made = PacketSocket(opened, kind is socket.SOCK_RAW, arrived)
    stack.callback(made.close)
    return made


def _refused(key: str, **values: object) -> CampusError:
    return CampusError(
        _WORDS.text("errors", key, **values), _WORDS.text("errors", f"{key}-remedy", **values)
    )
