"""The wiring and address plan, drawn from the inventory."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from campus5g.commands.main import app
from campus5g.inventory import load_inventory
from campus5g.kit_setup.plan import plan
from campus5g.places import HOUSE, KITS

ALL = ["bench", "borrowed", "classroom", "virtual"]


def words_of(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())  # noqa: S314  our own


@pytest.mark.parametrize("kit", ALL)
def test_the_plan_names_every_machine_address_and_device(kit: str) -> None:
    inventory = load_inventory(KITS / f"{kit}.yaml")

    words = words_of(plan(inventory))

    for name, host in inventory.hosts.items():
        assert name in words
        assert str(host.address) in words
    for name, ue in inventory.ues.items():
        assert name in words
        assert ue.imsi in words
    assert str(inventory.cell.arfcn) in words


def test_an_unknown_address_is_not_drawn() -> None:
    assert "0.0.0.0" not in plan(load_inventory(KITS / "borrowed.yaml"))  # noqa: S104


@pytest.mark.parametrize("kit", ALL)
def test_the_plan_uses_the_design_colours_and_has_a_title(kit: str) -> None:
    drawn = plan(load_inventory(KITS / f"{kit}.yaml"))

    assert "var(" not in drawn
    assert re.search(r"<svg[^>]*><title>[^<]+</title>", drawn)


@pytest.mark.parametrize("kit", ["bench", "borrowed", "classroom"])
def test_the_stored_plan_matches_the_reference_inventory(kit: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.svg"

    done = CliRunner().invoke(app, ["kit", "diagram", kit, "-o", str(file)])

    assert done.exit_code == 0, done.output
    assert file.read_text() == (HOUSE / "kit-setup" / "plans" / f"{kit}.svg").read_text()
