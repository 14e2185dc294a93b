"""A modem reports the radio model's signal at the current time and place."""

from ipaddress import IPv4Address

import pytest

from campus5g.air.channel import Signal
from campus5g.air.station import Station
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.identities import Plmn, Snssai
from campus5g.virtualkit.ran.coverage import Coverage
from campus5g.virtualkit.scenarios.scenario import CarrierPlan, load_scenario
from campus5g.virtualkit.ue.modem.command_line import parse_line
from campus5g.virtualkit.ue.modem.equipment import Equipment
from campus5g.virtualkit.ue.modem.network_commands import NetworkCommands
from campus5g.virtualkit.ue.modem.quectel_commands import QuectelCommands
from campus5g.virtualkit.ue.ue import Registration, Subscription, Ue
from campus5g.virtualkit.ue.usim import Usim

NOW_S = 1_790_000_000.0


class Bench:
    """A modem that is registered, without a network around it."""

    def __init__(self) -> None:
        inventory = load_inventory(KITS / "virtual.yaml")
        scenario = load_scenario("nominal", inventory)
        device = scenario.devices["agv"]
        self.station: Station = Coverage(inventory.cell, scenario.radio, 1).station(device, 2)
        usim = Usim("999700000000002", device.sim.k, device.sim.opc)
        ue = Ue("agv", usim, device.imeisv, Subscription(Plmn("999", "70"), Snssai(2), "machines"))
        ue.registration = Registration.HOME
        ue.address = IPv4Address("10.45.0.3")
        equipment = Equipment(ue, self.station, inventory.cell, lambda _: None, lambda: NOW_S)
        self.equipment = equipment
        self.commands = NetworkCommands(equipment).table | QuectelCommands(equipment).table

    async def ask(self, line: str) -> list[str]:
        (command,) = parse_line(line)
        return await self.commands[command.name].answer(command)


async def test_all_commands_report_the_same_moment_of_the_model() -> None:
    bench = Bench()
    signal = bench.station.signal(NOW_S)
    rsrp, rsrq, sinr = (
        f"{value:.0f}" for value in (signal.rsrp_dbm, signal.rsrq_db, signal.sinr_db)
    )

    (cell,) = await bench.ask('AT+QENG="servingcell"')

    assert cell.split(",")[-5:-2] == [rsrp, rsrq, sinr]
    assert await bench.ask("AT+QCSQ") == [f'+QCSQ: "NR5G",{rsrp},{sinr},{rsrq}']
    assert await bench.ask("AT+QRSRP") == [f"+QRSRP: {rsrp},{rsrp},-140,-140,NR5G"]


async def test_a_device_that_moves_away_reports_a_weaker_signal() -> None:
    bench = Bench()
    near = bench.station.signal(NOW_S)

    bench.station.place = 900.0, 0.0
    (cell,) = await bench.ask('AT+QENG="servingcell"')

    assert int(cell.split(",")[-5]) < near.rsrp_dbm - 10


async def test_a_cell_on_another_carrier_is_reported_correctly() -> None:
    bench = Bench()

    carrier = CarrierPlan(tdd_pattern="F", scs_khz=15, bandwidth_mhz=20)
    bench.equipment.follow(bench.equipment.cell, carrier)
    (cell,) = await bench.ask('AT+QENG="servingcell"')

    assert cell.split(",")[11] == "3"
    assert cell.split(",")[-2] == "0"


@pytest.mark.parametrize(
    ("rsrp_dbm", "rsrq_db", "sinr_db", "numbers"),
    [
        (-156.5, -43.5, -23.5, "0,0,0"),
        (-156.0, -43.0, -23.0, "1,1,1"),
        (-87.0, -11.0, 15.0, "65,70,77"),
        (-20.0, 25.0, 45.0, "127,126,127"),
    ],
)
async def test_the_extended_signal_quality_has_the_steps_of_the_standard(
    monkeypatch: pytest.MonkeyPatch,
    rsrp_dbm: float,
    rsrq_db: float,
    sinr_db: float,
    numbers: str,
) -> None:
    bench = Bench()
    measured = Signal(rsrp_dbm, rsrq_db, sinr_db, 0.0)
    monkeypatch.setattr(bench.station, "signal", lambda _: measured)

    assert await bench.ask("AT+CESQ") == [f"+CESQ: 99,99,255,255,255,255,{numbers}"]
