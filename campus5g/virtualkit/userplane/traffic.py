"""User traffic: the devices' applications, and the host in the plant's network that answers."""

import asyncio
import logging
import struct
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address
from itertools import count

from campus5g.virtualkit.codecs.ip import (
    ECHO_REPLY,
    ECHO_REQUEST,
    ICMP,
    UDP,
    Echo,
    Ipv4Packet,
    UdpDatagram,
)
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.scenarios.scenario import ApplicationPlan
from campus5g.virtualkit.ue.ue import Ue, UeObserver
from campus5g.virtualkit.userplane.plant_hosts import PlantHosts
from campus5g.virtualkit.wire.lane import Lane
from campus5g.virtualkit.wire.link import Link

ECHO_REQUESTS = 3
ECHO_PERIOD_S = 0.1
ANSWERING_S = 0.0005
FIRST_FURTHER_PORT = 40_000

_FURTHER_PORTS = 20_000
_ECHO_PAYLOAD = bytes(range(0x10, 0x48))
_FILLER = b"."
_NUMBER = struct.Struct("!I")

_log = logging.getLogger(__name__)


class Application(UeObserver):
    """A device's application: it checks its path with three echoes, then reports over UDP.

    Args:
        ue: the UE that it sends through.
        server: the host in the data network.
        plan: its traffic.
        identifier: the identifier of its echoes.
    """

    def __init__(self, ue: Ue, server: IPv4Address, plan: ApplicationPlan, identifier: int) -> None:
        self._ue = ue
        self._server = server
        self._plan = plan
        self._address: IPv4Address | None = None
        self._identifier = identifier
        self._timer: asyncio.TimerHandle | None = None
        ue.observers.append(self)

    def session_opened(self, address: IPv4Address) -> None:
        """Start."""
        self._address = address
        self._packets = self._program(address)
        self._send_next()

    def session_closed(self) -> None:
        """Stop."""
        self._address = None
        if self._timer is not None:
            self._timer.cancel()

    def follow(self, plan: ApplicationPlan) -> None:
        """Restart with another plan, unless it is the same."""
        if plan == self._plan:
            return
        self._plan = plan
        if self._address is not None:
            address = self._address
            self.session_closed()
            self.session_opened(address)

    def _send_next(self) -> None:
        packet, pause_s = next(self._packets)
        self._ue.send_packet(packet)
        self._timer = asyncio.get_running_loop().call_later(pause_s, self._send_next)

    def _program(self, address: IPv4Address) -> Iterator[tuple[Ipv4Packet, float]]:
        """Yield each packet and the pause after it."""
        for sequence in range(1, ECHO_REQUESTS + 1):
            echo = Echo(ECHO_REQUEST, self._identifier, sequence, _ECHO_PAYLOAD)
            yield echo.between(address, self._server), ECHO_PERIOD_S
        burst = self._plan.burst
        for number in count():
            payload = _NUMBER.pack(number).ljust(self._plan.payload_bytes, _FILLER)
            report = UdpDatagram(self._plan.port, self._plan.port, payload)
            in_burst = burst is not None and number < burst.packets
            period_ms = burst.period_ms if burst and in_burst else self._plan.period_ms
            yield report.between(address, self._server), period_ms / 1000


class DataNetworkHost:
    """The host behind N6: it answers echoes, and reports that expect an answer.

    Args:
        address: its address on N6.
        upf: the next hop towards the UEs.
        n6: the link between them.
        answered_ports: UDP ports whose reports are answered.
    """

    def __init__(
        self, address: IPv4Address, upf: IPv4Address, n6: Link, answered_ports: set[int]
    ) -> None:
        self.address = address
        self.plant = PlantHosts({})
        """Further hosts, for which this one is the router."""
        self.services: dict[int, Callable[[UdpDatagram], None]] = {}
        """Programs on this host, by the UDP port that they listen on."""
        self.programs: Callable[[Ipv4Packet], None] | None = None
        """Takes packets that are for none of these services."""
        self._ports = count()
        self._upf = upf
        self._n6 = n6
        self.answered_ports = answered_ports
        inbox: Lane[Ipv4Packet] = Lane(self._handle)
        n6.attach(address, lambda packet: inbox.send(packet, ANSWERING_S))

    def further_port(self) -> int:
        """Return a UDP port that none of this host's programs has used recently."""
        return FIRST_FURTHER_PORT + next(self._ports) % _FURTHER_PORTS

    def send(self, datagram: UdpDatagram, ue: IPv4Address) -> None:
        """Send a datagram to a UE."""
        self.send_packet(datagram.between(self.address, ue))

    def send_packet(self, packet: Ipv4Packet) -> None:
        """Send a packet towards the UEs."""
        self._n6.send(packet, self.address, self._upf)

    def _handle(self, packet: Ipv4Packet) -> None:
        try:
            answer = self._answer(packet)
        except ProtocolError as error:
            _log.warning("the data network's host drops a packet: %s", error)
            return
        if answer is not None:
            self.send_packet(answer)

    def _answer(self, packet: Ipv4Packet) -> Ipv4Packet | None:
        if packet.destination != self.address:
            return self.plant.answer(packet)
        if packet.protocol == ICMP:
            echo = Echo.decode(packet.payload)
            if echo.kind == ECHO_REQUEST:
                reply = Echo(ECHO_REPLY, echo.identifier, echo.sequence, echo.payload)
                return reply.between(self.address, packet.source)
        if packet.protocol == UDP:
            report = UdpDatagram.decode(packet.payload)
            if service := self.services.get(report.destination_port):
                service(report)
            elif report.destination_port in self.answered_ports:
                number = report.payload[: _NUMBER.size]
                answer = UdpDatagram(report.destination_port, report.source_port, number)
                return answer.between(self.address, packet.source)
            elif self.programs is not None:
                self.programs(packet)
        elif self.programs is not None:
            self.programs(packet)
        return None
