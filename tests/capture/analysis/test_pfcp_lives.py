"""PFCP numbers: a peer that starts again is healthy, a counter amid another one is not."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalling_messages import SMF, UPF, Conversation

from campus5g.capture.analysis.pfcp_peers import PfcpTraffic, foreign_requests

ESTABLISHMENT, DELETION, HEARTBEAT, ASSOCIATION = 50, 54, 1, 5
STEP_S = 0.05


class Load(Conversation):
    """Requests of an SMF, twenty a second."""

    def ask(self, number: int, code: int = DELETION, **more: object) -> int:
        """Add a request and return its frame."""
        self.time_s += STEP_S - 1
        return self.pfcp(code, number, **more).frame  # type: ignore[arg-type]

    def life(self, first: int, count: int) -> None:
        """Add requests with numbers that follow each other."""
        for number in range(first, first + count):
            self.ask(number)

    def accused(self) -> list[int]:
        """Return the frames of requests that another sender is said to have sent."""
        requests = PfcpTraffic(self.messages).requests[SMF, UPF]
        return [requests.frames[place] for place in foreign_requests(requests)]


def test_an_smf_that_starts_at_2_again_three_times_is_never_accused() -> None:
    load = Load()
    for count in (251, 254, 251):
        load.life(2, count)

    assert load.accused() == []


def test_joined_captures_with_lives_in_any_order_accuse_nobody() -> None:
    load = Load()
    for first, count in ((39_308, 54), (406, 19), (290, 53), (474, 47), (223, 20), (1043, 9)):
        load.life(first, count)
        load.wait(200)

    assert load.accused() == []


def test_a_fixed_number_amid_each_life_is_an_intruders() -> None:
    load, forged = Load(), []
    for first in (39_308, 406, 290, 474, 223, 1043):
        load.life(first, 20)
        forged.append(load.ask(2))
        load.life(first + 20, 20)
        load.wait(200)

    assert load.accused() == forged


def test_a_flood_with_numbers_of_its_own_is_an_intruders() -> None:
    load, forged = Load(), []
    load.life(80_000, 30)
    for number in range(200):
        forged.append(load.ask(5000 + number // 8))
        if number % 4 == 3:
            load.ask(80_030 + number // 4)
    load.life(80_080, 30)

    assert load.accused() == forged


def test_a_counter_that_is_silent_for_long_has_ended() -> None:
    load = Load()
    load.life(300, 40)
    load.wait(60)
    load.life(40_000, 30)
    load.wait(60)
    load.life(341, 40)

    assert load.accused() == []


@pytest.mark.parametrize("says_so", [ASSOCIATION, HEARTBEAT])
def test_a_peer_that_says_it_has_restarted_begins_a_life(says_so: int) -> None:
    load = Load()
    stamp = {"pfcp.recovery_time_stamp": ("Aug  4, 2025 09:54:33 UTC",)}
    later = {"pfcp.recovery_time_stamp": ("Aug  4, 2025 10:09:17 UTC",)}
    load.ask(1, HEARTBEAT, fields=stamp)
    load.life(1000, 30)
    load.ask(1, says_so, fields=later)
    load.life(2, 30)
    load.ask(31, says_so, fields={"pfcp.recovery_time_stamp": ("later still",)})
    load.life(1060, 30)

    assert load.accused() == []


def test_an_association_in_a_forged_name_does_not_hide_the_intruder() -> None:
    load = Load()
    load.life(1000, 30)
    load.ask(7, ASSOCIATION)
    forged = load.ask(8)
    load.life(1030, 30)

    assert load.accused() == [forged]


@given(
    st.integers(0, 2**24 - 1),
    st.lists(st.integers(1, 300), min_size=2, max_size=6),
    st.sampled_from([0, 0.3, 20]),
)
def test_lives_that_all_begin_at_one_number_are_never_accused(
    first: int, counts: Iterable[int], pause_s: float
) -> None:
    load = Load()
    for count in counts:
        for number in range(first, first + count):
            load.ask(number % 2**24)
        load.wait(pause_s)

    assert load.accused() == []


lives = st.lists(st.tuples(st.integers(0, 2**24 - 1), st.integers(1, 40)), min_size=1, max_size=6)


@given(lives, st.floats(30, 3600))
def test_lives_that_follow_each_other_after_a_pause_are_never_accused(
    lives: Iterable[tuple[int, int]], pause_s: float
) -> None:
    load = Load()
    for nth, (first, count) in enumerate(lives):
        # Each begins far from where any other one ends.
        load.life((first // 6 * 6 + nth) % 2**20 + nth * 2**21, count)
        load.wait(pause_s)

    assert load.accused() == []
