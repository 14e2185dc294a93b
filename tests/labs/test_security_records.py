"""What network-security draws: its records, what its kit plays, what its charter holds back."""

import importlib
from collections.abc import Iterator
from types import ModuleType

import pytest
from beside_the_notebook import program

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.draw import Draw
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import load_scenario

LAB = "network-security"
DRAWS = [Draw.named(f"seed {number}") for number in range(12)]
MEASURES = ("measure-roll", "measure-theft", "measure-cut", "measure-matrix", "measure-signals")


@pytest.fixture
def case() -> Iterator[ModuleType]:
    with program(LAB, "case") as module:
        yield module


@pytest.fixture
def charter() -> Iterator[ModuleType]:
    with program(LAB, "charter") as module:
        yield module


def test_the_typed_theft_is_the_one_that_the_kit_plays(case: ModuleType) -> None:
    kit = load_inventory(KITS / "virtual.yaml")
    for draw in DRAWS:
        played = load_scenario("stolen-sim", kit, variation=draw.variation).intruder
        assert played is not None

        typed = typed_answers(find_module(LAB), draw)["thief-answer"]

        assert typed == f'thief = "{played.stolen}", "{played.imeisv[:14]}"'
        assert len({played.stolen, played.replays, played.false_cell.ue}) == 3


def test_every_draw_has_four_open_ports_and_two_needs_beside_their_own(case: ModuleType) -> None:
    kit = load_inventory(KITS / "virtual.yaml")
    for draw in DRAWS:
        hosts = load_scenario("stolen-sim", kit, variation=draw.variation).plant.hosts

        assert sum(map(len, hosts.values())) == 4
        assert sum(map(len, case.case_of(draw).allowed.values())) == 5


def test_a_limit_of_another_site_names_the_innocent_or_misses_the_guilty(case: ModuleType) -> None:
    for usual in case.USUAL:
        for limit in case.USUAL:
            chance = Draw.named(f"{usual} {limit}").random("days")
            rightly = wrongly = guilty = 0
            for _ in range(4):
                culprits = set(chance.sample(case.DEVICES, 2))
                flows = case.flows_of(chance, usual, "destination", "station", culprits)
                wide: dict[str, set[str]] = {}
                for flow in flows:
                    wide.setdefault(flow.source, set()).add(flow.destination)
                named = {name for name, seen in wide.items() if len(seen) > limit} - {"station"}
                rightly, wrongly = rightly + len(named & culprits), wrongly + len(named - culprits)
                guilty += len(culprits)
            passes = rightly >= 0.9 * guilty and rightly >= 0.9 * (rightly + wrongly)

            assert passes == (limit == usual), (usual, limit)


def test_each_morning_has_tickets_at_both_edges(case: ModuleType) -> None:
    for draw in DRAWS:
        log = case.log_of(draw.random("morning"), 60)
        ages = [line.minute - log.tickets.get(line.sim, 10**6) for line in log.new_equipment]

        assert 60 in ages
        assert any(60 < age <= 69 for age in ages)
        assert any(age < 0 for age in ages)


def test_of_the_night_a_card_has_the_words_and_no_data(case: ModuleType) -> None:
    card_of = importlib.import_module("card").card_of
    for draw in DRAWS:
        card = card_of(draw)

        shown = repr(card.choices("night"))
        assert all(f"{device}. IMEISV" in shown for device in case.YARD)
        assert not any(trouble in shown for trouble in case.TROUBLES)
        assert "night" not in card.given


@pytest.mark.parametrize("signature", [..., "", "x", "Camille", "    ", 7, None])
def test_the_charter_is_not_signed_by_less_than_a_first_name_and_a_surname(
    charter: ModuleType, signature: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not charter.signed(signature)
    assert "exerci" in capsys.readouterr().out


def test_a_signed_charter_says_nothing(
    charter: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert charter.signed("Camille Exemple")
    assert capsys.readouterr().out == ""


def test_nothing_is_measured_before_the_charter_is_signed() -> None:
    cells = {cell.id: cell.source for cell in read_notebook(find_module(LAB).notebook).cells}

    for name in MEASURES:
        before, gate, after = cells[name].partition("if signed(signature)")
        assert gate, name
        assert "k." not in before
        assert "capture" in after
    acting = ("k.capture", "k.console", "k.intruder", "k.network")
    assert {name for name, source in cells.items() if any(act in source for act in acting)} == {
        *MEASURES,
        "expert-fr",
        "expert-en",
    }
