"""At its start the network connects its parts, and the same seed gives the same network."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from kit_observer import WITHIN_S, Recording, complaints, fields

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.pfcp import MessageType, PfcpMessage
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import CorePlan, load_scenario
from campus5g.virtualkit.security.keys import serving_network_name
from campus5g.virtualkit.ue.ue import Registration

EVERY_POINT = ("n2", "n3", "n4", "n6")


def change_nothing(_: VirtualNetwork) -> None:
    pass


@asynccontextmanager
async def started_network(
    seed: int,
    prepare: Callable[[VirtualNetwork], None] = change_nothing,
    core: CorePlan | None = None,
) -> AsyncIterator[tuple[VirtualNetwork, Recording]]:
    """A network that was recorded from its first packet."""
    with claim_block(f"start tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        scenario = load_scenario("nominal", inventory)
        if core is not None:
            scenario = scenario.model_copy(update={"core": core})
        network = VirtualNetwork(inventory, scenario, seed)
        async with AsyncExitStack() as stack:
            prepare(network)
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
    assert setup == [["gnb-halle-1", ""], ["", "amf-1"], ["gnb-halle-2", ""], ["", "amf-1"]]
    assert association == [["5", ""], ["6", "1"]]
    assert complaints(recording) == []


async def test_after_the_start_every_ue_has_a_session_or_a_refusal() -> None:
    async with started_network(1) as (network, _):
        states = {name: (ue.registration.name, str(ue.address)) for name, ue in network.ues.items()}

    assert states == {
        "camera": ("HOME", "10.45.0.2"),
        "agv": ("HOME", "10.45.0.3"),
        "badge": ("DENIED", "None"),
    }


async def test_the_seed_determines_the_sctp_tags(tmp_path: Path) -> None:
    tags = []
    for run, seed in enumerate((7, 7, 8)):
        folder = tmp_path / str(run)
        folder.mkdir()
        recording = await recorded_start(seed, folder)
        tags.append(fields(recording, "sctp.chunk_type == 1", "sctp.init_initiate_tag"))

    assert tags[0] == tags[1]
    assert tags[0] != tags[2]


async def test_the_core_catches_up_with_a_sim_that_is_ahead(tmp_path: Path) -> None:
    inventory = load_inventory(KITS / "virtual.yaml")
    imsi = inventory.ues["camera"].imsi
    elsewhere = Udm(
        load_scenario("nominal", inventory).subscribers,
        serving_network_name(inventory.cell.mcc, inventory.cell.mnc),
        Random(0),  # noqa: S311
    )

    def register_elsewhere_first(network: VirtualNetwork) -> None:
        for _ in range(3):
            vector = elsewhere.challenge(imsi)
            network.ues["camera"].usim.authenticate(vector.rand, vector.autn)

    async with started_network(1, register_elsewhere_first) as (network, recording):
        registration = network.ues["camera"].registration
        file = await asyncio.to_thread(recording.finish, tmp_path)
    causes = fields(file, "nas-5gs.mm.message_type == 0x59", "nas-5gs.mm.5gmm_cause")
    challenges = fields(file, "nas-5gs.mm.message_type == 0x56", "frame.number")

    assert registration is Registration.HOME
    assert sorted(causes) == [["20"], ["21"]]
    assert len(challenges) == 4
    assert complaints(file) == []


async def test_smf_and_upf_keep_exchanging_heartbeats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frames: asyncio.Queue[bytes] = asyncio.Queue()

    async with started_network(1, core=CorePlan(heartbeat_s=0.01)) as (network, _):
        monkeypatch.setattr(network.taps["n4"], "see", frames.put_nowait)
        async with asyncio.timeout(WITHIN_S):
            kinds = [PfcpMessage.decode((await frames.get())[42:]).type for _ in range(4)]

    assert {MessageType.HEARTBEAT_REQUEST, MessageType.HEARTBEAT_RESPONSE} == set(kinds)
