"""When surveys open, which answers they accept, and how they are summarised."""

import datetime

import pytest

from campus5g.site.learning.statistics.surveys import asks_for_opinion, open_surveys, results, taken
from campus5g.site.records.cohorts import CohortRecord, Enrolment, SurveyAnswer

END = datetime.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, []), (0, ["hot"]), (89, ["hot"]), (90, ["hot", "cold"])],
)
def test_surveys_open_automatically(days: int, expected: list[str]) -> None:
    cohort = CohortRecord(ends=END)

    assert open_surveys(cohort, END + datetime.timedelta(days=days)) == expected


def test_surveys_of_a_cohort_without_an_end_are_always_open() -> None:
    assert open_surveys(CohortRecord(ends=None), END) == ["hot"]


def test_a_learner_is_reminded_once_a_survey_is_open_until_it_is_answered() -> None:
    enrolment = Enrolment(cohort=CohortRecord(ends=END), surveys=[])

    assert not asks_for_opinion(enrolment, END - datetime.timedelta(days=1))
    assert asks_for_opinion(enrolment, END)

    enrolment.surveys.append(SurveyAnswer(kind="hot", answers={}))
    assert not asks_for_opinion(enrolment, END)
    assert asks_for_opinion(enrolment, END + datetime.timedelta(days=90))


def test_only_answers_to_asked_questions_are_kept() -> None:
    given = {
        "pace": "4",
        "useful": "9",
        "help": "yes",
        "objectives": "",
        "keep": " Le kit ",
        "change": " ",
        "other": "1",
    }

    assert taken("hot", given) == {"pace": 4, "keep": "Le kit"}


def test_a_class_is_summarised_by_mean_and_counts() -> None:
    answers = [SurveyAnswer(kind="hot", answers={"pace": mark}) for mark in (2, 4, 4)]
    answers += [SurveyAnswer(kind="hot", answers={"keep": "Le kit"})]
    answers += [SurveyAnswer(kind="cold", answers={"used": 1})]

    ratings, remarks = results("hot", answers)

    pace = next(each for each in ratings if each.question.id == "pace")
    assert (pace.counts, pace.answers) == ((0, 1, 0, 2, 0), 3)
    assert pace.mean == pytest.approx(10 / 3)
    assert next(each for each in ratings if each.question.id == "help").mean is None
    assert [each.texts for each in remarks] == [["Le kit"], []]
