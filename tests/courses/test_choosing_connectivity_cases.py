"""The six companies that learners are given: every figure is what the models or a sum give."""

from typing import Any
from xml.etree import ElementTree

import pytest

from campus5g.courseware.explorers.essentials.connectivity_map.view import STOPS
from campus5g.courseware.explorers.models.lorawan import SPREADING_FACTORS
from campus5g.courseware.explorers.models.technology import (
    AXES,
    EVERY_TECHNOLOGY,
    Need,
    Power,
    advised,
)
from campus5g.courseware.explorers.project.choosing_connectivity.battery_life import view
from campus5g.courseware.explorers.project.choosing_connectivity.battery_life.model import (
    Device,
    drain,
    years,
)
from campus5g.courseware.explorers.project.choosing_connectivity.company_plan import (
    COMPANIES,
    company_plan,
)
from campus5g.courseware.explorers.project.choosing_connectivity.weighted_choice.view import (
    CRITERIA,
)
from campus5g.courseware.quiz.model import load_quiz
from campus5g.courseware.weighted_choice import (
    mean,
    tippings,
    winners,
)
from campus5g.language import LANGUAGES, Language, set_language
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "project" / "choosing-connectivity"
VARIANTS: dict[str, dict[str, Any]] = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))[
    "variants"
]

OPTIONS = {"wifi": "Cable and Wi-Fi", "public": "Public 5G", "private": "Private 5G"}
TRICKS = {
    "mean": "on average",
    "oneway": "and back",
    "load": "on a Sunday",
    "place": "at the foot of the antenna",
    "peak": "the maximum of the standard",
    "scope": "maintained",
}
SECONDS = {"10 s": 10, "1 min": 60, "10 min": 600, "1 h": 3600, "6 h": 21_600, "24 h": 86_400}
POWERS = {
    "charged daily": Power.CHARGED_DAILY,
    "years on a battery": Power.YEARS_ON_A_BATTERY,
    "mains": Power.MAINS,
}
SPEEDS = {"does not move": 0, "at a walk, 4 km/h": 4, "15 km/h": 15}


def words(figure: Any) -> str:
    """A figure or word as the English reader sees it, with ordinary spaces."""
    shown = figure["en"] if isinstance(figure, dict) else figure
    return str(shown).replace("\N{NO-BREAK SPACE}", " ")


def number(figure: Any) -> float:
    """A figure as the English reader sees it."""
    return float(words(figure).replace(",", ""))


def need_of(figures: dict[str, Any]) -> Need:
    value, unit = words(figures["delay"]).split()
    return Need(
        number(figures["kbit"]),
        float(value) * {"ms": 1, "min": 60_000}[unit],
        figures["devices"],
        number(figures["distance"]),
        SPEEDS[words(figures["speed"])],
        POWERS[words(figures["power"])],
    )


def probe_of(figures: dict[str, Any]) -> Device:
    start = view.START
    return Device(
        number(figures["battery"]),
        figures["asleep"],
        figures["current"],
        number(figures["awake"]),
        start.listen_ma,
        start.listen_s,
        start.lost_a_year,
    )


