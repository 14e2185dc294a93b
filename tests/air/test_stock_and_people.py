"""Stock, people and other transmitters between an antenna and a device."""

import math
import statistics

import pytest

from campus5g.air.channel import Antenna, Channel, Device
from campus5g.air.obstacles import Obstacle, turned_away
from campus5g.air.station import Station

STACK = Obstacle((40.0, -5.0), (44.0, 5.0), height_m=6.0, loss_db=20.0)
DEVICE = Device(body_db=9.0)


def channel(*obstacles: Obstacle, antenna: Antenna | None = None) -> Channel:
    return Channel(
        frequency_mhz=3850,
        scs_khz=30,
        resource_blocks=106,
        antenna=antenna or Antenna(height_m=6.0),
        clutter="open",
        obstacles=obstacles,
        seed=3,
    )


def test_a_stack_takes_its_loss_from_what_lies_behind_it_and_from_nothing_else() -> None:
    full, cleared = channel(STACK), channel()

    def lost_db(place: tuple[float, float]) -> float:
        return cleared.signal_at(place, DEVICE).rsrp_dbm - full.signal_at(place, DEVICE).rsrp_dbm

    assert lost_db((60.0, 0.0)) == pytest.approx(20.0)
    assert lost_db((30.0, 0.0)) == pytest.approx(0.0)
    assert lost_db((60.0, 30.0)) == pytest.approx(0.0)


@pytest.mark.parametrize(("height_m", "blocks"), [(2.0, False), (4.0, True)])
def test_a_low_stack_is_passed_over_by_a_ray_that_is_still_high(
    height_m: float, blocks: bool
) -> None:
    stack = Obstacle((50.0, -5.0), (52.0, 5.0), height_m, 20.0)

    assert stack.blocks((0.0, 0.0), 6.0, (100.0, 0.0), 1.5) is blocks


def test_a_ray_along_a_side_of_the_plan_meets_only_the_stack_on_it() -> None:
    assert STACK.blocks((0.0, 0.0), 1.0, (80.0, 0.0), 1.0)
    assert not STACK.blocks((0.0, 6.0), 1.0, (80.0, 6.0), 1.0)


def test_who_walks_away_from_the_antenna_shades_the_device_with_their_body() -> None:
    towards = channel().signal_at((30.0, 0.0), DEVICE, math.pi)
    away = channel().signal_at((30.0, 0.0), DEVICE, 0.0)

    assert towards.rsrp_dbm - away.rsrp_dbm == pytest.approx(9.0)
    assert channel().signal_at((30.0, 0.0), DEVICE) == towards
    assert turned_away(0.0, (30.0, 0.0), (0.0, 0.0))


def test_another_transmitter_lowers_the_sinr_near_it_and_leaves_the_rsrp() -> None:
    alone, disturbed = channel(), channel()
    disturbed.disturb(channel(antenna=Antenna((60.0, 0.0), 2.0, 0.0, 10.0)), 1.0)

    near, far = (55.0, 0.0), (5.0, 0.0)
    assert disturbed.signal_at(near, DEVICE).rsrp_dbm == alone.signal_at(near, DEVICE).rsrp_dbm
    assert disturbed.signal_at(near, DEVICE).sinr_db < alone.signal_at(near, DEVICE).sinr_db - 10
    assert disturbed.signal_at(far, DEVICE).sinr_db > alone.signal_at(far, DEVICE).sinr_db - 3


def test_shadowing_is_alike_a_metre_away_and_another_thirty_metres_away() -> None:
    """TR 38.901, table 7.5-6: 10 m in a factory."""

    def correlation(step_m: float) -> float:
        halls = [
            Channel(
                frequency_mhz=3850, scs_khz=30, resource_blocks=106, antenna=Antenna(), seed=seed
            )
            for seed in range(400)
        ]
        return statistics.correlation(
            [hall.path_loss_db((40.0, 0.0), 1.5) for hall in halls],
            [hall.path_loss_db((40.0, step_m), 1.5) for hall in halls],
        )

    assert correlation(1.0) > 0.8
    assert correlation(10.0) == pytest.approx(math.exp(-1), abs=0.2)
    assert abs(correlation(40.0)) < 0.2


def test_a_mean_over_a_walk_is_one_over_fadings_however_fast_the_walk() -> None:
    walker = Station(channel(), 106, Device(), (30.0, 0.0), seed=5)
    steady_dbm = channel().signal_at((30.0, 0.0), Device()).rsrp_dbm

    def read_there(_: int) -> float:
        walker.carry((30.0, 0.0), None)
        return walker.signal(time_s=100.0).rsrp_dbm

    readings = [read_there(number) for number in range(200)]

    assert walker.signal(100.0) == walker.signal(100.1)
    assert statistics.stdev(readings) > 0.5
    assert statistics.mean(readings) == pytest.approx(steady_dbm, abs=0.2)
