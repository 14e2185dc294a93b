"""The sites of the assessment: each learner has one of many, and none is easier than another."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

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

QUIZ = load_quiz(COURSES / "essentials" / "assessment")
SITES = sorted(QUIZ.cases)
DRAWS = [Draw.named(f"learner {number}") for number in range(200)]

# The width of the cell that carries each rate (TS 38.101-1, table 5.3.2-1).
WIDTH_MHZ = {21: 40, 27: 50, 33: 60}
SCHEME_40_MHZ = full_cell.SCHEME

AREAS = {1: "quay", 2: "terminal", 4: "yard", 5: "mill", 6: "gate", 7: "canteen"}

# The limits that the module on radio teaches; no reading is near the level that tells a shadow
# from interference.
WEAK_DBM, STRONG_DBM, POOR_DB = -105, -90, 5


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return QUIZ


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


def page_of(quiz: Quiz, site: str) -> str:
    text = str(quiz.cases[site].en)
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def figures(quiz: Quiz, site: str) -> dict[str, float]:
    """What a site's page says, by the words around it."""
    text = page_of(quiz, site)
    patterns = {
        "cell": r"The cell\*\* \| about (\d+) Mbit/s",
        "crane": r"crane’s video\*\* \| (\d+) Mbit/s",
        "vehicles": r"\*\*(\d+) vehicles",
        "carts": r"vehicles\*\* \| ([\d.]+) Mbit/s",
        "calls": r"(\d+) video calls",
        "fibre": r"(\d+) km of fibre",
        "limit": r"no command for (\d+) ms",
        "silence": r"Longest silence at the crane\*\* \| (\d+) ms",
        "worst": r"Slowest command’s delay\*\* \| (\d+) ms",
        "mean": r"Mean delay\*\* \| (\d+) ms",
        "p50": r"p50\*\* \| (\d+) ms",
        "p99": r"p99\*\* \| (\d+) ms",
        "p99.9": r"p99\.9\*\* \| (\d+) ms",
        "routed": r"towards the UPF\*\* \| (\d+) Mbit/s",
        "router": r"towards the UPF\*\* \| \d+ Mbit/s of (\d+)",
        "load": r"Load on the cell\*\* \| (\d+) %",
    }
    return {name: float(re.findall(pattern, text)[0]) for name, pattern in patterns.items()}


def readings(quiz: Quiz, site: str) -> dict[str, tuple[int, int]]:
    """The level, in dBm, and the quality, in dB, of each area in the table of a site's page."""
    rows = re.findall(r"\*\*(\d)\. .*\| (-?\d+) dBm \| (-?\d+) dB \|", page_of(quiz, site))
    return {AREAS[int(area)]: (int(level), int(quality)) for area, level, quality in rows}


def has_hole(reading: tuple[int, int]) -> bool:
    return reading[0] < WEAK_DBM and reading[1] < POOR_DB


def is_drowned(reading: tuple[int, int]) -> bool:
    return reading[0] > STRONG_DBM and reading[1] < POOR_DB


def asked(quiz: Quiz, question: str) -> Any:
    [item] = [item for item in quiz.bank if item.id == question]
    return item


def choices(item: Any) -> dict[str, str]:
    """What its choices say, in English with plain spaces and signs."""
    return {
        each.id: each.en.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")
        for each in item.choices
    }


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


def test_two_neighbours_share_a_site_at_most_once_in_thirty() -> None:
    drawn = Counter(variant_of(SITES, Draw.named(f"neighbour {each}")) for each in range(3600))

    assert len(SITES) >= 30
    assert sum((count / 3600) ** 2 for count in drawn.values()) < 1 / 30
    # A hundred each, with a standard deviation of ten.
    assert all(60 <= drawn[site] <= 140 for site in SITES)


def test_no_two_sites_are_alike(quiz: Quiz) -> None:
    for told in (page_of, figures, readings):
        assert len({str(told(quiz, site)) for site in SITES}) == len(SITES)
    causes = [asked(quiz, f"new-antenna-useless-{site}").answer for site in SITES]
    assert Counter(causes) == {"router": 12, "hole": 12, "jam": 12}
    holes = {asked(quiz, f"touch-hole-{site}").answer[0] for site in SITES}
    assert holes == {"quay", "terminal", "yard", "mill", "gate"}
    meals = Counter(re.findall(r"From (.*), at mealtime", page_of(quiz, site))[0] for site in SITES)
    assert set(meals) == {"noon to 1 p.m.", "8 to 9 p.m.", "midnight to 1 a.m."}
    assert min(meals.values()) >= 10


