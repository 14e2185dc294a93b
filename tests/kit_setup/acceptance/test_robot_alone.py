"""Acceptance suspends gateway and stopper: the robot's own timeout, or none, shows."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from campus5g.kit import Kit, connect
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.kit_setup.acceptance import stopping

pytestmark = pytest.mark.everything


@pytest.fixture(scope="module")
def served() -> Iterator[PrivateKit]:
    with start_private_kit(owner=f"robot alone {os.getpid()}") as running:
        yield running


@pytest.fixture
def k(served: PrivateKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    monkeypatch.chdir(tmp_path)
    with connect(url=served.url, token=served.token) as kit:
        yield kit


def lost_alone(k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch) -> stopping.Check:
    """Lose the robot in that way only."""
    every = stopping._ways
    monkeypatch.setattr(
        stopping, "_ways", lambda *about: [way for way in every(*about) if way.id == "alone"]
    )
    return stopping.robot_stops(k.robot(), psutil.Process(served.pids[1]))


def test_a_robot_with_a_timeout_stops_by_itself(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = lost_alone(k, served, monkeypatch)

    assert check.verdict == "passed", check.measured
    assert all(device.ok for device in k.health())


def test_a_robot_that_has_not_the_timeout_that_its_inventory_states_fails(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with k.scenario("robot-without-watchdog"):
        check = lost_alone(k, served, monkeypatch)

    assert check.verdict == "failed", check.measured
    assert check.figures["alone"]["rolled_m"] > 0.4
    assert not k.robot().state().moving


def test_a_robot_without_a_stated_timeout_is_not_left_alone(
    k: Kit, served: PrivateKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = k.robot()
    robot._description["command_timeout_ms"] = None

    assert "alone" not in {way.id for way in stopping._ways(robot, psutil.Process(served.pids[1]))}
