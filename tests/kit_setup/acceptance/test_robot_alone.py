"""Acceptance suspends gateway and stopper: the robot's own timeout, or none, shows."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from lateness import Lateness

from campus5g.kit import Kit, connect
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.kit_setup.acceptance import stopping

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def served() -> Iterator[PrivateKit]:
    with start_private_kit(owner=f"robot alone {os.getpid()}") as running:
        yield running


@pytest.fixture
def k(served: PrivateKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    monkeypatch.chdir(tmp_path)
    with connect(url=served.url, token=served.token) as kit:
        yield kit


def lost(k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch, *ways: str) -> stopping.Check:
    """Lose the robot in these ways only."""
    every = stopping._ways
    monkeypatch.setattr(
        stopping, "_ways", lambda *about: [way for way in every(*about) if way.id in ways]
    )
    return stopping.robot_stops(k.robot(), psutil.Process(served.pids[1]))


def stall(k: Kit, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Suspend as a stalled machine does, some times: after the gateway has stopped the robot."""
    suspended, stalls = stopping._suspended, iter(range(times))

    @contextmanager
    def late(processes: Sequence[psutil.Process]) -> Iterator[None]:
        if next(stalls, None) is not None:
            ends = time.monotonic() + stopping._IN_FORCE_S
            # On a busy machine it may not even have set off yet.
            while time.monotonic() < ends or k.robot().state().moving:
                pass
        with suspended(processes):
            yield

    monkeypatch.setattr(stopping, "_suspended", late)


def test_a_robot_with_a_timeout_stops_by_itself(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lateness().measured() as machine:
        check = lost(k, served, monkeypatch, "alone")

    way = check.figures["alone"]
    assert way["rolled_m"] <= way["most_m"] + way["speed_mps"] * machine.late_s, check.measured
    assert all(device.ok for device in k.health())


def test_a_robot_that_has_not_the_timeout_that_its_inventory_states_fails(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with k.scenario("robot-without-watchdog"):
        check = lost(k, served, monkeypatch, "alone")

    assert check.verdict == "failed", check.measured
    assert check.figures["alone"]["rolled_m"] > 0.4
    assert not k.robot().state().moving


def test_a_robot_that_the_gateway_stopped_before_it_hung_is_lost_again(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    stall(k, monkeypatch, times=1)

    with k.scenario("robot-without-watchdog"):
        check = lost(k, served, monkeypatch, "alone")

    assert check.verdict == "failed", check.measured
    assert check.figures["alone"]["rolled_m"] > 0.4


def test_a_machine_that_always_stalls_has_not_tried_the_robot(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "_TRIES", 2)
    stall(k, monkeypatch, times=4)

    check = lost(k, served, monkeypatch, "hanging", "alone")

    assert (check.verdict, check.figures, check.evidence) == ("failed", {}, ())
    assert check.measured.count("not tested") == 2
    assert "too busy" in check.step


def test_a_robot_without_a_stated_timeout_is_not_left_alone(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = k.robot()
    robot._description["command_timeout_ms"] = None

    assert "alone" not in {way.id for way in stopping._ways(robot, psutil.Process(served.pids[1]))}
