"""The cell's radio as the inventory and the scenario describe it, for every UE."""

from campus5g.inventory import Cell
from campus5g.virtualkit.air.channel import Antenna, Channel, Device
from campus5g.virtualkit.air.frame import Frame
from campus5g.virtualkit.air.link_adaptation import resource_blocks
from campus5g.virtualkit.air.load import Background, Load
from campus5g.virtualkit.air.passage import Interruptions, Link, Timing
from campus5g.virtualkit.air.station import Station
from campus5g.virtualkit.scenario import Device as DevicePlan
from campus5g.virtualkit.scenario import RadioPlan


class Coverage:
    """What one cell covers.

    Parameters:
        cell: carrier and frame.
        plan: the hall, the configuration, the other users.
        seed: the same seed gives the same shadows, bursts and errors.
    """

    def __init__(self, cell: Cell, plan: RadioPlan, seed: int) -> None:
        self._frame = Frame(cell.tdd_pattern, cell.scs_khz)
        self._blocks = resource_blocks(cell.bandwidth_mhz, cell.scs_khz)
        self._timing = Timing(**plan.timing.model_dump())
        self._interruptions = Interruptions(**plan.interruptions.model_dump())
        self._seed = seed
        self._channel = Channel(
            frequency_mhz=cell.frequency_mhz,
            scs_khz=cell.scs_khz,
            resource_blocks=self._blocks,
            antenna=Antenna(**plan.antenna.model_dump()),
            clutter=plan.clutter,
            interference_dbm=plan.interference_dbm,
            seed=seed,
        )
        others = [Background(**background.model_dump()) for background in plan.background]
        self._load = Load(others, plan.reserved, self._frame.slot_s, seed)

    def station(self, device: DevicePlan, number: int) -> Station:
        """Return the radio of a device, the `number`-th of the kit."""
        radio = Device(behind_db=device.behind_db)
        return Station(self._channel, self._blocks, radio, device.place, self._seed_of(number))

    def link(self, station: Station, slice_name: str, number: int) -> Link:
        """Return the air between the gNB and a device's radio."""
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
