"""Mobility: the cell that each UE is in, and its handovers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from campus5g.air.a3_event import A3, A3Watch
from campus5g.air.station import Station
from campus5g.inventory import Cell, Inventory
from campus5g.virtualkit.codecs.ngap_handover import Target
from campus5g.virtualkit.codecs.rrc import MeasuredCell
from campus5g.virtualkit.ran.coverage import Coverage, coverages
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.ran.radio import AirInterface
from campus5g.virtualkit.scenarios.scenario import Device as DevicePlan
from campus5g.virtualkit.scenarios.scenario import Scenario


@dataclass
class Site:
    """A gNB, its cell, and the cell's coverage."""

    gnb: Gnb
    target: Target
    coverage: Coverage

    def share_reported(self, measured: MeasuredCell, kbps: int) -> float:
        """Return the part of the carrier that a device needs, from what it reports of the cell."""
        return self.coverage.share_reported(measured, kbps)


@dataclass(frozen=True)
class Roamer:
    """The parts of a UE that change with its cell."""

    number: int
    station: Station
    air: AirInterface


class Mobility:
    """The cells of the kit and the UEs in them; each UE starts in the first cell.

    Args:
        inventory: the kit.
        scenario: the scenario in force.
        seed: the same seed gives the same shadowing.
        gnbs: the gNBs by name, starting with the first cell's.
    """

    def __init__(
        self,
        inventory: Inventory,
        scenario: Scenario,
        seed: int,
        gnbs: Mapping[str, tuple[Gnb, Target]],
    ) -> None:
        self._cell: Cell = inventory.cell
        self._inventory = inventory
        self._seed = seed
        self._scenario = scenario
        self._sites = {
            name: Site(gnb, target, coverage)
            for (name, (gnb, target)), coverage in zip(
                gnbs.items(),
                coverages(self._cell, scenario, list(gnbs), seed).values(),
                strict=True,
            )
        }
        self._first = next(iter(self._sites))
        self._serving: dict[str, str] = {}
        self._roamers: dict[str, Roamer] = {}
        self._watches: dict[str, A3Watch] = {}
        for site in self._sites.values():
            site.gnb.share_needed = self.share_needed
            site.gnb.share_reported = site.share_reported
            site.gnb.admission.room = scenario.guaranteed_room

    def coverage(self, ue: str) -> Coverage:
        """Return the coverage of a UE's cell."""
        return self._site(ue).coverage

    def serving(self, ue: str) -> str:
        """Return the name of the gNB that serves a UE."""
        return self._serving.get(ue, self._first)

    def others(self, ue: str) -> list[str]:
        """Return the names of the gNBs that a UE could be handed over to."""
        return [name for name in self._sites if name != self.serving(ue)]

    def share_needed(self, ue: str, kbps: int) -> float:
        """Return the part of its cell's carrier that a UE needs for a bit rate in kbit/s."""
        return self.coverage(ue).share_needed(self._roamers[ue].station, kbps)

    def qfis(self, ue: str) -> frozenset[int] | None:
        """Return the QoS flows that a UE's gNB serves; None while the UE is not connected."""
        return self._site(ue).gnb.qfis(ue)

    def admit(self, ue: str, roamer: Roamer) -> None:
        """Add a UE, in the first cell."""
        self._roamers[ue] = roamer
        for site in self._sites.values():
            site.gnb.know(ue, roamer.air)
        self._camp(ue, self._first)
        self._watch(ue)

    def release_inactive(self, ue: str) -> None:
        """Have a UE's gNB release it to idle."""
        self._site(ue).gnb.release_inactive(ue)

    def hand_over(self, ue: str, target: str) -> None:
        """Have a UE's gNB hand it over to another gNB."""
        site = self._sites[target]
        measured = site.coverage.measured(self._roamers[ue].station)
        self._site(ue).gnb.hand_over(ue, site.target, measured)

    def cell_of(self, ue: str) -> Cell:
        """Return the cell that a UE is in, with its present identity."""
        cell = self._scenario.kit(self._inventory).cell
        return cell.model_copy(update={"cell_id": self._site(ue).target.position.cell_id})

    def tune(self, ue: str, cell_id: int) -> None:
        """Tune a UE's radio to another cell, as its gNB has commanded."""
        for name, site in self._sites.items():
            if site.target.position.cell_id == cell_id:
                self._camp(ue, name)
        self.moved(ue)

    def moved(self, ue: str) -> None:
        """Measure again, after a UE has moved or changed cell."""
        watch, roamer = self._watches.get(ue), self._roamers[ue]
        if watch is None:
            return
        measured = {
            name: site.coverage.reference_dbm(roamer.station) for name, site in self._sites.items()
        }
        watch.measure(measured.pop(self.serving(ue)), measured)

    def due(self, ue: str) -> str | None:
        """Return the gNB that a UE would be handed over to, and no longer wait to do so."""
        watch = self._watches.get(ue)
        target = None if watch is None else watch.better
        if watch is not None and target is not None:
            watch.stop()
        return target

    def renames_cells(self, scenario: Scenario) -> bool:
        """Return whether cells or tracking area have another identity in a scenario."""
        before, after = (each.kit(self._inventory) for each in (self._scenario, scenario))
        return (before.cell, before.neighbours) != (after.cell, after.neighbours)

    def follow(self, scenario: Scenario) -> None:
        """Apply a scenario's radio conditions.

        Each UE stays in its cell, or starts again in the first one where cells are renamed: no UE
        is registered then.
        """
        renamed = self.renames_cells(scenario)
        self._scenario = scenario
        self._rename_cells(scenario.kit(self._inventory))
        covered = coverages(self._cell, scenario, list(self._sites), self._seed)
        for name, site in self._sites.items():
            site.coverage = covered[name]
            site.gnb.inactivity_s = scenario.mobility.inactivity_s
            site.gnb.admission.room = scenario.guaranteed_room
        for ue in self._roamers:
            if renamed:
                self._camp(ue, self._first)
            self._watch(ue)

    def _rename_cells(self, kit: Inventory) -> None:
        cells = {kit.gnb.name: kit.cell.cell_id}
        cells |= {each.name: each.cell_id for each in kit.neighbours}
        for name, site in self._sites.items():
            position = replace(site.target.position, tac=kit.cell.tac, cell_id=cells[name])
            site.gnb.position = position
            site.target = site.target._replace(position=position)

    def _watch(self, ue: str) -> None:
        earlier, plan = self._watches.pop(ue, None), self._scenario.mobility.a3
        if earlier is not None:
            earlier.stop()
        if plan is not None and len(self._sites) > 1:
            event = A3(plan.offset_db, plan.hysteresis_db, plan.time_to_trigger_ms / 1000)
            self._watches[ue] = A3Watch(event, partial(self.hand_over, ue))

    def _camp(self, ue: str, name: str) -> None:
        roamer, site = self._roamers[ue], self._sites[name]
        self._site(ue).gnb.uncover(ue)
        self._serving[ue] = name
        site.gnb.cover(ue)
        plan = self._device(ue)
        site.coverage.retune(roamer.station, plan)
        wanted = plan.asks_for.slice or self._inventory.slice_of(ue).name
        roamer.air.access = site.coverage.access(roamer.station, wanted, roamer.number)
        roamer.air.to_gnb = partial(site.gnb.on_transmission, ue)

    def _device(self, ue: str) -> DevicePlan:
        return self._scenario.devices[ue]

    def _site(self, ue: str) -> Site:
        return self._sites[self.serving(ue)]
