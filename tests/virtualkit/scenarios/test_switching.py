"""Scenarios are switched in a running network, with the consequences that they really have."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from kit_observer import WITHIN_S, Recording, complaints, fields

from campus5g.inventory import Inventory, claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.core import pfcp_requests
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.playing import amf_loss, switching
from campus5g.virtualkit.playing import devices as field
from campus5g.virtualkit.scenarios.scenario import CorePlan, Event, Scenario, listed, load_scenario
from campus5g.virtualkit.ue.ue import Registration, UeObserver

INIT, ABORT = "1", "6"
BACK = {
    "camera": Registration.HOME,
    "agv": Registration.HOME,
    "badge": Registration.DENIED,
}
EVERY_POINT = ("n2", "n3", "n4", "n6")
NAMES = [scenario.name for scenario in listed()]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switching, "CELL_RESTART_S", 0.05)
    monkeypatch.setattr(pfcp_requests, "T1_S", 0.05)
    monkeypatch.setattr(amf_loss, "RECONNECT_S", 0.1)


@asynccontextmanager
async def running(
    name: str = "nominal",
    kit: str = "virtual",
) -> AsyncIterator[tuple[VirtualNetwork, Inventory, Recording]]:
    """A network that has started and is recorded."""
    with claim_block(f"switching tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / f"{kit}.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario(name, inventory), 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            recording = await asyncio.to_thread(Recording, inventory, EVERY_POINT)
            yield network, inventory, recording


class Watch(UeObserver):
    """Notifies of changes."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()

    def registration_changed(self, registration: Registration) -> None:
        self.changed.set()


async def reached(network: VirtualNetwork, wanted: dict[str, Registration]) -> None:
    """Wait until every modem has the wanted registration."""
    watch = Watch()
    for ue in network.ues.values():
        ue.observers.append(watch)
    async with asyncio.timeout(WITHIN_S):
        while {name: ue.registration for name, ue in network.ues.items()} != wanted:
            watch.changed.clear()
            await watch.changed.wait()


async def finish(recording: Recording, folder: Path) -> Path:
    return await asyncio.to_thread(recording.finish, folder)


def states(network: VirtualNetwork) -> dict[str, tuple[str, bool]]:
    """Each modem's registration, and whether it has a session."""
    return {
        name: (ue.registration.name, ue.address is not None) for name, ue in network.ues.items()
    }


def expected(scenario: Scenario, inventory: Inventory) -> dict[str, tuple[str, bool]]:
    """The expected state of each device, by its SIM, subscription and request."""
    found = {}
    for name, part in inventory.ues.items():
        subscriber, device = scenario.subscribers[part.imsi], scenario.devices[name]
        welcome = (
            device.sim.k == subscriber.k
            and subscriber.refused_with_cause is None
            and field.wanted_slice(inventory, scenario, name).name in subscriber.slices
        )
        asked = field.subscription(inventory, scenario, name).dnn
        served = asked == field.wanted_slice(inventory, scenario, name).dnn
        found[name] = ("HOME", served) if welcome else ("DENIED", False)
    return found


def failed(scenario: Scenario, function: Literal["amf", "upf"]) -> Scenario:
    """The scenario with one of the core's functions failed."""
    core = CorePlan(down=frozenset({function}), heartbeat_s=0.05)
    return scenario.model_copy(update={"core": core})


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.proof] if number % 6 else [])
        for number, name in enumerate(NAMES)
    ],
)
async def test_a_kit_starts_in_every_scenario(name: str) -> None:
    async with running(name) as (network, inventory, _):
        found = states(network)
        wanted = expected(load_scenario(name, inventory), inventory)

    assert found == wanted


