"""The robot's body, floor and laser follow physics."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.virtualkit.robot.body import Body, Chassis, Pose
from campus5g.virtualkit.robot.floor import Floor, FloorPlan, PersonPlan, PlanError, load_plan
from campus5g.virtualkit.robot.laser import RAYS, Laser

ROOM = FloorPlan(walls=[[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]])
EXACT = Chassis(slip=0.0)


def body(
    *,
    plan: FloorPlan = ROOM,
    chassis: Chassis = EXACT,
    start: Pose | None = None,
    timeout_s: float | None = None,
    seed: int = 1,
    charge: float = 0.97,
) -> Body:
    return Body(
        chassis,
        Floor(plan, seed),
        start or Pose(5.0, 5.0, 0.0),
        0.0,
        seed=seed,
        velocity_timeout_s=timeout_s,
        charge=charge,
    )


def test_acceleration_is_limited_by_the_motors() -> None:
    robot = body()

    robot.command(0.5, 0.0, 0.0)
    robot.advance(0.1)

    assert robot.speed_mps == pytest.approx(0.25)


def test_a_robot_keeps_its_last_velocity() -> None:
    robot = body(plan=FloorPlan(walls=[]))

    robot.command(0.5, 0.0, 0.0)
    robot.advance(60.0)

    assert robot.speed_mps == 0.5
    assert robot.pose.x_m == pytest.approx(5 + 0.5 * 60 - 0.5**2 / (2 * 2.5), abs=0.01)


def test_a_firmware_limit_stops_the_robot() -> None:
    robot = body(timeout_s=0.2)

    robot.command(0.5, 0.0, 0.0)
    robot.advance(1.0)

    assert not robot.moving


def test_a_turn_while_driving_is_an_arc_of_the_right_radius() -> None:
    robot = body(plan=FloorPlan(walls=[]), chassis=Chassis(slip=0.0, acceleration_mps2=1e6))

    robot.command(0.5, 0.5, 0.0)
    robot.advance(1.0)
    start = robot.pose
    robot.advance(1.0 + 2 * math.pi)

    assert math.dist(start.place, robot.pose.moved(0.0, 0.0).place) > 1.9
    robot.advance(1.0 + 4 * math.pi)
    assert math.dist(start.place, robot.pose.place) < 0.02


def test_a_wall_stops_the_robot_until_it_backs_away() -> None:
    robot = body(start=Pose(9.0, 5.0, 0.0))

    robot.command(0.5, 0.0, 0.0)
    robot.advance(5.0)
    touching = robot.pose.x_m
    robot.command(-0.5, 0.0, 5.0)
    robot.advance(6.0)

    assert touching == pytest.approx(10 - EXACT.radius_m, abs=0.02)
    assert robot.pose.x_m < touching - 0.3


def test_odometry_drift_is_repeatable_for_a_seed() -> None:
    robots = [body(chassis=Chassis(slip=0.01), seed=seed) for seed in (1, 1, 2)]

    for robot in robots:
        robot.command(0.4, 0.3, 0.0)
        robot.advance(8.0)

    assert robots[0].odometry == robots[1].odometry != robots[2].odometry
    drift_m = math.dist(robots[0].odometry.place, robots[0].pose.place)
    assert 0.0 < drift_m < 0.3


def test_driving_drains_the_battery_faster_until_the_robot_stops() -> None:
    standing, driving = body(plan=FloorPlan(walls=[])), body(plan=FloorPlan(walls=[]))
    empty = body(plan=FloorPlan(walls=[]), charge=0.0001)

    driving.command(0.8, 0.0, 0.0)
    empty.command(0.8, 0.0, 0.0)
    for robot in (standing, driving, empty):
        robot.advance(10.0)

    assert driving.charge < standing.charge < 0.97
    assert (empty.charge, empty.moving) == (0.0, False)


@given(
    steps=st.lists(st.tuples(st.floats(-5, 5), st.floats(-9, 9), st.floats(0.0, 2.0)), max_size=12)
)
def test_no_command_leaves_the_room_or_exceeds_the_motors(
    steps: list[tuple[float, float, float]],
) -> None:
    robot = body()
    now_s = 0.0

    for speed, turn, seconds in steps:
        robot.command(speed, turn, now_s)
        now_s += seconds
        robot.advance(now_s)
        room_m = EXACT.radius_m - 0.03

        assert room_m < robot.pose.x_m < 10 - room_m
        assert room_m < robot.pose.y_m < 10 - room_m
        assert abs(robot.speed_mps) <= EXACT.speed_mps
        assert abs(robot.turn_radps) <= EXACT.turn_radps


def test_people_walk_along_their_line_and_back() -> None:
    floor = Floor(
        FloorPlan(walls=[], people=[PersonPlan(path=[(0, 0), (4, 0)], speed_mps=1.0)]), seed=1
    )

    places = [floor.people(time_s / 10)[0] for time_s in range(160)]

    assert all(0 <= x <= 4 and y == 0 for x, y in places)
    assert max(x for x, _ in places) > 3.8
    assert places[0] == pytest.approx(places[80])


def test_the_laser_sees_walls_where_they_are() -> None:
    laser = Laser(Floor(ROOM, 1), seed=1, noise_m=0.0)

    ahead, left, behind, right = laser.scan((5, 4), 0.0, 0.0)[:: RAYS // 4]

    assert (ahead, left, behind, right) == pytest.approx((5, 6, 5, 4))


def test_another_robot_is_seen_and_blocks_the_way() -> None:
    floor = Floor(ROOM, 1)
    floor.robots.append(lambda: ((7.0, 5.0), 0.2))
    robot = Body(EXACT, floor, Pose(5.0, 5.0, 0.0), 0.0)

    robot.command(0.5, 0.0, 0.0)
    robot.advance(10.0)

    assert Laser(floor, seed=1, noise_m=0.0).scan((5, 5), 0.0, 0.0)[0] == pytest.approx(1.8)
    assert robot.pose.x_m == pytest.approx(7.0 - 0.2 - EXACT.radius_m, abs=0.02)
    assert robot.bumped


def test_the_laser_s_first_ray_points_ahead() -> None:
    laser = Laser(Floor(ROOM, 1), seed=1, noise_m=0.0)

    assert laser.scan((5, 4), math.pi / 2, 0.0)[0] == pytest.approx(6)


def test_the_laser_sees_a_person_in_front_of_a_wall_and_nothing_out_of_reach() -> None:
    plan = FloorPlan(
        walls=[[(3, -1), (3, 1)], [(-50, -1), (-50, 1)]],
        people=[PersonPlan(path=[(2, 0), (2, 1e-9)])],
    )
    laser = Laser(Floor(plan, 1), seed=1, noise_m=0.0)

    scan = laser.scan((0, 0), 0.0, 0.0)

    assert scan[0] == pytest.approx(1.7, abs=0.01)
    assert scan[15] == pytest.approx(3 / math.cos(math.radians(15)))
    assert scan[180] == math.inf


def test_every_ray_ends_at_the_nearest_wall() -> None:
    floor = Floor(load_plan("hall"), 1)
    laser = Laser(floor, seed=1, noise_m=0.0, furthest_m=100.0)

    scan = laser.scan((40, 20), 0.3, 0.0)

    for ray, distance in enumerate(scan):
        angle = 0.3 + ray * 2 * math.pi / RAYS
        end = 40 + distance * math.cos(angle), 20 + distance * math.sin(angle)
        assert floor.clearance_m(end, 0.0) < 0.02
        half = 40 + distance / 2 * math.cos(angle), 20 + distance / 2 * math.sin(angle)
        assert floor.clearance_m(half, 0.0) > -0.01


def test_an_unknown_floor_plan_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PlanError, match="hall"):
        load_plan("cathedral")
