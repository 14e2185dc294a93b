"""Interventions on the control port: what the site offers, and what was made of its budget."""

import asyncio
from typing import Any

from campus5g.errors import CampusError
from campus5g.inventory import Inventory
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.scenarios.interventions import POLICY
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario, what_is_offered


class InterventionOrders:
    """The order to intervene, and the ledger of what was done.

    Args:
        switching: applies scenarios, of which interventions are changes.
        inventory: the kit that scenarios have to fit.
    """

    def __init__(self, switching: Switching, inventory: Inventory) -> None:
        self._switching = switching
        self._inventory = inventory

    def join(self, control: Control) -> None:
        """Register the order with the control port."""
        control.commands["interventions"] = self._interventions

    async def _interventions(self, order: Order) -> Answers:
        """Make the intervention that the order names, if any; answer with the ledger.

        A policy stays in force, and the scenario starts over.
        """
        name = order.get("name")
        if name is not None:
            if name == POLICY:
                raise CampusError(
                    t(
                        fr="Une politique ne se change qu’avec son fichier.",
                        en="A policy is changed by its file only.",
                    ),
                    t(
                        fr="Appelez k.policy(…) : le prix y est compté.",
                        en="Call k.policy(…): its price is charged there.",
                    ),
                )
            now = self._switching.scenario
            scenario = await asyncio.to_thread(
                load_scenario,
                now.name,
                self._inventory,
                variation=now.variation,
                policy=now.policy,
                done=(*now.done, str(name)),
            )
            await self._switching.play(scenario)
        yield _ledger(self._switching.scenario)


def _ledger(scenario: Scenario) -> dict[str, Any]:
    plan = what_is_offered(scenario)
    return {
        "scenario": scenario.name,
        "variation": scenario.variation,
        "budget": plan.budget.model_dump(),
        "offered": {
            name: each.model_dump(mode="json", exclude={"changes"})
            for name, each in plan.offered.items()
        },
        "done": list(scenario.done),
        "left": plan.left(scenario.done).model_dump(),
    }
