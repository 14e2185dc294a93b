"""The six sites that learners are given: every figure is what a model gives."""

from typing import Any

import pytest

from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    DESIGNS,
    Asset,
    Place,
    suiting,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.model import (
    SECTOR_DBI,
    level_in_the_open_dbm,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fibre_cut.model import (
    Fleet,
    fibre_ms,
    round_trip_ms,
    served,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.neighbour_frames.model import (
    clock_error_us,
    minutes_to_limit,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.network_designs.model import (
    journey,
)
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "project" / "architecture-and-spectrum"
BANK = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))
VARIANTS: dict[str, dict[str, Any]] = BANK["variants"]

ASSETS: dict[str, set[Asset]] = {
    "data, signalling, identities": {"data", "signalling", "identities"},
    "data and identities": {"data", "identities"},
    "the data": {"data"},
    "nothing is forbidden": set(),
}
OWNERS: dict[str, Place] = {"yours": "site", "those": "operator"}
FILE = {
    "masts": "plan, height and direction",
    "eirp": "radiated power",
    "clock": "frame chosen",
    "contact": "person to call",
}


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


def number(figure: Any) -> float:
    text = str(figure["en"] if isinstance(figure, dict) else figure)
    return float(text.replace("−", "-"))


def test_there_are_six_sites_and_all_four_designs_suit_one() -> None:
    assert len(VARIANTS) == 6
    assert {each["design"] for each in VARIANTS.values()} == set(DESIGNS)


def test_no_two_learners_answers_are_alike() -> None:
    for name in ("fibre", "left", "eirp", "excess", "stays", "error"):
        answers = [each[name] for each in VARIANTS.values()]
        assert len(set(answers)) == len(answers), name


def test_one_design_meets_the_constraints(figures: dict[str, Any]) -> None:
    found = suiting(
        stays=frozenset(ASSETS[figures["stays_words"]["en"]]),
        antennas_of=OWNERS.get(figures["antennas_words"]["en"].split(" ")[0].rstrip(":")),
        runs_a_core=figures["core_words"]["en"].startswith("yes"),
        houses_servers=figures["room_words"]["en"].startswith("yes"),
    )
    assert found == [figures["design"]]


def test_what_leaves_and_who_joins_follow_from_the_design(figures: dict[str, Any]) -> None:
    design = DESIGNS[figures["design"]]
    assert figures["leaves"] == {0: "nothing", 2: "control", 3: "all"}[len(design.leaves)]
    joins = journey(figures["design"], "register", fibre_cut=True).arrives
    passes = journey(figures["design"], "message", fibre_cut=True).arrives
    assert figures["joins"] == ("joins" if joins else "keeps" if passes else "dead")


def test_the_place_of_the_upf_follows_from_need_and_fibre(figures: dict[str, Any]) -> None:
    assert figures["fibre"] == pytest.approx(fibre_ms(figures["km"]))
    near = round_trip_ms("hybrid", figures["km"]) <= figures["need"]
    far = round_trip_ms("slice", figures["km"]) <= figures["need"]
    assert figures["upf"] == ("both" if far else "site-only" if near else "neither")


def test_who_still_works_after_the_cut(figures: dict[str, Any]) -> None:
    names = ("fixed", "moving", "sleeping", "cell", "sleep")
    fleet = Fleet(*(figures[name] for name in names))
    assert served("hybrid", fleet, figures["after"]).total == pytest.approx(figures["left"])


def test_the_antenna_at_the_fence(figures: dict[str, Any]) -> None:
    sent_dbm = figures["power"] - figures["cable"]
    level = level_in_the_open_dbm(sent_dbm, SECTOR_DBI, figures["fence_m"], figures["band"])
    assert figures["eirp"] == sent_dbm + SECTOR_DBI
    assert number(figures["level"]) == round(level)
    assert figures["excess"] == number(figures["level"]) - number(figures["limit"]) > 0
    assert figures["most"] == figures["power"] - figures["excess"]


def test_the_clock(figures: dict[str, Any]) -> None:
    drift = number(figures["drift"])
    assert figures["stays"] == pytest.approx(minutes_to_limit(drift))
    assert figures["error"] == pytest.approx(clock_error_us(drift, figures["hours"]))


def test_exactly_one_thing_is_missing_from_the_file(figures: dict[str, Any]) -> None:
    missing = [name for name, words in FILE.items() if words not in figures["file_words"]["en"]]
    assert missing == [figures["missing"]]
