"""A virtual kit with a TurtleBot and an AGV: each is driven, lost and stopped by its own name.

All in real processes: the network, its broker, the gateway, a stopper a robot, and labs that die.
"""

import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from running_program import running

from campus5g.evidence import examine
from campus5g.kit import Kit, KitError, Robot, connect
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.evidence import trusted_keys
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.places import KITS

WITHIN_S = 60
BOTH = ("turtlebot", "agv")
CIRCLE = (0.2, 1.0)

LAB = """
import sys
from campus5g.kit import connect
with connect(url=sys.argv[1], token=sys.argv[2]) as k, k.robot(sys.argv[3]).velocity() as drive:
    while not drive.state.moving:
        drive.hold(0.2, 1.0, 0.1)
    print("driving", flush=True)
    drive.hold(0.2, 1.0, 60)
"""


@pytest.fixture(scope="module")
def served() -> Iterator[PrivateKit]:
    owner = f"two robots {os.getpid()}"
    with start_private_kit(KITS / "virtual-robots.yaml", owner=owner) as running:
        with connect(url=running.url, token=running.token) as kit:
            until(lambda: all(each.ok for each in kit.health() if each.kind == "robot"))
        yield running


@pytest.fixture
def k(served: PrivateKit) -> Iterator[Kit]:
    """The kit; robots that still move are stopped at the end of a test."""
    with connect(url=served.url, token=served.token) as kit:
        yield kit
        kit.stop_robots()
        until(lambda: not any(kit.robot(name).driven for name in BOTH))


def until(holds: Any) -> None:
    """Poll until a condition holds."""
    deadline, pause = time.monotonic() + WITHIN_S, threading.Event()
    while not holds():
        assert time.monotonic() < deadline
        pause.wait(0.2)


@contextmanager
def lab(served: PrivateKit, robot: str, token: str = "") -> Iterator["subprocess.Popen[str]"]:
    """A learner's program that drives a robot, moving from the beginning of the block."""
    command = [sys.executable, "-c", LAB, served.url, token or served.token, robot]
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "driving\n"
        yield process


def stoppers(served: PrivateKit) -> set[psutil.Process]:
    """The stopper processes of the kit's gateway."""
    return {
        child
        for pid in served.pids
        for child in psutil.Process(pid).children()
        if _is_stopper(child)
    }


def _is_stopper(child: psutil.Process) -> bool:
    try:
        return "campus5g.gateway.robots.stopper" in child.cmdline()
    except psutil.NoSuchProcess:
        return False


def test_both_robots_have_names_and_the_first_is_the_default(k: Kit) -> None:
    assert k.robots == BOTH
    assert k.robot().name == "turtlebot"
    assert k.robot("agv").ue == "agv"
    assert {each.title for each in k.health() if each.kind == "robot"} == {
        "robot turtlebot",
        "robot agv",
    }
    with pytest.raises(KitError, match="no robot “crane”") as refused:
        k.robot("crane")
    assert "turtlebot, agv" in refused.value.remedy


@pytest.mark.proof
@pytest.mark.parametrize("name", BOTH)
def test_driving_one_robot_moves_only_that_one(k: Kit, name: str) -> None:
    [other] = set(BOTH) - {name}
    before = k.robot(other).state()

    way = k.robot(name).drive(*CIRCLE, seconds=1.5)

    after = k.robot(other).state()
    assert way.length_m > 0.02
    assert (after.x_m, after.y_m) == pytest.approx((before.x_m, before.y_m), abs=0.01)


def test_one_learner_drives_both_at_once(k: Kit) -> None:
    with k.robot("turtlebot").velocity() as first, k.robot("agv").velocity() as second:
        for _ in first.states(WITHIN_S):
            first.send(*CIRCLE)
            second.hold(*CIRCLE, 0.05)
            if first.state.moving and second.state.moving:
                break
        assert first.state.moving
        assert second.state.moving

    assert not any(k.robot(name).state().moving for name in BOTH)


@pytest.mark.proof
@pytest.mark.parametrize("killed", BOTH)
def test_killing_one_of_two_programs_stops_its_robot(
    served: PrivateKit, k: Kit, killed: str
) -> None:
    [other] = set(BOTH) - {killed}
    with lab(served, killed) as dies, lab(served, other):
        dies.kill()

        until(lambda: not k.robot(killed).driven)

        assert not k.robot(killed).state().moving
        assert k.robot(other).driven
        # A vehicle follows short orders: now and then it stands for a moment, to turn.
        until(lambda: k.robot(other).state().moving)


