"""What a TDD frame gives, set against its definition, the reference frame and the module."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.tdd_frame.view import PRESETS, uplink_gain, uplink_of
from campus5g.courseware.explorers.models.tdd_frame import (
    FRENCH_REFERENCE,
    SLOTS,
    clashes,
    frame_offer,
    with_special_slots,
)
from campus5g.courseware.explorers.models.uplink_rate import peak_uplink_mbit_s

TURNS = st.lists(st.booleans(), min_size=SLOTS, max_size=SLOTS)


@pytest.mark.parametrize("pattern", PRESETS.values())
def test_the_special_slots_of_known_frames_find_their_places(pattern: str) -> None:
    assert with_special_slots(uplink_of(pattern)) == pattern


@given(TURNS)
def test_what_goes_up_is_always_preceded_by_a_switch_or_by_what_goes_up(turns: list[bool]) -> None:
    pattern = with_special_slots(turns)
    assert all(pattern[slot - 1] in "SU" for slot in range(SLOTS) if pattern[slot] == "U")


@given(TURNS)
def test_the_uplink_rate_goes_with_the_number_of_uplink_slots(turns: list[bool]) -> None:
    one = frame_offer("D" * 8 + "SU").uplink_mbit_s
    assert frame_offer(with_special_slots(turns)).uplink_mbit_s == pytest.approx(sum(turns) * one)


@pytest.mark.parametrize("pattern", PRESETS.values())
def test_no_frame_carries_more_than_the_peak_of_ts_38_306(pattern: str) -> None:
    peak = peak_uplink_mbit_s(106, pattern.count("U") / SLOTS)
    assert 0 < frame_offer(pattern).uplink_mbit_s < peak


def test_a_frame_that_only_sends_or_only_listens_is_told_apart() -> None:
    assert not frame_offer("D" * SLOTS).both_ways
    assert not frame_offer("U" * SLOTS).both_ways
    assert frame_offer(FRENCH_REFERENCE).both_ways


@pytest.mark.parametrize(
    ("preset", "longest_ms"), [("dddsu", 2.5), ("ddsuu", 2.0), ("dsuuu", 1.5), ("french", 4.5)]
)
def test_the_longest_wait_is_from_a_missed_uplink_slot_to_the_next(
    preset: str, longest_ms: float
) -> None:
    assert frame_offer(PRESETS[preset]).longest_wait_ms == pytest.approx(longest_ms)  # type: ignore[index]


def test_the_reference_frame_shifted_in_time_is_the_reference_frame() -> None:
    # 7D 1S 2U with a shift of 3 ms, as the derivation in decision 2019-0862 has it.
    assert clashes("DDDDDDDSUU") == (0, 0)
    assert frame_offer("DDDDDDDSUU").in_step


def test_other_frames_clash_with_it() -> None:
    assert clashes(PRESETS["dddsu"]) == (1, 1)
    assert clashes(PRESETS["dsuuu"]) == (4, 0)


# What the module's text claims.


def test_a_second_uplink_slot_of_five_doubles_the_uplink_for_29_per_cent_of_the_downlink() -> None:
    up, down = uplink_gain()
    assert up == pytest.approx(2)
    assert round(100 * (1 - down)) == 29


def test_the_french_frame_carries_six_times_as_much_down_as_up() -> None:
    offer = frame_offer(FRENCH_REFERENCE)
    assert (round(offer.downlink_mbit_s), round(offer.uplink_mbit_s)) == (136, 21)


def test_dsuuu_carries_more_up_than_down() -> None:
    offer = frame_offer(PRESETS["dsuuu"])
    assert (round(offer.downlink_mbit_s), round(offer.uplink_mbit_s)) == (52, 64)
