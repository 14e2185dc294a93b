"""The map of networks: ranges by one method, for six networks and for nine."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from campus5g.courseware.explorers import connectivity_map
from campus5g.courseware.explorers.essentials.connectivity_map.ranges import (
    DRAWN_AXES,
    on_axis,
    on_the_whole,
    place,
)
from campus5g.courseware.explorers.essentials.connectivity_map.situations import (
    PLANT,
    WORKSHOP,
    SituationId,
)
from campus5g.courseware.explorers.essentials.connectivity_map.view import (
    ConnectivityMap,
    Networks,
    verdict_words,
)
from campus5g.courseware.explorers.models.technology import (
    EVERY_TECHNOLOGY,
    NB_IOT,
    REDCAP,
    TECHNOLOGIES,
    WIFI_P99_MS,
    WIFI_REACH_M,
    Axis,
    Need,
    TechnologyId,
    advised,
    assess,
)
from campus5g.language import LANGUAGES, Language, set_language

SITUATIONS = PLANT | WORKSHOP
TABLETS, PROBES, CARTS = WORKSHOP["tablets"], WORKSHOP["probes"], WORKSHOP["carts"]


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(None)


def opened(networks: Networks, start: SituationId = "tablets") -> ConnectivityMap:
    """The map, once its prediction is made."""
    prediction, explorer = connectivity_map(start, networks=networks).children
    prediction.choice = prediction.words["guesses"][0]["id"]
    assert isinstance(explorer, ConnectivityMap)
    return explorer


@pytest.mark.parametrize("axis", DRAWN_AXES)
@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_good_conditions_stand_to_the_right_of_bad_ones(situation: SituationId, axis: Axis) -> None:
    need = SITUATIONS[situation]
    for found in [*on_axis(need, axis, EVERY_TECHNOLOGY), *on_the_whole(need, EVERY_TECHNOLOGY)]:
        assert 0 <= found.bad <= found.good <= 1


@pytest.mark.parametrize("axis", DRAWN_AXES)
@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_a_network_holds_where_all_of_its_stroke_lies_right_of_the_line(
    situation: SituationId, axis: Axis
) -> None:
    need = SITUATIONS[situation]
    line = place(axis, need.asked(axis))
    for found in on_axis(need, axis, EVERY_TECHNOLOGY):
        assert (found.bad >= line) == (found.assessment.bad[axis] >= 1)
        assert (found.good < line) == (found.verdict == "fails")


def test_on_the_whole_just_enough_is_half_way() -> None:
    for found in on_the_whole(TABLETS, EVERY_TECHNOLOGY):
        assert (found.good < 0.5) == (found.verdict == "fails")
        assert (found.bad >= 0.5) == (found.verdict in ("suits", "tight"))


def test_a_full_network_stands_at_the_far_left_of_the_delays() -> None:
    full = on_axis(replace(TABLETS, devices=5000), "delay", EVERY_TECHNOLOGY)
    wifi = next(each for each in full if each.assessment.technology.id == "wifi")
    assert (wifi.bad, wifi.good, wifi.verdict) == (0, 0, "fails")


def test_a_beginner_meets_six_networks_and_a_project_lead_nine() -> None:
    six = {one["id"] for one in opened("six", "vehicle").verdicts["networks"]}
    nine = {one["id"] for one in opened("nine").verdicts["networks"]}

    assert six == {each.id for each in TECHNOLOGIES}
    assert nine - six == {NB_IOT.id, REDCAP.id}
    assert len(nine) == 9


def test_the_situations_beside_one_are_those_of_its_place() -> None:
    assert {one["id"] for one in opened("six", "fan").examples} == set(PLANT)
    assert {one["id"] for one in opened("nine").examples} == set(WORKSHOP)


def test_one_need_alone_shows_what_is_offered_with_its_source_and_counts_who_holds() -> None:
    explorer = opened("nine")
    whole = explorer.verdicts
    explorer.drawn = "distance"
    alone = explorer.verdicts

    reasons = {one["id"]: one["reason"] for one in alone["networks"]}
    assert reasons["wifi"].replace("\N{NO-BREAK SPACE}", " ").startswith("95 m (")
    assert alone["advice"].startswith(whole["advice"])
    assert "9" in alone["advice"].removeprefix(whole["advice"])


def test_a_drawing_that_is_none_counts_as_the_whole() -> None:
    explorer = opened("six")
    whole = explorer.verdicts
    explorer.drawn = "power"
    assert explorer.verdicts == whole


@pytest.mark.parametrize("axis", [None, *DRAWN_AXES])
@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_every_network_has_words_on_every_drawing(
    situation: SituationId, axis: Axis | None
) -> None:
    shown = verdict_words(SITUATIONS[situation], EVERY_TECHNOLOGY, axis)
    assert all(one["reason"] and one["verdictName"] for one in shown["networks"])
    assert shown["advice"]
    assert all([*shown["scale"]["ends"], shown["scale"]["asked"]])


def test_at_90_m_wifi_is_only_just_enough_and_a_nearer_access_point_changes_the_answer() -> None:
    wifi = next(each for each in EVERY_TECHNOLOGY if each.id == "wifi")
    assert assess(wifi, TABLETS).verdict == "tight"
    nearer = advised(replace(TABLETS, distance_m=50), EVERY_TECHNOLOGY)
    assert nearer is not None
    assert nearer.technology.id == "wifi"


MACHINE = Need(10, 10, 6, 20)


@pytest.mark.parametrize(
    ("need", "network"),
    [
        (TABLETS, "public-5g"),
        (replace(TABLETS, distance_m=50), "wifi"),
        (PROBES, "lorawan"),
        (CARTS, "private-5g"),
        (MACHINE, "wired"),
        (replace(PROBES, devices=6), "lorawan"),
    ],
)
def test_three_flows_of_the_workshop_have_three_answers(need: Need, network: TechnologyId) -> None:
    found = advised(need, EVERY_TECHNOLOGY)
    assert found is not None
    assert found.technology.id == network


def test_private_5g_shows_no_years_on_a_battery() -> None:
    private = next(each for each in EVERY_TECHNOLOGY if each.id == "private-5g")
    assert assess(private, PROBES).verdict == "fails"
    assert assess(private, PROBES).weakest == "power"


def test_only_the_cable_keeps_10_ms_in_all_conditions() -> None:
    held = [each.id for each in EVERY_TECHNOLOGY if assess(each, MACHINE).verdict == "suits"]
    assert held == ["wired"]


def test_the_figures_in_the_text_are_the_models() -> None:
    assert round(WIFI_REACH_M) == 95
    assert round(max(WIFI_P99_MS)) == 109
    offers = {each.id: each.offer(CARTS)["delay"] for each in EVERY_TECHNOLOGY}
    assert (offers["public-5g"].good, offers["public-5g"].bad) == (27, 156)
    assert (offers["private-5g"].good, offers["private-5g"].bad) == (28, 30)
    awake = next(each for each in EVERY_TECHNOLOGY if each.id == "lte-m-awake")
    assert awake.offer(replace(CARTS, devices=1))["delay"].good == 157


def test_redcap_devices_differ_from_others_of_the_cell_by_their_rate_alone() -> None:
    private = next(each for each in TECHNOLOGIES if each.id == "private-5g")
    alone = replace(TABLETS, devices=1)
    redcap, ordinary = REDCAP.offer(alone), private.offer(alone)
    assert [axis for axis in ordinary if redcap[axis] != ordinary[axis]] == ["rate"]
    assert redcap["rate"].bad < ordinary["rate"].bad


def test_nb_iot_reaches_farther_than_lte_m_and_is_not_for_what_drives() -> None:
    asleep = next(each for each in TECHNOLOGIES if each.id == "lte-m-asleep")
    assert NB_IOT.offer(PROBES)["distance"].good > asleep.offer(PROBES)["distance"].good
    assert assess(NB_IOT, replace(PROBES, speed_km_h=15)).verdict == "fails"
