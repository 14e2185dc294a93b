"""Scenarios from a notebook: which is in force, another one, and what evidence says of it."""

from pathlib import Path
from statistics import median

import pytest

from campus5g import set_language
from campus5g.evidence import Envelope, Statement
from campus5g.kit import Kit, KitError
from campus5g.kit_setup.doctor import examine


def test_the_scenario_in_force_is_told_with_those_that_there_are(k: Kit) -> None:
    told = k.scenario()

    assert told.name == "nominal"
    assert {"nominal", "congested", "core-failure", "wifi"} <= {each.name for each in told.known}
    assert "In force: Nominal (nominal)" in repr(told)
    assert "<b>Nominal</b>" in told._repr_html_()


def test_titles_are_in_the_readers_language(k: Kit) -> None:
    set_language("fr")

    assert k.scenario().title == "Marche normale"


def test_a_scenario_is_in_force_for_its_block(k: Kit) -> None:
    with k.scenario("congested") as scenario:
        assert scenario.name == "congested"
        assert k.scenario().name == "congested"

    assert k.scenario().name == "nominal"


def test_a_load_is_felt_by_those_who_share_the_slice(k: Kit) -> None:
    # A median: who is held up for a moment does not tell of the load.
    quiet = k.latency("camera", count=100, interval_ms=31).rtts_ms
    with k.scenario("congested"):
        busy = k.latency("camera", count=100, interval_ms=31).rtts_ms

    assert median(busy) > median(quiet) + 2


def test_an_unknown_scenario_is_told_with_those_that_there_are(k: Kit) -> None:
    with pytest.raises(KitError, match="no scenario “tempest”") as error:
        k.scenario("tempest")

    assert "nominal" in error.value.remedy


def test_evidence_says_which_scenario_was_in_force(
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


def scenarios_of(attestation: Path) -> list[str]:
    statement = Statement.read(Envelope.from_json(attestation.read_text()))
    return [each.name for each in statement.measurement.scenarios]


def test_the_kits_card_tells_it(k: Kit, capsys: pytest.CaptureFixture[str]) -> None:
    with k.scenario("congested"):
        k.show()

    assert "Congested cell" in capsys.readouterr().out


def test_the_doctor_warns_of_any_but_the_nominal_one(k: Kit) -> None:
    with k.scenario("congested"):
        warned = next(found for found in examine(k) if found.subject == "scenario")
    fine = next(found for found in examine(k) if found.subject == "scenario")

    assert (warned.level, fine.level) == ("warning", "ok")
    assert "campus5g kit scenario nominal" in warned.step
