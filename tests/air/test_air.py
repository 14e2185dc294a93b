"""The radio model: its parts against the specification, its delays against their evidence."""

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.air.chance import Dice
from campus5g.air.channel import Antenna, Channel, Device
from campus5g.air.frame import Direction, Frame
from campus5g.air.interruptions import Interruptions
from campus5g.air.link_adaptation import (
    Scheme,
    downlink_scheme,
    resource_blocks,
    uplink_scheme,
)
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Passage, Timing

GOOD = Scheme(mcs=20, layers=1, bits_per_slot=60_000, error_rate=0.1)
FAULTLESS = Scheme(mcs=20, layers=1, bits_per_slot=60_000, error_rate=0.0)


def link(
    pattern: str = "DDDSU",
    *,
    timing: Timing | None = None,
    background: Sequence[Background] = (),
    reserved: dict[str, float] | None = None,
    scheme: Scheme = GOOD,
    interruptions: Interruptions | None = None,
    seed: int = 1,
) -> Link:
    frame = Frame(pattern, 30)
    return Link(
        frame,
        timing or Timing(),
        Load(background, reserved or {}, frame.slot_s, seed),
        lambda direction, time_s: scheme,
        "office",
        seed,
        interruptions or Interruptions(),
    )


def delays_ms(
    air: Link, direction: Direction, interval_s: float, count: int, five_qi: int = 9
) -> list[float]:
    send = air.uplink if direction == "uplink" else air.downlink
    found = []
    for number in range(count):
        passage = send(number * interval_s, 100, five_qi)
        assert passage.arrival_s is not None
        found.append(1000 * (passage.arrival_s - number * interval_s))
    return found


class TestFrame:
    def test_a_slot_lasts_a_millisecond_at_15_khz_and_half_at_30(self) -> None:
        assert Frame("DDDSU", 15).slot_s == pytest.approx(1e-3)
        assert Frame("DDDSU", 30).slot_s == pytest.approx(0.5e-3)

    def test_the_french_reference_frame_lasts_5_ms(self) -> None:
        assert Frame("DDDSUUDDDD", 30).period_s == pytest.approx(5e-3)

    def test_waits_for_the_next_slot_of_a_direction(self) -> None:
        frame = Frame("DDDSU", 30)

        assert [frame.next_slot(slot, "uplink") for slot in range(5)] == [4] * 5
        assert [frame.next_slot(slot, "downlink") for slot in range(5)] == [0, 1, 2, 3, 5]

    def test_a_frame_without_an_uplink_slot_is_impossible(self) -> None:
        with pytest.raises(ValueError, match="uplink"):
            Frame("DDDS", 30)

    @given(st.sampled_from(["DDDSU", "DSU", "DDDSUUDDDD", "F"]), st.integers(0, 10_000))
    def test_no_slot_of_the_direction_is_skipped(self, pattern: str, slot: int) -> None:
        frame = Frame(pattern, 30)

        found = frame.next_slot(slot, "uplink")

        assert frame.share(found, "uplink") > 0
        assert all(not frame.share(earlier, "uplink") for earlier in range(slot, found))


