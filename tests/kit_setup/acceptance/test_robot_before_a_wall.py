"""A robot that stands before something is lost on its way back: it must move to be lost."""

from types import SimpleNamespace
from typing import Any

import pytest

from campus5g.kit_setup.acceptance import stopping

pytestmark = pytest.mark.proof


def test_a_robot_with_a_blocked_way_ahead_is_lost_on_its_way_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    robot: Any = SimpleNamespace(
        name="agv", limits={"speed_mps": 0.4, "deceleration_mps2": 2.0}, stop=lambda: None
    )
    ways = []

    def lose(robot: Any, loss: Any, forth: int) -> Any:
        # Nothing is free before it until it has gone back once.
        moves = forth < 0 or -1 in ways
        ways.append(forth)
        return stopping._Rolled(0.4 if moves else 0.0, 0.1, 0.3, [(0.0, 0.4), (0.3, 0.0)])

    monkeypatch.setattr(stopping, "_lose", lose)

    check = stopping.robot_stops(robot, None)

    assert check.verdict == "passed"
    assert ways == [1, -1, 1, -1, 1]
