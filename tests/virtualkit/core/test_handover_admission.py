"""The target of an N2 handover admits guaranteed rates, or refuses them with the cause."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from kit_observer import Recording, complaints, fields

from campus5g.inventory import Arp, Policy, claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.ran.admission import Flow
from campus5g.virtualkit.scenarios.scenario import load_scenario

TARGET = "gnb-halle-2"
SIXTY_PERCENT_KBPS = 20_000
"""Of the carrier, for both devices in either cell: two of them do not fit."""
MODIFIED = b"\x2e\x01\x00\xcc"
"""A PDU session modification complete."""
RELEASED = b"\x20\x29\x00"
"""The start of a UE context release complete."""
EVERY_POINT = ("n2", "n3", "n4", "n6")
DEFAULT_FLOW, OWN_FLOW = 1, 2
ANYBODY = Arp(level=8)


@pytest.fixture
async def network() -> AsyncIterator[VirtualNetwork]:
    with claim_block(f"handover admission {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("handover", inventory), 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            yield network


def flow(ue: str, arp: dict[str, Any] | None = None) -> dict[str, Any]:
    wanted = {"name": ue, "ue": ue, "port": 5004, "five_qi": 2, "gbr_kbps": SIXTY_PERCENT_KBPS}
    return wanted if arp is None else wanted | {"arp": arp}


async def apply(network: VirtualNetwork, *flows: dict[str, Any]) -> None:
    policy = Policy.model_validate({"flows": flows})
    await network.switching.play(load_scenario("handover", network.inventory, policy=policy))


async def hand_over(network: VirtualNetwork, ue: str) -> None:
    network.mobility.hand_over(ue, TARGET)
    await network.ues[ue].until(lambda: network.mobility.serving(ue) == TARGET)


async def test_a_flow_that_fits_moves_with_its_device_and_takes_room_in_the_new_cell_alone(
    network: VirtualNetwork, tmp_path: Path
) -> None:
    await apply(network, flow("camera"))
    recording = await asyncio.to_thread(Recording, network.inventory, ("n2",))

    await hand_over(network, "camera")
    await asyncio.to_thread(recording.wait_for, "n2", RELEASED)

    await asyncio.to_thread(recording.finish, tmp_path)
    gnbs = network.gnbs
    assert gnbs[TARGET].qfis("camera") == {DEFAULT_FLOW, OWN_FLOW}
    for name, has_room in (("gnb-halle-1", True), (TARGET, False)):
        assert gnbs[name].admission.admit(Flow(99, 2), lambda: 0.5, ANYBODY) == (has_room, [])


async def test_a_flow_that_does_not_fit_is_refused_by_the_target_and_the_rest_goes_on(
    network: VirtualNetwork, tmp_path: Path
) -> None:
    await apply(network, flow("camera"))
    await hand_over(network, "camera")
    await apply(network, flow("camera"), flow("agv"))
    recording = await asyncio.to_thread(Recording, network.inventory, EVERY_POINT)

    await hand_over(network, "agv")
    await asyncio.to_thread(recording.wait_for, "n2", MODIFIED)

    file = await asyncio.to_thread(recording.finish, tmp_path)
    ((admitted, refused, cause),) = fields(
        file,
        "ngap.procedureCode == 13 && ngap.NGAP_PDU == 1",
        *("ngap.qosFlowSetupResponseList", "ngap.qosFlowFailedToSetupList", "ngap.radioNetwork"),
    )
    told = fields(file, "nas-5gs.sm.message_type == 0xcb", "nas-5gs.sm.5gsm_cause")
    removed = fields(file, "pfcp.msg_type == 52 && pfcp.ie_type == 15", "pfcp.pdr_id")
    assert (admitted, refused, cause) == ("1", "1", "22")
    assert told == [["26"]]
    assert removed == [["1,3"]]
    assert network.gnbs[TARGET].qfis("agv") == {DEFAULT_FLOW}
    assert complaints(file) == []


async def test_a_higher_priority_from_another_cell_takes_the_room_of_a_lower_one(
    network: VirtualNetwork, tmp_path: Path
) -> None:
    low = flow("camera", {"level": 12, "may_be_preempted": True})
    await apply(network, low)
    await hand_over(network, "camera")
    await apply(network, low, flow("agv", {"level": 2, "may_preempt": True}))
    recording = await asyncio.to_thread(Recording, network.inventory, EVERY_POINT)

    await hand_over(network, "agv")
    await asyncio.to_thread(recording.wait_for, "n2", MODIFIED)

    file = await asyncio.to_thread(recording.finish, tmp_path)
    assert fields(file, "ngap.procedureCode == 30", "ngap.radioNetwork") == [["46"]]
    assert network.gnbs[TARGET].qfis("camera") == {DEFAULT_FLOW}
    assert network.gnbs[TARGET].qfis("agv") == {DEFAULT_FLOW, OWN_FLOW}
    assert complaints(file) == []