class TestLinkAdaptation:
    @pytest.mark.parametrize(
        ("bandwidth_mhz", "scs_khz", "blocks"), [(40, 30, 106), (100, 30, 273), (20, 15, 106)]
    )
    def test_knows_the_resource_blocks_of_a_carrier(
        self, bandwidth_mhz: int, scs_khz: int, blocks: int
    ) -> None:
        assert resource_blocks(bandwidth_mhz, scs_khz) == blocks

    def test_a_bandwidth_between_two_entries_gets_the_smaller_one(self) -> None:
        assert resource_blocks(45, 30) == resource_blocks(40, 30)

    @given(st.floats(-15, 40), st.floats(0.1, 10))
    def test_a_better_signal_never_carries_less(self, sinr_db: float, more_db: float) -> None:
        for choose in (uplink_scheme, downlink_scheme):
            worse, better = choose(sinr_db, 106), choose(sinr_db + more_db, 106)

            assert better.bits_per_slot * (1 - better.error_rate) >= 0.999 * (
                worse.bits_per_slot * (1 - worse.error_rate)
            )

    def test_one_transmission_in_ten_fails_where_the_scheme_is_a_choice(self) -> None:
        assert downlink_scheme(12, 106).error_rate == pytest.approx(0.1)

    def test_hardly_any_transmission_fails_below_the_fastest_schemes_limit(self) -> None:
        assert downlink_scheme(40, 106).error_rate < 0.01

    def test_nearly_all_transmissions_fail_above_the_slowest_schemes_limit(self) -> None:
        assert downlink_scheme(-14, 106).error_rate > 0.8

    def test_a_weak_device_reaches_further_on_fewer_resource_blocks(self) -> None:
        scheme = uplink_scheme(-14, 106)

        assert scheme.error_rate <= 0.1
        assert 0 < scheme.bits_per_slot < uplink_scheme(0, 106).bits_per_slot

    def test_a_40_mhz_cell_peaks_near_its_textbook_rate(self) -> None:
        # TS 38.306, 4.1.2: 2 layers, 64QAM, 106 blocks, 30 kHz: 219 Mbit/s with 14 % overhead
        # when all slots are downlink.
        bits_per_second = downlink_scheme(60, 106).bits_per_slot * 2000

        assert bits_per_second / 1e6 == pytest.approx(339, rel=0.02)


class TestChannel:
    def channel(self, **changes: object) -> Channel:
        settings: dict[str, object] = {
            "frequency_mhz": 3850.02,
            "scs_khz": 30,
            "resource_blocks": 106,
            "antenna": Antenna(),
        }
        return Channel(**(settings | changes))  # type: ignore[arg-type]

    def test_open_hall_loss_is_that_of_tr_38_901(self) -> None:
        # 31.84 + 21.50 log10(100) + 19.00 log10(3.85) at 100 m, without its shadow.
        losses = [
            self.channel(clutter="open", seed=seed).path_loss_db((99.788, 0.0), 1.5)
            for seed in range(300)
        ]

        assert statistics.fmean(losses) == pytest.approx(85.96, abs=0.8)
        assert statistics.pstdev(losses) == pytest.approx(4.3, abs=0.6)

    def test_shadowing_is_correlated_nearby_and_independent_across_the_hall(self) -> None:
        channel = self.channel(clutter="dense")
        here = [channel.path_loss_db((60.0, 40.0 * row), 1.5) for row in range(80)]

        def alike(step_m: float) -> float:
            there = [channel.path_loss_db((60.0, 40.0 * row + step_m), 1.5) for row in range(80)]
            own = [loss - self.bare(row * 40.0) for row, loss in enumerate(here)]
            other = [loss - self.bare(row * 40.0 + step_m) for row, loss in enumerate(there)]
            return statistics.correlation(own, other)

        assert alike(0.5) > 0.8
        assert alike(25.0) < 0.5

    def bare(self, y_m: float) -> float:
        distance_m = math.hypot(60.0, y_m, 6.5)
        return 33.63 + 21.9 * math.log10(distance_m) + 20 * math.log10(3.85002)

    def test_a_coil_weakens_the_signal_behind_it_by_its_loss(self) -> None:
        free = self.channel().signal_at((150.0, 0.0), Device())
        hidden = self.channel().signal_at((150.0, 0.0), Device(behind_db=20))

        assert free.rsrp_dbm - hidden.rsrp_dbm == pytest.approx(20)

    def test_interference_costs_sinr_and_rsrq_and_leaves_the_rsrp(self) -> None:
        quiet = self.channel().signal_at((150.0, 0.0), Device())
        disturbed = self.channel(interference_dbm=-100.0).signal_at((150.0, 0.0), Device())

        assert disturbed.rsrp_dbm == quiet.rsrp_dbm
        assert disturbed.sinr_db < quiet.sinr_db - 10
        assert disturbed.rsrq_db < quiet.rsrq_db

    def test_the_sinr_never_exceeds_the_transmitters_quality(self) -> None:
        assert self.channel().signal_at((1.0, 1.0), Device()).sinr_db <= Channel.TRANSMITTER_DB


