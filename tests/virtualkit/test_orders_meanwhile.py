"""An order for a UE with a procedure under way waits until that is done."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from typing import Any

import pytest
from kit_observer import WITHIN_S

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import load_scenario
from campus5g.virtualkit.ue.ue import Ue

UE = "camera"


@pytest.fixture
async def network() -> AsyncIterator[VirtualNetwork]:
    with claim_block(f"order tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("nominal", inventory), 1)
        async with AsyncExitStack() as stack, asyncio.timeout(WITHIN_S):
            await network.listen(stack)
            await network.start()
            yield network


async def answers(network: VirtualNetwork, do: str) -> list[dict[str, Any]]:
    return [answer async for answer in network.control.commands[do]({"do": do, "ue": UE})]


def a_picture(camera: Ue) -> Ipv4Packet:
    assert camera.address is not None
    return UdpDatagram(5000, 5000, b"a picture").between(camera.address, IPv4Address("10.0.0.1"))


async def test_a_ue_that_woke_for_its_own_data_can_be_paged(network: VirtualNetwork) -> None:
    camera = network.ues[UE]
    assert await answers(network, "release") == [{"idle": True}]
    camera.send_packet(a_picture(camera))
    assert not camera.connected

    assert await answers(network, "page") == [{"connected": True}]


async def test_a_briefly_idle_ue_counts_as_released(
    network: VirtualNetwork,
) -> None:
    camera = network.ues[UE]
    become_idle = camera._become_idle

    def for_a_moment() -> None:
        become_idle()
        camera.send_packet(a_picture(camera))

    camera._become_idle = for_a_moment  # type: ignore[method-assign]

    assert await answers(network, "release") == [{"idle": True}]


async def test_a_ue_can_be_handed_over_and_back_repeatedly(
    network: VirtualNetwork,
) -> None:
    for number in range(10):
        (answer,) = await answers(network, "handover")
        assert answer == {"handed_over": True, "gnb": f"gnb-halle-{2 - number % 2}"}


async def test_what_is_sent_to_a_ue_that_was_handed_over_reaches_it_however_slow_the_core(
    network: VirtualNetwork,
) -> None:
    network._links.n4.transit_s = 0.2

    handed_over = await answers(network, "handover")
    echo = {"do": "ping", "ue": UE, "count": 1, "interval_ms": 10, "size_bytes": 20}
    echoes = [answer async for answer in network.control.commands["ping"](echo)]

    assert handed_over == [{"handed_over": True, "gnb": "gnb-halle-2"}]
    assert echoes[0]["rtt_ms"] is not None
