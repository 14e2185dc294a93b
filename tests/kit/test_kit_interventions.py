"""Interventions at a virtual site from a notebook: made, paid for, signed, and replayed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus5g import set_language
from campus5g.draw import Draw
from campus5g.evidence import Envelope, Statement
from campus5g.inventory import load_inventory
from campus5g.kit import Kit, KitError, connect
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import load_scenario

AREA = "week-quay"
OWN_POLICY = "flows: [{name: video, ue: camera, port: 5004, five_qi: 2, gbr_kbps: 900}]"


def variation_with(fault: str) -> str:
    """Return a variation of the area whose radio has this fault."""
    varies = load_scenario(AREA, load_inventory(KITS / "virtual.yaml")).varies
    assert varies is not None
    drawn = (Draw.named(str(number)).variation for number in range(50))
    return next(each for each in drawn if varies.chosen(each)["radio"] == fault)


@pytest.fixture
def quay(k: Kit) -> Iterator[Kit]:
    with k.scenario(AREA, variation_with("shadowed")):
        yield k


def rsrp_dbm(kit: Kit) -> float:
    signal = kit.modem("camera").signal(seconds=2, interval_ms=500)
    return float(signal.table()["rsrp_dbm"].median())


@pytest.mark.proof
def test_the_right_one_cures_a_needless_one_costs_as_much_and_policies_stay(quay: Kit) -> None:
    before, weak = quay.interventions(), rsrp_dbm(quay)

    quay.policy(OWN_POLICY)
    quay.intervene("antenna-badge")
    still_weak = rsrp_dbm(quay)
    after = quay.intervene("antenna-camera")

    assert before.done == ()
    assert before.left == before.budget
    assert still_weak < weak + 10
    assert rsrp_dbm(quay) > weak + 20
    assert after.done == ("policy", "antenna-badge", "antenna-camera")
    assert after.left.euros == before.budget.euros - 300 - 2 * 700
    assert after.left.minutes == before.budget.minutes - 60 - 2 * 90
    assert "gbr_kbps: 900" in quay.policy().yaml


def test_a_scenario_without_a_budget_says_so(k: Kit) -> None:
    with pytest.raises(KitError, match="neither interventions nor a budget"):
        k.interventions()


def test_what_was_done_is_signed_shown_and_replayed_and_the_rest_refused_in_a_sentence(
    quay: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    variation = quay.scenario().variation
    refused = {}
    for name in ("mast", "coffee", "policy"):
        with pytest.raises(KitError) as refusal:
            quay.intervene(name)
        refused[name] = refusal.value.problem
    quay.intervene("restart").keep("made")
    ledger = quay.interventions()
    ledger.keep("ledger")

    set_language("fr")
    shown = repr(ledger)
    set_language("en")
    attestation = (tmp_path / "evidence/ledger.json.attestation.json").read_text()
    statement = Statement.read(Envelope.from_json(attestation))
    monkeypatch.setenv("CAMPUS5G_REPLAY", str(tmp_path / "evidence"))
    replayed = connect()
    replayed.scenario(AREA, variation)

    assert refused["mast"] == "The budget is not enough for “mast”: nothing is done."
    assert refused["coffee"] == "This site does not offer the intervention “coffee”."
    assert refused["policy"] == "A policy is changed by its file only."
    assert "Reste 2 450 € sur 2 450, et 275 min sur 290." in shown.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "€9,000" in repr(ledger)
    assert str(ledger.left) == "€2,450 · 275\N{NO-BREAK SPACE}min"
    assert "<td>yes</td>" in ledger._repr_html_()
    assert statement.measurement.operation == "interventions"
    assert json.loads((tmp_path / "evidence/ledger.json").read_text())["done"] == ["restart"]
    assert replayed.intervene("restart").done == ("restart",)
    assert replayed.interventions().done == ("restart",)
    with pytest.raises(KitError, match="was not kept"):
        replayed.intervene("mast")
