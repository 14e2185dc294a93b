"""The robot as a lab drives it, on the virtual kit behind its gateway."""

import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.kit import Kit, KitError, Robot, connect

WITHIN_S = 60
CENTRE = (40.0, 20.0)
ROOM_M = 4.0
"""How far from the middle every test still has room to drive."""

LAB = """
import sys
from campus5g.kit import connect
with connect(url=sys.argv[1], token=sys.argv[2]) as k:
    try:
        with k.robot().velocity() as drive:
            drive.send(0.3, 1.0)
            while not drive.state.moving:
                drive.hold(0.3, 1.0, 0.1)
            print("driving", flush=True)
            drive.hold(0.3, 1.0, 60)
    except KeyboardInterrupt:
        print("moving" if k.robot().state().moving else "standing")
"""


HICCUP = """
import sys
from threading import Timer
from campus5g.kit import KitError, connect
with connect(url=sys.argv[1], token=sys.argv[2]) as k:
    drive = k.robot().velocity()
    try:
        with drive:
            while not drive.state.moving:
                drive.hold(0.0, 0.8, 0.1)
            # Once the drive is under way: a silence before it is not one of its own.
            Timer(0.5, print, ["driving"], {"flush": True}).start()
            drive.hold(0.0, 0.8, 4)
    except KitError as error:
        print(error)
    print(drive.path)
"""


@pytest.fixture
def robot(k: Kit) -> Iterator[Robot]:
    """The robot, with room around it."""
    robot = k.robot()
    bring_back(robot)
    yield robot
    robot.stop()


def bring_back(robot: Robot) -> None:
    """Drive towards the middle of the area, by a controller as labs write them."""
    with robot.velocity() as drive:
        for state in drive.states(WITHIN_S):
            away_x, away_y = CENTRE[0] - state.x_m, CENTRE[1] - state.y_m
            if math.hypot(away_x, away_y) < ROOM_M:
                return
            error = math.remainder(math.atan2(away_y, away_x) - state.heading_rad, 2 * math.pi)
            drive.reopen()  # where a busy machine has let the robot stop
            drive.send(0.4 * max(0.0, math.cos(error)), 2.0 * error)
    pytest.fail("the robot does not come back")


def test_a_robot_reports_its_position_and_scan(robot: Robot) -> None:
    state, scan = robot.state(), robot.scan()

    assert math.dist((state.x_m, state.y_m), CENTRE) < ROOM_M + 1
    assert not state.moving
    assert "standing at" in repr(state)
    assert len(scan.table()) == 360
    assert scan.nearest_m < 12
    assert len(scan.points()) == sum(math.isfinite(d) for d in scan.distances_m)
    assert 0 < robot.battery() <= 1


def test_a_drive_follows_its_velocity_and_ends_at_rest(robot: Robot) -> None:
    way = robot.drive(0.3, 0.0, seconds=1.5)

    assert way.length_m > 0.02
    assert not robot.state().moving
    assert {"time_s", "x_m", "speed_mps", "wanted_speed_mps"} <= set(way.table().columns)
    assert way.table()["speed_mps"].max() == pytest.approx(0.3)


def test_an_excessive_speed_is_limited_and_reported(robot: Robot) -> None:
    way = robot.drive(9.0, 0.0, seconds=0.5)

    assert way.table()["speed_mps"].max() <= robot.limits["speed_mps"]
    assert any("speed limited" in notice for notice in way.notices)
    assert "speed limited" in repr(way)


@pytest.mark.proof
def test_a_robot_never_leaves_its_fence(robot: Robot) -> None:
    with robot.velocity() as drive:
        for state in drive.states(WITHIN_S):
            drive.reopen()
            drive.send(0.4, 2 * math.remainder(math.pi - state.heading_rad, 2 * math.pi))
            if any("area ends" in notice for notice in drive.path.notices) and not state.moving:
                break
        way = drive.path

    left = min(x for x, _ in robot.fence_m)
    assert min(state.x_m for state in way.states) > left + 0.2
    assert way.states[-1].x_m < left + 1.0


@pytest.mark.proof
def test_a_control_loop_is_paced_by_the_robot_s_states(robot: Robot) -> None:
    with robot.velocity() as drive:
        times = [state.time_s for state in drive.states(6.0)]
        assert not drive.state.moving

    assert times == sorted(times)
    assert len(times) >= 5


def test_the_stop_button_stops_a_drive(robot: Robot, gateway: Served) -> None:
    lab = subprocess.Popen(
        [sys.executable, "-c", LAB, gateway.url, gateway.token], stdout=subprocess.PIPE, text=True
    )
    assert lab.stdout is not None
    assert lab.stdout.readline() == "driving\n"

    os.kill(lab.pid, signal.SIGINT)
    output, _ = lab.communicate(timeout=WITHIN_S)

    assert output == "standing\n"


def turn_until_stopped(robot: Robot, moving: threading.Event) -> None:
    """Turn on the spot; signal when the robot moves."""
    with robot.velocity() as drive:
        for state in drive.states(WITHIN_S):
            drive.reopen()
            drive.send(0.0, 1.0)
            if state.moving:
                moving.set()


