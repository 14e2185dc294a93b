"""The UPF drops traffic beyond the signalled bit rates."""

import asyncio
import os
from contextlib import AsyncExitStack, suppress
from ipaddress import IPv4Address

import pytest

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.ip import UdpDatagram
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import Rates, load_scenario

PORT = 40000
GUARANTEED_PORT = 5006
SENT = 60
PAYLOAD = bytes(900)
"""The smallest bucket holds sixteen with their headers."""
WITHIN_S = 60
RETRY_S = 0.2


async def received(direction: str, ambr_mbps: int, site_port: int = PORT) -> int:
    """Send packets at once and return how many arrive, counted when a later one has arrived."""
    inventory = load_inventory(KITS / "virtual.yaml")
    imsi = inventory.ues["agv"].imsi
    with claim_block(f"rate tests {os.getpid()}") as block:
        inventory = inventory.moved_to(block.network)
        scenario = load_scenario("nominal", inventory)
        rates = Rates(uplink=ambr_mbps, downlink=ambr_mbps)
        subscriber = scenario.subscribers[imsi].model_copy(update={"ambr_mbps": rates})
        subscribers = {**scenario.subscribers, imsi: subscriber}
        scenario = scenario.model_copy(update={"subscribers": subscribers})
        network = VirtualNetwork(inventory, scenario, 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            assert network.programs is not None
            site, device = network.programs.site, network.programs.devices["agv"]
            assert site.address is not None
            assert device.address is not None
            address = device.address if direction == "downlink" else site.address
            source, target = (site, device) if direction == "downlink" else (device, site)
            ports = (site_port, PORT) if direction == "downlink" else (PORT, site_port)
            sizes: list[int] = []
            last = asyncio.Event()

            def take(_: IPv4Address, datagram: UdpDatagram) -> None:
                sizes.append(len(datagram.payload))
                if len(datagram.payload) == 1:
                    last.set()

            target.udp_ports[ports[1]] = take
            for _ in range(SENT):
                source.send_datagram(UdpDatagram(*ports, PAYLOAD), address)
            async with asyncio.timeout(WITHIN_S):
                while not last.is_set():  # the bucket may be empty, and refills meanwhile
                    source.send_datagram(UdpDatagram(*ports, b"."), address)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(RETRY_S):
                            await last.wait()
            return sizes.count(len(PAYLOAD))


@pytest.mark.parametrize("direction", ["downlink", "uplink"])
async def test_a_burst_beyond_the_ambr_is_cut(direction: str) -> None:
    assert 10 <= await received(direction, ambr_mbps=1) < SENT


@pytest.mark.parametrize("direction", ["downlink", "uplink"])
async def test_a_burst_within_the_ambr_passes(direction: str) -> None:
    assert await received(direction, ambr_mbps=50) == SENT


async def test_a_guaranteed_flow_has_its_own_rate_and_not_the_ambr() -> None:
    assert 20 <= await received("downlink", ambr_mbps=1, site_port=GUARANTEED_PORT) < SENT
