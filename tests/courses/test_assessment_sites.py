"""The sites of the assessment: each learner has one of three, and none is easier than another."""

import re
from collections import Counter
from dataclasses import replace

import pytest

import campus5g.courseware.explorers.essentials.full_cell.model as full_cell
from campus5g.air.link_adaptation import resource_blocks, uplink_scheme
from campus5g.authoring.final_quiz import final_key
from campus5g.courseware.quiz.drawing.papers import hardness, paper
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.keys import FinalKey, ItemKey, NumericKey
from campus5g.courseware.quiz.model import Quiz, load_quiz
from campus5g.draw import Draw
from campus5g.places import COURSES

SITES = ("coils", "boxes", "gate")
DRAWS = [Draw.named(f"learner {number}") for number in range(200)]

# The cell that carries each site's rate (TS 38.101-1, table 5.3.2-1), and who is in it at noon.
SCHEME_40_MHZ = full_cell.SCHEME
NOON = {"coils": (40, 8, 12, 6), "boxes": (60, 12, 18, 8), "gate": (50, 10, 15, 7)}


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return load_quiz(COURSES / "essentials" / "assessment")


@pytest.fixture(scope="module")
def key(quiz: Quiz) -> FinalKey:
    found = final_key(quiz)
    assert found
    return found


@pytest.fixture(scope="module")
def papers(key: FinalKey) -> list[list[ItemKey]]:
    """The first attempt of two hundred learners."""
    by_id = {item.id: item for item in key.items}
    return [[by_id[name] for name in paper(key.items, key.draw, draw, 1)] for draw in DRAWS]


def stem(item: ItemKey) -> str:
    return item.id.removesuffix(f"-{item.variant}")


def figures(quiz: Quiz, site: str) -> dict[str, float]:
    """What a site's page says, by the words around it."""
    text = str(quiz.cases[site].en).replace("\N{NO-BREAK SPACE}", " ")
    patterns = {
        "cell": r"The cell\*\* \| about (\d+) Mbit/s",
        "crane": r"crane’s video\*\* \| (\d+) Mbit/s",
        "carts": r"vehicles\*\* \| ([\d.]+) Mbit/s",
        "calls": r"(\d+) video calls",
        "fibre": r"(\d+) km of fibre",
        "limit": r"no command for (\d+) ms",
        "silence": r"Longest silence at the crane\*\* \| (\d+) ms",
        "worst": r"Slowest command’s delay\*\* \| (\d+) ms",
    }
    return {name: float(re.findall(pattern, text)[0]) for name, pattern in patterns.items()}


def answer(key: FinalKey, question: str) -> float:
    [item] = [item for item in key.items if item.id == question]
    assert isinstance(item.key, NumericKey)
    return item.key.answer


def test_every_paper_has_four_questions_on_each_objective(papers: list[list[ItemKey]]) -> None:
    for asked in papers:
        assert set(Counter(item.objectives[0] for item in asked).values()) == {4}


def test_every_paper_is_as_hard_as_any_other(papers: list[list[ItemKey]]) -> None:
    for asked in papers:
        assert hardness(asked) == pytest.approx(2)
        for objective in {item.objectives[0] for item in asked}:
            own = [item for item in asked if item.objectives[0] == objective]
            assert hardness(own) == pytest.approx(2, abs=0.25)


def test_a_paper_asks_about_its_learners_site_only(papers: list[list[ItemKey]]) -> None:
    for draw, asked in zip(DRAWS, papers, strict=True):
        assert {item.variant for item in asked} <= {None, variant_of(SITES, draw)}


def test_sites_are_drawn_about_equally_often() -> None:
    drawn = Counter(variant_of(SITES, draw) for draw in DRAWS)

    # A third of 200 is 67, with a standard deviation of 7.
    assert all(46 <= drawn[site] <= 88 for site in SITES)


@pytest.mark.parametrize("site", SITES)
def test_each_site_has_the_same_questions_three_times_the_draw(key: FinalKey, site: str) -> None:
    own = [item for item in key.items if item.variant in (None, site)]

    assert {stem(item) for item in own} == {stem(item) for item in key.items}
    assert set(Counter((item.objectives[0], item.difficulty) for item in own).values()) == {4}


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_answers_follow_from_the_sites_page(quiz: Quiz, key: FinalKey, site: str) -> None:
    page = figures(quiz, site)
    production = page["crane"] + page["carts"]

    assert answer(key, f"far-upf-{site}") == pytest.approx(2 * page["fibre"] * 0.005)
    assert answer(key, f"cell-with-crane-{site}") == pytest.approx(0.8 * page["cell"] - production)
    assert answer(key, f"ddsuu-yard-{site}") == 2 * page["cell"]
    assert answer(key, f"sure-part-{site}") == pytest.approx(100 * production / page["cell"], abs=1)
    assert answer(key, f"calls-that-fit-{site}") == (page["cell"] - production) // 3


def test_only_silences_explain_the_cranes_stops(quiz: Quiz, site: str) -> None:
    page = figures(quiz, site)

    assert page["silence"] > page["limit"] + 50
    # One late command among others sent every 50 ms leaves a silence of about 100 ms.
    assert page["worst"] > page["limit"] > 100


def test_at_noon_the_cell_model_starves_only_the_cranes_video(
    quiz: Quiz, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    width_mhz, crane_mbit_s, carts, calls = NOON[site]
    page = figures(quiz, site)
    assert (page["crane"], page["calls"]) == (crane_mbit_s, calls)
    scheme = uplink_scheme(sinr_db=20, blocks=resource_blocks(width_mhz, 30))
    monkeypatch.setattr(full_cell, "SCHEME", scheme)
    crane = full_cell.FLOWS["crane"]
    ratio = crane_mbit_s / crane.offered_mbit_s
    monkeypatch.setitem(
        full_cell.FLOWS, "crane", replace(crane, message_bytes=round(ratio * crane.message_bytes))
    )
    wider = scheme.bits_per_slot / SCHEME_40_MHZ.bits_per_slot

    found = full_cell.suffering(full_cell.Cell(callers=calls, agvs=carts, sensors=0))

    assert found == {"crane"}
    assert page["cell"] == pytest.approx(wider * full_cell.CAPACITY_MBIT_S, abs=0.5)
