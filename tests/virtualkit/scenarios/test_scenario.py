"""Scenarios are checked before they are played; errors name the file and the remedy."""

from pathlib import Path

import pytest

from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import SCENARIOS, ScenarioError, load_scenario


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return load_inventory(KITS / "virtual.yaml")


def test_every_scenario_fits_the_virtual_kit(inventory: Inventory) -> None:
    names = sorted(file.stem for file in SCENARIOS.rglob("*.yaml"))

    without = {
        name: left
        for name in names
        if (left := set(inventory.ues) - set(load_scenario(name, inventory).devices))
    }

    assert len(names) > 20
    assert without == {}


def test_a_scenario_changes_only_what_it_says(inventory: Inventory) -> None:
    nominal, ciphered = (load_scenario(name, inventory) for name in ("nominal", "ciphered"))

    assert ciphered.algorithms.ciphering == "NEA2"
    changed = {"name", "title", "description", "algorithms"}
    assert ciphered.model_dump(exclude=changed) == nominal.model_dump(exclude=changed)


def test_an_unknown_scenario_is_reported_with_the_available_ones(inventory: Inventory) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario("tempest", inventory)

    assert "'tempest'" in error.value.problem
    assert "nominal" in error.value.remedy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("based_on: nominal\nradio: {timing: {k2_slots: -1}}", "radio.timing.k2_slots"),
        ("based_on: nominal\nradio: {colour: blue}", "radio.colour"),
        ("based_on: nominal\ndevices: {camera: {sim: {k: abc, opc: abc}}}", "devices.camera.sim.k"),
        (
            'based_on: nominal\nsubscribers: {"999700000000001": {slices: [moon]}}',
            "may use slice moon",
        ),
        ("based_on: nominal\nguaranteed_flows: null", "guaranteed_flows"),
        ("based_on: ours", "based on itself"),
        ("a: [", "not YAML"),
        ("just words", "not a scenario"),
    ],
)
def test_an_impossible_scenario_is_reported_by_file_and_key(
    text: str, expected: str, inventory: Inventory, tmp_path: Path
) -> None:
    (tmp_path / "nominal.yaml").write_text((SCENARIOS / "nominal.yaml").read_text())
    (tmp_path / "ours.yaml").write_text(text)

    with pytest.raises(ScenarioError) as error:
        load_scenario("ours", inventory, tmp_path)

    assert str(tmp_path / "ours.yaml") in error.value.problem
    assert expected in error.value.problem
    assert error.value.remedy


def test_an_undescribed_device_is_reported(inventory: Inventory, tmp_path: Path) -> None:
    text = (SCENARIOS / "nominal.yaml").read_text().replace("  badge:", "  other:")
    (tmp_path / "ours.yaml").write_text(text)

    with pytest.raises(ScenarioError, match="no entry under devices for badge"):
        load_scenario("ours", inventory, tmp_path)


def test_a_guaranteed_slice_must_name_its_traffic(inventory: Inventory, tmp_path: Path) -> None:
    text = (SCENARIOS / "nominal.yaml").read_text()
    (tmp_path / "ours.yaml").write_text(text.replace("machines: {port", "office: {port"))

    with pytest.raises(ScenarioError, match="slice machines has a 5QI with a guaranteed"):
        load_scenario("ours", inventory, tmp_path)
