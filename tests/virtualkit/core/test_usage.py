"""The UPF reports a session's usage, and SMF and UPF exchange heartbeats."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from control_port import order
from kit_observer import Recording, Terminal, complaints, fields

from campus5g.inventory import Inventory, claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import load_scenario

UE, ADDRESS = "camera", "10.45.0.2"
GNB, SMF, UPF = "10.53.1.3", "10.53.1.4", "10.53.1.7"
USAGE_REPORT = b"\x21\x38"
"""The start of a session report request."""


@pytest.fixture(scope="module")
def metered(
    start_kit: Callable[[str], Inventory], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A session whose downlink and uplink carry more than the threshold, and its end."""
    kit = start_kit("metered")
    with Terminal(kit, UE) as terminal:
        recording = Recording(kit, ("n2", "n3", "n4"))
        terminal.restart()
        for _ in range(3):
            order(kit, do="ping", ue=UE, count=1, interval_ms=10, size_bytes=1200)
        recording.wait_for("n4", USAGE_REPORT)
        terminal.type("AT+CFUN=0")
    return recording.finish(tmp_path_factory.mktemp("metered"))


@pytest.mark.proof
def test_tshark_finds_nothing_wrong(metered: Path) -> None:
    assert complaints(metered) == []


@pytest.fixture(scope="module")
def session(metered: Path) -> str:
    """The session's frames on N4 from its establishment on, as a display filter."""
    ((frame, seid),) = fields(metered, "pfcp.msg_type == 51", "frame.number", "pfcp.seid")
    return f"frame.number > {frame} && pfcp.seid == {seid.split(',')[0]}"


def test_a_report_comes_when_the_volume_is_reached_and_at_the_end(
    metered: Path, session: str
) -> None:
    *volumes, end = fields(
        metered,
        f"{session} && pfcp.ur_seqn",
        *(
            "pfcp.msg_type",
            "pfcp.usage_report_trigger_flags.volth",
            "pfcp.volume_measurement.tovol",
        ),
    )

    assert volumes
    for message, by_volume, total_bytes in volumes:
        assert (message, by_volume) == ("56", "True")
        assert int(total_bytes) >= 5000
    assert end[:2] == ["55", "False"]


def test_the_reported_usage_matches_n3(metered: Path, session: str) -> None:
    volumes = ("pfcp.volume_measurement.ulvol", "pfcp.volume_measurement.dlvol")
    reports = fields(metered, f"{session} && pfcp.ur_seqn", *volumes)
    established = session.split("&&")[0]
    packets = fields(metered, f"{established} && gtp && ip.addr == {ADDRESS}", "ip.dst", "ip.len")

    carried = {UPF: 0, GNB: 0}
    for destinations, lengths in packets:
        carried[destinations.split(",")[0]] += int(lengths.split(",")[1])
    reported = [sum(int(volume) for volume in column) for column in zip(*reports, strict=True)]
    assert reported == [carried[UPF], carried[GNB]]


def test_reports_are_numbered(metered: Path, session: str) -> None:
    numbers = fields(metered, f"{session} && pfcp.ur_seqn", "pfcp.ur_seqn")

    assert [int(number) for (number,) in numbers] == list(range(len(numbers)))


@pytest.fixture
async def network() -> AsyncIterator[VirtualNetwork]:
    with claim_block(f"usage tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        scenario = load_scenario("nominal", inventory)
        core = scenario.core.model_copy(update={"heartbeat_s": 0.05})
        scenario = scenario.model_copy(update={"core": core})
        network = VirtualNetwork(inventory, scenario, 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            yield network


async def test_smf_and_upf_answer_each_others_heartbeats(
    network: VirtualNetwork, tmp_path: Path
) -> None:
    recording = await asyncio.to_thread(Recording, network.inventory, ("n4",))

    await asyncio.to_thread(recording.wait_for, "n4", b"\x20\x02\x00\x0c", count=4)

    file = await asyncio.to_thread(recording.finish, tmp_path)
    beats = fields(file, "pfcp.msg_type in {1, 2}", "ip.src", "pfcp.msg_type")
    assert {(source, kind) for source, kind in beats} == {
        (SMF, "1"),
        (UPF, "2"),
        (UPF, "1"),
        (SMF, "2"),
    }
    assert complaints(file) == []