def table_of(figures: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {
        option: {criterion: figures[f"{option}_{criterion}"] for criterion in CRITERIA}
        for option in OPTIONS
    }


def weights_of(figures: dict[str, Any]) -> dict[str, float]:
    return {**dict.fromkeys(CRITERIA, 1.0), "need": figures["weight"]}


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


@pytest.mark.parametrize(
    "answer",
    [
        "total_kbit",
        "network",
        "messages_hour",
        "messages_day",
        "message_ua",
        "life",
        "called",
        "mean",
        "tipping",
        "hours",
        "trick",
    ],
)
def test_no_two_learners_answers_are_alike(answer: str) -> None:
    answers = [each[answer] for each in VARIANTS.values()]
    assert len(set(answers)) == len(answers) == 6


@pytest.mark.parametrize("answer", ["fixed", "winner", "largest"])
def test_a_short_answer_differs_for_most_neighbours(answer: str) -> None:
    answers = [each[answer] for each in VARIANTS.values()]
    assert len(set(answers)) == 3
    assert max(answers.count(each) for each in answers) <= 3


def test_the_need_can_be_set_in_the_explorer(figures: dict[str, Any]) -> None:
    need = need_of(figures)
    assert [axis for axis in AXES if need.asked(axis) not in STOPS[axis]] == []


def test_the_network_and_the_total_rate(figures: dict[str, Any]) -> None:
    need = need_of(figures)
    found = advised(need, EVERY_TECHNOLOGY)
    assert found is not None
    assert found.technology.id == figures["network"]
    assert figures["total_kbit"] == pytest.approx(need.total_kbit_s)


def test_the_messages_that_a_hundredth_of_the_time_allows(figures: dict[str, Any]) -> None:
    share = SPREADING_FACTORS[0].device_bit_s / SPREADING_FACTORS[0].rate_bit_s
    assert figures["messages_hour"] == pytest.approx(3600 * share / number(figures["air"]))


def test_the_probe_can_be_set_in_the_explorer(figures: dict[str, Any]) -> None:
    device = probe_of(figures)
    assert device.battery_mah in view.BATTERIES_MAH
    assert device.asleep_ua in view.ASLEEP_UA
    assert device.awake_ma in view.AWAKE_MA
    assert device.awake_s in view.AWAKE_S
    assert SECONDS[words(figures["every"])] in view.EVERY_S
    assert number(figures["listen"]) in view.LISTEN_EVERY_S


def test_what_the_probes_draw_and_how_long_they_last(figures: dict[str, Any]) -> None:
    device, every_s = probe_of(figures), SECONDS[words(figures["every"])]
    listen_s = number(figures["listen"])
    called = drain(device, every_s, listen_s)
    parts = {
        "asleep": called.asleep_ua,
        "messages": called.messages_ua,
        "listening": called.listening_ua,
        "itself": called.itself_ua,
    }
    assert figures["messages_day"] == 86_400 / every_s
    assert figures["message_ua"] == pytest.approx(called.messages_ua, abs=0.051)
    assert figures["largest"] == max(parts, key=lambda part: parts[part])
    assert figures["life"] == pytest.approx(years(device, every_s, None), abs=0.0051)
    assert number(figures["life_words"]) == pytest.approx(figures["life"], abs=0.051)
    assert figures["called"] == pytest.approx(years(device, every_s, listen_s), abs=0.0051)


def test_the_weighted_choice_and_where_it_tips(figures: dict[str, Any]) -> None:
    table, weights = table_of(figures), weights_of(figures)
    [tip] = tippings(table, weights, "need")
    assert winners(table, weights) == [figures["winner"]]
    assert figures["mean"] == pytest.approx(mean(table["wifi"], weights), abs=0.0051)
    assert figures["tipping"] == pytest.approx(100 * tip.share, abs=0.051)
    assert words(figures["first"]) == OPTIONS[figures["winner"]]
    assert {words(figures["first"]), words(figures["second"])} == {
        OPTIONS[tip.before],
        OPTIONS[tip.after],
    }


def test_the_tipping_share_by_hand_is_that_of_the_model(figures: dict[str, Any]) -> None:
    table = table_of(figures)
    by_name = {name: table[option] for option, name in OPTIONS.items()}
    first, second = by_name[words(figures["first"])], by_name[words(figures["second"])]
    lead = sum(first[each] - second[each] for each in CRITERIA if each != "need") / 4
    lack = second["need"] - first["need"]
    assert figures["tipping"] == pytest.approx(100 * lead / (lead + lack), abs=0.051)


def test_the_hours_that_a_contract_costs(figures: dict[str, Any]) -> None:
    saved = figures["contract"] - figures["own"] / 60
    assert figures["hours"] == pytest.approx(figures["faults"] * saved)


def test_the_flow_without_radio_is_the_one_near_a_cabinet(figures: dict[str, Any]) -> None:
    near = [
        place
        for place, flow in zip(("first", "second", "third"), ("1", "2", "3"), strict=True)
        if "network cabinet" in words(figures[f"other{flow}"])
    ]
    assert near == [figures["fixed"]]


def test_the_plan_shows_the_company_of_the_sheet(figures: dict[str, Any]) -> None:
    company = COMPANIES[figures["key"]]
    assert company.distance_m == number(figures["distance"])
    assert company.moves == (words(figures["speed"]) != "does not move")
    assert ("first", "second", "third")[company.fixed - 1] == figures["fixed"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_drawn_in_each_language(figures: dict[str, Any], language: Language) -> None:
    set_language(language)
    try:
        drawn = company_plan(figures["key"])
    finally:
        set_language(None)
    ElementTree.fromstring(drawn)  # noqa: S314
    assert ("cabinet" in drawn) == (language == "en")


def test_the_advert_shows_the_one_trick_that_it_is_marked_for(figures: dict[str, Any]) -> None:
    shown = [trick for trick, sign in TRICKS.items() if sign in words(figures["advert"])]
    assert shown == [figures["trick"]]


def test_a_third_of_the_finals_bank_is_about_the_learners_company() -> None:
    final = [each for each in load_quiz(MODULE).items if each.part == "final"]
    own = [each for each in final if each.variant == "tank-probes"]
    common = [each for each in final if each.variant is None]
    assert len(own) + len(common) == 36
    assert len(own) >= 12
