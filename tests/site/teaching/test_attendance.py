"""Half-days as learners and trainers sign them."""

import datetime

import pytest
from tiny_site import person

from campus5g.site.records.cohorts import CohortRecord, Enrolment, Mode
from campus5g.site.teaching.attendance import (
    awaits_signature,
    days_of,
    marks_of,
    open_halves,
    sign_for_all,
    sign_oneself,
)
from campus5g.site.words import ZONE

DAY = datetime.date
MONDAY, FRIDAY = DAY(2026, 11, 2), DAY(2026, 11, 6)


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute), ZONE)


def cohort(mode: Mode = "mixed") -> CohortRecord:
    found = CohortRecord(
        id="quay", title="Quai", language="fr", mode=mode, starts=MONDAY, ends=FRIDAY
    )
    for number, name in enumerate(("ada", "bob"), start=1):
        found.enrolments.append(Enrolment(person=person(name), person_id=number))
    return found


@pytest.mark.parametrize(
    ("moment", "halves"),
    [
        (at(MONDAY, 8, 30), ("morning",)),
        (at(MONDAY, 13, 0), ("morning", "afternoon")),
        (at(MONDAY - datetime.timedelta(days=1), 9), ()),
        (at(FRIDAY + datetime.timedelta(days=1), 9), ()),
    ],
)
def test_a_learner_signs_on_the_day_once_the_half_day_has_begun(
    moment: datetime.datetime, halves: tuple[str, ...]
) -> None:
    assert open_halves(cohort(), moment) == halves


def test_a_learner_is_asked_until_they_have_signed() -> None:
    ada = cohort().enrolments[0]
    assert awaits_signature(ada, at(MONDAY, 9))

    sign_oneself(ada, "morning", at(MONDAY, 9))

    assert not awaits_signature(ada, at(MONDAY, 9, 30))
    assert awaits_signature(ada, at(MONDAY, 14))


def test_nobody_is_asked_to_sign_at_a_distance() -> None:
    assert not awaits_signature(cohort("distance").enrolments[0], at(MONDAY, 9))


def test_a_first_signature_stays() -> None:
    ada = cohort().enrolments[0]

    sign_oneself(ada, "morning", at(MONDAY, 9))
    mark = sign_oneself(ada, "morning", at(MONDAY, 12))

    assert (mark.present, mark.learner_signed_at) == (True, at(MONDAY, 9))


def test_a_trainer_signs_for_all_and_keeps_what_learners_have_signed() -> None:
    quay = cohort()
    ada, bob = quay.enrolments
    sign_oneself(bob, "morning", at(MONDAY, 9))

    sign_for_all(quay, MONDAY, "morning", {1}, person("tina", "trainer"), at(MONDAY, 12))

    assert [
        (mark.present, mark.learner_signed_at) for mark in (*marks_of(ada), *marks_of(bob))
    ] == [
        (True, None),
        (False, at(MONDAY, 9)),
    ]


def test_a_learner_cannot_sign_away_that_a_trainer_signed_them_absent() -> None:
    quay = cohort()
    sign_for_all(quay, MONDAY, "morning", set(), person("tina", "trainer"), at(MONDAY, 9))

    mark = sign_oneself(quay.enrolments[0], "morning", at(MONDAY, 10))

    assert (mark.present, mark.learner_signed_at) == (False, at(MONDAY, 10))


def test_a_learner_who_left_before_is_not_recorded() -> None:
    quay = cohort()
    quay.enrolments[0].left_at = at(MONDAY, 9)

    sign_for_all(quay, FRIDAY, "morning", {2}, person("tina", "trainer"), at(FRIDAY, 9))

    assert [len(each.attendances) for each in quay.enrolments] == [0, 1]


def test_signed_days_do_not_hide_the_days_to_come() -> None:
    quay = cohort()
    saturday = DAY(2026, 11, 7)
    for day in (MONDAY, saturday):
        sign_for_all(quay, day, "morning", {1}, person("tina", "trainer"), at(day, 9))

    assert days_of(quay) == [DAY(2026, 11, day) for day in (2, 3, 4, 5, 6, 7)]
