"""What a wish excludes: the networks that the module says are left."""

from dataclasses import replace

import pytest

from campus5g.courseware.explorers.project.needs.wish_price.model import MUST, networks_left


def left(**wish: float) -> set[str]:
    return {each.technology.id for each in networks_left(replace(MUST, **wish)).meeting}


def test_with_the_musts_three_are_left_and_the_simplest_is_wifi() -> None:
    found = networks_left(MUST)
    assert {each.technology.id for each in found.meeting} == {"wifi", "public-5g", "private-5g"}
    assert found.simplest is not None
    assert found.simplest.technology.id == "wifi"


def test_at_100_ms_private_5g_is_alone() -> None:
    assert left(round_trip_ms=100) == {"private-5g"}


@pytest.mark.parametrize("round_trip_ms", [20, 10, 1])
def test_stricter_wishes_leave_none(round_trip_ms: float) -> None:
    assert left(round_trip_ms=round_trip_ms) == set()


def test_what_stands_still_can_have_a_cable() -> None:
    assert "wired" in left(speed_km_h=0)
    assert "wired" not in left()


def test_a_cable_keeps_a_millisecond_but_not_on_a_truck() -> None:
    assert left(round_trip_ms=1, speed_km_h=0) <= {"wired"}
    assert networks_left(replace(MUST, round_trip_ms=2, speed_km_h=0)).simplest is not None


def test_every_network_is_either_left_or_not() -> None:
    found = networks_left(MUST)
    assert len(found.meeting) + len(found.failing) == 7
