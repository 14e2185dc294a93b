"""Eight networks against a requirement with blanks: what is written decides, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.needs.requirement_blanks.model import (
    COMPLETE,
    NETWORKS,
    SCANS,
    NetworkId,
    Requirement,
    compliant,
    complies,
    day,
    let_in_by,
)

requirements = st.builds(
    Requirement,
    delay=st.sampled_from(["blank", "fast", "mean", "share"]),
    ends=st.booleans(),
    silence=st.booleans(),
    area=st.booleans(),
    number=st.booleans(),
    speed=st.booleans(),
    hours=st.booleans(),
)


def test_an_adjective_excludes_nobody() -> None:
    assert set(compliant(Requirement("fast"))) == set(NETWORKS)


def test_a_complete_requirement_leaves_the_network_that_works() -> None:
    assert compliant(COMPLETE) == ("steady",)


@pytest.mark.parametrize("network", [each for each in NETWORKS if each != "steady"])
def test_every_defect_has_a_blank_that_is_enough_to_let_it_in(network: NetworkId) -> None:
    assert let_in_by(network)


@pytest.mark.parametrize("blank", ["ends", "silence", "area", "number", "speed", "hours"])
def test_every_blank_lets_a_useless_network_in(blank: str) -> None:
    assert len(compliant(replace(COMPLETE, **{blank: False}))) > 1


@given(requirements)
def test_the_network_without_defect_always_complies(requirement: Requirement) -> None:
    assert complies("steady", requirement)


@given(requirements)
def test_the_best_comes_first(requirement: Requirement) -> None:
    late = [day(network).late_count for network in compliant(requirement)]
    assert late == sorted(late)


@given(requirements, st.sampled_from(["ends", "silence", "area", "number", "speed", "hours"]))
def test_stating_more_never_lets_more_in_once_a_share_is_required(
    requirement: Requirement, blank: str
) -> None:
    asked = replace(requirement, delay="share", **{blank: False})
    more = replace(asked, **{blank: True})
    assert set(compliant(more)) <= set(compliant(asked))


@pytest.mark.parametrize("network", NETWORKS)
def test_a_day_answers_every_scan_within_what_people_bear(network: NetworkId) -> None:
    found = day(network)
    assert len(found.answer_s) == SCANS
    assert found.answer_s.min() > 0
    assert found.answer_s.max() <= 31


class TestWhatTheModuleSays:
    def test_a_mean_alone_excludes_none_and_a_share_alone_one_of_eight(self) -> None:
        assert len(compliant(Requirement("mean"))) == 8
        assert set(NETWORKS) - set(compliant(Requirement("share"))) == {"average"}

    def test_without_the_hours_three_come_back(self) -> None:
        without_hours = compliant(replace(COMPLETE, hours=False))
        assert set(without_hours) == {"steady", "silent", "night", "alone"}

    def test_six_stops_of_90_s_miss_15_scans_of_4000_and_only_silence_shows_it(self) -> None:
        found = day("silent")
        assert (found.late_count, SCANS, found.longest_silence_s) == (15, 4000, 90)
        assert compliant(replace(COMPLETE, silence=False)) == ("steady", "silent")
