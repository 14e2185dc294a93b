"""Variations of a virtual kit: the same one gives the same identities, wherever the kit runs."""

from random import Random
from typing import Annotated

from pydantic import Field

from campus5g.inventory.inventory import Inventory

Variation = Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$")]
"""Hexadecimal digits from which all that varies follows, such as a learner's `Draw.variation`."""

_IMSI_DIGITS = 5
_CELLS_OF_A_GNB = 16
"""The last 4 bits of an NR cell identity are the cell's, however long the gNB's identity is."""
_LARGEST_TAC = 9999


def chance(variation: str, purpose: str) -> Random:
    """Return a source of chance for one purpose; others are independent of it."""
    # Chance that repeats, not for secrecy.
    return Random(f"{variation}/{purpose}")  # noqa: S311


def varied(inventory: Inventory, variation: str) -> Inventory:
    """Return the same kit with other identities: of SIMs, cells and tracking area.

    An IMSI keeps its network and its first digits, a cell its gNB; no two cells become one.

    Args:
        inventory: the kit.
        variation: see `Variation`.
    """
    tens = 10 ** (_IMSI_DIGITS - 1)
    ends = chance(variation, "IMSI").sample(range(tens, 10 * tens), len(inventory.ues))
    cells = chance(variation, "cells")
    tac = cells.randint(1, _LARGEST_TAC)
    numbers = cells.sample(range(_CELLS_OF_A_GNB), 1 + len(inventory.neighbours))
    return inventory.model_copy(
        update={
            "ues": {
                name: ue.model_copy(update={"imsi": f"{ue.imsi[:-_IMSI_DIGITS]}{end}"})
                for (name, ue), end in zip(inventory.ues.items(), ends, strict=True)
            },
            "cell": inventory.cell.model_copy(
                update={"tac": tac, "cell_id": _cell(inventory.cell.cell_id, numbers[0])}
            ),
            "neighbours": [
                each.model_copy(update={"cell_id": _cell(each.cell_id, number)})
                for each, number in zip(inventory.neighbours, numbers[1:], strict=True)
            ],
        }
    )


def _cell(cell_id: int, number: int) -> int:
    return cell_id - cell_id % _CELLS_OF_A_GNB + number
