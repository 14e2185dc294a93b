from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from campus5g.inventory import Inventory, InventoryError, load_inventory
from campus5g.places import KITS

Altered = Callable[[str, str], Path]


@pytest.fixture
def altered(tmp_path: Path):
    """Write the virtual kit's inventory with one text replaced by another."""

    def write(old: str, new: str) -> Path:
        text = (KITS / "virtual.yaml").read_text()
        assert old in text
        path = tmp_path / "kit.yaml"
        path.write_text(text.replace(old, new, 1))
        return path

    return write


def line_of(path: Path, text: str) -> int:
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("path", sorted(KITS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_bundled_kit_loads(path: Path) -> None:
    assert load_inventory(path).name == path.stem


def test_an_arfcn_outside_its_band_is_refused_with_a_fitting_band(altered) -> None:
    path = altered("band: n77", "band: n78")

    with pytest.raises(InventoryError, match="outside band n78") as caught:
        load_inventory(path)

    assert f"{path}:{line_of(path, 'cell:')}" in caught.value.problem
    assert "n77" in caught.value.remedy


def test_a_wrong_value_names_file_line_key_and_remedy(altered) -> None:
    path = altered("scs_khz: 30", "scs_khz: 45")

    with pytest.raises(InventoryError) as caught:
        load_inventory(path)

    assert caught.value.problem.startswith(f"{path}:{line_of(path, 'scs_khz')}: cell.scs_khz:")
    assert "15, 30, 60" in caught.value.remedy


def test_an_unknown_key_is_refused_with_its_line(altered) -> None:
    path = altered("tac: 1", "tac: 1\n  colour: blue")

    with pytest.raises(InventoryError) as caught:
        load_inventory(path)

    assert f":{line_of(path, 'colour')}: cell.colour" in caught.value.problem


def test_a_ue_on_a_slice_that_is_not_offered_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="asks for slice ghost"):
        load_inventory(altered("slice: machines", "slice: ghost"))


def test_a_sim_of_another_network_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="another network"):
        load_inventory(altered("999700000000002", "208930000000002"))


def test_a_robot_without_limits_cannot_be_written(altered) -> None:
    with pytest.raises(InventoryError, match=r"robots\.agv\.limits"):
        load_inventory(altered("    limits:", "    unlimited:"))


@pytest.mark.parametrize("limit", ["0", ".inf", "-1", "null"])
def test_a_limit_cannot_be_infinite(altered, limit: str) -> None:
    with pytest.raises(InventoryError, match=r"robots\.agv\.limits\.speed_mps"):
        load_inventory(altered("speed_mps: 0.4", f"speed_mps: {limit}"))


def test_a_fence_without_room_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="encloses no room"):
        load_inventory(
            altered("[[34, 14], [50, 14], [50, 27], [34, 27]]", "[[0, 0], [0, 0], [0, 0]]")
        )


def test_a_robot_on_an_unknown_ue_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="UE crane"):
        load_inventory(altered("    ue: agv", "    ue: crane"))


def test_a_virtual_robot_without_a_ue_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="needs the UE"):
        load_inventory(altered("    ue: agv\n", ""))


def twice(altered: Altered, second: str) -> Path:
    """Write the inventory with a second robot: what is said of it comes after its protocol."""
    limits = "limits: {speed_mps: 1, turn_radps: 1, fence_m: [[0, 0], [9, 0], [9, 9]]}"
    robot = f"  shuttle: {{protocol: rosbridge, {second}, {limits}}}\n"
    return altered("robots:\n", f"robots:\n{robot}")


def test_a_kit_has_several_robots_in_the_order_in_which_they_are_written(altered) -> None:
    kit = load_inventory(twice(altered, "url: ws://127.0.5.32:9090, ue: camera"))

    assert list(kit.robots) == ["shuttle", "agv"]


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ("url: ws://127.0.5.32:9090, ue: agv", "same UE agv"),
        ("url: ws://127.0.5.31:9090, ue: camera", "one and the same"),
    ],
)
def test_two_robots_on_one_ue_or_at_one_address_are_refused(
    altered, second: str, problem: str
) -> None:
    with pytest.raises(InventoryError, match=problem):
        load_inventory(twice(altered, second))


def test_two_vehicles_of_one_broker_need_different_serial_numbers() -> None:
    kit = yaml.safe_load((KITS / "virtual.yaml").read_text())
    vehicle = kit["robots"]["agv"] | {"protocol": "vda5050", "url": "mqtt://127.0.5.10:1883"}
    kit["robots"] = {
        name: vehicle | {"ue": ue, "vda5050": {"manufacturer": "m", "serial_number": name}}
        for name, ue in (("agv-1", "agv"), ("agv-2", "camera"))
    }

    assert len(Inventory.model_validate(kit).robots) == 2

    kit["robots"]["agv-2"]["vda5050"]["serial_number"] = "agv-1"
    with pytest.raises(ValidationError, match="one and the same"):
        Inventory.model_validate(kit)


def of_one_robot() -> dict[str, Any]:
    """The virtual kit as it was written when a kit had one robot, without a name."""
    kit: dict[str, Any] = yaml.safe_load((KITS / "virtual.yaml").read_text())
    kit["robot"] = kit.pop("robots")["agv"]
    return kit


def test_an_older_inventory_s_one_robot_is_named_after_its_ue() -> None:
    assert Inventory.model_validate(of_one_robot()) == load_inventory(KITS / "virtual.yaml")


def test_an_older_inventory_may_have_no_robot() -> None:
    assert Inventory.model_validate(of_one_robot() | {"robot": None}).robots == {}


def test_a_robot_of_an_older_inventory_that_names_no_ue_is_called_robot() -> None:
    kit = of_one_robot() | {"kind": "real", "block": None}
    del kit["robot"]["ue"]

    assert list(Inventory.model_validate(kit).robots) == ["robot"]


def test_an_invalid_robot_of_an_older_inventory_is_refused() -> None:
    for wrong in ("TurtleBot", {"ue": ["agv"]}):
        with pytest.raises(ValidationError, match="robots"):
            Inventory.model_validate(of_one_robot() | {"robot": wrong})


def test_one_robot_beside_named_ones_is_refused() -> None:
    kit = of_one_robot() | {"robots": {}}

    with pytest.raises(ValidationError, match="robot"):
        Inventory.model_validate(kit)


def test_a_vda5050_vehicle_without_identity_is_refused(altered) -> None:
    robot = "protocol: vda5050\n    url: mqtt://127.0.5.31:1883"

    with pytest.raises(InventoryError, match="needs its identity"):
        load_inventory(altered("protocol: rosbridge\n    url: ws://127.0.5.31:9090", robot))


def test_a_virtual_robot_with_tls_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="does not speak TLS") as refused:
        load_inventory(altered("url: ws://127.0.5.31:9090", "url: wss://127.0.5.31:9090"))

    assert "ws://127.0.5.31:9090" in refused.value.remedy


def test_a_protocol_at_an_address_of_another_is_refused(altered) -> None:
    with pytest.raises(InventoryError, match="can't be reached at"):
        load_inventory(altered("protocol: rosbridge", "protocol: vda5050"))


def test_broken_yaml_names_the_line(altered) -> None:
    path = altered("slices:", "slices: [")

    with pytest.raises(InventoryError, match=rf"{path}:\d+:"):
        load_inventory(path)


def test_a_missing_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match=r"n’existe pas|does not exist") as caught:
        load_inventory(tmp_path / "none.yaml")

    assert "campus5g kit list" in caught.value.remedy


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("")

    with pytest.raises(InventoryError, match=f"{path}:1"):
        load_inventory(path)
