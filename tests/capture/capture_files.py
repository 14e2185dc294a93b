"""Small capture files, made by scapy."""

from pathlib import Path

from scapy.contrib.gtp import GTP_U_Header, GTPPDUSessionContainer
from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Packet
from scapy.utils import wrpcap, wrpcapng

UE, HOST, GNB, UPF = "10.45.0.2", "10.53.6.10", "10.53.1.3", "10.53.1.7"


def tunnelled_ping(qfi: int = 9, teid: int = 0x11) -> Packet:
    """An echo request in GTP-U: two IP headers."""
    return (
        Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
        / IP(src=GNB, dst=UPF)
        / UDP(sport=2152, dport=2152)
        / GTP_U_Header(teid=teid, gtp_type=255, E=1, next_ex=0x85)
        / GTPPDUSessionContainer(type=1, QFI=qfi)
        / IP(src=UE, dst=HOST)
        / ICMP(type=8, id=1)
    )


def plain_udp(port: int = 5000) -> Packet:
    """A UDP packet."""
    return Ether() / IP(src=UE, dst=HOST) / UDP(sport=port, dport=port) / b"reading"


def write(folder: Path, *packets: Packet, name: str = "capture.pcapng") -> Path:
    """Write packets a quarter of a second apart."""
    for number, packet in enumerate(packets):
        packet.time = 1_700_000_000 + number / 4
    file = folder / name
    (wrpcapng if name.endswith("ng") else wrpcap)(str(file), list(packets))
    return file
