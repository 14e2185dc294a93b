"""Numbers in place of names: stable, unique, and unrelated to the order of enrolment."""

import itertools

from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.teaching.anonymity import hide_names, show_names, submission_numbers


def place(learners: int) -> CohortModule:
    cohort = CohortRecord(
        enrolments=[Enrolment(id=number, person_id=number) for number in range(1, learners + 1)]
    )
    return CohortModule(cohort=cohort, module="radio")


def test_learners_have_no_numbers_while_names_are_shown() -> None:
    assert submission_numbers(place(3)) == {}


def test_hiding_hidden_names_again_keeps_the_numbers() -> None:
    here = place(20)
    hide_names(here)
    before = submission_numbers(here)

    hide_names(here)

    assert submission_numbers(here) == before


def test_numbers_are_unique_in_a_group_of_any_size() -> None:
    here = place(2000)
    hide_names(here)

    assert len(set(submission_numbers(here).values())) == 2000


def test_a_later_enrolment_keeps_the_existing_numbers() -> None:
    here = place(2000)
    hide_names(here)
    before = submission_numbers(here)

    here.cohort.enrolments.append(Enrolment(id=2001, person_id=2001))

    assert before.items() <= submission_numbers(here).items()


def test_numbers_do_not_follow_the_order_of_enrolment() -> None:
    here = place(50)
    hide_names(here)
    numbers = list(submission_numbers(here).values())

    assert any(first > second for first, second in itertools.pairwise(numbers))


def test_hiding_names_after_showing_them_draws_other_numbers() -> None:
    here = place(50)
    hide_names(here)
    before = submission_numbers(here)

    show_names(here)
    hide_names(here)

    assert submission_numbers(here) != before