class TestPassage:
    @given(st.lists(st.floats(0, 0.2), max_size=30), st.integers(1, 1500), st.booleans())
    def test_the_parts_add_up_to_the_total(
        self, gaps_s: list[float], size_bytes: int, uplink: bool
    ) -> None:
        air = link(interruptions=Interruptions(per_minute=30))
        time_s = 0.0
        for gap_s in gaps_s:
            time_s += gap_s
            passage = (air.uplink if uplink else air.downlink)(time_s, size_bytes, 9)

            assert passage.arrival_s is not None
            assert passage.parts.total_ms == pytest.approx(1000 * (passage.arrival_s - time_s))
            assert min(vars(passage.parts).values()) >= -1e-9

    def test_the_same_seed_and_times_give_the_same_passages(self) -> None:
        def run(seed: int) -> list[Passage]:
            air = link(seed=seed, interruptions=Interruptions(per_minute=20))
            return [air.uplink(number * 0.0137, 200, 9) for number in range(300)]

        assert run(7) == run(7)
        assert run(7) != run(8)

    def test_an_extra_packet_does_not_change_later_ones(self) -> None:
        plain, busier = link(), link()
        busier.uplink(0.0, 100, 9)

        assert plain.uplink(5.0, 100, 9) == busier.uplink(5.0, 100, 9)

    def test_a_drifting_sending_time_gives_a_sawtooth_delay(self) -> None:
        # Each packet is 1 ms later in the 10 ms period of the scheduling request, as in the
        # ping of srsRAN_Project#501: the wait falls by 1 ms a packet, then jumps back.
        air = link(timing=Timing(scheduling_request_ms=10.0), scheme=FAULTLESS)
        delays = delays_ms(air, "uplink", 0.101, 100)
        steps = [after - before for before, after in pairwise(delays)]
        falls = [step for step in steps if step < 0]
        jumps = [step for step in steps if step > 0]

        assert statistics.median(falls) == pytest.approx(-1.0, abs=0.01)
        assert len(falls) == pytest.approx(90, abs=2)
        assert all(step == pytest.approx(9.0, abs=0.01) for step in jumps)

    def test_a_configured_grant_needs_no_request(self) -> None:
        asked = delays_ms(link(scheme=FAULTLESS), "uplink", 0.0333, 200)
        configured = delays_ms(
            link(scheme=FAULTLESS, timing=Timing(scheduling_request_ms=0)), "uplink", 0.0333, 200
        )

        assert statistics.fmean(configured) < statistics.fmean(asked) - 5

    def test_a_failed_transmission_is_repeated_a_harq_round_later(self) -> None:
        air = link(scheme=Scheme(20, 1, 60_000, error_rate=0.3))
        passages = [air.downlink(number * 0.05, 100, 9) for number in range(400)]
        repeated = [passage for passage in passages if passage.transmissions > 1]

        assert len(repeated) / len(passages) == pytest.approx(0.3, abs=0.07)
        assert all(passage.parts.harq_ms >= 2.0 for passage in repeated)
        assert all(passage.parts.harq_ms == 0 for passage in passages if passage not in repeated)

    def test_a_large_packet_needs_a_second_grant(self) -> None:
        air = link(scheme=FAULTLESS)
        small = air.uplink(0.0, 100, 9)
        large = air.uplink(1.0, 1400, 9)

        assert large.parts.queue_ms > small.parts.queue_ms

    def test_packets_sent_at_once_share_slots_up_to_the_cells_rate(self) -> None:
        air = link(scheme=FAULTLESS)
        arrivals = [air.downlink(0.0, 1250, 9).arrival_s for _ in range(600)]
        seconds = max(arrival for arrival in arrivals if arrival) - min(
            arrival for arrival in arrivals if arrival
        )

        bits_per_second = 600 * 1250 * 8 / seconds
        capacity = 60_000 * 2000 * Frame("DDDSU", 30).average_share("downlink")
        assert bits_per_second == pytest.approx(capacity, rel=0.05)

    def test_a_packet_that_cannot_be_sent_in_time_is_dropped(self) -> None:
        air = link(scheme=Scheme(0, 1, 100, 0.1), timing=Timing(queue_ms=100))
        passages = [air.downlink(0.0, 1000, 9) for _ in range(20)]

        assert passages[0].arrival_s is not None
        assert passages[-1].arrival_s is None

    def test_nothing_arrives_while_the_link_is_interrupted(self) -> None:
        air = link(interruptions=Interruptions(per_minute=60, median_ms=200, spread=0.0))
        waits = [
            air.downlink(number * 0.01, 100, 9).parts.interruption_ms for number in range(6000)
        ]
        share = sum(1 for wait in waits if wait > 0) / len(waits)

        assert share == pytest.approx(0.2, abs=0.05)
        assert max(waits) == pytest.approx(200, abs=25)


