"""Mobility: the cell that each UE is in, and its handovers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from campus5g.air.a3_event import A3, A3Watch
from campus5g.air.station import Station
from campus5g.inventory import Cell, Inventory
from campus5g.virtualkit.codecs.ngap_handover import Target
from campus5g.virtualkit.ran.coverage import Coverage
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.ran.radio import AirInterface
from campus5g.virtualkit.scenarios.scenario import AntennaPlan, Scenario
from campus5g.virtualkit.scenarios.scenario import Device as DevicePlan

_SEED_STEP = 7919
"""The step between seeds of neighbouring cells, so that each has its own shadowing."""


@dataclass
class Site:
    """A gNB, its cell, and the cell's coverage."""

    gnb: Gnb
    target: Target
    coverage: Coverage


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
                gnbs.items(), self._coverages(scenario, list(gnbs)), strict=True
            )
        }
        self._first = next(iter(self._sites))
        self._serving: dict[str, str] = {}
        self._roamers: dict[str, Roamer] = {}
        self._watches: dict[str, A3Watch] = {}

    def coverage(self, ue: str) -> Coverage:
        """Return the coverage of a UE's cell."""
        return self._site(ue).coverage

    def serving(self, ue: str) -> str:
        """Return the name of the gNB that serves a UE."""
        return self._serving.get(ue, self._first)

    def others(self, ue: str) -> list[str]:
        """Return the names of the gNBs that a UE could be handed over to."""
        return [name for name in self._sites if name != self.serving(ue)]

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
        self._site(ue).gnb.hand_over(ue, self._sites[target].target)

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

    def follow(self, scenario: Scenario) -> None:
        """Apply a scenario's radio conditions; each UE stays in its cell."""
        self._scenario = scenario
        self._rename_cells(scenario.kit(self._inventory))
        coverages = self._coverages(scenario, list(self._sites))
        for site, coverage in zip(self._sites.values(), coverages, strict=True):
            site.coverage = coverage
            site.gnb.inactivity_s = scenario.mobility.inactivity_s
        for ue in self._roamers:
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

    def _coverages(self, scenario: Scenario, names: list[str]) -> list[Coverage]:
        radio = scenario.radio
        covered = [Coverage(self._cell, radio, self._seed)]
        for number, name in enumerate(names[1:], start=1):
            antenna = radio.neighbours.get(name, AntennaPlan())
            plan = radio.model_copy(update={"antenna": antenna})
            covered.append(Coverage(self._cell, plan, self._seed + number * _SEED_STEP))
        return covered
