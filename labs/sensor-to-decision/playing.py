"""The chain of a learner's draw on a virtual kit; a real one has the one that the trainer sets."""

from campus5g import t
from campus5g.kit.kit import Kit


def play(kit: Kit, scenario: str, variation: str) -> None:
    """Have a virtual kit play a scenario as a draw has it; on a real one, say what to ask for."""
    if kit.kind == "virtual":
        print(kit.scenario(scenario, variation).title)
    elif scenario == "sensor-chain-cut":
        print(
            t(
                fr="Vrai kit : demandez à votre formateur d’enlever l’antenne de l’appareil de "
                "la 3e à la 8e seconde.",
                en="Real kit: ask your trainer to take off the device’s antenna from the 3rd to "
                "the 8th second.",
            )
        )
    else:
        print(
            t(
                fr="Vrai kit : sa machine est ce qu’elle est. Votre formateur vous dit ce "
                "qu’elle a.",
                en="Real kit: its machine is what it is. Your trainer tells you what it has.",
            )
        )
