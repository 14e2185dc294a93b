"""The cases that labs draw: as hard for one learner as for another, and not to be passed on."""

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from beside_the_notebook import program

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.courseware.explorers.essentials.nines.model import Listener, Losses, stops
from campus5g.courseware.lab.dealing import has_cards
from campus5g.draw import Draw

DRAWS = [Draw.named(f"seed {number}") for number in range(200)]
LABS = ["meet-the-kit", "robot-control", "network-security", "sensor-to-decision"]
KINDS_OF_FAULT = 4
# A proof counts for the right device only.
STANDS_ON = {"proof": ("fault", "proof")}

# Solving 200 cases of this one takes a while; the others say whether the draws are counted well.
a_lab = pytest.mark.parametrize(
    "lab",
    [
        pytest.param(lab, marks=[pytest.mark.proof] if lab == "sensor-to-decision" else [])
        for lab in LABS
    ],
)


@pytest.fixture(params=LABS)
def case_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Draw], Any]]:
    with program(request.param, "case") as case:
        yield case.case_of


@functools.cache
def typed(lab: str) -> list[dict[str, str]]:
    """Type the answers of each draw."""
    module = find_module(lab)
    return [typed_answers(module, draw) for draw in DRAWS]


@pytest.fixture
def robot() -> Iterator[ModuleType]:
    with program("robot-control", "case") as case:
        yield case


@pytest.mark.proof
def test_a_draw_gives_the_same_case_again_and_another_draw_another(
    case_of: Callable[[Draw], Any],
) -> None:
    assert case_of(DRAWS[0]) == case_of(DRAWS[0])
    assert len({str(case_of(draw)) for draw in DRAWS}) == len(DRAWS)


@pytest.mark.parametrize("lab", [lab for lab in LABS if has_cards(find_module(lab).folder)])
def test_a_card_has_the_code_of_its_draw(lab: str) -> None:
    with program(lab, "card") as card:
        for draw in DRAWS[:5]:
            assert draw.code in repr(card.card_of(draw))


# Typing the answers fails unless exactly one device of a case is in trouble.
@pytest.mark.proof
@a_lab
def test_each_of_200_cases_has_one_fault_and_each_kind_comes_about_as_often(lab: str) -> None:
    faults = Counter(answers["fault-answer"].split()[-1] for answers in typed(lab))

    assert len(faults) == KINDS_OF_FAULT
    assert min(faults.values()) > len(DRAWS) / KINDS_OF_FAULT / 2


@a_lab
def test_answers_of_200_neighbours_earn_less_than_a_third_on_average_and_rarely_more(
    lab: str,
) -> None:
    module = find_module(lab)
    points = {item.id: item.points for item in module.manifest.items if item.kind == "automatic"}
    first, *others = typed(lab)

    shares = []
    for own, other in zip([first, *others], [*others, first], strict=True):
        same = {item for item in points if own.get(f"{item}-answer") == other.get(f"{item}-answer")}
        earned = [points[item] for item in same if same.issuperset(STANDS_ON.get(item, ()))]
        shares.append(sum(earned) / sum(points.values()))

    assert sum(shares) / len(shares) < 0.25
    assert sum(share > 0.3 for share in shares) <= 0.05 * len(shares)


def test_the_fastest_speed_that_stops_in_time_is_neither_the_lowest_nor_the_highest(
    robot: ModuleType,
) -> None:
    for draw in DRAWS:
        machine = robot.case_of(draw).machine
        in_time = [
            speed for speed in robot.SPEEDS_MPS if machine.stopping_m(speed) < machine.free_m
        ]

        assert 1 < len(in_time) < len(robot.SPEEDS_MPS)


def test_jolts_are_counted_as_the_explorer_on_nines_counts_stops(robot: ModuleType) -> None:
    lab = find_module("robot-control")
    for draw in DRAWS[:20]:
        machine = robot.case_of(draw).machine
        written: dict[str, Any] = {}
        exec(typed_answers(lab, draw)["jolts-answer"], written)  # noqa: S102
        # A lease is counted from a command that came, a survival time from one that did not.
        listener = Listener(machine.rate_hz, 1000 * (machine.lease_periods - 1) / machine.rate_hz)

        for loss in (0.01, 0.1, 0.3):
            expected = stops(listener, Losses(loss), hours=1)
            assert written["jolts_an_hour"](loss) == pytest.approx(expected)


def test_the_record_of_losses_tells_runs_from_windows(robot: ModuleType) -> None:
    for draw in DRAWS:
        case = robot.case_of(draw)
        periods = case.machine.lease_periods
        runs = sum(len(run) >= periods for run in case.record.split("."))
        windows = sum(
            case.record[at : at + periods] == "x" * periods for at in range(len(case.record))
        )

        assert 2 < runs < windows
