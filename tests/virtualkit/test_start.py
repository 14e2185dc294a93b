"""At its start the network connects its parts, and the same seed gives the same network."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from kit_observer import Recording, complaints, fields

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenario import load_scenario

EVERY_POINT = ("n2", "n3", "n4", "n6")


@asynccontextmanager
async def started_network(seed: int) -> AsyncIterator[tuple[VirtualNetwork, Recording]]:
    """A network that was recorded from its first packet."""
    with claim_block(f"start tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("nominal", inventory), seed)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            recording = await asyncio.to_thread(Recording, inventory, EVERY_POINT)
            await network.start()
            yield network, recording


async def recorded_start(seed: int, folder: Path) -> Path:
    async with started_network(seed) as (_, recording):
        return await asyncio.to_thread(recording.finish, folder)


async def test_the_gnb_and_the_core_connect_before_anything_else(tmp_path: Path) -> None:
    recording = await recorded_start(1, tmp_path)

    handshake = fields(recording, "sctp", "sctp.chunk_type")[:4]
    setup = fields(recording, "ngap.procedureCode == 21", "ngap.RANNodeName", "ngap.AMFName")
    association = fields(recording, "pfcp && !pfcp.seid", "pfcp.msg_type", "pfcp.cause")

    assert handshake == [["1"], ["2"], ["10"], ["11"]]
    assert setup == [["gnb-halle-1", ""], ["", "amf-1"]]
    assert association == [["5", ""], ["6", "1"]]
    assert complaints(recording) == []


async def test_when_it_has_started_every_ue_has_its_session_or_its_refusal() -> None:
    async with started_network(1) as (network, _):
        states = {name: (ue.registration.name, str(ue.address)) for name, ue in network.ues.items()}

    assert states == {
        "camera": ("HOME", "10.45.0.2"),
        "agv": ("HOME", "10.45.0.3"),
        "badge": ("DENIED", "None"),
    }


async def test_the_same_seed_gives_the_same_tags_and_another_seed_others(tmp_path: Path) -> None:
    tags = []
    for run, seed in enumerate((7, 7, 8)):
        folder = tmp_path / str(run)
        folder.mkdir()
        recording = await recorded_start(seed, folder)
        tags.append(fields(recording, "sctp.chunk_type == 1", "sctp.init_initiate_tag"))

    assert tags[0] == tags[1]
    assert tags[0] != tags[2]
