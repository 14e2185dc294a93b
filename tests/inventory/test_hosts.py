"""Machines, addresses and borrowed networks: what can't be is refused, with the way out."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from campus5g.inventory import InventoryError, load_inventory
from campus5g.places import KITS

Change = Callable[[dict], None]  # type: ignore[type-arg]


def changed(tmp_path: Path, kit: str, change: Change) -> Path:
    described = yaml.safe_load((KITS / f"{kit}.yaml").read_text())
    change(described)
    file = tmp_path / "kit.yaml"
    file.write_text(yaml.safe_dump(described))
    return file


@pytest.mark.parametrize(
    ("kit", "change", "problem"),
    [
        (
            "classroom",
            lambda kit: kit["hosts"]["modem-2"].update(address="192.168.60.31"),
            "modem-1 and modem-2 have the same address",
        ),
        (
            "classroom",
            lambda kit: kit["hosts"]["edge"].update(address="192.168.61.10"),
            "which 192.168.60.0/24 does not offer",
        ),
        ("bench", lambda kit: kit.pop("lan"), "need a network"),
        ("bench", lambda kit: kit.update(lan="10.45.7.0/24"), "overlap"),
        (
            "classroom",
            lambda kit: kit["hosts"]["modem-2"].update(carries={"camera": "usb-1"}),
            "plugged into modem-1 and modem-2",
        ),
        (
            "bench",
            lambda kit: kit["hosts"]["bench-pc"].update(carries={"crane": "usb-1"}),
            "carries the modem of UE crane",
        ),
        ("bench", lambda kit: kit["core"].pop("smf"), "no address for core.smf"),
        (
            "borrowed",
            lambda kit: kit["capture"].update(
                n2={"interface": "lo", "shows": {"fr": "x", "en": "x"}}
            ),
            "Core and gNB of a borrowed network can.t be reached",
        ),
        (
            "virtual",
            lambda kit: kit.update(network="borrowed"),
            "Core and gNB of a borrowed network",
        ),
    ],
)
def test_wiring_that_does_not_fit_is_refused(
    tmp_path: Path, kit: str, change: Change, problem: str
) -> None:
    with pytest.raises(InventoryError, match=problem):
        load_inventory(changed(tmp_path, kit, change))


@pytest.mark.parametrize("kit", ["bench", "classroom", "borrowed"])
def test_every_modem_of_a_reference_kit_is_plugged_in_somewhere(kit: str) -> None:
    inventory = load_inventory(KITS / f"{kit}.yaml")

    plugged = {ue for host in inventory.hosts.values() for ue in host.carries}

    assert plugged == set(inventory.ues)