@pytest.mark.proof
def test_a_stopper_that_dies_stops_only_its_robot(served: PrivateKit, k: Kit) -> None:
    until(lambda: not stoppers(served))
    with lab(served, "agv"):
        of_the_agv = stoppers(served)
        with lab(served, "turtlebot"):
            assert len(of_the_agv) == 1
            assert len(stoppers(served)) == 2

            of_the_agv.pop().kill()

            until(lambda: not k.robot("agv").driven)
            assert not k.robot("agv").state().moving
            assert k.robot("turtlebot").driven
            until(lambda: k.robot("turtlebot").state().moving)


def test_a_second_driver_is_refused_and_may_drive_the_other_robot(
    served: PrivateKit, k: Kit
) -> None:
    with lab(served, "turtlebot"):
        with pytest.raises(KitError, match="already driving the robot “turtlebot”"):
            k.robot("turtlebot").drive(*CIRCLE)

        assert k.robot("agv").drive(*CIRCLE, seconds=0.5).states


@pytest.mark.proof
def test_a_client_without_a_lease_can_only_stop(served: PrivateKit, k: Kit) -> None:
    with GatewayConnection(served.url, served.token) as operator:
        theirs = operator.call("POST", "/leases", {"learner": "sacha"})
        waiting = operator.call("POST", "/leases", {"learner": "alix", "queue": True})
        described = next(each for each in k.describe()["robots"] if each["name"] == "agv")
        with lab(served, "agv", theirs["token"]):
            robot = Robot(GatewayConnection(served.url, waiting["token"]), described)

            with pytest.raises(KitError):
                robot.drive(*CIRCLE)
            with pytest.raises(KitError):
                robot.state()
            assert k.robot("agv").driven
            robot.stop()

        until(lambda: not k.robot("agv").driven)
        for lease in operator.call("GET", "/leases"):
            operator.call("DELETE", f"/leases/{lease['id']}")


@pytest.mark.proof
def test_a_lease_that_ends_stops_both(served: PrivateKit, k: Kit) -> None:
    with GatewayConnection(served.url, served.token) as operator, ExitStack() as stack:
        lease = operator.call("POST", "/leases", {"learner": "sacha"})
        for name in BOTH:
            stack.enter_context(lab(served, name, lease["token"]))

        operator.call("DELETE", f"/leases/{lease['id']}")

        until(lambda: not any(k.robot(name).driven for name in BOTH))
        assert not any(k.robot(name).state().moving for name in BOTH)


@pytest.mark.proof
def test_one_call_stops_both(served: PrivateKit, k: Kit) -> None:
    with ExitStack() as stack:
        for name in BOTH:
            stack.enter_context(lab(served, name))

        stopped = k.stop_robots()

        assert stopped.keys() == set(BOTH)
        assert all(stop.standing for stop in stopped.values())
        until(lambda: not any(k.robot(name).driven for name in BOTH))


def test_the_turtlebot_s_laser_sees_the_agv(k: Kit) -> None:
    scan, agv = k.robot("turtlebot").scan(), k.robot("agv").state()

    nearest_m = min(math.dist(point, (agv.x_m, agv.y_m)) for point in scan.points())

    assert nearest_m < 0.5


@pytest.mark.proof
def test_a_kept_drive_is_served_only_to_its_robot(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ways = {name: k.robot(name).drive(*CIRCLE, seconds=0.6) for name in BOTH}
    for name, way in ways.items():
        way.keep(name)

    signed = {
        name: examine(tmp_path / "evidence" / f"{name}.json", trusted_keys(), None).statement
        for name in BOTH
    }
    monkeypatch.setenv("CAMPUS5G_REPLAY", str(tmp_path / "evidence"))
    with connect() as again:
        served = {name: again.robot(name).drive(*CIRCLE, seconds=0.6) for name in reversed(BOTH)}
        with pytest.raises(KitError, match="not kept"):
            again.robot("agv").drive(*CIRCLE, seconds=0.6)

    for name in BOTH:
        statement = signed[name]
        assert statement is not None
        assert statement.measurement.parameters["robot"] == name
        measured = {state.time_s for state in ways[name].states}
        assert measured.intersection(state.time_s for state in served[name].states)
