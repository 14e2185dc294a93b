"""Scenarios on the control port: which one is in force, which are available, and a change."""

import asyncio
from typing import Any

from campus5g.errors import CampusError
from campus5g.inventory import Inventory
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.scenarios.scenario import Scenario, listed, load_scenario


class ScenarioOrders:
    """The orders about scenarios.

    Args:
        switching: applies scenarios.
        inventory: the kit that scenarios have to fit.
    """

    def __init__(self, switching: Switching, inventory: Inventory) -> None:
        self._switching = switching
        self._inventory = inventory

    def join(self, control: Control) -> None:
        """Register the orders with the control port."""
        control.commands |= {"scenario": self._scenario, "scenarios": self._scenarios}

    async def _scenario(self, order: Order) -> Answers:
        """Switch to the scenario that the order names, if any; answer with the one in force."""
        name = order.get("name")
        if name is not None:
            if not isinstance(name, str):
                raise CampusError(
                    t(fr="L’ordre ne nomme aucun scénario.", en="The order names no scenario."),
                    t(fr='Ajoutez "name".', en='Add "name".'),
                )
            scenario = await asyncio.to_thread(load_scenario, name, self._inventory)
            await self._switching.play(scenario)
        yield self._in_force()

    async def _scenarios(self, _: Order) -> Answers:
        """Answer with each available scenario."""
        # Many files are read: in a thread, so that user traffic isn't delayed.
        for each in await asyncio.to_thread(listed):
            yield each.model_dump(mode="json")

    def _in_force(self) -> dict[str, Any]:
        scenario: Scenario = self._switching.scenario
        summary = scenario.model_dump(mode="json", include={"name", "title", "description"})
        return summary | {"since_s": self._switching.since_s}
