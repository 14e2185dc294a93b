"""The robot lab on paper: it rolls as the virtual robot does, and shows what the lab says."""

import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from beside_the_notebook import program
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.kit.robots.robot_state import RobotState
from campus5g.virtualkit.robot.body import Body, Chassis, Pose
from campus5g.virtualkit.robot.floor import Floor, FloorPlan

SPEED_MPS = 0.4
LIMIT = 0.52

commands = st.lists(
    st.tuples(st.floats(-0.4, 0.4), st.floats(-1.5, 1.5), st.integers(1, 20)),
    min_size=1,
    max_size=20,
)


@pytest.fixture(scope="module")
def rolling() -> Iterator[ModuleType]:
    with program("robot-control", "rolling") as module:
        yield module


@pytest.fixture(scope="module")
def track() -> Iterator[ModuleType]:
    with program("robot-control", "track") as module:
        yield module


@pytest.fixture
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def steer(state: Any, goal: tuple[float, float], speed: float) -> float:
    """Pure pursuit, as the lab's worked answer."""
    dx, dy = goal[0] - state.x_m, goal[1] - state.y_m
    left = math.cos(state.heading_rad) * dy - math.sin(state.heading_rad) * dx
    return speed * 2 * left / (dx**2 + dy**2)


def bend(track: ModuleType) -> Any:
    """A line that turns right."""
    corners = [(0, 0), (2, 0), (2.4, -0.4), (2.4, -1.6), (2, -2), (0, -2), (-0.4, -1.6)]
    return track.Track([*corners, (-0.4, -0.4)])


@given(commands)
@settings(deadline=None)
def test_the_same_commands_end_within_a_centimetre_of_the_virtual_robot(
    rolling: ModuleType, given_commands: list[tuple[float, float, int]]
) -> None:
    body = Body(Chassis(), Floor(FloorPlan(walls=[]), 0, 0.0), Pose(0, 0, 0), 0.0)
    paper = rolling.Rolling()

    now_s = 0.0
    for speed, turn, periods in given_commands:
        body.command(speed, turn, now_s)
        for _ in range(5 * periods):
            paper.roll(speed, turn)
        # A little more than whole steps, whose sum in floating point may fall short of them.
        now_s += 0.05 * periods + 1e-6
    body.advance(now_s)

    assert math.dist(body.pose.place, (paper.x_m, paper.y_m)) < 0.01
    assert abs(math.remainder(body.pose.heading_rad - paper.heading_rad, 2 * math.pi)) < 0.02


