"""A wireless LAN as an access: idle channel, backoff, collisions, doze."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.air.contention import BEACON_S, Contention, WifiLink
from campus5g.air.interruptions import Interruptions
from campus5g.air.passage import Passage, Timing

FAULTLESS = Contention(busy=0.0, frame_error_rate=0.0)


def wifi(contention: Contention, seed: int = 1, per_minute: float = 0) -> WifiLink:
    return WifiLink(contention, Timing(), Interruptions(per_minute), seed)


def delays_ms(access: WifiLink, count: int = 3000, interval_s: float = 0.0103) -> list[float]:
    found = []
    for number in range(count):
        arrival_s = access.uplink(number * interval_s, 512, 9).arrival_s
        if arrival_s is not None:
            found.append(1000 * (arrival_s - number * interval_s))
    return found


@given(
    st.lists(st.floats(0, 0.2), max_size=30),
    st.integers(1, 1500),
    st.booleans(),
    st.floats(0, 0.9),
)
def test_the_parts_add_up_to_the_total(
    gaps_s: list[float], size_bytes: int, uplink: bool, busy: float
) -> None:
    access = wifi(Contention(busy, sleeps_after_ms=20), per_minute=30)
    time_s = 0.0
    for gap_s in gaps_s:
        time_s += gap_s
        passage = (access.uplink if uplink else access.downlink)(time_s, size_bytes, 9)

        assert min(vars(passage.parts).values()) >= -1e-6
        if passage.arrival_s is not None:
            total_ms = 1000 * (passage.arrival_s - time_s)
            assert passage.parts.total_ms == pytest.approx(total_ms, abs=1e-6)


def test_the_same_seed_and_times_give_the_same_passages() -> None:
    def run(seed: int) -> list[Passage]:
        access = wifi(Contention(busy=0.5), seed)
        return [access.uplink(number * 0.0137, 200, 9) for number in range(300)]

    assert run(7) == run(7)
    assert run(7) != run(8)


def test_a_free_channel_costs_the_backoff_and_the_frame() -> None:
    # Both stacks 1.5 ms, DIFS 34 us, at most 15 slots of 9 us, 36 us + 550 bytes at 65 Mbit/s.
    found = delays_ms(wifi(FAULTLESS))

    assert min(found) == pytest.approx(1.5 + 0.034 + 0.036 + 8 * 550 / 65_000, abs=0.001)
    assert max(found) - min(found) == pytest.approx(15 * 0.009, abs=0.001)


@given(st.floats(0.05, 0.9), st.floats(0.1, 5))
def test_other_stations_use_part_of_the_airtime(busy: float, burst_ms: float) -> None:
    begins = Contention(busy, burst_ms).begins

    share = begins * burst_ms / (begins * burst_ms + (1 - begins) * 0.009)

    assert share == pytest.approx(busy)


def test_a_fuller_channel_takes_longer() -> None:
    means = [statistics.fmean(delays_ms(wifi(Contention(busy)))) for busy in (0.0, 0.3, 0.6, 0.85)]

    assert means == sorted(means)


def test_a_frame_that_is_never_decoded_is_dropped() -> None:
    access = wifi(Contention(busy=0.0, frame_error_rate=0.9))
    passages = [access.uplink(number * 0.05, 100, 9) for number in range(1000)]
    lost = sum(passage.arrival_s is None for passage in passages) / len(passages)

    assert lost == pytest.approx(0.9**7, abs=0.05)


def test_a_sleeping_device_learns_of_a_packet_at_the_next_beacon() -> None:
    access = wifi(Contention(busy=0.0, frame_error_rate=0.0, sleeps_after_ms=20))

    first = access.downlink(0.03, 100, 9)
    at_once = access.downlink(BEACON_S + 0.01, 100, 9)

    assert first.parts.frame_ms == pytest.approx(1000 * (BEACON_S - 0.03) - 0.7)
    assert at_once.parts.frame_ms == 0
