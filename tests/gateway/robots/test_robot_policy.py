"""The gateway's limits for a robot: speed, fence, obstacles, a working laser."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.gateway.problems import GatewayError
from campus5g.gateway.robots.arming import LOCKED_S, MOST_TRIES, Arming
from campus5g.gateway.robots.driver import RobotState, Scan
from campus5g.gateway.robots.policy import REACTION_S, Policy
from campus5g.inventory import Limits

LIMITS = Limits(
    speed_mps=0.5,
    turn_radps=1.0,
    deceleration_mps2=1.0,
    clearance_m=0.3,
    fence_m=[(0, 0), (10, 0), (10, 6), (0, 6)],
)
POLICY = Policy(LIMITS, radius_m=0.25, sees=True)


def at(x_m: float = 5.0, y_m: float = 3.0, heading_rad: float = 0.0) -> RobotState:
    return RobotState(100.0, x_m, y_m, heading_rad, 0.0, 0.0)


def scan(time_s: float = 100.0, **rays: float) -> Scan:
    """A scan of 8 rays; ahead, left, behind, right may be shortened."""
    distances = [math.inf] * 8
    for name, ray in (("ahead", 0), ("left", 2), ("behind", 4), ("right", 6)):
        distances[ray] = rays.get(name, math.inf)
    return Scan(time_s, math.pi / 4, distances)


@pytest.mark.parametrize(
    ("speed", "turn", "allowed", "causes"),
    [
        (0.3, 0.2, (0.3, 0.2), ()),
        (3.0, 0.0, (0.5, 0.0), ("speed",)),
        (-3.0, 5.0, (-0.5, 1.0), ("speed", "turn")),
        (0.0, -9.0, (0.0, -1.0), ("turn",)),
    ],
)
def test_velocities_are_clamped_to_the_inventory_s_limits(
    speed: float, turn: float, allowed: tuple[float, float], causes: tuple[str, ...]
) -> None:
    decision = POLICY.decide(speed, turn, at(), scan())

    assert (decision.speed_mps, decision.turn_radps) == allowed
    assert decision.causes == causes


def test_a_robot_slows_before_the_fence_and_stops_at_it() -> None:
    far, near, at_the_obstacle = (
        POLICY.decide(0.5, 0.0, at(x_m=x), scan()).speed_mps for x in (9.0, 9.55, 9.74)
    )

    assert far == 0.5
    assert 0 < near < 0.5
    assert at_the_obstacle == 0


def test_a_robot_at_the_fence_may_turn_and_back_away() -> None:
    state = at(x_m=9.74)

    assert POLICY.decide(0.0, 0.5, state, scan()).turn_radps == 0.5
    assert POLICY.decide(-0.5, 0.0, state, scan()).speed_mps == -0.5


def test_a_robot_outside_the_fence_may_only_return() -> None:
    state = at(x_m=10.5)

    assert POLICY.decide(0.5, 0.0, state, scan()).causes == ("fence",)
    assert POLICY.decide(0.5, 0.0, state, scan()).speed_mps == 0
    assert POLICY.decide(-0.5, 0.0, state, scan()).speed_mps == -0.5


def test_an_obstacle_stops_the_robot_ahead_but_not_behind() -> None:
    assert POLICY.decide(0.5, 0.0, at(), scan(ahead=0.5)).speed_mps == 0
    assert POLICY.decide(0.5, 0.0, at(), scan(ahead=0.5)).causes == ("obstacle",)
    assert POLICY.decide(0.5, 0.0, at(), scan(behind=0.5)).speed_mps == 0.5
    assert POLICY.decide(-0.5, 0.0, at(), scan(behind=0.5)).speed_mps == 0


def test_a_near_obstacle_slows_the_robot_and_a_far_one_does_not() -> None:
    assert POLICY.decide(0.5, 0.0, at(), scan(ahead=2.0)).speed_mps == 0.5
    assert 0 < POLICY.decide(0.5, 0.0, at(), scan(ahead=0.75)).speed_mps < 0.5


def test_a_robot_without_a_recent_scan_may_only_turn() -> None:
    for blind in (None, scan(time_s=90.0)):
        decision = POLICY.decide(0.3, 0.2, at(), blind)
        assert (decision.speed_mps, decision.causes) == (0.0, ("blind",))
        assert POLICY.decide(0.0, 0.2, at(), blind).turn_radps == 0.2


@given(
    x_m=st.floats(0.3, 9.7),
    y_m=st.floats(0.3, 5.7),
    heading_rad=st.floats(-math.pi, math.pi),
    speed=st.floats(-9, 9),
    turn=st.floats(-9, 9),
)
def test_an_allowed_velocity_ends_inside_the_fence(
    x_m: float, y_m: float, heading_rad: float, speed: float, turn: float
) -> None:
    state = at(x_m, y_m, heading_rad)

    decision = POLICY.decide(speed, turn, state, scan())

    ahead = decision.speed_mps * REACTION_S + math.copysign(
        decision.speed_mps**2 / 2, decision.speed_mps
    )
    end_x, end_y = state.moved(
        ahead, decision.turn_radps / decision.speed_mps * ahead if decision.speed_mps else 0.0
    )
    assert 0 <= end_x <= 10
    assert 0 <= end_y <= 6
    assert abs(decision.speed_mps) <= LIMITS.speed_mps


def test_a_virtual_robot_is_armed_from_the_start() -> None:
    Arming("agv", by_a_person=False).check()


def test_a_real_robot_takes_the_code_that_is_shown_at_the_bench(
    caplog: pytest.LogCaptureFixture,
) -> None:
    arming = Arming("agv", by_a_person=True)

    with pytest.raises(GatewayError) as refused:
        arming.check()
    code = caplog.records[-1].getMessage().split()[-1]
    arming.confirm(code)

    assert refused.value.status == 403
    assert arming.armed


def test_a_code_arms_once_and_a_stop_disarms(caplog: pytest.LogCaptureFixture) -> None:
    arming = Arming("agv", by_a_person=True)
    arming.offer_code()
    code = caplog.records[-1].getMessage().split()[-1]
    arming.confirm(code)

    arming.disarm()

    with pytest.raises(GatewayError):
        arming.confirm(code)
    assert not arming.armed


def shown_code(caplog: pytest.LogCaptureFixture) -> str:
    return caplog.records[-1].getMessage().split()[-1]


def test_five_wrong_codes_lock_arming_for_a_quarter_of_an_hour(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock_s = [100.0]
    arming = Arming("agv", by_a_person=True, now_s=lambda: clock_s[0])
    arming.offer_code()
    code = shown_code(caplog)
    for _ in range(MOST_TRIES):
        with pytest.raises(GatewayError):
            arming.confirm("wrong")

    with pytest.raises(GatewayError, match="locked: 5 wrong codes") as refused:
        arming.confirm(code)
    with pytest.raises(GatewayError, match="locked"):
        arming.check()
    assert "restarting the gateway" in refused.value.remedy

    clock_s[0] += LOCKED_S
    with pytest.raises(GatewayError, match="not armed"):
        arming.check()
    arming.confirm(shown_code(caplog))
    assert arming.armed


def test_guessing_for_an_hour_tries_twenty_codes_and_prints_six_at_most(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock_s = [100.0]
    arming = Arming("agv", by_a_person=True, now_s=lambda: clock_s[0])
    compared = 0
    for _ in range(2 * 3600):
        clock_s[0] += 0.5
        with pytest.raises(GatewayError) as refused:
            arming.confirm("123456x")
        compared += "does not arm" in refused.value.problem

    printed = [record for record in caplog.records if "its code is" in record.getMessage()]
    assert compared <= 20
    assert len(printed) <= 6


def test_a_code_stays_the_same_while_it_is_valid(caplog: pytest.LogCaptureFixture) -> None:
    arming = Arming("agv", by_a_person=True)
    for _ in range(10):
        arming.offer_code()
    with pytest.raises(GatewayError):
        arming.confirm("wrong")

    assert len(caplog.records) == 1
    arming.confirm(shown_code(caplog))
    assert arming.armed
