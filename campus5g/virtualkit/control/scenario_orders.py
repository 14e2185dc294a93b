"""Scenarios on the control port: which one is in force, which are available, and a change."""

import asyncio
from typing import Any

from pydantic import TypeAdapter, ValidationError

from campus5g.errors import CampusError
from campus5g.inventory import Inventory, Variation
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.scenarios.scenario import Scenario, listed, load_scenario

_VARIATION: TypeAdapter[str | None] = TypeAdapter(Variation | None)


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
        """Switch to the scenario that the order names, if any; answer with the one in force.

        With a variation, the scenario's identities and choices follow from it.
        """
        name = order.get("name")
        if name is not None:
            if not isinstance(name, str):
                raise CampusError(
                    t(fr="L’ordre ne nomme aucun scénario.", en="The order names no scenario."),
                    t(fr='Ajoutez "name".', en='Add "name".'),
                )
            scenario = await asyncio.to_thread(
                load_scenario, name, self._inventory, variation=_variation(order)
            )
            await self._switching.play(scenario)
        yield self._in_force()

    async def _scenarios(self, _: Order) -> Answers:
        """Answer with each available scenario."""
        # Many files are read: in a thread, so that user traffic isn't delayed.
        for each in await asyncio.to_thread(listed):
            yield each.model_dump(mode="json")

    def _in_force(self) -> dict[str, Any]:
        scenario: Scenario = self._switching.scenario
        shown = {"name", "title", "description", "variation"}
        summary = scenario.model_dump(mode="json", include=shown)
        return summary | {
            "identities": scenario.varied_identities is not None,
            "since_s": self._switching.since_s,
        }


def _variation(order: Order) -> str | None:
    try:
        return _VARIATION.validate_python(order.get("variation"))
    except ValidationError as error:
        raise CampusError(
            t(
                fr="Une variation est un texte de 8 à 64 chiffres hexadécimaux.",
                en="A variation is a text of 8 to 64 hexadecimal digits.",
            ),
            t(
                fr="Donnez celle de la carte : lab.card()['variation'].",
                en="Give that of the card: lab.card()['variation'].",
            ),
        ) from error
