"""What a kit has to reach, as its inventory says it or as the cell gives it."""

from pathlib import Path

import pytest

from campus5g.inventory import InventoryError, load_inventory
from campus5g.kit_setup.acceptance.passage import expected_mbps
from campus5g.places import KITS


def test_the_rates_expected_of_a_cell_follow_from_its_bandwidth_and_frame() -> None:
    cell = load_inventory(KITS / "virtual.yaml").cell  # 40 MHz, DDDSU

    assert expected_mbps(cell) == (28.0, 8.0)


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        ("acceptance: {device: crane}", "acceptance.device names UE crane"),
        (
            "power: {p: {switch_off: 'http://h/0', switch_on: 'http://h/1', feeds: x, ue: crane}}",
            "UE crane",
        ),
        ("acceptance: {attempts: 0}", "attempts"),
        ("acceptance: {round_trips: {p50_ms: -1}}", "p50_ms"),
    ],
)
def test_meaningless_marks_are_refused(tmp_path: Path, added: str, complaint: str) -> None:
    before, _, _ = (KITS / "virtual.yaml").read_text().partition("\nacceptance:")
    file = tmp_path / "kit.yaml"
    file.write_text(f"{before}\n{added}\n")

    with pytest.raises(InventoryError, match=complaint):
        load_inventory(file)
