"""Calls that flow or freeze, set against what the module says of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.coverage_map.model import Plan, uplink_mbit_s
from campus5g.courseware.explorers.use_cases.augmented_operator.cell_edge import (
    downlink_mbit_s,
    uplink_each_mbit_s,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.frozen_call.model import (
    CALL_S,
    FREEZE_S,
    Call,
    seen,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.frozen_call.view import (
    BACK_MBIT_S,
    EDGE,
    letter_points,
    shares_in_use,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    PICTURES,
    needed_mbit_s,
)

CALLS = st.builds(
    Call,
    picture=st.sampled_from(PICTURES),
    movement=st.sampled_from(["still", "slow", "fast"]),
    rsrp_dbm=st.floats(-130, -60),
    users=st.integers(1, 40),
    loss=st.floats(0, 0.3),
    adapts=st.booleans(),
)


@pytest.mark.parametrize("rsrp_dbm", [-80.0, -100.0, -115.0, -125.0])
def test_one_alone_sends_what_the_coverage_map_says(rsrp_dbm: float) -> None:
    alone = uplink_each_mbit_s(rsrp_dbm, 1)
    assert alone == pytest.approx(uplink_mbit_s(rsrp_dbm, Plan(((0.0, 0.0),))))


@given(st.floats(-128, -70), st.integers(1, 30))
def test_one_more_caller_never_leaves_more_to_each(rsrp_dbm: float, users: int) -> None:
    each = uplink_each_mbit_s(rsrp_dbm, users)
    # Schemes and blocks come in steps: a tenth of slack.
    assert uplink_each_mbit_s(rsrp_dbm, users + 1) <= 1.1 * each


def test_far_away_eight_carry_more_than_one_together() -> None:
    assert 8 * uplink_each_mbit_s(-115, 8) > uplink_each_mbit_s(-115, 1)
    near_all, near_one = 8 * uplink_each_mbit_s(-80, 8), uplink_each_mbit_s(-80, 1)
    assert near_all == pytest.approx(near_one, rel=0.05)


@given(CALLS)
def test_pictures_are_shown_in_order_within_the_call(call: Call) -> None:
    found = seen(call)
    assert list(found.shown_s) == sorted(found.shown_s)
    assert list(found.pictures) == sorted(set(found.pictures))
    assert all(0 < at < CALL_S for at in found.shown_s)
    assert 0 <= found.frozen_share <= 1
    assert all(end - start >= FREEZE_S for start, end in found.freezes)


@given(CALLS)
def test_a_call_that_adapts_is_never_frozen_longer(call: Call) -> None:
    lossless = replace(call, loss=0.0)
    fixed = seen(replace(lossless, adapts=False)).frozen_share
    assert seen(replace(lossless, adapts=True)).frozen_share <= fixed + 0.02


def test_a_link_with_room_never_freezes() -> None:
    assert seen(Call(PICTURES[0], "still", -80, 1)).freezes == []


def test_what_the_module_says_of_eight_calls() -> None:
    found = seen(EDGE)
    assert 8 * found.needed_mbit_s == pytest.approx(31, abs=0.5)
    assert 8 * found.link_mbit_s == pytest.approx(18, abs=0.5)
    assert found.frozen_share == pytest.approx(0.38, abs=0.005)
    assert 8 * BACK_MBIT_S == 4
    assert downlink_mbit_s(-115) == pytest.approx(25, abs=0.5)
    up, down = shares_in_use(EDGE)
    assert up > 1 > 4 * down


def test_what_the_module_says_of_fewer_calls_and_other_videos() -> None:
    assert len(seen(replace(EDGE, users=2)).freezes) == 2
    assert seen(replace(EDGE, users=1)).freezes == []
    adapted = replace(EDGE, adapts=True)
    assert seen(adapted).freezes == []
    assert letter_points(EDGE, seen(EDGE)) == pytest.approx(9.1, abs=0.05)
    assert letter_points(adapted, seen(adapted)) == pytest.approx(6.2, abs=0.05)
    small = replace(EDGE, picture=PICTURES[0])
    assert seen(small).freezes == []
    assert letter_points(small, seen(small)) == pytest.approx(4.6, abs=0.05)
    assert seen(replace(EDGE, picture=PICTURES[1])).freezes
    lossy = seen(replace(EDGE, users=1, loss=0.05))
    assert lossy.frozen_share == pytest.approx(0.03, abs=0.005)
    assert needed_mbit_s(PICTURES[1], "slow") == pytest.approx(2.2, abs=0.05)
