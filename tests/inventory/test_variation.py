"""A variation gives a kit other identities, and the same ones wherever it is applied."""

from hypothesis import given
from hypothesis import strategies as st

from campus5g.inventory import Inventory, chance, load_inventory, varied
from campus5g.places import KITS

INVENTORY = load_inventory(KITS / "virtual.yaml")
variations = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")


def imsis(inventory: Inventory) -> list[str]:
    return [ue.imsi for ue in inventory.ues.values()]


@given(variations)
def test_the_same_variation_gives_the_same_identities(variation: str) -> None:
    assert varied(INVENTORY, variation) == varied(INVENTORY, variation)


def test_learners_have_different_identities() -> None:
    kits = [varied(INVENTORY, f"{number:016x}") for number in range(200)]

    assert len({imsi for kit in kits for imsi in imsis(kit)}) > 590
    assert len({kit.cell.tac for kit in kits}) > 190
    assert len({kit.cell.cell_id for kit in kits}) > 10


@given(variations)
def test_subscribers_stay_in_their_network_and_distinct(variation: str) -> None:
    found = imsis(varied(INVENTORY, variation))

    assert len(set(found)) == len(found)
    assert set(found).isdisjoint(imsis(INVENTORY))
    for imsi, before in zip(found, imsis(INVENTORY), strict=True):
        assert (len(imsi), imsi[:10]) == (15, before[:10])


@given(variations)
def test_a_cell_stays_at_its_gnb(variation: str) -> None:
    kit = varied(INVENTORY, variation)

    assert kit.cell.cell_id >> 4 == INVENTORY.cell.cell_id >> 4
    assert [each.cell_id >> 4 for each in kit.neighbours] == [
        each.cell_id >> 4 for each in INVENTORY.neighbours
    ]
    assert kit.cell.cell_id not in {each.cell_id for each in kit.neighbours}
    assert 1 <= kit.cell.tac <= 9999


def test_only_identities_differ() -> None:
    kit = varied(INVENTORY, "00c0ffee")

    def without_identities(inventory: Inventory) -> dict[str, object]:
        dumped = inventory.model_dump()
        for each in (*dumped["ues"].values(), dumped["cell"], *dumped["neighbours"]):
            for name in ("imsi", "tac", "cell_id"):
                each.pop(name, None)
        return dumped

    assert without_identities(kit) == without_identities(INVENTORY)


def test_one_purpose_does_not_disturb_another() -> None:
    assert chance("00c0ffee", "cells").random() != chance("00c0ffee", "IMSI").random()
