"""The hours after a cut fibre: by hand, by property, and as the module says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import DESIGNS
from campus5g.courseware.explorers.project.architecture_and_spectrum.fibre_cut.model import (
    RADIO_P99_MS,
    Fleet,
    fibre_ms,
    round_trip_ms,
    served,
)

FLEET = Fleet(fixed=12, moving=20, sleeping=60, cell_min=10, sleep_min=15)


@given(st.floats(0, 1000), st.floats(0, 1000), st.sampled_from(sorted(DESIGNS)))
def test_nobody_comes_back_while_the_fibre_is_cut(first: float, second: float, name: str) -> None:
    early, late = sorted((first, second))
    assert (
        0
        <= served(name, FLEET, late).total  # type: ignore[arg-type]
        <= served(name, FLEET, early).total  # type: ignore[arg-type]
        <= FLEET.total
    )


def test_a_core_on_site_does_not_notice_the_cut() -> None:
    for design in ("standalone", "shared-ran"):
        assert served(design, FLEET, 600).total == FLEET.total  # type: ignore[arg-type]


def test_a_slice_loses_everything_at_once() -> None:
    assert served("slice", FLEET, 0).total == FLEET.total
    assert served("slice", FLEET, 0.1).total == 0


def test_a_hybrid_drains_as_worked_out_by_hand() -> None:
    after_3_min = served("hybrid", Fleet(6, 10, 30, 10, 15), 3)
    assert (after_3_min.fixed, after_3_min.moving, after_3_min.sleeping) == pytest.approx(
        (6, 7, 24)
    )


def test_an_antenna_that_closes_its_sessions_leaves_nothing_of_a_hybrid() -> None:
    assert served("hybrid", FLEET, 1, keeps_sessions=False).total == 0


def test_light_takes_a_millisecond_for_a_round_trip_over_100_km() -> None:
    assert fibre_ms(100) == pytest.approx(1)


class TestWhatTheModuleSays:
    def test_at_10_min_no_carrier_drives_and_one_sensor_in_three_still_sleeps(self) -> None:
        found = served("hybrid", FLEET, 10)
        assert found.moving == 0
        assert found.sleeping == pytest.approx(FLEET.sleeping / 3)

    def test_with_a_cell_every_60_min_17_carriers_in_20_still_drive_at_10_min(self) -> None:
        found = served("hybrid", Fleet(12, 20, 60, 60, 15), 10)
        assert round(found.moving) == 17

    def test_the_measured_round_trip_is_28_ms_and_1000_km_add_10(self) -> None:
        assert RADIO_P99_MS == 28
        assert round_trip_ms("hybrid", 1000) == 28
        assert round_trip_ms("slice", 1000) == pytest.approx(38)
        assert fibre_ms(60) == pytest.approx(0.6)
