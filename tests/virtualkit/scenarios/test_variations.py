"""Variations of scenarios: what may differ, what is refused, and what the network then shows."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from control_port import order
from kit_observer import Recording, Terminal, complaints, fields

from campus5g.inventory import Inventory, claim_block, load_inventory, varied
from campus5g.places import KITS
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.playing import switching
from campus5g.virtualkit.scenarios.scenario import (
    SCENARIOS,
    Scenario,
    ScenarioError,
    load_scenario,
)

HERS, HIS = "00c0ffee00c0ffee", "00000000decafbad"
STATES = {"camera": ("HOME", True), "agv": ("HOME", True), "badge": ("DENIED", False)}

PERIODS = """
based_on: nominal
varies:
  choices:
    period:
      short: {radio: {timing: {scheduling_request_ms: 5}}}
      usual: {}
      long: {radio: {timing: {scheduling_request_ms: 20}}}
    badge:
      works: {}
      barred: {subscribers: {"999700000000003": {refused_with_cause: 7}}}
"""
CROWDED = """
based_on: periods
radio:
  background:
    - {slice: office, five_qi: 9, users: 40, downlink_load: 0.9, uplink_load: 0.85}
"""


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return load_inventory(KITS / "virtual.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("periods", PERIODS), ("crowded", CROWDED)):
        (tmp_path / f"{name}.yaml").write_text(text)
    nominal = (SCENARIOS / "nominal.yaml").read_text()
    (tmp_path / "nominal.yaml").write_text(nominal)
    (tmp_path / "fixed.yaml").write_text(nominal.replace("varies: {identities: true}", ""))
    return tmp_path


def period_ms(scenario: Scenario) -> float:
    return scenario.radio.timing.scheduling_request_ms


class TestChoices:
    def test_every_alternative_is_drawn(self, inventory: Inventory, folder: Path) -> None:
        drawn = Counter(
            period_ms(load_scenario("periods", inventory, folder, variation=f"{number:016x}"))
            for number in range(90)
        )

        assert set(drawn) == {5, 10, 20}
        assert min(drawn.values()) > 15

    def test_a_scenario_that_is_based_on_another_keeps_its_choice(
        self, inventory: Inventory, folder: Path
    ) -> None:
        for number in range(20):
            variation = f"{number:016x}"
            quiet, busy = (
                load_scenario(name, inventory, folder, variation=variation)
                for name in ("periods", "crowded")
            )
            assert period_ms(quiet) == period_ms(busy)

    def test_without_a_variation_it_is_played_as_written(
        self, inventory: Inventory, folder: Path
    ) -> None:
        written = load_scenario("periods", inventory, folder)

        assert (period_ms(written), written.variation) == (10, None)
        assert written.kit(inventory) == inventory

    def test_a_scenario_without_alternatives_refuses_a_variation(
        self, inventory: Inventory, folder: Path
    ) -> None:
        with pytest.raises(ScenarioError, match=r"même pour tous|same for everyone"):
            load_scenario("fixed", inventory, folder, variation=HERS)

    @pytest.mark.parametrize(
        ("choice", "expected"),
        [
            ("{a: {}, b: {radio: {timing: {k2_slots: -1}}}}", "radio.timing.k2_slots"),
            ("{a: {}, b: {radio: {reserved: {moon: 0.5}}}}", "slice moon"),
            ("{a: {}}", "varies.choices.only"),
        ],
    )
    def test_every_alternative_is_checked_when_the_scenario_is_read(
        self, inventory: Inventory, folder: Path, choice: str, expected: str
    ) -> None:
        text = f"based_on: nominal\nvaries: {{choices: {{only: {choice}}}}}\n"
        (folder / "ours.yaml").write_text(text)

        with pytest.raises(ScenarioError) as error:
            load_scenario("ours", inventory, folder)

        assert expected in error.value.problem


class TestIdentities:
    def test_the_core_s_subscribers_match_the_sims(self, inventory: Inventory) -> None:
        scenario = load_scenario("nominal", inventory, variation=HERS)

        assert {ue.imsi for ue in varied(inventory, HERS).ues.values()} <= set(scenario.subscribers)
        assert scenario.kit(inventory) == varied(inventory, HERS)

    def test_a_subscription_goes_with_its_sim(self, inventory: Inventory) -> None:
        scenario = load_scenario("refused", inventory, variation=HERS)
        badge = scenario.kit(inventory).ues["badge"].imsi

        assert scenario.subscribers[badge].refused_with_cause == 7

    def test_an_event_s_subscriber_is_renamed_too(self, inventory: Inventory, folder: Path) -> None:
        event = '{from_s: 5, changes: {subscribers: {"999700000000001": {refused_with_cause: 7}}}}'
        (folder / "ours.yaml").write_text(f"based_on: nominal\nevents: [{event}]\n")

        later = load_scenario("ours", inventory, folder, variation=HERS).at(6)

        camera = later.kit(inventory).ues["camera"].imsi
        assert later.subscribers[camera].refused_with_cause == 7
        assert len(later.subscribers) == 4

    def test_devices_keep_type_and_software_but_not_the_serial_number(
        self, inventory: Inventory
    ) -> None:
        written = load_scenario("concealed", inventory).devices
        hers, his = (
            load_scenario("concealed", inventory, variation=each).devices for each in (HERS, HIS)
        )

        for name in written:
            numbers = {each[name].imeisv for each in (written, hers, his)}
            assert len(numbers) == 3
            assert len({(number[:8], number[14:]) for number in numbers}) == 1
        assert len({each["badge"].former_tmsi for each in (written, hers, his)}) == 3
        assert hers["camera"].former_tmsi is None


@asynccontextmanager
async def running() -> AsyncIterator[tuple[VirtualNetwork, Inventory]]:
    """A nominal network that has started."""
    with claim_block(f"variation tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("nominal", inventory), 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            yield network, inventory


def states(network: VirtualNetwork) -> dict[str, tuple[str, bool]]:
    """Each modem's registration, and whether it has a session."""
    return {
        name: (ue.registration.name, ue.address is not None) for name, ue in network.ues.items()
    }