@pytest.mark.parametrize("ahead_m", [0.3, 0.5, 0.8])
def test_on_a_straight_line_the_loop_turns_unstable_where_the_lab_says(
    rolling: ModuleType, track: ModuleType, ahead_m: float
) -> None:
    straight = track.oval((0, 0), straight_m=200, radius_m=2)
    # The wait for the next state and the wheels' inertia come on top of the delay.
    hidden_s = 0.05

    def sway_m(share: float) -> float:
        delay_s = share * ahead_m / SPEED_MPS - hidden_s
        seconds = 16 + 60 * ahead_m
        states = rolling.simulate(
            steer, straight, ahead_m=ahead_m, delay_s=delay_s, seconds=seconds
        )
        last = states[-len(states) // 4 :]
        return max(straight.distance(state.x_m, state.y_m) for state in last)

    assert sway_m(0.8 * LIMIT) < 0.02
    assert sway_m(1.3 * LIMIT) > 0.05


def test_beyond_the_limit_the_error_leaves_ten_centimetres_and_more_look_ahead_brings_it_back(
    rolling: ModuleType, track: ModuleType
) -> None:
    line = track.oval((42, 20.5))

    def error_m(ahead_m: float, delay_s: float) -> float:
        states = rolling.simulate(steer, line, ahead_m=ahead_m, delay_s=delay_s)
        return float(rolling.worst_of(states, line))

    assert error_m(0.3, 0.0) < 0.1
    assert error_m(0.3, 0.25) < 0.1
    assert error_m(0.3, 0.6) > 0.1
    assert error_m(3 * SPEED_MPS * 0.6, 0.6) < 0.1


@pytest.mark.parametrize("ahead_m", [0.25, 0.3, 0.4, 0.5, 0.6])
def test_every_sensible_look_ahead_passes_on_both_lines(
    rolling: ModuleType, track: ModuleType, ahead_m: float
) -> None:
    for line, most_m in ((track.oval((0, 0)), 0.10), (bend(track), 0.12)):
        states = rolling.simulate(steer, line, ahead_m=ahead_m, delay_s=0.2)
        assert rolling.worst_of(states, line) < most_m


# The speeds and delays that a case may have, and the smallest error that its site may ask for.
@pytest.mark.parametrize("speed_mps", [0.34, 0.36, 0.38, 0.4])
@pytest.mark.parametrize("delay_s", [0.15, 0.25, 0.35])
def test_a_look_ahead_of_40_cm_holds_in_every_case(
    rolling: ModuleType, track: ModuleType, speed_mps: float, delay_s: float
) -> None:
    lines = {
        track.oval((0, 0)): 0.08,
        track.oval((0, 0), side="right"): 0.08,
        bend(track): 0.11,
    }
    for line, most_m in lines.items():
        states = rolling.simulate(steer, line, ahead_m=0.4, delay_s=delay_s, speed_mps=speed_mps)
        assert rolling.worst_of(states, line) < most_m


@pytest.mark.parametrize("speed_mps", [0.34, 0.4])
@pytest.mark.parametrize("factor", [2.5, 3.0])
def test_every_site_s_rule_for_the_look_ahead_holds_the_other_line(
    rolling: ModuleType, track: ModuleType, speed_mps: float, factor: float
) -> None:
    for delay_s in (0.3, 0.5, 0.7, 0.9):
        ahead_m = max(0.26, factor * speed_mps * delay_s)
        states = rolling.simulate(
            steer, bend(track), ahead_m=ahead_m, delay_s=delay_s, speed_mps=speed_mps
        )
        assert rolling.worst_of(states, bend(track)) < 0.15


def test_an_oval_to_the_right_is_the_same_line_the_other_way_round(track: ModuleType) -> None:
    left, right = track.oval((3, -2)), track.oval((3, -2), side="right")

    for share in range(10):
        along_m = left.length_m * share / 10
        place = left.at(along_m)
        turned = left.heading_rad(along_m) - right.heading_rad(right.nearest_m(*place))
        assert right.distance(*place) == pytest.approx(0, abs=1e-9)
        assert abs(math.remainder(turned, 2 * math.pi)) == pytest.approx(math.pi, abs=0.15)


def test_three_orders_lost_in_ten_stop_the_robot_now_and_then_but_it_keeps_its_line(
    rolling: ModuleType, track: ModuleType
) -> None:
    line = track.oval((0, 0))

    states = rolling.simulate(steer, line, ahead_m=0.3, loss=0.3)

    assert min(state.speed_mps for state in states[20:]) < 0.3
    assert rolling.worst_of(states, line) < 0.1


def test_places_on_the_line_are_no_way_from_it_and_its_end_is_its_beginning(
    track: ModuleType,
) -> None:
    line = track.oval((3, -2))

    for share in range(50):
        x_m, y_m = line.at(line.length_m * share / 50)
        assert line.distance(x_m, y_m) == pytest.approx(0, abs=1e-9)
    assert line.at(line.length_m + 1) == pytest.approx(line.at(1))
    assert line.length_m == pytest.approx(2 * 1.2 + 2 * math.pi * 0.7, rel=0.01)


@pytest.mark.parametrize(("off_m", "told"), [(0.3, ""), (0.6, "lost its line after 0.1 s")])
def test_a_robot_that_loses_its_line_is_told_of(
    off_m: float, told: str, capsys: pytest.CaptureFixture[str], in_english: None
) -> None:
    with program("robot-control", "trials") as trials:
        line = trials.Track([(0, 0), (4, 0), (4, 4), (0, 4)])
        states = [RobotState(10 + 0.1 * at, 1 + at, at * off_m, 0, 0.4, 0) for at in range(2)]

        trials.tell_if_lost(states, line)

    said = capsys.readouterr().out
    assert told in said
    assert bool(said) == bool(told)
