"""Acceptance tries the robot's limiter: in the path, bypassed, and stopped on the way."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus5g.kit import Kit, KitError, connect
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.kit_setup.acceptance.limiting import robot_limited

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def served() -> Iterator[PrivateKit]:
    with start_private_kit(owner=f"limiter {os.getpid()}") as running:
        yield running


@pytest.fixture
def k(served: PrivateKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    monkeypatch.chdir(tmp_path)
    with connect(url=served.url, token=served.token) as kit:
        yield kit


def test_a_robot_with_its_limiter_in_the_path_passes_and_stands_without_it(k: Kit) -> None:
    check = robot_limited(k, k.robot(), None)

    assert check.verdict == "passed", check.measured
    assert check.figures == {
        "feeders": ["/velocity_smoother"],
        "moved_past": False,
        "rolled_m": pytest.approx(0.0, abs=0.005),
    }
    assert k.robot().chain().feeders == ("/velocity_smoother",)


def test_a_robot_whose_limiter_is_bypassed_fails(k: Kit) -> None:
    with k.scenario("robot-limiter-bypassed"):
        check = robot_limited(k, k.robot(), None)

    assert check.verdict == "failed"
    assert check.figures["moved_past"]
    assert check.figures["feeders"] == ["/relay"]
    assert "velocity_smoother" in check.step
    assert not k.robot().state().moving


def test_a_robot_without_a_limiter_fails(k: Kit) -> None:
    with k.scenario("robot-limiter-stopped"):
        check = robot_limited(k, k.robot(), None)

    assert (check.verdict, check.figures["feeders"]) == ("failed", [])


def test_a_robot_that_is_driven_is_not_examined(k: Kit) -> None:
    robot = k.robot()

    with robot.velocity() as drive:
        drive.hold(0.0, 0.0, 0.1)
        with pytest.raises(KitError, match="already driving"):
            robot.chain()
