"""Which labs a kit can carry."""

import re
from pathlib import Path

import pytest
import yaml

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.fitting import fitting
from campus5g.inventory import load_inventory
from campus5g.places import HOUSE, KITS


def test_the_virtual_kit_carries_every_lab() -> None:
    fits = fitting(load_inventory(KITS / "virtual.yaml"), catalogue())

    assert fits
    assert all(fit.fits for fit in fits)


def test_a_borrowed_network_shows_no_signalling() -> None:
    fits = {fit.lab.id: fit for fit in fitting(load_inventory(KITS / "borrowed.yaml"), catalogue())}

    assert "n2" in fits["packet-capture"].lacking_points
    assert not fits["packet-capture"].fits


def test_a_kit_without_a_robot_that_follows_velocities_cannot_carry_the_robot_lab() -> None:
    kit = load_inventory(KITS / "classroom.yaml")
    vehicle_alone = kit.model_copy(update={"robots": {"agv": kit.robots["agv"]}})
    none = kit.model_copy(update={"robots": {}})

    lacking = [
        {fit.lab.id: fit.lacks_robot for fit in fitting(each, catalogue())}["robot-control"]
        for each in (kit, vehicle_alone, none)
    ]

    assert lacking == [False, True, True]


def test_a_real_kit_cannot_carry_a_lab_that_plays_an_intrusion() -> None:
    fits = {fit.lab.id: fit for fit in fitting(load_inventory(KITS / "bench.yaml"), catalogue())}

    assert fits["network-security"].lacks_intruder
    assert not fits["network-security"].fits
    assert not fits["packet-capture"].lacks_intruder


def test_a_kit_without_a_machine_with_sensors_cannot_carry_the_sensor_lab() -> None:
    kit = load_inventory(KITS / "virtual.yaml")
    without = kit.model_copy(update={"sensors": None})

    lacking = [
        {fit.lab.id: fit.lacks_sensors for fit in fitting(each, catalogue())}["sensor-to-decision"]
        for each in (kit, without)
    ]

    assert lacking == [False, True]


@pytest.mark.parametrize("page", ["bench.md", "bench.fr.md"])
def test_the_bench_kit_carries_the_labs_that_its_page_promises_for_two_more_modems(
    page: str, tmp_path: Path
) -> None:
    text = (HOUSE / "docs/how-to/kits" / page).read_text()
    (added,) = re.findall(r"```yaml\n(.+?)```", text, re.DOTALL)
    (promised,) = re.findall(r"(?:it carries|il porte) (.+?) ?;", text, re.DOTALL)
    file = tmp_path / "bench.yaml"
    bench, more = yaml.safe_load((KITS / "bench.yaml").read_text()), yaml.safe_load(added)
    bench["slices"] = more["slices"]
    bench["hosts"]["bench-pc"] |= more["hosts"]["bench-pc"]
    bench["ues"] |= more["ues"]
    file.write_text(yaml.safe_dump(bench))

    fits = fitting(load_inventory(file), catalogue())

    named = re.findall(r"\*([a-z-]+)\*", promised)
    assert len(named) == 3
    assert set(named) <= {fit.lab.id for fit in fits if fit.fits}
