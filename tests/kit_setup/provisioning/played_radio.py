"""The gNB and a device of a real kit without their radio, played as by `kit join rehearse`.

``played_radio.py KIT KEYS UE NETWORK TERMINALS``: the device's modem is a serial port among the
terminals of its host, and a network interface in that host's network. The name of the port is
printed first; a line of input switches both on.
"""

import asyncio
import fcntl
import os
import socket
import struct
import sys
import termios
import tty
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

from tunnel_device import TunnelDevice

from campus5g.inventory import Inventory, load_inventory
from campus5g.kit_setup.sim_cards import read_keys
from campus5g.virtualkit import assembly
from campus5g.virtualkit.codecs.ip import ECHO_REPLY, ICMP, Ipv4Packet
from campus5g.virtualkit.joining.ran_side import JoinedRan
from campus5g.virtualkit.joining.rehearsal import CardKeys, rehearsal
from campus5g.virtualkit.joining.steps import Report
from campus5g.virtualkit.timing.exact_loop import exact_loop
from campus5g.virtualkit.ue.ue import UeObserver
from campus5g.virtualkit.userplane.plane import DeviceHost

_UNLOCK, _NUMBER = 0x40045431, 0x80045430
_READ_BYTES = 4096


class Interface(UeObserver):
    """What the network sends to a device goes to an interface; its own pings come back to it."""

    def __init__(self, host: DeviceHost, tunnel: TunnelDevice) -> None:
        self._host = host
        self._tunnel = tunnel

    def session_opened(self, address: IPv4Address) -> None:
        self._host.session_opened(address)

    def session_closed(self) -> None:
        self._host.session_closed()

    def packet_received(self, packet: Ipv4Packet) -> None:
        self._tunnel.deliver(packet)
        if packet.protocol == ICMP and packet.payload[:1] == bytes([ECHO_REPLY]):
            self._host.packet_received(packet)


def serial_port(terminals: Path) -> tuple[int, int]:
    """Open a pseudo-terminal of another machine; return its modem's end, and its number there."""
    modem = os.open(terminals / "ptmx", os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(modem, _UNLOCK, struct.pack("i", 0))
    [number] = struct.unpack("I", fcntl.ioctl(modem, _NUMBER, bytes(4)))
    # Held open: without a user, the modem's end would be hung up.
    user = os.open(terminals / str(number), os.O_RDWR | os.O_NOCTTY)
    tty.setraw(user, termios.TCSANOW)
    return modem, number


def connect(modem: int, url: str) -> None:
    """Pass on what is typed at a serial port to a modem's socket, and its answers."""
    address = urlsplit(url)
    line = socket.create_connection((address.hostname, address.port))
    loop = asyncio.get_running_loop()
    loop.add_reader(modem, lambda: line.sendall(os.read(modem, _READ_BYTES)))
    loop.add_reader(line, lambda: os.write(modem, line.recv(_READ_BYTES)))


async def play(
    kit: Inventory, keys: dict[str, CardKeys], name: str, tunnel: TunnelDevice, modem: int
) -> None:
    virtual, scenario = rehearsal(kit, keys, carrier="ip")
    ran = JoinedRan(virtual, scenario, 1, Report(lambda step: print(step.text, flush=True), "ran"))
    ue = ran._devices.ues[name]
    [host] = [each for each in ue.observers if isinstance(each, DeviceHost)]
    ue.observers[ue.observers.index(host)] = Interface(host, tunnel)
    tunnel.carry(ue.send_packet)
    metrics = assembly.build_gnb_metrics(ran._plan, ran._ran, ran._devices)
    async with AsyncExitStack() as stack:
        await metrics.listen(str(kit.gnb.metrics_url), stack)
        playing = asyncio.create_task(ran.run(stay=True))
        await ue.until(lambda: ue.registered)
        connect(modem, virtual.ues[name].modem)
        await playing


def main() -> None:
    kit, keys, name, network, terminals = sys.argv[1:]
    cards = {imsi: CardKeys(card.k, card.opc) for imsi, card in read_keys(Path(keys)).items()}
    tunnel = TunnelDevice(f"ue-{name}", Path(network))
    modem, number = serial_port(Path(terminals))
    print(f"/dev/pts/{number}", flush=True)
    sys.stdin.readline()
    with asyncio.Runner(loop_factory=exact_loop) as runner:
        runner.run(play(load_inventory(Path(kit)), cards, name, tunnel, modem))


if __name__ == "__main__":
    main()
