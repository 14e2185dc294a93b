"""The longest silence between messages received."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.kit.measuring.silence import longest_silence

TIMES_S = st.lists(st.floats(0, 100), min_size=2, max_size=50)


def test_one_late_message_does_not_count_as_a_silence_when_those_behind_it_are_on_time() -> None:
    # Ten messages a second; the one sent at 0.3 s takes 260 ms.
    silence = longest_silence([0.0, 0.1, 0.2, 0.56, 0.4, 0.5, 0.6])

    assert silence is not None
    assert silence.length_ms == pytest.approx(200)


def test_a_late_message_that_holds_the_others_back_is_one() -> None:
    # In-order delivery: what was sent at 0.4 and 0.5 s waits for it.
    silence = longest_silence([0.0, 0.1, 0.2, 0.56, 0.56, 0.56, 0.6])

    assert silence is not None
    assert (silence.began_s, silence.ended_s) == (0.2, 0.56)
    assert silence.length_ms == pytest.approx(360)


def test_fewer_than_two_messages_leave_nothing_to_measure() -> None:
    assert longest_silence([]) is None
    assert longest_silence([1.0]) is None


@given(TIMES_S, st.floats(-50, 50))
def test_a_clock_that_is_wrong_by_a_constant_changes_nothing(
    times_s: list[float], wrong_s: float
) -> None:
    right = longest_silence(times_s)
    shifted = longest_silence(each + wrong_s for each in times_s)

    assert right is not None
    assert shifted is not None
    assert shifted.length_ms == pytest.approx(right.length_ms, abs=1e-6)


@given(TIMES_S, st.data())
def test_a_message_more_never_makes_the_silence_longer_between_the_same_ends(
    times_s: list[float], data: st.DataObject
) -> None:
    before = longest_silence(times_s)
    between = data.draw(st.floats(min(times_s), max(times_s)))
    after = longest_silence([*times_s, between])

    assert before is not None
    assert after is not None
    assert after.length_ms <= before.length_ms
