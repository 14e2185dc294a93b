"""Four designs: what leaves the site, what suits which constraints, and who gets through."""

from itertools import product

import pytest

from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    DESIGNS,
    DesignId,
    suiting,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.network_designs.model import (
    TaskId,
    journey,
)

TASKS: list[TaskId] = ["message", "register"]


@pytest.mark.parametrize(
    ("design", "leaves"),
    [
        ("standalone", set()),
        ("shared-ran", set()),
        ("hybrid", {"signalling", "identities"}),
        ("slice", {"data", "signalling", "identities"}),
    ],
)
def test_what_leaves_the_site_is_as_the_module_says(design: DesignId, leaves: set[str]) -> None:
    assert DESIGNS[design].leaves == leaves


@pytest.mark.parametrize(("design", "task"), list(product(DESIGNS, TASKS)))
def test_a_journey_that_crosses_the_fence_stops_at_a_cut(design: DesignId, task: TaskId) -> None:
    assert journey(design, task, fibre_cut=True).arrives == (
        journey(design, task, fibre_cut=False).crossings == 0
    )


def test_with_a_fibre_that_works_everything_arrives() -> None:
    for design, task in product(DESIGNS, TASKS):
        assert journey(design, task, fibre_cut=False).arrives


def test_in_a_hybrid_a_message_stays_and_a_device_that_joins_crosses_the_fence_twice() -> None:
    assert journey("hybrid", "message", False).crossings == 0
    assert journey("hybrid", "register", False).crossings == 2


def test_without_a_team_or_a_room_only_the_slice_is_left() -> None:
    found = suiting(stays=frozenset(), antennas_of=None, runs_a_core=False, houses_servers=False)
    assert found == ["slice"]


def test_constraints_that_exclude_everything_leave_nothing() -> None:
    found = suiting(
        stays=frozenset({"identities"}),
        antennas_of=None,
        runs_a_core=False,
        houses_servers=True,
    )
    assert found == []
