"""Machines with sensors in an inventory: what can't be is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from campus5g.inventory import Bearing, Inventory, load_inventory
from campus5g.places import KITS


def described(**changes: Any) -> dict[str, Any]:
    kit = load_inventory(KITS / "virtual.yaml").model_dump(mode="json")
    kit["sensors"] |= changes
    return kit


def test_the_virtual_kit_s_broker_is_at_the_site() -> None:
    kit = load_inventory(KITS / "virtual.yaml")

    assert kit.sensors is not None
    assert kit.user_plane is not None
    assert (kit.sensors.host, kit.sensors.port) == (str(kit.user_plane.site), 1883)


@pytest.mark.parametrize("broker", ["mqtt://127.0.0.1:1883", "mqtt://127.0.5.10:1884"])
def test_a_virtual_broker_elsewhere_is_refused(broker: str) -> None:
    with pytest.raises(ValidationError, match="through a UE to the site"):
        Inventory.model_validate(described(broker=broker))


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        ({"ue": "tractor"}, "UE tractor"),
        ({"ue": None}, "through a UE to the site"),
        ({"topic": "a/#"}, "topic"),
        ({"topic": "$SYS/x"}, "topic"),
    ],
)
def test_an_impossible_machine_is_refused(machine: dict[str, Any], said: str) -> None:
    part = described()["sensors"]["machines"]["agv-drive"] | machine
    with pytest.raises(ValidationError, match=said):
        Inventory.model_validate(described(machines={"agv-drive": part}))


def test_balls_that_do_not_fit_their_circle_are_refused() -> None:
    with pytest.raises(ValidationError, match="do not fit"):
        Bearing(balls=20, ball_mm=10, pitch_mm=60)
