"""A cell's radio conditions for every UE, from the inventory and the scenario."""

from collections.abc import Mapping, Sequence

from campus5g.air.channel import Antenna, Channel, Device, Place, Signal
from campus5g.air.contention import Contention, WifiLink
from campus5g.air.frame import Direction, Frame
from campus5g.air.interruptions import Interruptions
from campus5g.air.link_adaptation import (
    Scheme,
    downlink_scheme,
    resource_blocks,
    uplink_scheme,
)
from campus5g.air.load import Background, Load
from campus5g.air.obstacles import Obstacle
from campus5g.air.passage import Access, Link, Timing
from campus5g.air.station import Station
from campus5g.inventory import Cell
from campus5g.virtualkit.codecs.rrc import MeasuredCell
from campus5g.virtualkit.scenarios.scenario import AntennaPlan, RadioPlan, Scenario
from campus5g.virtualkit.scenarios.scenario import Device as DevicePlan

_SEED_STEP = 7919
"""The step between seeds of transmitters in one hall, so that each has its own shadowing."""

_DIRECTIONS: tuple[Direction, ...] = ("downlink", "uplink")


class Coverage:
    """The coverage of one cell.

    Args:
        cell: the carrier and the frame, unless the plan overrides them.
        plan: the hall, the radio configuration and the background load.
        seed: the same seed gives the same bursts and errors.
        shadow_seed: the same one gives the same shadowing; by default the seed.
    """

    def __init__(
        self, cell: Cell, plan: RadioPlan, seed: int, shadow_seed: int | None = None
    ) -> None:
        carrier = plan.carrier
        scs_khz = carrier.scs_khz or cell.scs_khz
        self._frame = Frame(
            carrier.tdd_pattern or cell.tdd_pattern,
            scs_khz,
            carrier.special_downlink,
            carrier.special_uplink,
        )
        self._blocks = resource_blocks(carrier.bandwidth_mhz or cell.bandwidth_mhz, scs_khz)
        self._timing = Timing(**plan.timing.model_dump())
        self._interruptions = Interruptions(**plan.interruptions.model_dump())
        self._wifi = None if plan.wifi is None else Contention(**plan.wifi.model_dump())
        self._seed = seed
        self._channel = Channel(
            frequency_mhz=cell.frequency_mhz,
            scs_khz=scs_khz,
            resource_blocks=self._blocks,
            antenna=Antenna(**plan.antenna.model_dump()),
            clutter=plan.clutter,
            interference_dbm=plan.interference_dbm,
            obstacles=[
                Obstacle(**each.model_dump())
                for each in plan.obstacles.values()
                if not plan.cleared
            ],
            seed=seed if shadow_seed is None else shadow_seed,
        )
        others = [
            Background(**background.model_dump(exclude={"flow", "guaranteed_share"}))
            for background in plan.background
        ]
        self._load = Load(others, plan.reserved, self._frame.slot_s, seed)

    def station(self, device: DevicePlan, number: int) -> Station:
        """Return the radio of a device, number `number` of the kit."""
        return Station(
            self._channel, self._blocks, radio_of(device), device.place, self._seed_of(number)
        )

    def retune(self, station: Station, device: DevicePlan) -> None:
        """Move a radio from another cell's coverage into this one; its place stays the same."""
        station.channel, station.blocks = self._channel, self._blocks
        station.device = radio_of(device)

    def reference_dbm(self, station: Station) -> float:
        """Return the RSRP of this cell at a radio's place, in dBm."""
        return self._channel.received_dbm(station.place, station.device, station.facing_rad)

    def measured(self, station: Station) -> MeasuredCell:
        """Return what a radio measures of this cell at its place."""
        signal = self._channel.signal_at(station.place, station.device, station.facing_rad)
        return MeasuredCell(signal.rsrp_dbm, signal.sinr_db)

    def signal_at(self, place: Place, device: DevicePlan) -> Signal:
        """Return the signal of a device that nobody carries, at any place."""
        return self._channel.signal_at(place, radio_of(device))

    def disturb(self, other: "Coverage", share: float) -> None:
        """Have another transmitter disturb this cell; see `air.channel.Channel.disturb`."""
        self._channel.disturb(other._channel, share)

    def share_needed(self, station: Station, kbps: int) -> float:
        """Return the part of the carrier that a device needs for a bit rate, 1 for all of it.

        The direction counts in which the rate needs more.
        """
        return self._share({way: station.scheme(way, 0.0) for way in _DIRECTIONS}, kbps)

    def share_reported(self, measured: MeasuredCell, kbps: int) -> float:
        """Return the same for a device in another cell, from what it reports of this one."""
        heard_db = self._channel.uplink_sinr_db(measured.rsrp_dbm, Device().power_dbm)
        schemes: dict[Direction, Scheme] = {
            "downlink": downlink_scheme(measured.sinr_db, self._blocks),
            "uplink": uplink_scheme(heard_db, self._blocks),
        }
        return self._share(schemes, kbps)

    def _share(self, schemes: Mapping[Direction, Scheme], kbps: int) -> float:
        if self._wifi is not None:
            return 0.0
        shares = []
        for direction, scheme in schemes.items():
            decoded_bits = scheme.bits_per_slot * (1 - scheme.error_rate)
            per_s = decoded_bits * self._frame.average_share(direction) / self._frame.slot_s
            shares.append(1000 * kbps / per_s)
        return max(shares)

    def access(self, station: Station, slice_name: str, number: int) -> Access:
        """Return the radio link between the gNB and a device."""
        if self._wifi is not None:
            seed = self._seed_of(number)
            return WifiLink(self._wifi, self._timing, self._interruptions, seed)
        return Link(
            self._frame,
            self._timing,
            self._load,
            station.scheme,
            slice_name,
            self._seed_of(number),
            self._interruptions,
        )

    def _seed_of(self, number: int) -> int:
        return self._seed * 1000 + number


def radio_of(device: DevicePlan) -> Device:
    """Return the radio that a scenario gives a device."""
    return Device(behind_db=device.behind_db, body_db=device.body_db, scale_db=device.scale_db)


def coverages(
    cell: Cell, scenario: Scenario, gnbs: Sequence[str], seed: int
) -> dict[str, Coverage]:
    """Return the coverage of every gNB of a scenario, as they disturb one another.

    Args:
        cell: the carrier and the frame.
        scenario: the hall, its antennas and other transmitters.
        gnbs: the gNBs' names, starting with the first cell's.
        seed: see `Coverage`.
    """
    radio, shadows = scenario.radio, scenario.shadow_seed

    def made(number: int, antenna: AntennaPlan) -> Coverage:
        plan = radio.model_copy(update={"antenna": antenna})
        step = number * _SEED_STEP
        return Coverage(cell, plan, seed + step, None if shadows is None else shadows + step)

    antennas = [radio.antenna, *(radio.neighbours.get(name, AntennaPlan()) for name in gnbs[1:])]
    made_in_turn = [made(number, antenna) for number, antenna in enumerate(antennas)]
    for number, interferer in enumerate(radio.interferers.values(), start=len(antennas)):
        antenna = AntennaPlan(**interferer.model_dump(exclude={"share"}))
        for coverage in made_in_turn:
            coverage.disturb(made(number, antenna), interferer.share)
    for coverage in made_in_turn if radio.neighbour_load else []:
        for other in made_in_turn:
            if other is not coverage:
                coverage.disturb(other, radio.neighbour_load)
    return dict(zip(gnbs, made_in_turn, strict=True))
