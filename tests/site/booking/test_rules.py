"""When a kit may be had."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.booking.rules import (
    Limits,
    Span,
    Wish,
    next_free,
    refusal,
    span,
    turn,
)

NOW = datetime.datetime(2026, 11, 25, 10, 0, tzinfo=datetime.UTC)
LIMITS = Limits(longest_minutes=120, at_once=2, days_ahead=14)

minutes = st.integers(15, 240)
spans = st.builds(
    lambda start, length: span(NOW + datetime.timedelta(minutes=start), length),
    st.integers(-300, 3000),
    minutes,
)


def at(offset: float, length: float = 60) -> Span:
    return span(NOW + datetime.timedelta(minutes=offset), length)


def why(wish: Span, **changed: object) -> str | None:
    known = {"taken": [], "repairs": [], "own": [], "now": NOW, "limits": LIMITS}
    return refusal(wish, **(known | changed))  # type: ignore[arg-type]


def test_a_free_kit_is_lent() -> None:
    assert why(at(30)) is None


def test_a_booking_may_start_a_few_minutes_ago() -> None:
    assert why(at(-10)) is None
    assert why(at(-16)) == "past"


def test_bookings_that_touch_do_not_overlap() -> None:
    assert why(at(60), taken=[at(0), at(120)]) is None


def test_a_booked_kit_or_one_under_repair_is_not_lent() -> None:
    assert why(at(30), taken=[at(60)]) == "taken"
    assert why(at(30), repairs=[at(60)]) == "repair"


def test_a_learner_has_one_kit_at_a_time() -> None:
    assert why(at(30), own=[at(60)]) == "elsewhere"


def test_bookings_are_limited_in_number_length_and_distance() -> None:
    assert why(at(500), own=[at(60), at(200)]) == "too-many"
    assert why(at(0, 121)) == "too-long"
    assert why(at(0, 14)) == "too-short"
    assert why(at(15 * 24 * 60)) == "too-far"


@given(st.lists(st.tuples(spans, st.integers(1, 4)), max_size=30))
def test_no_sequence_of_requests_overlaps_or_exceeds_a_share(
    wishes: list[tuple[Span, int]],
) -> None:
    lent: list[tuple[Span, int]] = []

    for wish, person in wishes:
        own = [each for each, who in lent if who == person]
        if why(wish, taken=[each for each, _ in lent], own=own) is None:
            lent.append((wish, person))

    for number, (one, person) in enumerate(lent):
        assert not any(one.meets(other) for other, _ in lent[number + 1 :])
        assert sum(who == person for _, who in lent) <= LIMITS.at_once


@given(st.lists(spans, max_size=20), minutes)
def test_the_next_free_span_is_the_first_one(busy: list[Span], length: int) -> None:
    found = next_free(busy, NOW, length)

    assert found.starts >= NOW
    assert found.minutes == length
    assert not any(found.meets(each) for each in busy)
    earlier = [NOW, *(each.ends for each in busy if NOW <= each.ends < found.starts)]
    for start in earlier:
        if start < found.starts:
            assert any(span(start, length).meets(each) for each in busy)


@given(
    st.lists(st.tuples(st.integers(1, 5), minutes), max_size=8),
    st.lists(spans, max_size=6),
)
def test_the_kit_goes_to_the_first_in_the_queue_whose_time_fits(
    people: list[tuple[int, int]], busy: list[Span]
) -> None:
    waiting = [Wish(number, *each) for number, each in enumerate(people)]

    found = turn(waiting, busy=busy, own={}, now=NOW)

    fits = [
        wish for wish in waiting if not any(span(NOW, wish.minutes).meets(each) for each in busy)
    ]
    assert (found[0] if found else None) == (fits[0] if fits else None)
    if found:
        assert found[1] == span(NOW, found[0].minutes)


def test_a_learner_who_has_another_kit_is_skipped() -> None:
    waiting = [Wish(1, person=7, minutes=60), Wish(2, person=8, minutes=60)]

    found = turn(waiting, busy=[], own={7: [at(-10)]}, now=NOW)

    assert found is not None
    assert found[0].person == 8
