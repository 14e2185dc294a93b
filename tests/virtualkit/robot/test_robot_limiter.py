"""The limits on the robot itself: clamped, ended after a silence, stopped, bypassed."""

import pytest

from campus5g.inventory import Limits
from campus5g.virtualkit.robot.limiter import Limiter

LIMITS = Limits(
    speed_mps=0.4,
    turn_radps=1.5,
    deceleration_mps2=2.0,
    clearance_m=0.3,
    fence_m=[(0, 0), (4, 0), (4, 4)],
)


class Base:
    """What reaches the base."""

    def __init__(self, silence_s: float | None = 0.3) -> None:
        self.velocities: list[tuple[float, float]] = []
        self.limiter = Limiter(
            LIMITS, silence_s, lambda *velocity: self.velocities.append(velocity)
        )


@pytest.mark.parametrize(
    ("asked", "passed"),
    [((0.3, 1.0), (0.3, 1.0)), ((2.0, -9.0), (0.4, -1.5)), ((-2.0, 9.0), (-0.4, 1.5))],
)
def test_a_velocity_passes_within_the_limits(
    asked: tuple[float, float], passed: tuple[float, float]
) -> None:
    base = Base()

    base.limiter.take(*asked, asked_s=10.0, now_s=10.0)

    assert base.velocities == [passed]


def test_after_a_silence_the_base_is_stopped_once() -> None:
    base = Base()
    base.limiter.take(0.3, 0.0, asked_s=10.0, now_s=10.0)

    for now_s in (10.2, 10.35, 10.4):
        base.limiter.tick(now_s)

    assert base.velocities == [(0.3, 0.0), (0.0, 0.0)]


def test_a_velocity_stamped_long_ago_has_run_out() -> None:
    base = Base()

    base.limiter.take(0.3, 0.0, asked_s=9.0, now_s=10.0)

    assert base.velocities == [(0.0, 0.0)]


def test_without_a_timeout_a_velocity_holds() -> None:
    base = Base(silence_s=None)
    base.limiter.take(0.3, 0.0, asked_s=10.0, now_s=10.0)

    base.limiter.tick(1000.0)

    assert base.velocities == [(0.3, 0.0)]


def test_a_stopped_limiter_passes_nothing() -> None:
    base = Base()
    base.limiter.state = "stopped"

    base.limiter.take(0.3, 0.0, asked_s=10.0, now_s=10.0)

    assert base.velocities == []
    assert base.limiter.node is None


def test_a_relay_in_its_place_passes_everything() -> None:
    base = Base()
    base.limiter.state = "bypassed"

    base.limiter.take(2.0, 9.0, asked_s=10.0, now_s=10.0)

    assert base.velocities == [(2.0, 9.0)]
    assert base.limiter.node == "/relay"
