"""The ports of real programs, at every UE and at the site, in both directions."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from typing import Literal

from campus5g.errors import CampusError
from campus5g.inventory import DevicePrograms, Service, UserPlane
from campus5g.virtualkit.codecs.ip import Ipv4Packet
from campus5g.virtualkit.ue.ue import Ue, UeObserver
from campus5g.virtualkit.userplane.datagrams import UdpEntrance, UdpExit
from campus5g.virtualkit.userplane.host import Host
from campus5g.virtualkit.userplane.irtt import IrttReflector
from campus5g.virtualkit.userplane.relay import Entrance, Exit
from campus5g.virtualkit.userplane.segment import LARGEST_PAYLOAD
from campus5g.virtualkit.userplane.stamp import StampReflector

MOST_SERVICES = 64
_WAITING_CONNECTIONS = 64

Protocol = Literal["udp", "tcp"]


class DeviceHost(UeObserver):
    """A device's programs, on the network while its UE has a session."""

    def __init__(self, ue: Ue, host: Host) -> None:
        self.host = host
        ue.observers.append(self)

    def session_opened(self, address: IPv4Address) -> None:
        """Join the network."""
        self.host.address = address

    def session_closed(self) -> None:
        """Leave the network."""
        self.host.leave()

    def packet_received(self, packet: Ipv4Packet) -> None:
        """Handle a packet."""
        self.host.receive(packet)


class Crossing:
    """Every port at which real programs' traffic enters or leaves the network.

    Args:
        plan: the addresses and the services.
        site: the site's host in the network.
        devices: the UEs' hosts, by name.
    """

    def __init__(self, plan: UserPlane, site: Host, devices: dict[str, Host]) -> None:
        self._plan = plan
        self._site = site
        self._devices = devices
        self._tasks: set[asyncio.Task[None]] = set()
        self._stack: AsyncExitStack | None = None
        self._open: set[tuple[Protocol, int]] = set()
        for host in devices.values():
            StampReflector(host)
            IrttReflector(host)

    async def listen(self, stack: AsyncExitStack) -> None:
        """Open the services that the inventory names; all close with the stack.

        Raises:
            CampusError: when an address can't be used.
        """
        self._stack = stack
        stack.callback(self._cancel)
        for service in self._plan.services:
            await self.open(service)

    async def open(self, service: Service) -> None:
        """Open a service at every device, in both directions; no effect if it is open.

        Raises:
            CampusError: when an address can't be used, or there are too many services.
        """
        key = service.protocol, service.port
        if key in self._open:
            return
        if self._stack is None or len(self._open) >= MOST_SERVICES:
            raise CampusError(
                f"At most {MOST_SERVICES} ports can be open through the network.",
                "Use a port that is already open, or restart the kit.",
            )
        self._open.add(key)
        try:
            async with AsyncExitStack() as attempt:
                for name, host in self._devices.items():
                    await self._open_at(attempt, service, self._plan.devices[name], host)
                target = str(self._plan.site), service.port
                self._leave_at(attempt, service, self._site, target, self._seen_from_site)
                self._stack.push_async_exit(attempt.pop_all())
        except OSError as error:
            self._open.discard(key)
            raise CampusError(
                f"Port {service.port} ({service.protocol}) can't be opened ({error.strerror}).",
                "End the program that holds it, or choose another port.",
            ) from error

    async def _open_at(
        self, stack: AsyncExitStack, service: Service, device: DevicePrograms, host: Host
    ) -> None:
        site = self._site
        inner = service.inner_port
        await self._enter_at(stack, service, device.reached_at, site, lambda: host.address)
        await self._enter_at(stack, service, device.reaches_site_at, host, lambda: site.address)
        if inner not in host.udp_ports or service.protocol == "tcp":
            target = str(device.serves_at), service.port
            source = str(device.reaches_site_at)
            self._leave_at(stack, service, host, target, lambda _: source)

    async def _enter_at(
        self,
        stack: AsyncExitStack,
        service: Service,
        address: IPv4Address,
        host: Host,
        peer: Callable[[], IPv4Address | None],
    ) -> None:
        local, inner = (str(address), service.port), service.inner_port
        if service.protocol == "udp":
            stack.callback(UdpEntrance(local, host, peer, inner).close)
            return
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Entrance(host, peer, inner), sock=_listener(local), backlog=_WAITING_CONNECTIONS
        )
        stack.callback(server.close)

    def _leave_at(
        self,
        stack: AsyncExitStack,
        service: Service,
        host: Host,
        target: tuple[str, int],
        source: Callable[[IPv4Address], str],
    ) -> None:
        inner = service.inner_port
        if service.protocol == "udp":
            stack.callback(UdpExit(host, inner, target, source).close)
        else:
            host.tcp_ports[inner] = lambda peer: Exit(target, source(peer), self._tasks)
            stack.callback(host.tcp_ports.pop, inner)

    def _seen_from_site(self, peer: IPv4Address) -> str:
        """Return the address at which the site's programs see a device."""
        for name, host in self._devices.items():
            if host.address == peer:
                return str(self._plan.devices[name].reached_at)
        return str(self._plan.site)

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()


def _listener(local: tuple[str, int]) -> socket.socket:
    """Return a listening socket whose connections use the network's MSS."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, LARGEST_PAYLOAD)
        listener.bind(local)
    except OSError:
        listener.close()
        raise
    return listener