class TestLoad:
    BUSY = Background("office", five_qi=9, users=40, downlink_load=0.9, uplink_load=0.9)

    def test_flows_of_equal_priority_share_the_wait(self) -> None:
        alone = delays_ms(link(), "uplink", 0.0333, 500)
        among_others = delays_ms(link(background=[self.BUSY]), "uplink", 0.0333, 500)

        assert statistics.quantiles(among_others, n=20)[-1] > (
            statistics.quantiles(alone, n=20)[-1] + 10
        )

    def test_a_better_priority_level_goes_first(self) -> None:
        machines = delays_ms(link(background=[self.BUSY]), "uplink", 0.0333, 500, 82)

        assert machines == delays_ms(link(), "uplink", 0.0333, 500, 82)

    def test_the_worse_priority_level_waits_while_the_better_fills_the_cell(self) -> None:
        first = Background("machines", 82, users=4, downlink_load=0.5, uplink_load=0.5)
        waits = [
            link(background=[first]).downlink(number * 0.1, 100, 9).parts.queue_ms
            for number in range(200)
        ]

        assert sum(1 for wait in waits if wait > 0) / len(waits) == pytest.approx(0.5, abs=0.12)

    def test_a_slice_keeps_its_reserved_share(self) -> None:
        flood = Background("machines", 82, users=4, downlink_load=1.0, uplink_load=1.0)
        starved = link(background=[flood], timing=Timing(queue_ms=300))
        sure = link(background=[flood], reserved={"office": 0.2}, timing=Timing(queue_ms=300))

        assert starved.downlink(0.0, 100, 9).arrival_s is None
        assert sure.downlink(0.0, 100, 9).arrival_s is not None


class TestEvidence:
    """The shapes that measurements show; the levels are design values, marked as emulated."""

    def round_trips_ms(self, air: Link, core_ms: float) -> list[float]:
        random = Random(3)  # noqa: S311 - times to send at
        time_s, found = 0.0, []
        for _ in range(8000):
            time_s += random.uniform(0.045, 0.055)
            up = air.uplink(time_s, 64, 9)
            assert up.arrival_s is not None
            down = air.downlink(up.arrival_s + core_ms / 1000, 64, 9)
            assert down.arrival_s is not None
            found.append(1000 * (down.arrival_s - time_s))
        return sorted(found)

    def test_private_sa_lies_in_the_band_of_cicv5g(self) -> None:
        air = link("DDDSU", interruptions=Interruptions(per_minute=2))
        round_trips = self.round_trips_ms(air, core_ms=2.0)

        assert 12 <= round_trips[4000] <= 16
        assert 20 <= round_trips[7920] <= 35
        assert 50 <= round_trips[7992] <= 260

    def test_the_french_frame_adds_some_milliseconds(self) -> None:
        private = self.round_trips_ms(link("DDDSU"), core_ms=2.0)
        french = self.round_trips_ms(link("DDDSUUDDDD"), core_ms=2.0)

        assert 2 <= french[4000] - private[4000] <= 8


def test_random_draws_are_uniform_and_independent_of_order() -> None:
    dice = Dice(1, "purpose")
    forward = [dice.uniform(number) for number in range(20_000)]
    backward = [dice.uniform(number) for number in reversed(range(20_000))]

    assert forward == backward[::-1]
    assert statistics.fmean(forward) == pytest.approx(0.5, abs=0.01)
    assert statistics.pstdev(dice.normal(n) for n in range(20_000)) == pytest.approx(1, abs=0.02)
    assert Dice(1, "other").uniform(0) != dice.uniform(0)
