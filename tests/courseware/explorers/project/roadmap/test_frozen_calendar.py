"""A migration through the weeks: by hand, by property, and as the module says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.roadmap.frozen_calendar.model import (
    AREAS,
    FREEZES,
    OLD_ENDS,
    WEEKS,
    Migration,
    migrate,
)
from campus5g.courseware.explorers.project.roadmap.frozen_calendar.view import AT_ONCE

PLANS = st.builds(
    Migration,
    first=st.integers(1, 8),
    step=st.integers(1, 8),
    watch_weeks=st.integers(0, 5),
    fault_weeks=st.none() | st.integers(1, 8),
    way_back=st.booleans(),
    freeze=st.sampled_from(sorted(FREEZES)),
)


@given(PLANS)
def test_no_works_begin_in_a_frozen_week(plan: Migration) -> None:
    for week in migrate(plan).weeks:
        assert not (week.frozen and "works" in week.states)


@given(PLANS)
def test_only_areas_that_have_changed_are_disturbed(plan: Migration) -> None:
    changed: set[int] = set()
    for week in migrate(plan).weeks:
        for area, state in enumerate(week.states):
            if state == "works":
                changed.add(area)
            assert state not in ("back", "stopped") or area in changed


@given(PLANS)
def test_a_way_back_never_disturbs_longer_than_none(plan: Migration) -> None:
    with_one = migrate(Migration(**{**vars(plan), "way_back": True}))
    without = migrate(Migration(**{**vars(plan), "way_back": False}))
    assert with_one.disturbed <= without.disturbed


@given(PLANS)
def test_a_migration_that_is_done_stays_done(plan: Migration) -> None:
    found = migrate(plan)
    assert len(found.weeks) == WEEKS
    if found.done is not None:
        for week in found.weeks[found.done - 1 :]:
            assert set(week.states) == {"new"}
    else:
        assert set(found.weeks[-1].states) != {"new"}


def test_without_freeze_or_fault_each_step_takes_its_works_and_its_watching() -> None:
    found = migrate(Migration(1, 3, 2, None, True, "none", areas=7))
    assert found.done == 3 * (1 + 2) + 1
    assert [week.states.count("works") for week in found.weeks[:9]] == [1, 0, 0, 3, 0, 0, 3, 0, 0]


class TestWhatTheModuleSays:
    def test_at_the_start_one_area_goes_back_in_week_4_and_it_ends_two_weeks_late(self) -> None:
        found = migrate(Migration())
        assert [week.number for week in found.weeks if week.disturbed] == [4]
        assert (found.disturbed, found.done, OLD_ENDS) == (1, 28, 26)
        assert not found.in_time

    def test_steps_of_four_end_in_week_21_and_still_disturb_one_area(self) -> None:
        found = migrate(Migration(step=4))
        assert (found.done, found.disturbed, found.in_time) == (21, 1, True)

    def test_without_watching_three_weeks_are_gained_and_eight_areas_disturbed(self) -> None:
        found = migrate(Migration(step=4, watch_weeks=0))
        assert (found.done, found.disturbed) == (21 - 3, AREAS)

    @pytest.mark.parametrize("plan", [AT_ONCE, Migration(step=4, watch_weeks=0, way_back=False)])
    def test_without_a_way_back_24_weeks_are_lost(self, plan: Migration) -> None:
        assert migrate(plan).disturbed == 24

    def test_it_is_finished_in_week_7_after_standing_still_for_three_weeks(self) -> None:
        found = migrate(Migration(step=4, watch_weeks=0, way_back=False))
        assert found.done == 7
        assert [week.disturbed for week in found.weeks[:7]] == [0, 0, 0, 8, 8, 8, 0]

    def test_watched_for_one_week_a_fault_of_three_weeks_hits_the_second_step_too(self) -> None:
        assert migrate(Migration(step=4, watch_weeks=1)).disturbed == 1 + 4
