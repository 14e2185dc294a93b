"""The race of a thousand messages: what is true of it, and what the module says of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.packet_race.model import MESSAGES, Race, Result, run
from campus5g.courseware.explorers.models import hall
from campus5g.courseware.explorers.models.delays import Delays
from campus5g.courseware.explorers.models.round_trip import round_trips
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import load_scenario

DELAYS_MS = st.lists(st.floats(0.1, 1000), min_size=1, max_size=200)


def largest(result: Result, share: float) -> str:
    parts = result.parts_around(share)
    named = {
        name: value for name, value in vars(parts).items() if name not in ("stack_ms", "order_ms")
    }
    return max(named, key=named.__getitem__)


@given(DELAYS_MS, st.floats(0.01, 0.999))
def test_a_percentile_is_not_exceeded_by_its_share(delays_ms: list[float], share: float) -> None:
    delays = Delays.of(delays_ms)
    assert delays.late_share(delays.percentile_ms(share)) <= 1 - share + 1e-6


def test_percentiles_are_nearest_ranks() -> None:
    delays = Delays.of(range(1, 1001))
    assert [delays.percentile_ms(share) for share in (0.5, 0.95, 0.99, 0.999)] == [
        500,
        950,
        990,
        999,
    ]


def test_what_never_came_counts_as_late_but_not_in_the_mean() -> None:
    delays = Delays.of([1, 3, float("inf")])
    assert delays.mean_ms == 2
    assert delays.late_share(1000) == pytest.approx(1 / 3)


def test_the_same_race_has_the_same_result() -> None:
    first = run(Race())
    run.cache_clear()
    assert run(Race()) == first


def test_the_parts_of_a_message_add_up_to_its_delay() -> None:
    result = run(Race(load=0.9, spot="edge"))
    assert [parts.total_ms for parts in result.parts] == list(result.delays.sorted_ms)
    assert len(result.parts) == MESSAGES


def test_an_idle_cell_keeps_between_the_chain_s_shortest_and_longest_delay() -> None:
    """Stacks 1.5, request up to the period and a slot, grant 2, sending 1 ms, HARQ 2.5 ms each."""
    delays = run(Race(load=0)).delays
    assert delays.sorted_ms[0] >= 1.5 + 0.5 + 2 + 1
    assert delays.worst_ms <= 1.5 + 10 + 2.5 + 2 + 1 + 2 * 2.5


class TestWhatTheModuleSays:
    def test_on_average_13_ms_but_99_in_100_take_31_ms(self) -> None:
        delays = run(Race()).delays
        assert delays.mean_ms == pytest.approx(12.8, abs=0.05)
        assert delays.percentile_ms(0.99) == pytest.approx(31, abs=0.5)

    def test_the_middle_is_made_of_the_request_and_the_tail_of_the_queue(self) -> None:
        assert largest(run(Race()), 0.5) == "request_ms"
        assert largest(run(Race()), 0.99) == "queue_ms"

    def test_a_request_every_2_ms_shortens_the_middle_by_a_third_and_the_tail_hardly(self) -> None:
        before, after = run(Race()).delays, run(Race(request_ms=2)).delays
        assert after.percentile_ms(0.5) / before.percentile_ms(0.5) < 0.67
        assert after.percentile_ms(0.99) / before.percentile_ms(0.99) > 0.9

    def test_a_standing_grant_in_an_idle_cell_takes_4_ms_not_1(self) -> None:
        delays = run(Race(load=0, request_ms=0)).delays
        assert delays.percentile_ms(0.5) == pytest.approx(3.8, abs=0.1)
        assert delays.sorted_ms[0] > 1

    def test_without_the_others_the_slowest_hundredth_takes_half_as_long(self) -> None:
        loaded, idle = run(Race()).delays, run(Race(load=0)).delays
        assert idle.percentile_ms(0.99) == pytest.approx(0.5 * loaded.percentile_ms(0.99), rel=0.1)

    def test_the_french_frame_adds_between_2_and_3_ms_to_the_middle(self) -> None:
        short, long = run(Race(load=0)).delays, run(Race(load=0, frame="DDDDDDDSUU")).delays
        assert 2 < long.percentile_ms(0.5) - short.percentile_ms(0.5) < 3

    def test_behind_the_coils_the_mean_hardly_moves_and_the_slowest_more_than_doubles(self) -> None:
        lane, edge = run(Race()).delays, run(Race(spot="edge")).delays
        assert edge.mean_ms - lane.mean_ms < 1
        assert edge.worst_ms > 2 * lane.worst_ms
        assert largest(run(Race(spot="edge")), 0.99) == "interruption_ms"

    def test_a_period_in_step_with_the_request_looks_quicker_by_luck(self) -> None:
        in_step, through = run(Race(load=0, period_ms=20)).delays, run(Race(load=0)).delays
        assert in_step.percentile_ms(0.99) < through.percentile_ms(0.95)

    def test_without_breaks_no_round_trip_of_the_model_is_as_slow_as_the_measured_tail(
        self,
    ) -> None:
        assert round_trips(0).delays.worst_ms < 208 < round_trips(4).delays.percentile_ms(0.999)

    def test_in_the_aisle_one_late_message_does_not_count_as_a_silence(self) -> None:
        result = run(Race())
        assert result.delays.worst_ms == pytest.approx(50, abs=0.5)
        assert result.silence.length_ms == pytest.approx(65, abs=0.5)
        assert result.silence.length_ms < Race().period_ms + result.delays.worst_ms

    def test_behind_the_coils_a_break_holds_the_others_back_too(self) -> None:
        result = run(Race(spot="edge"))
        assert result.delays.worst_ms == pytest.approx(120, abs=1)
        assert result.silence.length_ms == pytest.approx(139, abs=1)


class TestTheHallIsTheVirtualKits:
    def test_its_carrier_is_that_of_the_virtual_kit(self) -> None:
        cell = load_inventory(KITS / "virtual.yaml").cell
        assert (cell.bandwidth_mhz, cell.scs_khz) == (hall.BANDWIDTH_MHZ, hall.SCS_KHZ)
        assert cell.frequency_mhz == pytest.approx(hall.FREQUENCY_MHZ, abs=1)
        assert cell.tdd_pattern == Race().frame

    def test_its_timing_is_that_of_the_nominal_scenario(self) -> None:
        timing = load_scenario("nominal", load_inventory(KITS / "virtual.yaml")).radio.timing
        assert (timing.scheduling_request_ms, timing.k2_slots) == (Race().request_ms, hall.K2_SLOTS)

    def test_the_far_place_is_that_of_the_edge_of_cell_scenario(self) -> None:
        plan = load_scenario("edge-of-cell", load_inventory(KITS / "virtual.yaml"))
        edge, agv = hall.SPOTS["edge"], plan.devices["agv"]
        assert (edge.place, edge.behind_db) == (agv.place, agv.behind_db)
        assert edge.clutter == plan.radio.clutter
        assert edge.breaks_per_minute == plan.radio.interruptions.per_minute
