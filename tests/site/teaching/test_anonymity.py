"""Numbers in place of names: stable, all different, and silent about who came first."""

import itertools

from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.teaching.anonymity import hide_names, show_names, submission_numbers


def place(learners: int) -> CohortModule:
    cohort = CohortRecord(
        enrolments=[Enrolment(id=number, person_id=number) for number in range(1, learners + 1)]
    )
    return CohortModule(cohort=cohort, module="radio")


def test_with_names_shown_there_are_no_numbers() -> None:
    assert submission_numbers(place(3)) == {}


def test_hiding_again_what_is_hidden_changes_no_number() -> None:
    here = place(20)
    hide_names(here)
    before = submission_numbers(here)

    hide_names(here)

    assert submission_numbers(here) == before


def test_however_many_there_are_no_two_share_a_number() -> None:
    here = place(2000)
    hide_names(here)

    assert len(set(submission_numbers(here).values())) == 2000


def test_who_enrols_later_changes_nobodys_number() -> None:
    here = place(2000)
    hide_names(here)
    before = submission_numbers(here)

    here.cohort.enrolments.append(Enrolment(id=2001, person_id=2001))

    assert before.items() <= submission_numbers(here).items()


def test_the_order_of_numbers_is_not_that_of_enrolments() -> None:
    here = place(50)
    hide_names(here)
    numbers = list(submission_numbers(here).values())

    assert any(first > second for first, second in itertools.pairwise(numbers))


def test_each_time_names_are_hidden_numbers_are_others() -> None:
    here = place(50)
    hide_names(here)
    before = submission_numbers(here)

    show_names(here)
    hide_names(here)

    assert submission_numbers(here) != before
