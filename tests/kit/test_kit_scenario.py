"""Scenarios from a notebook: the active one, switching to another, and their evidence."""

from pathlib import Path
from statistics import median

import pytest

from campus5g import set_language
from campus5g.evidence import Envelope, InForce, Statement
from campus5g.inventory import load_inventory, varied
from campus5g.kit import Kit, KitError
from campus5g.kit_setup.doctor import examine
from campus5g.places import KITS


def test_the_active_scenario_is_shown_with_the_available_ones(k: Kit) -> None:
    shown = k.scenario()

    assert shown.name == "nominal"
    assert {"nominal", "congested", "core-failure", "wifi"} <= {each.name for each in shown.known}
    assert "In force: Nominal (nominal)" in repr(shown)
    assert "<b>Nominal</b>" in shown._repr_html_()


def test_titles_are_in_the_readers_language(k: Kit) -> None:
    set_language("fr")

    assert k.scenario().title == "Marche normale"


def test_a_scenario_is_active_for_its_block(k: Kit) -> None:
    with k.scenario("congested") as scenario:
        assert scenario.name == "congested"
        assert k.scenario().name == "congested"

    assert k.scenario().name == "nominal"


@pytest.mark.proof
def test_a_load_slows_the_devices_of_its_slice(k: Kit) -> None:
    # A median: a single delay says nothing about the load.
    quiet = k.latency("camera", count=100, interval_ms=31).rtts_ms
    with k.scenario("congested"):
        busy = k.latency("camera", count=100, interval_ms=31).rtts_ms

    assert median(busy) > median(quiet) + 2


def test_an_unknown_scenario_is_refused_with_the_available_ones(k: Kit) -> None:
    with pytest.raises(KitError, match="no scenario “tempest”") as error:
        k.scenario("tempest")

    assert "nominal" in error.value.remedy


def test_evidence_names_the_active_scenario(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with k.scenario("congested"):
        k.latency("agv", count=3).keep("busy")
        with k.capture("n6") as changed:
            k.scenario("nominal")
        changed.keep("changed")

    assert scenarios_of(tmp_path / "evidence/busy.json.attestation.json") == ["congested"]
    assert scenarios_of(tmp_path / "evidence/changed.pcapng.attestation.json") == [
        "congested",
        "nominal",
    ]


def in_force(attestation: Path) -> list[InForce]:
    return Statement.read(Envelope.from_json(attestation.read_text())).measurement.scenarios


def scenarios_of(attestation: Path) -> list[str]:
    return [each.name for each in in_force(attestation)]


class TestUnderAVariation:
    HERS = "00c0ffee00c0ffee"

    @pytest.mark.proof
    def test_description_and_modems_have_its_identities(self, k: Kit) -> None:
        written = k.describe()["cell"], k.antennas
        with k.scenario("nominal", self.HERS) as scenario:
            described = k.describe()
            cell = described["cell"]
            place = k.modem("camera").dialogue("AT+C5GREG=2", "AT+C5GREG?")["AT+C5GREG?"]
            imsi = k.modem("camera").at("AT+CIMI").lines[0]
            names = set(k.antennas.values())
            assert scenario.variation == k.scenario().variation == self.HERS

        kit = varied(load_inventory(KITS / "virtual.yaml"), self.HERS)
        assert (cell["cell_id"], cell["tac"]) == (kit.cell.cell_id, kit.cell.tac)
        assert f'"{cell["tac"]:06X}","{cell["cell_id"]:09X}"' in place
        assert [each["cell_id"] for each in described["neighbours"]] == [
            each.cell_id for each in kit.neighbours
        ]
        assert imsi == kit.ues["camera"].imsi
        assert names == {"gnb-halle-1", "gnb-halle-2"}
        assert (k.describe()["cell"], k.antennas) == written
        assert k.scenario().variation is None

    def test_evidence_records_it(
        self, k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with k.scenario("congested", self.HERS):
            k.latency("agv", count=3).keep("busy")
        k.latency("agv", count=3).keep("quiet")

        (busy,) = in_force(tmp_path / "evidence/busy.json.attestation.json")
        (quiet,) = in_force(tmp_path / "evidence/quiet.json.attestation.json")

        assert (busy.name, busy.variation) == ("congested", self.HERS)
        assert (quiet.name, quiet.variation) == ("nominal", None)

    @pytest.mark.proof
    def test_alone_it_is_applied_to_the_scenario_in_force(self, k: Kit) -> None:
        with k.scenario(variation=self.HERS) as scenario:
            assert (scenario.name, scenario.variation) == ("nominal", self.HERS)

        assert k.scenario().variation is None

    def test_an_invalid_variation_is_refused_before_anything_changes(self, k: Kit) -> None:
        with pytest.raises(KitError, match="variation"):
            k.scenario("congested", "mine")

        assert k.scenario().name == "nominal"


def test_the_kits_card_shows_the_variation(k: Kit, capsys: pytest.CaptureFixture[str]) -> None:
    with k.scenario("congested"):
        k.show()

    assert "Congested cell" in capsys.readouterr().out


def test_the_doctor_warns_of_every_scenario_but_nominal(k: Kit) -> None:
    with k.scenario("congested"):
        warned = next(found for found in examine(k) if found.subject == "scenario")
    fine = next(found for found in examine(k) if found.subject == "scenario")

    assert (warned.level, fine.level) == ("warning", "ok")
    assert f"campus5g kit scenario nominal --kit {k.name}" in warned.step