@pytest.mark.parametrize("site", SITES)
def test_each_site_has_the_same_questions_three_times_the_draw(key: FinalKey, site: str) -> None:
    own = [item for item in key.items if item.variant in (None, site)]

    assert {stem(item) for item in own} == {stem(item) for item in key.items}
    assert set(Counter((item.objectives[0], item.difficulty) for item in own).values()) == {4}


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_sums_follow_from_the_sites_page(quiz: Quiz, key: FinalKey, site: str) -> None:
    page = figures(quiz, site)
    production = page["crane"] + page["carts"]
    bytes_sent = int(
        re.findall(r"sends (\d+) bytes", asked(quiz, f"wrapping-share-{site}").prompt.en)[0]
    )

    assert answer(key, f"far-upf-{site}") == pytest.approx(2 * page["fibre"] * 0.005)
    assert answer(key, f"wrapping-share-{site}") == 10 * (bytes_sent + 86)
    assert answer(key, f"cell-with-crane-{site}") == pytest.approx(0.8 * page["cell"] - production)
    assert answer(key, f"ddsuu-yard-{site}") == 2 * page["cell"]
    assert answer(key, f"sure-part-{site}") == pytest.approx(100 * production / page["cell"], abs=1)
    assert answer(key, f"calls-that-fit-{site}") == (page["cell"] - production) // 3
    # At mealtime there are more of them than fit.
    assert page["calls"] > answer(key, f"calls-that-fit-{site}")


def test_one_cause_alone_explains_the_cranes_stops(quiz: Quiz, site: str) -> None:
    page, at_the_stop = figures(quiz, site), readings(quiz, site)["quay"]
    item = asked(quiz, f"new-antenna-useless-{site}")
    explains = {
        "router": page["routed"] == page["router"],
        "hole": has_hole(at_the_stop),
        "jam": is_drowned(at_the_stop),
        # Commands go through the UPF, which is on site.
        "amf": False,
    }
    text = page_of(quiz, site)

    assert set(explains) == set(choices(item))
    assert [name for name, explained in explains.items() if explained] == [item.answer]
    assert page["load"] < 60
    assert page["routed"] == page["router"] or page["routed"] < page["router"] / 4
    assert f"Signal in the same place** | {at_the_stop[0]} dBm, {at_the_stop[1]} dB" in text
    assert ("every four hours" in text) == ("queue full" in text) == (item.answer == "router")
    # What comes down waits in that router; the picture goes up.
    assert ("picture** | intact" in text) == (item.answer == "router")


def test_one_area_has_a_hole_and_another_is_drowned(quiz: Quiz, site: str) -> None:
    read = readings(quiz, site)
    holes = [area for area, reading in read.items() if has_hole(reading)]
    drowned = [area for area, reading in read.items() if is_drowned(reading)]

    assert asked(quiz, f"touch-hole-{site}").answer == holes
    [jam] = drowned
    assert all(
        quality > POOR_DB for area, (_, quality) in read.items() if area not in {*holes, jam}
    )
    diagnosis = asked(quiz, f"jammed-diagnosis-{site}")
    level, quality = read[jam]
    prompt = diagnosis.prompt.en.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")
    assert f"RSRP {level} dBm, SINR {quality} dB" in prompt
    assert jam in prompt.lower()
    for question in ("hole-remedy", "survey-again"):
        assert holes[0] in asked(quiz, f"{question}-{site}").prompt.en


def test_links_are_put_in_order_by_quality(quiz: Quiz, site: str) -> None:
    item = asked(quiz, f"order-levels-site-{site}")
    told = choices(item)
    ordered = [tuple(map(int, re.findall(r"-?\d+(?= d)", told[name]))) for name in item.answer]

    assert [quality for _, quality in ordered] == sorted((q for _, q in ordered), reverse=True)
    assert set(ordered) <= set(readings(quiz, site).values())
    assert len({quality for _, quality in ordered}) == 4


def test_only_silences_explain_the_cranes_stops(quiz: Quiz, site: str) -> None:
    page = figures(quiz, site)

    assert asked(quiz, f"which-number-{site}").answer == "silence"
    assert page["silence"] > page["limit"] + 50
    # One late command among others sent every 50 ms leaves a silence of about 100 ms.
    assert page["worst"] > page["limit"] > 100
    assert asked(quiz, f"one-late-command-{site}").answer == "brief"
    # A silence among commands sent every 50 ms holds up the first of them for the rest of it.
    assert page["worst"] <= page["silence"] - 50


def test_delays_are_those_of_one_distribution(quiz: Quiz, site: str) -> None:
    page = figures(quiz, site)
    item = asked(quiz, f"read-crane-delays-{site}")

    assert page["p50"] < page["mean"] < page["p99"] < page["p99.9"] < page["worst"]
    assert item.answer == "share"
    assert f"within {page['p99']:.0f} ms" in choices(item)["share"]
    # The page gives the slowest and half of them other figures: those choices are wrong.
    assert f"{page['p99']:.0f} ms" in choices(item)["always"]
    assert f"{page['p99']:.0f} ms" in choices(item)["typical"]


