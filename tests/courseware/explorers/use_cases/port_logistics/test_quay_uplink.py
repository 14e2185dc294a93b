"""The uplink at the beep: sums by hand, shares that add up, and what the text claims."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.full_cell.model import CAPACITY_MBIT_S
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.model import (
    SPREAD_S,
    Cell,
    Quay,
    burst,
    needed_mbit_s,
    problem,
)
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.view import (
    AT_THE_BEEP,
    WIDE,
)

quays = st.builds(
    Quay,
    cranes=st.integers(0, 6),
    cameras=st.integers(4, 6),
    camera_mbit_s=st.sampled_from([4.0, 6.0, 8.0]),
    tablets=st.integers(0, 100),
    photo_mb=st.sampled_from([0.5, 3.0, 5.0]),
).filter(lambda quay: problem(quay) is None)
cells = st.builds(
    Cell,
    bandwidth_mhz=st.sampled_from([20, 40, 60, 100]),
    frame=st.sampled_from(["DDDSU", "DDSUU"]),
    sinr_db=st.sampled_from([20.0, 8.0, 0.0]),
)
sharings = st.sampled_from(["fair", "class", "spread"])


def test_a_cell_carries_what_the_full_cell_of_course_1_does() -> None:
    assert Cell(40, "DDDSU", 20).uplink_mbit_s == pytest.approx(CAPACITY_MBIT_S)


def test_the_sums_are_those_of_the_table() -> None:
    assert AT_THE_BEEP.video_mbit_s == 2 * 5 * 6
    assert needed_mbit_s(AT_THE_BEEP) == 75
    assert AT_THE_BEEP.photos_mbit_s(60) == 60 * 3 * 8 / 60


@given(quays, cells, sharings)
def test_nobody_gets_more_than_is_asked_and_the_cell_gives_no_more_than_it_has(
    quay: Quay, cell: Cell, sharing: str
) -> None:
    found = burst(quay, cell, sharing)  # type: ignore[arg-type]
    assert 0 <= found.video_mbit_s <= quay.video_mbit_s + 1e-9
    assert found.photos_mbit_s >= 0
    assert found.video_mbit_s + found.photos_mbit_s <= found.uplink_mbit_s + 1e-9
    assert not math.isnan(found.lasts_s)


@given(quays.filter(lambda quay: quay.cranes > 0 and quay.tablets > 0), cells)
def test_a_class_never_leaves_the_video_less_than_equal_shares(quay: Quay, cell: Cell) -> None:
    fair, first = (burst(quay, cell, sharing) for sharing in ("fair", "class"))
    assert first.video_mbit_s >= fair.video_mbit_s - 1e-9


def test_where_the_video_takes_it_all_photos_never_get_through() -> None:
    assert burst(Quay(cranes=6), Cell(20), "class").lasts_s == math.inf


def test_spread_photos_take_as_long_as_they_are_spread() -> None:
    assert burst(AT_THE_BEEP, WIDE, "spread").lasts_s == pytest.approx(SPREAD_S)


def test_the_impossible_has_a_reason() -> None:
    assert problem(Quay(cranes=0, tablets=0)) == "nobody"
    assert problem(Quay(tablets=10_000)) == "too-many"


def test_what_part_4_says_of_the_beep() -> None:
    fair, first, spread = (
        burst(AT_THE_BEEP, WIDE, sharing) for sharing in ("fair", "class", "spread")
    )
    assert round(WIDE.uplink_mbit_s) == 86
    assert (round(fair.video_mbit_s, 1), int(fair.lasts_s)) == (2.8, 17)
    assert (first.video_mbit_s, round(first.lasts_s)) == (60, 56)
    assert spread.video_mbit_s == 60


def test_what_part_4_says_of_frames_and_distance() -> None:
    assert round(Cell(100, "DDDSU").uplink_mbit_s) == 43
    assert round(Cell(100, "DDSUU", 0).uplink_mbit_s) == 7
