"""The kit's policy on the control port: which one is in force, and another."""

import asyncio
from typing import Any

from pydantic import ValidationError

from campus5g.errors import CampusError
from campus5g.inventory import FlowRule, Inventory, Policy
from campus5g.manifest import explained
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.ran.mobility import Mobility
from campus5g.virtualkit.scenarios.interventions import POLICY
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario


class PolicyOrders:
    """The orders about the policy.

    Args:
        switching: applies scenarios, of which the policy is a part.
        inventory: the kit that a policy has to fit.
        mobility: knows the cells, which admit flows.
    """

    def __init__(self, switching: Switching, inventory: Inventory, mobility: Mobility) -> None:
        self._switching = switching
        self._inventory = inventory
        self._mobility = mobility

    def join(self, control: Control) -> None:
        """Register the order with the control port."""
        control.commands["policy"] = self._policy

    async def _policy(self, order: Order) -> Answers:
        """Apply the policy that the order has, if any; answer with the one in force.

        Devices whose flows, slice or rates change register again. The scenario starts over, and
        keeps the interventions that were made; the policy is one of them where it has a price.
        """
        if "policy" in order:
            now = self._switching.scenario
            charged = now.interventions is not None and POLICY in now.interventions.offered
            scenario = await asyncio.to_thread(
                load_scenario,
                now.name,
                self._inventory,
                variation=now.variation,
                policy=_policy(order["policy"]),
                done=(*now.done, POLICY) if charged else now.done,
            )
            await self._switching.play(scenario)
        yield self._in_force()

    def _in_force(self) -> dict[str, Any]:
        scenario: Scenario = self._switching.scenario
        policy = scenario.policy
        flows = policy.flows if policy else []
        return {
            "policy": None if policy is None else policy.model_dump(mode="json"),
            "guaranteed_room": scenario.guaranteed_room,
            "flows": [self._state(rule, policy) for rule in flows],
        }

    def _state(self, rule: FlowRule, policy: Policy | None) -> dict[str, Any]:
        rules = policy.rules_of(rule.ue) if policy else ()
        qfi = 2 + rules.index(rule)
        served = self._mobility.qfis(rule.ue)
        share = None
        if rule.gbr_kbps is not None:
            share = self._mobility.share_needed(rule.ue, rule.gbr_kbps)
        return {
            "name": rule.name,
            "ue": rule.ue,
            "qfi": qfi,
            "admitted": None if served is None else qfi in served,
            "share": share,
        }


def _policy(values: object) -> Policy:
    try:
        return Policy.model_validate(values)
    except ValidationError as error:
        raise CampusError(*explained(error)) from error