def test_what_fits_the_cell_and_what_does_not(quiz: Quiz, site: str) -> None:
    page = figures(quiz, site)
    left = 0.8 * page["cell"] - page["crane"] - page["carts"]
    # A RedCap modem has 20 MHz of the cell.
    narrow = uplink_scheme(sinr_db=20, blocks=resource_blocks(20, 30))
    narrow_mbit_s = full_cell.CAPACITY_MBIT_S * narrow.bits_per_slot / SCHEME_40_MHZ.bits_per_slot

    assert asked(quiz, "gate-cameras-redcap").answer == "redcap"
    assert 0.8 * min(left / 0.8, narrow_mbit_s) > 6 * 1
    # Three cranes do not fit, with whatever class or slice.
    assert asked(quiz, f"third-crane-{site}").answer == "cell"
    assert 3 * page["crane"] > page["cell"]
    # The guaranteed rate that is asked for does fit.
    assert set(asked(quiz, f"gbr-admission-{site}").answer) == {"noon", "refuse", "weak"}
    assert page["crane"] < page["cell"]


def test_the_upf_is_on_site_and_the_amf_is_far(quiz: Quiz, site: str) -> None:
    page = figures(quiz, site)
    item = asked(quiz, f"move-upf-{site}")

    assert "The UPF is on site." in page_of(quiz, site)
    assert page["fibre"] >= 200
    assert set(item.answer) == {"delay", "leave"}
    longer = re.findall(r"([\d.]+) ms longer", choices(item)["delay"])
    assert float(longer[0]) == pytest.approx(2 * page["fibre"] * 0.005)


def test_two_stops_a_shift_exceed_half_a_minute_a_year(quiz: Quiz, site: str) -> None:
    page = figures(quiz, site)
    stops = 2 * 3 * 365

    # Each lasts from the crane's limit to the end of the silence, at least.
    assert stops > 2000
    assert stops * (page["silence"] - page["limit"]) / 1000 > 32
    assert asked(quiz, f"panel-verdict-{site}").answer == "stops"


def test_a_video_does_not_fit_the_class_for_discrete_automation(quiz: Quiz) -> None:
    item = asked(quiz, "need-to-5qi")
    # TS 23.501, table 5.7.4-1: the default maximum data burst volume, in the delay budget.
    carried_kbit_s = 255 * 8 / 10

    assert carried_kbit_s == 204
    assert min(figures(quiz, site)["crane"] for site in SITES) * 1000 > carried_kbit_s
    assert (item.answer, item.nearly) == ("q3", [])
    [reason] = [each.feedback.en for each in item.choices if each.id == "q82"]
    assert re.search(r"255\sbytes in 10\sms, or 204\skbit/s", reason)


def test_no_two_choices_say_the_same(quiz: Quiz) -> None:
    for item in quiz.bank:
        for language in ("fr", "en"):
            said = [getattr(each, language) for each in getattr(item, "choices", ())]
            assert len(set(said)) == len(said), item.id


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", r"\b(toujours|jamais|aucune?|uniquement)\b"), ("en", r"\b(always|never|only|none)\b")],
)
def test_absolute_words_tell_no_choice(quiz: Quiz, language: str, words: str) -> None:
    counted: dict[bool, list[bool]] = {True: [], False: []}
    for item in quiz.bank:
        if item.kind in ("single", "multiple") and item.variant in (None, SITES[0]):
            for each in item.choices:
                right = each.id in ([item.answer] if item.kind == "single" else item.answer or [])
                said = getattr(each, language).lower()
                counted[right].append(bool(re.search(words, said)))
    share = {right: sum(found) / len(found) for right, found in counted.items()}

    assert share[False] <= share[True]


def test_at_mealtime_the_cell_model_starves_only_the_cranes_video(
    quiz: Quiz, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = figures(quiz, site)
    width_mhz = WIDTH_MHZ[int(page["cell"])]
    scheme = uplink_scheme(sinr_db=20, blocks=resource_blocks(width_mhz, 30))
    monkeypatch.setattr(full_cell, "SCHEME", scheme)
    crane = full_cell.FLOWS["crane"]
    ratio = page["crane"] / crane.offered_mbit_s
    monkeypatch.setitem(
        full_cell.FLOWS, "crane", replace(crane, message_bytes=round(ratio * crane.message_bytes))
    )
    wider = scheme.bits_per_slot / SCHEME_40_MHZ.bits_per_slot

    carts, calls = int(page["vehicles"]), int(page["calls"])
    found = full_cell.suffering(full_cell.Cell(callers=calls, agvs=carts, sensors=0))

    assert found == {"crane"}
    assert page["cell"] == pytest.approx(wider * full_cell.CAPACITY_MBIT_S, abs=0.5)
    assert page["carts"] == pytest.approx(carts * full_cell.FLOWS["agv"].offered_mbit_s)
