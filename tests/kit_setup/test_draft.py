"""`campus5g kit new`: answers that no kit can have are refused at once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from campus5g import set_language
from campus5g.commands.main import app
from campus5g.errors import CampusError
from campus5g.inventory import load_inventory
from campus5g.kit_setup.draft import Draft, answered, checked, edges_mhz


@pytest.fixture(autouse=True)
def in_english() -> None:
    set_language("en")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("band", "n79", "not a band of these kits"),
        ("arfcn", 700000, "outside band n77"),
        ("arfcn", "here", "not an integer"),
        ("tdd_pattern", "DDDUU", "without a special slot"),
        ("bandwidth_mhz", 23, "can't be 23 MHz wide"),
        ("scs_khz", 120, "does not have a subcarrier spacing of 120 kHz"),
        ("plmn", "1", "not a PLMN"),
        ("lan", "10.45.3.0/24", "overlap"),
        ("lan", "192.168.1.1/24", "not a network"),
        ("lan", "192.168.1.0/28", "too few addresses"),
        ("devices", "Camera One", "does not name devices"),
        ("devices", "", "does not name devices"),
        ("robots", "Robot One", "does not name robots"),
        ("robots", "crane", "talks through UE crane"),
        ("name", "Hall 2", "can't name a kit"),
        ("network", "mine", "whose the network is"),
        ("tdd_pattern", "DDDX", "not a TDD pattern"),
        ("tac", 0, "not a tracking area"),
        ("site", "a: {", "not plain text"),
    ],
)
def test_an_impossible_answer_is_refused_with_the_reason(
    name: str, value: object, problem: str
) -> None:
    with pytest.raises(CampusError, match=problem):
        answered(Draft(), name, value)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("name", "Hall 2", "« Hall 2 » ne peut pas nommer un kit."),
        ("arfcn", 700000, "hors de la bande n77"),
        ("tdd_pattern", "DDDUU", "passe de D à U sans slot spécial"),
        ("bandwidth_mhz", 23, "Aucun canal n’a 23 MHz"),
        ("lan", "10.45.3.0/24", "se recouvrent"),
    ],
)
def test_a_french_speaker_is_refused_in_french(name: str, value: object, problem: str) -> None:
    set_language("fr")

    with pytest.raises(CampusError, match=problem):
        answered(Draft(), name, value)


def test_a_missing_device_for_a_robot_is_asked_again_in_french(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    answers = "mine" + "\n" * 13 + "oui\nagv, camera\n"

    done = CliRunner().invoke(
        app, ["kit", "new", "-o", str(file), "--language", "fr"], input=answers
    )

    assert done.exit_code == 0, done.output
    assert "Le robot oui passe par l’appareil oui, que le kit n’a pas." in done.output
    assert list(load_inventory(file).robots) == ["agv", "camera"]


def test_a_kit_without_robots_is_drafted(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"

    done = CliRunner().invoke(app, ["kit", "new", "-o", str(file)], input="mine" + "\n" * 14)

    assert done.exit_code == 0, done.output
    assert load_inventory(file).robots == {}


@pytest.mark.parametrize("band", ["n38", "n41", "n77", "n78", "n258"])
def test_every_band_has_a_channel_to_begin_with(band: str) -> None:
    assert checked(answered(Draft(), "band", band)).cell.band == band


def test_the_edges_of_the_channel_are_shown_for_the_licence() -> None:
    assert edges_mhz(checked(Draft())) == pytest.approx((3840.02, 3860.02))


def test_a_script_gets_a_kit_that_loads_with_the_comments(tmp_path: Path) -> None:
    file = tmp_path / "hall-2.yaml"
    given = ["--network", "borrowed", "--devices", "camera,turtlebot,agv"]
    given += ["--robots", "turtlebot,agv", "--yes"]

    done = CliRunner().invoke(app, ["kit", "new", "hall-2", *given, "-o", str(file)])

    assert done.exit_code == 0, done.output
    kit = load_inventory(file)
    assert (kit.name, kit.network, list(kit.ues)) == (
        "hall-2",
        "borrowed",
        ["camera", "turtlebot", "agv"],
    )
    assert {name: robot.ue for name, robot in kit.robots.items()} == {
        "turtlebot": "turtlebot",
        "agv": "agv",
    }
    made = {name: host.makes for name, host in kit.hosts.items()}
    assert made["host-agv"] == made["host-turtlebot"] == ["robot", "modem"]
    assert made["host-camera"] == ["modem"]
    assert "# " in file.read_text()


def test_a_person_is_asked_again_until_the_answer_is_possible(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    # name, site, network, band, spacing, width, then a wrong and a right ARFCN, the rest as usual.
    typed = "mine\n\n\n\n\n\n700000\n656668\n" + "\n" * 7

    done = CliRunner().invoke(app, ["kit", "new", "-o", str(file)], input=typed)

    assert done.exit_code == 0, done.output
    assert "outside band n77" in done.output
    assert load_inventory(file).cell.arfcn == 656668


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine")

    done = CliRunner().invoke(app, ["kit", "new", "mine", "--yes", "-o", str(file)])

    assert done.exit_code != 0
    assert file.read_text() == "mine"