def test_the_driver_learns_that_someone_else_stopped_the_robot(
    robot: Robot, gateway: Served
) -> None:
    driving = threading.Event()
    with connect(url=gateway.url, token=gateway.token) as other:

        def stop() -> None:
            driving.wait(WITHIN_S)
            other.robot().stop()

        passer_by = threading.Thread(target=stop)
        passer_by.start()
        with pytest.raises(KitError, match="stopped by someone"):
            turn_until_stopped(robot, driving)
        passer_by.join()

    assert not robot.state().moving


def test_a_broken_connection_stops_the_robot_and_keeps_its_path(robot: Robot) -> None:
    with robot.velocity() as drive:
        drive.hold(0.0, 0.8, 0.6)
        drive.drop()

    assert drive.path.states[-1].turn_radps == pytest.approx(0, abs=0.02)
    assert max(state.turn_radps for state in drive.path.states) > 0.5
    assert not robot.driven


def test_a_second_driver_is_refused(robot: Robot, gateway: Served) -> None:
    with (
        robot.velocity(),
        connect(url=gateway.url, token=gateway.token) as other,
        pytest.raises(KitError, match="already driving") as refused,
    ):
        other.robot().drive(0.1)

    assert "Anyone may stop" in refused.value.remedy


@pytest.mark.parametrize("speed", [math.nan, math.inf, True, "0.3", None])
def test_an_invalid_velocity_is_refused(robot: Robot, speed: Any) -> None:
    with pytest.raises(KitError, match="velocity is a number"):
        robot.drive(speed)
    with robot.velocity() as drive, pytest.raises(KitError, match="velocity is a number"):
        drive.send(0.0, speed)


def test_after_a_silence_the_robot_stands_until_its_session_is_opened_again(robot: Robot) -> None:
    with robot.velocity() as drive:
        while "the velocity lease expired" not in (drive.stopped or ""):
            drive.reopen()  # where a busy machine has let it stop for another reason
            drive.send(0.0, 0.8)
            for _ in drive.states(1.0):
                pass
        with pytest.raises(KitError, match="was stopped: no further command") as refused:
            drive.send(0.0, 0.8)
        assert not robot.state().moving

        for state in drive.states(WITHIN_S):
            drive.reopen()
            drive.send(0.0, 0.8)
            if state.moving:
                break

    assert "does not set off by itself" in refused.value.remedy
    assert drive.stopped is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.3, ""), pytest.param(2.0, "was stopped", marks=pytest.mark.proof)],
)
def test_a_drive_goes_on_after_a_hiccup_but_not_after_a_long_silence(
    robot: Robot, gateway: Served, seconds: float, told: str
) -> None:
    lab = subprocess.Popen(
        [sys.executable, "-c", HICCUP, gateway.url, gateway.token],
        env={**os.environ, "CAMPUS5G_LANGUAGE": "en"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert lab.stdout is not None
    assert lab.stdout.readline() == "driving\n"
    os.kill(lab.pid, signal.SIGSTOP)
    threading.Event().wait(seconds)
    os.kill(lab.pid, signal.SIGCONT)
    output, _ = lab.communicate(timeout=WITHIN_S)

    assert ("was stopped" in output) is bool(told)
    # On a busy machine the robot's own news may be late before the lease is over.
    assert "the velocity lease expired" in output or "the link is in doubt" in output
    assert not robot.state().moving


def test_each_hold_is_a_drive_call_of_its_own(robot: Robot) -> None:
    with robot.velocity() as drive:
        for _ in range(2):
            drive.hold(0.0, 0.8, 0.5)
            threading.Event().wait(0.5)
        moved = [state for state in drive.path.states if state.moving]

    assert moved[-1].time_s - moved[0].time_s > 1.0


@pytest.mark.parametrize("seconds", [0, -1, 1e9])
def test_an_impossible_time_is_refused(robot: Robot, seconds: float) -> None:
    with pytest.raises(KitError, match="can't drive for"):
        robot.drive(0.1, seconds=seconds)


def test_velocities_outside_the_block_are_refused(robot: Robot) -> None:
    with pytest.raises(KitError, match="not in hand"):
        robot.velocity().send(0.1)
    with pytest.raises(KitError, match="not in hand"):
        robot.velocity().drop()


def test_path_and_map_are_drawn_in_the_reader_s_language(robot: Robot) -> None:
    way = robot.drive(0.2, 0.5, seconds=0.5)
    set_language("fr")

    names = {trace.name for trace in robot.map().data}
    times = {trace.name for trace in way.plot().data}

    assert {"zone autorisée", "laser", "trajet", "robot agv"} <= names
    assert times == {"demandée", "autorisée", "mesurée"}
    assert {trace.name for trace in way.map().data} == {"zone autorisée", "trajet", "robot agv"}
    assert robot.scan().plot().data
    assert len(robot.path()) > 0
    assert "au plus 0,40 m/s" in repr(robot)


def test_a_kit_without_a_robot_says_so(k: Kit) -> None:
    k._description["robots"] = []

    with pytest.raises(KitError, match="has no robot"):
        k.robot()
