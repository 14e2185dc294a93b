"""The latency lab's traces and cases: made as its exercises need them."""

import csv
import importlib
import importlib.util
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

import pytest

from campus5g.authoring.notebooks import read_notebook
from campus5g.draw import Draw
from campus5g.kit.measuring.late_share import late_share_bounds
from campus5g.kit.measuring.silence import longest_silence
from campus5g.places import LABS

FOLDER = LABS / "latency"
DATA = FOLDER / "data"
SHIPPED = {file.relative_to(DATA).with_suffix("").as_posix(): file for file in DATA.rglob("*.csv")}
CANDIDATES = [1, 2, 2.5, 4, 5, 8, 10, 12.5, 16, 20]


def loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def lab_programs(folder: Path) -> Iterator[None]:
    """Let a lab's programs be imported by their names, as its notebook does."""
    names = {file.stem for file in folder.glob("*.py")}
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in names:
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def lists() -> ModuleType:
    return loaded(FOLDER / "delay_lists.py")


@pytest.fixture(scope="module")
def folding() -> ModuleType:
    return loaded(FOLDER / "folding.py")


def test_each_trace_is_what_the_model_makes_of_its_seed() -> None:
    made = loaded(FOLDER / "making" / "traces.py").all_rows()

    assert set(SHIPPED) == set(made)
    for name, file in SHIPPED.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(made[name])
        assert text.getvalue() == file.read_text("utf-8")


def test_each_trace_is_small() -> None:
    assert all(file.stat().st_size < 40_000 for file in SHIPPED.values())


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
    stamps = lists.read_stamps("two-clocks", 3.7)
    down_ms = lists.middle([t2 - 3.7 - t1 for t1, t2, _, _ in stamps])
    up_ms = lists.middle([t4 - t3 + 3.7 for _, _, t3, t4 in stamps])
    as_read_ms = lists.middle([t4 - t3 for _, _, t3, t4 in stamps])

    # As part 6 says: 12 ms, and 8 with the clock's error.
    assert up_ms > 2 * down_ms
    assert (round(up_ms), round(as_read_ms)) == (12, 8)


@pytest.fixture(scope="module")
def figures(lists: ModuleType, folding: ModuleType) -> dict[int, dict[str, float]]:
    found = {}
    for site in range(1, 16):
        sent_s, rtts = lists.read_site(site)
        came = lists.returned(rtts)
        silence = longest_silence(
            sent + rtt / 1000 for sent, rtt in zip(sent_s, rtts, strict=True) if rtt is not None
        )
        assert silence is not None
        whole = folding.scatter(sent_s, rtts)
        found[site] = {
            "lost": rtts.count(None),
            "median_ms": lists.percentile(came, 50),
            "p90_ms": lists.percentile(came, 90),
            "silence_ms": silence.length_ms,
            "spread_ms": whole,
            "least_scatter": min(folding.scatter(sent_s, rtts, each) for each in CANDIDATES),
            "scatter_at_10": folding.scatter(sent_s, rtts, 10),
        }
    return found


@pytest.fixture(scope="module")
def troubles() -> dict[int, str]:
    sites: dict[int, str] = loaded(FOLDER / "making" / "traces.py").SITES
    return sites


class TestUnknownSites:
    """Each trouble leaves a trace in the figures that learners can compute, and no other does."""

    def test_each_trouble_is_at_three_sites(self, troubles: dict[int, str]) -> None:
        assert sorted(troubles) == list(range(1, 16))
        assert set(Counter(troubles.values()).values()) == {3}

    @pytest.mark.parametrize(
        ("trouble", "shows"),
        [
            ("dropped", lambda site: site["lost"] > 0),
            ("breaks", lambda site: site["silence_ms"] > 115),
            ("queue", lambda site: site["p90_ms"] > 35 and site["least_scatter"] > 5),
            ("in-step", lambda site: site["spread_ms"] < 1),
            (
                "requests",
                lambda site: (
                    site["spread_ms"] > 8
                    and site["scatter_at_10"] > 5
                    and site["least_scatter"] < 1
                ),
            ),
        ],
    )
    def test_a_trouble_shows_at_its_sites_only(
        self,
        figures: dict[int, dict[str, float]],
        troubles: dict[int, str],
        trouble: str,
        shows: Callable[[dict[str, float]], bool],
    ) -> None:
        found = {site for site, each in figures.items() if shows(each)}

        assert found == {site for site, cause in troubles.items() if cause == trouble}

    def test_the_answers_that_are_typed_and_tested_are_those_that_were_made(
        self, troubles: dict[int, str]
    ) -> None:
        in_order = [troubles[site] for site in sorted(troubles)]
        with lab_programs(FOLDER):
            typed = importlib.import_module("solutions").SITES
        notebook = read_notebook(FOLDER / "latency.ipynb")
        (tests,) = [cell.source for cell in notebook.cells if cell.id == "fault"]
        tested = re.findall(rf'"({"|".join(set(in_order))})"', tests)

        assert list(typed) == in_order
        assert tested == in_order


@pytest.fixture(scope="module")
def cases() -> list[Any]:
    with lab_programs(FOLDER):
        case_of = importlib.import_module("case").case_of
        return [case_of(Draw.named(str(number))) for number in range(200)]


class TestTheCase:
    """What a draw sets: never out of reach, and seldom the same as a neighbour's."""

    def test_one_of_the_four_trials_proves_the_requirement(self, cases: list[Any]) -> None:
        for case in cases:
            bounds = [late_share_bounds(each.late, each.sent)[1] for each in case.campaigns]
            assert sum(bound <= case.allowed for bound in bounds) == 1

    def test_the_percentiles_asked_have_samples_beyond_them(self, cases: list[Any]) -> None:
        fewest = 400
        assert all(
            fewest * (1 - each / 100) >= 5
            for case in cases
            for each in (case.slow_percent, case.compared_percent, case.sure_percent)
        )

    def test_each_value_is_drawn_by_some(self, cases: list[Any]) -> None:
        assert {case.site for case in cases} == set(range(1, 16))
        assert {case.other_frame for case in cases} == {"french", "short"}
        assert len({case.need_ms for case in cases}) == 17

    def test_two_hundred_draws_give_two_hundred_cases(self, cases: list[Any]) -> None:
        assert len({repr(case) for case in cases}) == 200

    def test_what_a_neighbour_types_is_seldom_worth_more_than_three_tenths(self) -> None:
        with lab_programs(FOLDER):
            case_of = importlib.import_module("case").case_of
            solutions = importlib.import_module("solutions").solutions
            typed = [solutions(case_of(Draw.named(str(number)))) for number in range(60)]
        points = {"fault-answer": 2, "evidence-answer": 2}

        shares = [
            sum(points.get(name, 1) for name in own if own[name] == other[name]) / 22
            for own, other in permutations(typed, 2)
        ]

        assert fmean(shares) < 0.1
        assert sum(share > 0.3 for share in shares) < 0.01 * len(shares)
