"""Points a letter keeps, set against the published rule and against what the module says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.augmented_operator.readable_plate.view import (
    LARGE,
    SMALL,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    BITS_PER_POINT,
    MOVEMENTS,
    PHOTO,
    PICTURES,
    PICTURES_PER_S,
    Picture,
    needed_mbit_s,
    photo_s,
    points_kept,
    points_per_letter,
    reading_of,
)

BY_NAME = {each.name: each for each in PICTURES}
SIZES = st.sampled_from([*PICTURES, PHOTO])


def test_the_rate_is_that_of_the_published_example() -> None:
    # Amerasinghe: 1280 × 720, 24 pictures a second, medium motion: 3,096,576 bit/s.
    at_24_a_second = needed_mbit_s(BY_NAME["720p"], "slow") * 24 / PICTURES_PER_S
    assert at_24_a_second == pytest.approx(3.096576)
    assert BITS_PER_POINT == 0.07
    assert list(MOVEMENTS.values()) == [1, 2, 4]


def test_a_letter_twice_as_far_has_half_of_the_points() -> None:
    near, far = (points_per_letter(3, distance_m, PICTURES[2]) for distance_m in (0.5, 1.0))
    assert near == pytest.approx(2 * far)


def test_a_quarter_of_the_rate_leaves_half_of_a_letters_height() -> None:
    assert points_kept(10, 1.0, 4.0) == pytest.approx(5)


@given(st.floats(0, 100), st.floats(0.01, 100), st.floats(0.01, 100))
def test_compression_never_adds_points_nor_does_more_rate_take_any(
    points: float, rate: float, needed: float
) -> None:
    kept = points_kept(points, rate, needed)
    assert 0 <= kept <= points
    assert points_kept(points, 2 * rate, needed) >= kept


@given(st.floats(0.5, 20), st.floats(0.1, 10), SIZES)
def test_a_letter_shrinks_as_one_steps_back(letter: float, distance: float, size: Picture) -> None:
    near = points_per_letter(letter, distance, size)
    assert points_per_letter(letter, distance * 1.5, size) < near


def test_what_the_module_says_of_the_plate() -> None:
    assert SMALL.kept == pytest.approx(5.5, abs=0.05)
    assert LARGE.kept == pytest.approx(5.6, abs=0.05)
    assert LARGE.in_picture == pytest.approx(8.2, abs=0.05)
    assert (reading_of(SMALL.kept), reading_of(LARGE.kept)) == ("guessed", "guessed")
    still = replace(LARGE, movement="still")
    assert still.kept == pytest.approx(7.9, abs=0.05)
    assert replace(LARGE, movement="fast").kept == pytest.approx(3.9, abs=0.05)
    assert replace(SMALL, distance_m=0.3).kept == pytest.approx(9.1, abs=0.05)
    photo = replace(SMALL, picture=PHOTO, rate_mbit_s=0.5)
    assert (round(photo.kept), reading_of(photo.kept)) == (17, "readable")
    assert (photo_s(4.0), photo_s(0.5), photo_s(2.0)) == (6, 48, 12)
    table = [round(replace(SMALL, picture=each, rate_mbit_s=20).kept, 1) for each in PICTURES]
    assert table == [2.7, 4.1, 5.5, 8.2]