def said(inventory: Inventory) -> dict[str, str]:
    """What the camera's modem reports about itself and its cell."""
    with Terminal(inventory, "camera") as terminal:
        terminal.type("AT+C5GREG=2")
        return {
            command: terminal.type(command)[-2]
            for command in ("AT+CIMI", "AT+CGSN", "AT+C5GREG?", 'AT+QENG="servingcell"')
        }


def in_core(inventory: Inventory) -> set[tuple[str, int, int]]:
    """The UEs that the AMF reports, with cell and tracking area."""
    info = inventory.core.info_url
    assert info is not None
    items = httpx.get(f"{info.amf}/ue-info", trust_env=False).json()["items"]
    return {
        (item["supi"], item["location"]["nr_cgi"]["nci"], item["location"]["nr_tai"]["tac"])
        for item in items
    }


class TestInARunningNetwork:
    @pytest.fixture(autouse=True)
    def short_restart(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(switching, "CELL_RESTART_S", 0.05)

    async def test_modems_signalling_and_core_agree(self, tmp_path: Path) -> None:
        async with running() as (network, inventory):
            recording = await asyncio.to_thread(Recording, inventory, ("n2", "n4"))
            scenario = load_scenario("nominal", inventory, variation=HERS)
            await network.switching.play(scenario)
            found = states(network)
            answers = await asyncio.to_thread(said, inventory)
            core = await asyncio.to_thread(in_core, inventory)
            file = await asyncio.to_thread(recording.finish, tmp_path)
        kit = varied(inventory, HERS)
        cell = kit.cell
        asked = fields(file, "nas-5gs.mm.suci.msin", "nas-5gs.mm.suci.msin")

        assert found == STATES
        assert {row[0] for row in asked} == {ue.imsi[5:] for ue in kit.ues.values()}
        assert answers["AT+CIMI"] == kit.ues["camera"].imsi
        assert answers["AT+CGSN"][:14] == scenario.devices["camera"].imeisv[:14]
        assert f'"{cell.tac:06X}","{cell.cell_id:09X}"' in answers["AT+C5GREG?"]
        assert (
            f",{cell.cell_id:X},{cell.physical_cell_id},{cell.tac:X},"
            in (answers['AT+QENG="servingcell"'])
        )
        assert core == {
            (f"imsi-{kit.ues[ue].imsi}", cell.cell_id, cell.tac) for ue in ("camera", "agv")
        }
        assert complaints(file) == []

    async def test_a_variation_gives_the_same_network_after_any_other(
        self,
    ) -> None:
        async def played(*variations: str) -> dict[str, object]:
            async with running() as (network, inventory):
                for variation in variations:
                    scenario = load_scenario("nominal", inventory, variation=variation)
                    await network.switching.play(scenario)
                answers = await asyncio.to_thread(said, inventory)
                # Its signal changes from moment to moment.
                del answers['AT+QENG="servingcell"']
                return answers | {name: str(ue.address) for name, ue in network.ues.items()}

        at_once, after_his = await played(HERS), await played(HIS, HERS)

        assert at_once == after_his

    async def test_a_ue_handed_over_before_starts_in_the_first_cell(self) -> None:
        async with running() as (network, inventory):
            await asyncio.to_thread(order, inventory, do="handover", ue="camera")
            await network.switching.play(load_scenario("nominal", inventory, variation=HERS))
            answers = await asyncio.to_thread(said, inventory)
            found = states(network)

        assert f'"{varied(inventory, HERS).cell.cell_id:09X}"' in answers["AT+C5GREG?"]
        assert found == STATES

    async def test_as_written_it_has_the_inventory_s_identities_again(self) -> None:
        async with running() as (network, inventory):
            before = await asyncio.to_thread(said, inventory)
            await network.switching.play(load_scenario("nominal", inventory, variation=HERS))
            between = await asyncio.to_thread(said, inventory)
            await network.switching.play(load_scenario("nominal", inventory))
            after = await asyncio.to_thread(said, inventory)
            found = states(network)

        assert before["AT+CIMI"] == after["AT+CIMI"] == inventory.ues["camera"].imsi
        assert before["AT+CGSN"] == after["AT+CGSN"]
        assert before["AT+C5GREG?"] == after["AT+C5GREG?"]
        assert set(before.values()).isdisjoint(between.values())
        assert found == STATES

    async def test_another_scenario_of_the_same_variation_disturbs_no_session(
        self, tmp_path: Path
    ) -> None:
        async with running() as (network, inventory):
            await network.switching.play(load_scenario("nominal", inventory, variation=HERS))
            recording = await asyncio.to_thread(Recording, inventory, ("n2",))
            await network.switching.play(load_scenario("congested", inventory, variation=HERS))
            file = await asyncio.to_thread(recording.finish, tmp_path)

        assert fields(file, "ngap", "frame.number") == []

    async def test_a_kept_5g_guti_is_not_used_with_another_sim(self, tmp_path: Path) -> None:
        async with running() as (network, inventory):
            await network.switching.play(load_scenario("sleeping", inventory, variation=HIS))
            recording = await asyncio.to_thread(Recording, inventory, ("n2",))
            await network.switching.play(load_scenario("sleeping", inventory, variation=HERS))
            file = await asyncio.to_thread(recording.finish, tmp_path)
        kit = varied(inventory, HERS)
        asked = fields(file, "nas-5gs.mm.suci.msin", "nas-5gs.mm.suci.msin")

        assert {row[0] for row in asked} >= {ue.imsi[5:] for ue in kit.ues.values()}
