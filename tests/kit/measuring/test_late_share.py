"""The bounds of a late share, against published values and what must hold of any."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.kit.measuring.late_share import late_share_bounds

SENT = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("late", "upper"), [(0, 3.0), (1, 4.74), (2, 6.30), (3, 7.75), (4, 9.15), (5, 10.51)]
)
def test_of_many_messages_the_upper_bound_is_that_of_garwood_for_so_many_late(
    late: int, upper: float
) -> None:
    # Garwood, Biometrika 28 (1936): the limit for rare events.
    assert 1e6 * late_share_bounds(late, 1_000_000)[1] == pytest.approx(upper, abs=0.006)


def test_none_late_leaves_what_has_a_chance_of_5_percent_to_go_unseen() -> None:
    low, high = late_share_bounds(0, 1000)

    assert low == 0
    assert (1 - high) ** 1000 == pytest.approx(0.05)


def test_all_late_is_the_mirror_image_of_none_late() -> None:
    assert late_share_bounds(20, 20) == pytest.approx((0.05 ** (1 / 20), 1))


def test_half_of_ten_late_leaves_22_to_78_percent() -> None:
    # Two-sided 90 %: 0.2224 and 0.7776.
    assert late_share_bounds(5, 10) == pytest.approx((0.2224, 0.7776), abs=1e-4)


@given(SENT, st.data())
def test_the_share_found_lies_between_its_bounds(sent: int, data: st.DataObject) -> None:
    late = data.draw(st.integers(0, sent))
    low, high = late_share_bounds(late, sent)

    assert 0 <= low <= late / sent <= high <= 1


@given(st.integers(1, 60), st.data())
def test_at_the_upper_bound_so_few_late_ones_have_a_chance_of_5_percent(
    sent: int, data: st.DataObject
) -> None:
    late = data.draw(st.integers(0, sent - 1))
    share = late_share_bounds(late, sent)[1]
    chance = sum(
        math.comb(sent, each) * share**each * (1 - share) ** (sent - each)
        for each in range(late + 1)
    )

    assert chance == pytest.approx(0.05, abs=1e-9)


@given(SENT, st.data())
def test_a_late_one_more_raises_both_bounds(sent: int, data: st.DataObject) -> None:
    late = data.draw(st.integers(0, sent - 1))
    fewer, more = late_share_bounds(late, sent), late_share_bounds(late + 1, sent)

    assert fewer[0] <= more[0]
    assert fewer[1] <= more[1]


@pytest.mark.parametrize(("late", "sent"), [(0, 0), (-1, 10), (11, 10)])
def test_more_late_than_sent_is_refused(late: int, sent: int) -> None:
    with pytest.raises(ValueError, match="can't be late"):
        late_share_bounds(late, sent)
