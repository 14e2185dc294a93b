"""A command and its headers: which ones surround it on each link, and their size in bytes.

Sizes in bytes: Ethernet 14 (IEEE 802.3, without its check sum), IPv4 20 (RFC 791), UDP 8 (RFC 768),
GTP-U 8, and 8 with the flow's number (TS 29.281, 5.1; TS 38.415, 5.5.2), radio 10: SDAP 1, PDCP 3,
RLC 3, MAC 3 (TS 37.324, 38.323, 38.322, 38.321: what the virtual kit counts, too).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Literal

Link = Literal["site", "tunnel", "air", "device"]
"""The site's network up to the UPF (N6), UPF to gNB (N3), gNB to device, within the device."""

LayerId = Literal["ethernet", "ip", "udp", "gtp", "qos", "radio", "inner-ip", "inner-udp", "order"]

SIZES: dict[LayerId, int] = {
    "ethernet": 14,
    "ip": 20,
    "udp": 8,
    "gtp": 8,
    "qos": 8,
    "radio": 10,
    "inner-ip": 20,
    "inner-udp": 8,
}

LINKS: dict[Link, tuple[LayerId, ...]] = {
    "site": ("ethernet", "inner-ip", "inner-udp"),
    "tunnel": ("ethernet", "ip", "udp", "gtp", "qos", "inner-ip", "inner-udp"),
    "air": ("radio", "inner-ip", "inner-udp"),
    "device": ("inner-ip", "inner-udp"),
}
"""The wrapping on each link, from the outside."""

_GTP_PORT = 2152
_NEXT_PDU_SESSION_CONTAINER = 0x85


class NotAParcelError(ValueError):
    """The bytes are not a packet of this kind."""


@dataclass(frozen=True)
class Layer:
    """One header, or the command itself.

    Args:
        id: its name.
        size_bytes: of this layer alone.
        label: the fields it shows, by name; empty for what was not captured.
    """

    id: LayerId
    size_bytes: int
    label: dict[str, str] = field(default_factory=dict)


def parcel(link: Link, order_bytes: int) -> list[Layer]:
    """Return the layers around a command on a link, from the outside in, then the command.

    Args:
        link: the link to look at.
        order_bytes: the size of the command itself.
    """
    return [*(Layer(name, SIZES[name]) for name in LINKS[link]), Layer("order", order_bytes)]


def total_bytes(layers: list[Layer]) -> int:
    """Return the total size of some layers."""
    return sum(layer.size_bytes for layer in layers)


def wrapping_bytes(layers: list[Layer]) -> int:
    """Return the size of the layers around the command."""
    return sum(layer.size_bytes for layer in layers if layer.id != "order")


def read_parcel(frame: bytes) -> list[Layer]:
    """Return the layers of a captured Ethernet frame, each with its fields.

    Args:
        frame: IPv4 and UDP, with or without GTP-U around.

    Raises:
        NotAParcelError: the frame is something else.
    """
    return list(_read(frame))


def _read(frame: bytes) -> Iterator[Layer]:
    if frame[12:14] != b"\x08\x00":
        raise NotAParcelError("not an IPv4 packet in an Ethernet frame")
    yield Layer("ethernet", 14, {"from": frame[6:12].hex(":"), "to": frame[:6].hex(":")})
    rest = frame[14:]
    tunnelled = int.from_bytes(rest[22:24]) == _GTP_PORT
    if tunnelled:
        yield _ip("ip", rest)
        yield _udp("udp", rest[20:])
        rest = rest[28:]
        if rest[11] != _NEXT_PDU_SESSION_CONTAINER:
            raise NotAParcelError("no flow number in the tunnel's header")
        yield Layer("gtp", 8, {"tunnel": rest[4:8].hex()})
        # The flow's number is in the second byte of the PDU session container.
        yield Layer("qos", 8, {"flow": str(rest[14] & 0x3F)})
        rest = rest[16:]
    yield _ip("inner-ip", rest)
    yield _udp("inner-udp", rest[20:])
    # A short Ethernet frame is filled up: IP knows how long it really is.
    order = rest[28 : int.from_bytes(rest[2:4])]
    yield Layer("order", len(order), {"text": order.decode("ascii", errors="replace")})


def _ip(name: LayerId, packet: bytes) -> Layer:
    if packet[:1] != b"\x45" or packet[9] != 17:
        raise NotAParcelError("not an IPv4 header of 20 bytes before UDP")
    source, destination = IPv4Address(packet[12:16]), IPv4Address(packet[16:20])
    return Layer(name, 20, {"from": str(source), "to": str(destination)})


def _udp(name: LayerId, datagram: bytes) -> Layer:
    ports = int.from_bytes(datagram[:2]), int.from_bytes(datagram[2:4])
    return Layer(name, 8, {"from": str(ports[0]), "to": str(ports[1])})
