"""Conditions and policies: a virtual kit has them set from here, a real one by its operator."""

from collections.abc import Mapping

from classes import PORTS

from campus5g import t
from campus5g.kit.core_network.policy import AppliedPolicy
from campus5g.kit.kit import Kit


def play(kit: Kit, scenario: str, variation: str) -> None:
    """Have a virtual kit play a scenario as a draw has it; on a real one, say what to ask for."""
    if kit.kind == "virtual":
        print(kit.scenario(scenario, variation).title)
        return
    print(
        t(
            fr=f"Vrai kit : demandez à votre formateur les conditions « {scenario} ».",
            en=f"Real kit: ask your trainer for the conditions “{scenario}”.",
        )
    )


def apply(kit: Kit, policy: str) -> AppliedPolicy | None:
    """Have a virtual kit apply a policy; on a real kit, say who does.

    Raises:
        KitError: the policy contradicts itself, or names what the kit does not have.
    """
    if kit.kind == "virtual":
        return kit.policy(policy)
    print(
        t(
            fr="Vrai kit : son exploitant saisit votre politique dans le cœur et le gNB.",
            en="Real kit: its operator enters your policy into the core and the gNB.",
        )
    )
    return None


def guaranteeing(mbit_s: Mapping[str, float]) -> str:
    """Return the policy, as YAML, that guarantees each device its rate."""
    lines = ["flows:"]
    for name, rate in mbit_s.items():
        flow = f"name: {name}, ue: {name}, port: {PORTS[name]}, five_qi: 4"
        lines.append(f"  - {{{flow}, gbr_kbps: {1000 * rate:.0f}}}")
    return "\n".join(lines) + "\n"
