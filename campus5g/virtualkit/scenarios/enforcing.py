"""A scenario under a policy: what the policy changes in subscriptions, devices and cell."""

from typing import Any

from campus5g.inventory import FlowRule, Inventory, Policy


def under_policy(values: dict[str, Any], policy: Policy, inventory: Inventory) -> dict[str, Any]:
    """Return a scenario's values as a policy changes them.

    Other users of the cell whose traffic is that of one of the policy's flows get its class, and
    the slice of its device.

    Args:
        values: the scenario's, complete.
        policy: one that fits the kit.
        inventory: the kit with the identities that it has in this scenario.
    """
    subscribers, devices = dict(values["subscribers"]), dict(values["devices"])
    for ue, rates in policy.ambr_mbps.items():
        imsi = inventory.ues[ue].imsi
        if imsi in subscribers:
            subscribers[imsi] = subscribers[imsi] | {"ambr_mbps": rates.model_dump()}
    for ue, part in policy.slices.items():
        imsi = inventory.ues[ue].imsi
        if imsi in subscribers:
            subscribers[imsi] = subscribers[imsi] | {"slices": [part]}
        devices[ue] = devices[ue] | {"asks_for": {"slice": part}}
    rules = {rule.name: rule for rule in policy.flows}
    radio = dict(values.get("radio", {}))
    radio["reserved"] = dict(policy.radio_share)
    radio["background"] = [
        _classed(others, rules.get(others.get("flow")), policy, inventory)
        for others in radio.get("background", [])
    ]
    return values | {"subscribers": subscribers, "devices": devices, "radio": radio}


def _classed(
    others: dict[str, Any], rule: FlowRule | None, policy: Policy, inventory: Inventory
) -> dict[str, Any]:
    if rule is None:
        return others
    part = policy.slices.get(rule.ue, inventory.ues[rule.ue].slice)
    return others | {"five_qi": rule.five_qi, "slice": part}
