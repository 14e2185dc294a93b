"""Where a command's time goes: what the module claims of the model."""

import math
import re
from dataclasses import asdict, replace
from itertools import product

import pytest

from campus5g.air.passage import Link
from campus5g.courseware.explorers.essentials.where_time_goes.model import (
    COMMANDS,
    CORE_MS,
    FIBRE_MS_PER_KM,
    PARTS,
    Cell,
    round_trip,
)
from campus5g.courseware.explorers.essentials.where_time_goes.recorded import (
    CELLS,
    CORE_KM,
    LOADS,
    recorded_round_trip,
    rounded,
)
from campus5g.courseware.quiz.model import SingleItem, load_quiz
from campus5g.places import COURSES


def test_the_parts_add_up_to_the_mean() -> None:
    trip = round_trip()
    assert sum(trip.share(part) for part in PARTS) == pytest.approx(1)


def test_light_in_glass_does_about_200_000_km_a_second() -> None:
    km_a_second = 1000 / FIBRE_MS_PER_KM
    assert km_a_second == pytest.approx(299_792 / 1.468, rel=0.03)


def test_most_of_a_quiet_round_trip_is_spent_asking_leave_to_send() -> None:
    trip = round_trip()
    assert trip.largest == "request"
    assert trip.share("request") > 0.5
    assert trip.there_ms["request"] == 0


def test_a_core_500_km_away_adds_5_ms_of_fibre() -> None:
    assert round_trip(500).part_ms("fibre") == pytest.approx(5)
    assert round_trip(500).mean_ms - round_trip().mean_ms == pytest.approx(5, abs=0.5)


def test_the_core_itself_takes_what_was_measured_at_most() -> None:
    assert round_trip().part_ms("core") == pytest.approx(2 * CORE_MS)


def test_a_full_cell_strikes_the_hundredth_message_far_more_than_the_middle_one() -> None:
    quiet, full = round_trip(), round_trip(load=0.9)
    assert (round(quiet.p99_ms), round(full.p99_ms)) == (21, 74)
    assert full.p99_ms - quiet.p99_ms == pytest.approx(53, abs=0.5)
    assert (round(quiet.median_ms), round(full.median_ms)) == (14, 24)
    assert full.largest == "queue"


def test_the_module_on_delay_recalls_the_figures_of_this_model() -> None:
    quiet, full = round_trip(), round_trip(load=0.9)
    quiz = load_quiz(COURSES / "essentials" / "latency-and-reliability")
    (item,) = (each for each in quiz.items if each.id == "who-suffers-first")
    assert isinstance(item, SingleItem)

    told = " ".join(str(each.feedback and each.feedback.en) for each in item.choices)

    said = [int(number) for number in re.findall(r"\d+", told)]
    slowest, middle = (quiet.p99_ms, full.p99_ms), (quiet.median_ms, full.median_ms)
    longer = (middle[1] - middle[0], slowest[1] - slowest[0])
    assert said == [round(value) for value in (*slowest, *middle, *longer)]


def test_the_slowest_in_a_hundred_are_a_hundred_round_trips() -> None:
    assert COMMANDS // 100 == 100


def test_a_lost_command_counts_as_late(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = iter(range(COMMANDS))
    downlink = Link.downlink

    def losing(link: Link, *asked: float) -> object:
        if next(sent) % 50 == 0:
            return replace(downlink(link, *asked), arrival_s=None)
        return downlink(link, *asked)

    monkeypatch.setattr(Link, "downlink", losing)
    trip = round_trip.__wrapped__()
    assert trip.lost == COMMANDS // 50
    assert math.isinf(trip.p99_ms)
    assert math.isfinite(trip.mean_ms)


def test_a_cell_tuned_for_delay_gives_leave_sooner() -> None:
    assert round(round_trip().part_ms("request"), 1) == 7.6
    assert round(round_trip(cell="low-latency").part_ms("request")) == 3


def test_an_emulated_command_arrives_within_what_was_measured_on_a_private_network() -> None:
    # Rischke et al., IEEE Access 9 (2021): 95 % of downlink packets within 4 to 10 ms.
    assert 3 < sum(round_trip().there_ms.values()) < 10


def test_a_longer_frame_makes_both_ways_wait() -> None:
    assert round_trip(cell="french").part_ms("frame") > round_trip().part_ms("frame")


def test_the_same_settings_give_the_same_answer() -> None:
    round_trip.cache_clear()
    first = round_trip(10, 0.3)
    round_trip.cache_clear()
    assert round_trip(10, 0.3) == first


@pytest.mark.parametrize(
    ("core_km", "load", "cell"),
    [(0, 0.0, "nominal"), (50, 0.7, "french"), (1000, 0.9, "low-latency")],
)
def test_what_the_page_shows_is_what_the_model_gives(
    core_km: float, load: float, cell: Cell
) -> None:
    shown = recorded_round_trip(core_km, load, cell)

    assert asdict(shown) == rounded(round_trip(core_km, load, cell))


def test_every_position_of_the_controls_is_recorded() -> None:
    for setting in product(CORE_KM, LOADS, CELLS):
        assert recorded_round_trip(*setting).median_ms > 0
