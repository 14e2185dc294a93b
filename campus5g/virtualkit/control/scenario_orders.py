"""Scenarios on the control port: which one is played, which there are, and to play another."""

import asyncio
from typing import Any

from campus5g.errors import CampusError
from campus5g.inventory import Inventory
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.scenarios.scenario import Scenario, listed, load_scenario


class ScenarioOrders:
    """Joins scenarios to the control port.

    Args:
        switching: plays them.
        inventory: the kit that they have to fit.
    """

    def __init__(self, switching: Switching, inventory: Inventory) -> None:
        self._switching = switching
        self._inventory = inventory

    def join(self, control: Control) -> None:
        """Take orders."""
        control.commands |= {"scenario": self._scenario, "scenarios": self._scenarios}

    async def _scenario(self, order: Order) -> Answers:
        """Play the scenario that the order names, if any; answer what is in force."""
        name = order.get("name")
        if name is not None:
            if not isinstance(name, str):
                raise CampusError(
                    t(fr="L’ordre ne nomme aucun scénario.", en="The order names no scenario."),
                    t(fr='Ajoutez "name".', en='Add "name".'),
                )
            scenario = await asyncio.to_thread(load_scenario, name, self._inventory)
            await self._switching.play(scenario)
        yield self._told()

    async def _scenarios(self, _: Order) -> Answers:
        """Answer each scenario that there is."""
        # Many files are read: user traffic does not wait for them.
        for each in await asyncio.to_thread(listed):
            yield each.model_dump(mode="json")

    def _told(self) -> dict[str, Any]:
        scenario: Scenario = self._switching.scenario
        told = scenario.model_dump(mode="json", include={"name", "title", "description"})
        return told | {"since_s": self._switching.since_s}
