"""The yards and cases that the lab on surveys draws: as hard for one learner as for another."""

import importlib
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from beside_the_notebook import program

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.draw import Draw

LAB = "coverage-survey"
DRAWS = [Draw.named(f"seed {number}") for number in range(16)]
KINDS_OF_FAULT = 4


@pytest.fixture(scope="module")
def cases() -> Iterator[list[Any]]:
    with program(LAB, "case") as case:
        yield [case.case_of(draw) for draw in DRAWS]


@pytest.fixture(scope="module")
def typed() -> list[dict[str, str]]:
    lab = find_module(LAB)
    return [typed_answers(lab, draw) for draw in DRAWS]


def test_a_draw_gives_the_same_case_again_and_another_draw_another(cases: list[Any]) -> None:
    again = importlib.import_module("case").case_of(DRAWS[0])

    assert again == cases[0]
    assert len({str(case) for case in cases}) == len(cases)


def test_each_of_the_four_zones_is_at_least_seven_ninths_of_its_kind(cases: list[Any]) -> None:
    program_of_cases = importlib.import_module("case")
    for case in cases:
        assert sorted(case.kinds) == sorted(program_of_cases.KINDS)
        for kind, zone in zip(case.kinds, case.zones, strict=True):
            places = [
                program_of_cases.kind_at(case.yard, place, *case.limits) for place in zone.places(3)
            ]
            assert len(places) == 9
            assert places.count(kind) >= 7


def test_one_mast_of_four_sees_the_gap_and_brings_it_above_the_limit(cases: list[Any]) -> None:
    yard_of = importlib.import_module("case").yard_of
    for case in cases:
        middle = case.yard.plan.gap
        levels = {
            name: yard_of(case.draw, mast).heard(middle)[0].rsrp_dbm
            for name, mast in case.masts.items()
        }
        seeing = [
            name
            for name, mast in case.masts.items()
            if not case.yard.plan.stacks_between(mast, middle)
        ]

        assert [name for name in levels if levels[name] >= case.rsrp_dbm] == seeing
        assert len(seeing) == 1


def test_the_finest_step_is_neither_the_first_nor_the_last_of_the_list(cases: list[Any]) -> None:
    steps = importlib.import_module("yard").STEPS_M
    for case in cases:
        fits = [step for step in steps if len(list(case.area.places(step))) <= case.budget]

        assert steps[1] < fits[0] < steps[-1]
        assert case.budget <= 200


def test_who_faces_the_antenna_of_the_post_is_served_by_it_whatever_their_body_takes(
    cases: list[Any],
) -> None:
    away = importlib.import_module("yard").AWAY
    for case in cases:
        for place in away:
            serving, other = case.yard.heard(place)
            lost_db = case.yard.badge_body_db
            # The event A3 of the scenario asks for 3 dB.
            assert serving.rsrp_dbm - lost_db > other.rsrp_dbm - 3


def test_a_cut_of_the_track_has_two_changes_and_its_longest_round_trip_at_one_or_at_none(
    cases: list[Any],
) -> None:
    changes_of = importlib.import_module("tracks").changes_of
    guilty = Counter()
    for case in cases:
        messages = case.messages
        changes = changes_of(messages)
        longest = max(messages, key=lambda each: each.delay_ms)
        away_s = min(abs(longest.time_s - at) for at in changes)

        assert len(changes) == 2
        assert longest.delay_ms > 250
        assert not math.isclose(away_s, case.around_s, abs_tol=0.05)
        guilty[away_s < case.around_s] += 1

    assert min(guilty[True], guilty[False]) >= 2


@pytest.mark.proof
def test_each_kind_of_fault_comes_up(typed: list[dict[str, str]]) -> None:
    # Typing the answers fails unless exactly one walk of a case is in trouble.
    faults = Counter(answers["fault-answer"].split()[-1] for answers in typed)

    assert len(faults) == KINDS_OF_FAULT


def test_a_neighbour_s_answers_agree_in_less_than_a_third_of_the_points(
    typed: list[dict[str, str]],
) -> None:
    items = find_module(LAB).manifest.items
    points = {item.id: item.points for item in items if item.kind == "automatic"}
    shares = []
    for own, other in zip(typed, [*typed[1:], typed[0]], strict=True):
        same = {item for item in points if own.get(f"{item}-answer") == other.get(f"{item}-answer")}
        earned = [points[item] for item in same if item != "proof" or "fault" in same]
        shares.append(sum(earned) / sum(points.values()))

    assert sum(shares) / len(shares) < 0.2
    assert max(shares) <= 0.35