@pytest.mark.proof
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=st.permutations(NAMES))
def test_from_every_scenario_every_other_can_be_played(
    order: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    async def play_all() -> Path:
        async with running() as (network, inventory, recording):
            for name in [*order, "nominal"]:
                scenario = load_scenario(name, inventory)
                await network.switching.play(scenario)
                assert states(network) == expected(scenario, inventory), name
            return await finish(recording, tmp_path_factory.mktemp("order"))

    # One of the scenarios ciphers NAS: its content can't be read, but the NGAP around it can.
    assert complaints(asyncio.run(play_all()), nas=False) == []


async def test_another_frame_restarts_the_cell_and_its_ues_register_again(tmp_path: Path) -> None:
    async with running() as (network, inventory, recording):
        await network.switching.play(load_scenario("french-frame", inventory))
        found = states(network)
        file = await finish(recording, tmp_path)
    requests = fields(file, "nas-5gs.mm.message_type == 0x41 && ngap.procedureCode == 15", "ngap")
    released = fields(file, "ngap.procedureCode == 41 && ngap.NGAP_PDU == 1", "ngap")

    assert found["camera"] == found["agv"] == ("HOME", True)
    assert len(requests) >= 2
    assert len(released) >= 2
    assert complaints(file) == []


async def test_another_load_disturbs_no_session(tmp_path: Path) -> None:
    async with running() as (network, inventory, recording):
        await network.switching.play(load_scenario("congested", inventory))
        file = await finish(recording, tmp_path)

    assert fields(file, "ngap", "frame.number") == []


async def test_a_device_with_another_sim_is_switched_off_and_on(tmp_path: Path) -> None:
    async with running() as (network, inventory, recording):
        await network.switching.play(load_scenario("refused", inventory))
        registration = network.ues["badge"].registration
        file = await finish(recording, tmp_path)
    causes = fields(file, "nas-5gs.mm.message_type == 0x44", "nas-5gs.mm.5gmm_cause")

    assert registration is Registration.DENIED
    assert causes == [["7"]]


async def test_a_replayed_scenario_gives_the_same_delays_at_the_same_times() -> None:
    async with running() as (network, inventory, _):
        air = network.field.devices["camera"].air
        # Its own packets would come between.
        await network.ues["camera"].power_off()

        async def delays(name: str) -> list[float | None]:
            await network.switching.play(load_scenario(name, inventory))
            return [air.access.uplink(number * 0.0137, 120, 9).arrival_s for number in range(200)]

        first, other, again = [
            await delays(name) for name in ("edge-of-cell", "congested", "edge-of-cell")
        ]

    assert first == again
    assert first != other


async def test_the_robot_s_floor_goes_where_the_scenario_puts_it_and_comes_back() -> None:
    async with running() as (network, inventory, _):
        station = network.field.devices["agv"].station
        before = station.place
        await network.switching.play(load_scenario("edge-of-cell", inventory))
        elsewhere = station.place
        await network.switching.play(load_scenario("nominal", inventory))

    assert elsewhere == pytest.approx((300, 110))
    assert station.place == pytest.approx(before)


async def test_robots_begin_side_by_side_and_stay_on_one_floor_wherever_that_goes() -> None:
    async with running(kit="virtual-robots") as (network, inventory, _):
        first, second = (network.field.devices[ue].station for ue in ("turtlebot", "agv"))
        before = first.place, second.place
        await network.switching.play(load_scenario("edge-of-cell", inventory))
        elsewhere = first.place, second.place

    assert before == (pytest.approx((40, 20)), pytest.approx((40, 22)))
    assert elsewhere == (pytest.approx((300, 110)), pytest.approx((300, 112)))


async def test_devices_that_request_too_much_are_refused_with_a_cause(tmp_path: Path) -> None:
    async with running() as (network, inventory, recording):
        await network.switching.play(load_scenario("misconfigured", inventory))
        found = states(network)
        file = await finish(recording, tmp_path)
    sessions = fields(file, "nas-5gs.sm.message_type == 0xc3", "nas-5gs.sm.5gsm_cause")
    registrations = fields(file, "nas-5gs.mm.message_type == 0x44", "nas-5gs.mm.5gmm_cause")

    assert found["camera"] == ("HOME", False)
    assert found["badge"] == ("DENIED", False)
    assert sessions == [["27"]]
    assert registrations == [["62"]]
    assert complaints(file) == []


async def test_an_event_begins_and_ends_on_time() -> None:
    async with running() as (network, inventory, _):
        nominal = load_scenario("nominal", inventory)
        quieter = {"radio": {"interference_dbm": -80}}
        event = Event(from_s=0.1, until_s=0.2, changes=quieter)
        station = network.field.devices["camera"].station
        before_db = station.signal(0.0).sinr_db
        turned: asyncio.Queue[float] = asyncio.Queue()
        network.switching.followers.append(lambda _: turned.put_nowait(station.signal(0.0).sinr_db))
        await network.switching.play(nominal.model_copy(update={"events": [event]}))
        async with asyncio.timeout(WITHIN_S):
            seen_db = [await turned.get() for _ in range(3)]

    assert seen_db[0] == seen_db[2] == before_db
    assert seen_db[1] < before_db - 10


async def test_a_failed_upf_is_silent_and_gets_its_sessions_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as (network, inventory, recording):
        nominal = load_scenario("nominal", inventory)
        address = network.ues["camera"].address
        lost = asyncio.Event()
        with monkeypatch.context() as watching:
            watching.setattr(network.smf, "associate", lost.set)
            await network.switching.play(failed(nominal, "upf"))
            async with asyncio.timeout(WITHIN_S):
                await lost.wait()
        network.smf.associate()
        await network.switching.play(nominal)
        async with asyncio.timeout(WITHIN_S):
            await network.smf.associated.wait()
            await network.programs.site.ping(address, 7, 1, b"are you back?")  # type: ignore[union-attr,arg-type]
        file = await finish(recording, tmp_path)
    heartbeats = fields(file, "pfcp.msg_type == 1", "pfcp.seqno")
    # A request may be repeated, where the UPF takes its time.
    restored = dict(
        fields(file, "pfcp.msg_type == 50", "pfcp.seqno", "pfcp.sereq_flags.flags.resti")
    )
    registrations = fields(file, "ngap", "frame.number")

    repeated = [number for (number,) in heartbeats if heartbeats.count([number]) == 4]
    assert repeated, "a heartbeat is repeated three times"
    assert [flag in ("1", "True") for flag in restored.values()] == [True, True]
    assert registrations == []
    assert complaints(file) == []


@pytest.mark.proof
async def test_ues_register_again_when_a_failed_amf_returns(
    tmp_path: Path,
) -> None:
    async with running() as (network, inventory, recording):
        nominal = load_scenario("nominal", inventory)
        await network.switching.play(failed(nominal, "amf"))
        await reached(network, dict.fromkeys(network.ues, Registration.SEARCHING))
        without = states(network)
        await network.switching.play(nominal)
        await reached(network, BACK)
        found = states(network)
        file = await finish(recording, tmp_path)
    chunks = [kind for (kind,) in fields(file, "sctp", "sctp.chunk_type")]
    setups = fields(file, "ngap.procedureCode == 21 && ngap.NGAP_PDU == 0", "ngap.RANNodeName")
    requests = fields(file, "nas-5gs.mm.message_type == 0x41", "ngap.procedureCode")

    assert without == dict.fromkeys(network.ues, ("SEARCHING", False))
    assert chunks[0] == ABORT
    assert chunks.count(INIT) >= 1
    assert setups.count(["gnb-halle-1"]) == 1
    assert len(requests) >= 3
    assert found == expected(nominal, inventory)
    assert complaints(file) == []
