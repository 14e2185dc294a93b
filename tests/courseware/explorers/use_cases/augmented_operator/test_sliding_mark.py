"""The slip of a mark, by hand and by what the module says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.model import (
    TURN_DEG,
    Look,
    moments,
    slip_cm,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.view import START

LOOKS = st.builds(
    Look,
    speed_deg_s=st.floats(1, 300),
    distance_m=st.floats(0.2, 10),
    spacing_cm=st.floats(2, 100),
    place=st.sampled_from(["glasses", "site", "far"]),
    luck=st.sampled_from(["median", "p99", "p999"]),
)


def test_sixty_degrees_a_second_for_a_tenth_are_six_degrees() -> None:
    # By hand: 60 × 0.1 = 6; tan 6° = 0.1051.
    assert slip_cm(6, 2) == pytest.approx(21.02, abs=0.01)


def test_one_degree_is_1_7_cm_a_metre() -> None:
    assert slip_cm(1, 1) == pytest.approx(1.7, abs=0.05)


@given(LOOKS)
def test_the_mark_starts_and_ends_on_its_valve_and_never_slips_further_than_said(
    look: Look,
) -> None:
    turn = moments(look)
    assert turn[0].slip_deg == pytest.approx(0)
    assert turn[-1].slip_deg == pytest.approx(0)
    assert max(each.slip_deg for each in turn) <= look.slip_deg + 1e-9
    assert look.slip_deg <= TURN_DEG


@given(LOOKS)
def test_in_the_glasses_the_network_does_not_matter(look: Look) -> None:
    inside = Look(look.speed_deg_s, look.distance_m, look.spacing_cm, "glasses", look.luck)
    assert inside.delay_ms == 20
    assert inside.slip_deg <= look.slip_deg


def test_what_the_module_says_of_the_mark() -> None:
    def look(speed: float, distance: float, place: str = "site", luck: str = "median") -> Look:
        return Look(speed, distance, 15, place, luck)  # type: ignore[arg-type]

    assert look(60, 2) == START
    assert (START.delay_ms, round(START.slip_cm), START.valves_off) == (76, 16, 1)
    inside = look(60, 2, "glasses")
    assert (round(inside.slip_cm, 1), inside.valves_off) == (4.2, 0)
    rare = look(60, 2, luck="p999")
    assert (rare.delay_ms, round(rare.slip_cm)) == (270, 58)
    assert look(10, 2).slip_cm == pytest.approx(2.7, abs=0.05)
    near = look(60, 0.5)
    assert near.slip_deg == START.slip_deg
    assert near.slip_cm == pytest.approx(4, abs=0.05)
