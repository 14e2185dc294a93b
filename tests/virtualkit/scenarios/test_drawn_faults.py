"""The faults that a learner's draw chooses: each is there, and is what its name says."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from kit_observer import Recording, complaints, fields

from campus5g.inventory import Inventory, claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.playing import switching
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario

WORKS = ("HOME", True)
READER = {
    "other-key": ("DENIED", False, ["20"]),
    "sim-ahead": ("DENIED", False, ["21"]),
    "illegal-ue": ("DENIED", False, ["3"]),
    "illegal-me": ("DENIED", False, ["6"]),
    "no-5g": ("DENIED", False, ["7"]),
    "no-antenna": ("SEARCHING", False, []),
    "other-data-network": ("HOME", False, ["27"]),
}
KINDS = {"key": "20", "sequence": "21", "cause-3": "3", "cause-6": "6", "cause-7": "7", "dnn": "27"}


@pytest.fixture(autouse=True)
def short_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switching, "CELL_RESTART_S", 0.05)


@asynccontextmanager
async def running() -> AsyncIterator[tuple[VirtualNetwork, Inventory]]:
    """A nominal network that has started."""
    with claim_block(f"drawn faults {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("nominal", inventory), 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            yield network, inventory


def drawn(name: str, fault: str, inventory: Inventory) -> Scenario:
    """The scenario under the first variation that draws a fault."""
    varies = load_scenario(name, inventory).varies
    assert varies is not None
    numbers = (f"{number:016x}" for number in count())
    variation = next(each for each in numbers if fault in varies.chosen(each).values())
    return load_scenario(name, inventory, variation=variation)


def faults(name: str) -> list[str]:
    """The faults that a scenario may draw."""
    varies = load_scenario(name, load_inventory(KITS / "virtual.yaml")).varies
    assert varies is not None
    (choice,) = varies.choices.values()
    return sorted(choice)


def causes(file: Path) -> list[str]:
    """The causes of refusals, in order."""
    names = "nas-5gs.mm.5gmm_cause", "nas-5gs.sm.5gsm_cause"
    return ["".join(row) for row in fields(file, " || ".join(names), *names)]


@pytest.mark.proof
@pytest.mark.parametrize("fault", faults("gate-3"))
async def test_the_reader_of_gate_3_fails_as_drawn(fault: str, tmp_path: Path) -> None:
    registration, has_session, due = READER[fault]
    async with running() as (network, inventory):
        recording = await asyncio.to_thread(Recording, inventory, ("n2", "n4"))
        await network.switching.play(drawn("gate-3", fault, inventory))
        found = {
            name: (ue.registration.name, ue.address is not None) for name, ue in network.ues.items()
        }
        file = await asyncio.to_thread(recording.finish, tmp_path)

    assert found == {"camera": WORKS, "agv": WORKS, "badge": (registration, has_session)}
    assert causes(file) == due
    assert complaints(file) == []


async def test_in_the_morning_one_device_fails_as_drawn_and_two_work(tmp_path: Path) -> None:
    failed = {}
    async with running() as (network, inventory):
        recording = await asyncio.to_thread(Recording, inventory, ("n2",))
        for fault in faults("morning-shift"):
            await network.switching.play(drawn("morning-shift", fault, inventory))
            failed[fault] = [
                name
                for name, ue in network.ues.items()
                if (ue.registration.name, ue.address is not None) != WORKS
            ]
        file = await asyncio.to_thread(recording.finish, tmp_path)

    drawn_for = {fault: fault.partition("-")[::2] for fault in failed}
    assert failed == {fault: [device] for fault, (device, _) in drawn_for.items()}
    assert causes(file) == [KINDS[kind] for _, kind in drawn_for.values()]
    assert len(failed) == 18


async def test_a_device_without_a_cell_searches_until_its_antenna_is_back() -> None:
    async with running() as (network, inventory):
        badge = network.ues["badge"]
        await network.switching.play(drawn("gate-3", "no-antenna", inventory))
        await badge.power_off()
        badge.power_on()
        searching = badge.registration.name, badge.settled.is_set()
        await network.switching.play(drawn("gate-3", "no-5g", inventory))

    assert searching == ("SEARCHING", True)
    assert badge.registration.name == "DENIED"
