"""Under which conditions is measured: a virtual kit plays them, a real one has to be set."""

from typing import Any

from campus5g import t
from campus5g.errors import CampusError
from campus5g.kit.kit import Kit
from campus5g.kit.measuring.latency import LatencyResult


def play(kit: Kit, scenario: str, variation: str) -> None:
    """Have a virtual kit play a scenario as a draw has it; on a real one, say what to ask for."""
    if kit.kind == "virtual":
        print(kit.scenario(scenario, variation).title)
        return
    print(
        t(
            fr=f"Vrai kit : demandez à votre formateur les conditions « {scenario} ». "
            "Sans elles, mesurez quand même et notez-le sur votre fiche.",
            en=f"Real kit: ask your trainer for the conditions “{scenario}”. "
            "Without them, measure all the same and note it on your sheet.",
        )
    )


def second_meter(kit: Kit, ue: str, **order: Any) -> LatencyResult:
    """Measure with irtt; where it is not installed, with STAMP once more, and say so.

    Raises:
        CampusError: the kit can't measure with either.
    """
    try:
        return kit.latency(ue, via="irtt", **order)
    except CampusError as error:
        print(error.problem)
        print(t(fr="À la place : STAMP, une deuxième fois.", en="In its place: STAMP once more."))
        return kit.latency(ue, via="stamp", **order)
