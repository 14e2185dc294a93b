"""The latency lab's traces: made by the radio model, and such as its exercises need them."""

import csv
import importlib.util
import io
from pathlib import Path
from types import ModuleType

import pytest

from campus5g.places import LABS

FOLDER = LABS / "latency"
SHIPPED = sorted((FOLDER / "data").glob("*.csv"))
CANDIDATES = [1, 2, 2.5, 4, 5, 8, 10, 12.5, 16, 20]


def loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lists() -> ModuleType:
    return loaded(FOLDER / "delay_lists.py")


@pytest.fixture(scope="module")
def folding() -> ModuleType:
    return loaded(FOLDER / "folding.py")


def test_each_trace_is_what_the_model_makes_of_its_seed() -> None:
    made = loaded(FOLDER / "making" / "traces.py").all_rows()

    assert {file.stem for file in SHIPPED} == set(made)
    for file in SHIPPED:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(made[file.stem])
        assert text.getvalue() == file.read_text("utf-8")


def test_the_traces_together_are_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED) < 100_000


@pytest.mark.parametrize(("name", "period_ms"), [("hall", 10), ("workshop", 2), ("yard", 20)])
def test_folding_by_the_period_of_requests_and_by_no_shorter_one_gathers_the_delays(
    lists: ModuleType, folding: ModuleType, name: str, period_ms: float
) -> None:
    sent_s, rtts = lists.read_trace(name)
    whole = folding.scatter(sent_s, rtts)
    share = {each: folding.scatter(sent_s, rtts, each) / whole for each in CANDIDATES}

    assert share[period_ms] < 0.1
    # Far from the half at which the exercise draws the line.
    assert all(share[each] > 0.7 for each in CANDIDATES if each < period_ms)


def test_a_queue_of_others_hides_the_period(lists: ModuleType, folding: ModuleType) -> None:
    sent_s, rtts = lists.read_trace("quay")
    whole = folding.scatter(sent_s, rtts)

    assert all(folding.scatter(sent_s, rtts, each) > 0.7 * whole for each in CANDIDATES)


def test_the_quay_loses_enough_that_dropping_the_lost_changes_the_verdict(
    lists: ModuleType,
) -> None:
    _, rtts = lists.read_trace("quay")
    came = lists.returned(rtts)

    assert 0.05 < rtts.count(None) / len(rtts) < 0.08
    assert all(rtt <= 500 for rtt in came)


def test_one_way_is_not_half_and_a_clock_that_is_ahead_hides_it(lists: ModuleType) -> None:
    stamps = lists.read_stamps("two-clocks")
    down_ms = lists.middle([t2 - 3.7 - t1 for t1, t2, _, _ in stamps])
    up_ms = lists.middle([t4 - t3 + 3.7 for _, _, t3, t4 in stamps])
    as_read_ms = lists.middle([t4 - t3 for _, _, t3, t4 in stamps])

    # As part 6 says: 12 ms, and 8 with the clock's error.
    assert up_ms > 2 * down_ms
    assert (round(up_ms), round(as_read_ms)) == (12, 8)
