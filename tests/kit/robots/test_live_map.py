"""The map that is shown while the robot drives."""

import math
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.kit.robots.live_map import floor_drawing
from campus5g.kit.robots.motion import Scan
from campus5g.kit.robots.robot_state import RobotState

FENCE = [(34.0, 14.0), (50.0, 14.0), (50.0, 27.0), (34.0, 27.0)]

metres = st.floats(-100, 100)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def at(x_m: float, y_m: float) -> RobotState:
    return RobotState(0.0, x_m, y_m, 0.5, 0.3, 0.0)


def test_the_robots_position_and_nearest_obstacle_are_described_in_words() -> None:
    scan = Scan([2.0, math.inf, 1.25], 2 * math.pi / 3, at(40, 20))

    drawn = floor_drawing("agv", [at(40, 20)], FENCE, scan, [])

    said = "agv: 0.30 m/s at x 40.00 m, y 20.00 m, heading 29° · laser: the nearest at 1.25 m"
    assert f"<div>{said}</div>" in drawn
    assert f"aria-label='{said}'" in drawn


def test_the_map_draws_fence_path_and_echoes() -> None:
    scan = Scan([2.0] * 360, math.radians(1), at(41, 20))

    drawn = floor_drawing("agv", [at(40, 20), at(41, 20)], FENCE, scan, [(39, 19), (42, 19)])

    assert drawn.count("<polygon") == 1
    assert drawn.count("<polyline") == 3
    assert drawn.count("<circle") == 360 // 3 + 1


def test_a_robot_without_a_laser_is_drawn_too() -> None:
    assert "no laser" in floor_drawing("agv", [at(40, 20)], FENCE, None, [])


@given(st.lists(st.tuples(metres, metres), min_size=1, max_size=2000))
def test_the_robot_and_its_fence_lie_inside_the_drawing(places: list[tuple[float, float]]) -> None:
    drawn = floor_drawing("agv", [at(*place) for place in places], FENCE, None, [])

    x, y = map(float, re.findall(r"<circle cx='([-\d.]+)' cy='([-\d.]+)' r='7'", drawn)[0])
    assert 0 <= x <= 480
    assert 0 <= y <= 360
    assert len(drawn) < 20_000
