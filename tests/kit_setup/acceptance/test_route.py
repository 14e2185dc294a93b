"""The robot's way through its area when it looks for weak places."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from campus5g.kit_setup.acceptance.plots import Place
from campus5g.kit_setup.acceptance.room import by_square
from campus5g.kit_setup.acceptance.route import inside, lanes

HALL = [(34.0, 14.0), (50.0, 14.0), (50.0, 27.0), (34.0, 27.0)]


def test_a_point_in_the_notch_of_an_l_is_outside() -> None:
    l_shape = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0)]

    assert inside((1.0, 3.0), l_shape)
    assert not inside((3.0, 3.0), l_shape)


@given(
    st.floats(34.0, 50.0),
    st.floats(14.0, 27.0),
    st.floats(1.0, 400.0),
)
def test_every_corner_is_inside_the_fence_with_a_margin(x: float, y: float, m: float) -> None:
    for corner in lanes(HALL, (x, y), m):
        assert 34.8 - 1e-9 <= corner[0] <= 49.2 + 1e-9
        assert 14.8 - 1e-9 <= corner[1] <= 26.2 + 1e-9


def test_more_time_gives_more_lanes_but_none_closer_than_a_metre() -> None:
    short, long = lanes(HALL, (40, 20), 40), lanes(HALL, (40, 20), 100_000)

    assert len(short) < len(long)
    heights = sorted({y for _, y in long})
    assert min(b - a for a, b in pairwise(heights)) >= 1.0


def test_no_place_is_further_than_two_metres_from_the_next_on_its_lane() -> None:
    way = lanes(HALL, (40, 20), 60)

    assert all(math.dist(a, b) <= 2.0 for a, b in pairwise(way) if a[1] == b[1])


def test_the_route_starts_at_the_nearer_end() -> None:
    near_the_top = (35.0, 26.0)

    way = lanes(HALL, near_the_top, 60)

    assert math.dist(near_the_top, way[0]) <= math.dist(near_the_top, way[-1])


def test_an_area_too_small_to_drive_in_has_no_route() -> None:
    assert lanes([(0, 0), (1, 0), (1, 1), (0, 1)], (0.5, 0.5), 10) == []


def test_a_place_where_the_robot_waits_counts_once_by_its_median() -> None:
    waits = [Place(2.1, 3.2, level) for level in (-80.0, -120.0, -82.0)]

    assert by_square([*waits, Place(4.9, 3.0, -90.0)]) == [
        Place(2.5, 3.5, -82.0),
        Place(4.5, 3.5, -90.0),
    ]
