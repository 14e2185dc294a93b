"""The faults of a learner's draw on a virtual kit; a real one has those that the trainer sets."""

import contextlib
from collections.abc import Iterator

from campus5g import t
from campus5g.kit.kit import Kit


def play(kit: Kit, scenario: str, variation: str) -> None:
    """Have a virtual kit play a scenario as a draw has it; on a real one, say what to ask for."""
    if kit.kind == "virtual":
        print(kit.scenario(scenario, variation).title)
    else:
        _ask_the_trainer(scenario)


@contextlib.contextmanager
def playing(kit: Kit, scenario: str, variation: str) -> Iterator[None]:
    """Do the same while the block runs; then the former scenario returns."""
    if kit.kind == "virtual":
        with kit.scenario(scenario, variation) as played:
            print(played.title)
            yield
    else:
        _ask_the_trainer(scenario)
        yield


def _ask_the_trainer(scenario: str) -> None:
    print(
        t(
            fr=f"Vrai kit : demandez à votre formateur la panne « {scenario} ». "
            "Sans elle, capturez quand même et notez-le sur votre fiche.",
            en=f"Real kit: ask your trainer for the fault “{scenario}”. "
            "Without it, capture all the same and note it on your sheet.",
        )
    )
