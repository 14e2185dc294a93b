"""A cell's radio conditions for every UE, from the inventory and the scenario."""

from campus5g.air.channel import Antenna, Channel, Device
from campus5g.air.contention import Contention, WifiLink
from campus5g.air.frame import Frame
from campus5g.air.interruptions import Interruptions
from campus5g.air.link_adaptation import resource_blocks
from campus5g.air.load import Background, Load
from campus5g.air.passage import Access, Link, Timing
from campus5g.air.station import Station
from campus5g.inventory import Cell
from campus5g.virtualkit.scenarios.scenario import Device as DevicePlan
from campus5g.virtualkit.scenarios.scenario import RadioPlan


class Coverage:
    """The coverage of one cell.

    Args:
        cell: the carrier and the frame, unless the plan overrides them.
        plan: the hall, the radio configuration and the background load.
        seed: the same seed gives the same shadowing, bursts and errors.
    """

    def __init__(self, cell: Cell, plan: RadioPlan, seed: int) -> None:
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
            seed=seed,
        )
        others = [Background(**background.model_dump()) for background in plan.background]
        self._load = Load(others, plan.reserved, self._frame.slot_s, seed)

    def station(self, device: DevicePlan, number: int) -> Station:
        """Return the radio of a device, number `number` of the kit."""
        radio = Device(behind_db=device.behind_db)
        return Station(self._channel, self._blocks, radio, device.place, self._seed_of(number))

    def retune(self, station: Station, device: DevicePlan) -> None:
        """Move a radio from another cell's coverage into this one; its place stays the same."""
        station.channel, station.blocks = self._channel, self._blocks
        station.device = Device(behind_db=device.behind_db)

    def reference_dbm(self, station: Station) -> float:
        """Return the RSRP of this cell at a radio's place, in dBm."""
        return self._channel.signal_at(station.place, station.device).rsrp_dbm

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
