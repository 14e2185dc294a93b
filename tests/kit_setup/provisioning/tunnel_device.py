"""A tunnel of the kernel (TUN): a network interface whose packets a program carries."""

import asyncio
import ctypes
import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from campus5g.virtualkit.codecs.ip import Ipv4Packet
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

_ATTACH = 0x400454CA
_IP_WITHOUT_A_HEADER = 0x1001
_NEW_NETWORK = 0x40000000
_LONGEST_PACKET = 1 << 16
_AT_ONCE = 64
_LIBC = ctypes.CDLL(None, use_errno=True)


class TunnelDevice:
    """A network interface; one of that name that nothing is attached to is used.

    Args:
        name: the interface's.
        network: the namespace that it is made in, if not this process's. It may leave it then.
    """

    def __init__(self, name: str, network: Path | None = None) -> None:
        with _within(network):
            self._device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(
            self._device, _ATTACH, struct.pack("16sH22x", name.encode(), _IP_WITHOUT_A_HEADER)
        )

    def carry(self, take: Callable[[Ipv4Packet], None]) -> None:
        """Hand over every IPv4 packet that leaves by the interface."""

        def read() -> None:
            for _ in range(_AT_ONCE):
                try:
                    packet = os.read(self._device, _LONGEST_PACKET)
                except OSError:  # nothing more, or the interface is down
                    return
                # The kernel also asks for IPv6 routers.
                with suppress(ProtocolError):
                    take(Ipv4Packet.decode(packet))

        asyncio.get_running_loop().add_reader(self._device, read)

    def deliver(self, packet: Ipv4Packet) -> None:
        """Have a packet arrive; it is lost while the interface is down."""
        with suppress(OSError):
            os.write(self._device, packet.encode())


@contextmanager
def _within(network: Path | None) -> Iterator[None]:
    if network is None:
        yield
        return
    ours = os.open("/proc/self/ns/net", os.O_RDONLY)
    theirs = os.open(network, os.O_RDONLY)
    try:
        _enter(theirs)
        yield
    finally:
        _enter(ours)
        os.close(ours)
        os.close(theirs)


def _enter(network: int) -> None:
    if _LIBC.setns(network, _NEW_NETWORK) == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
