"""Surveys of learners: at the end of a training (hot), and three months later (cold)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from campus5g.manifest import Text
from campus5g.site.records.cohorts import CohortRecord, Enrolment, Survey, SurveyAnswer

SCALE = 5
LONGEST_TEXT = 2000
_COLD_AFTER = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Question:
    """A statement rated from 1 to `SCALE`, or a question with a free answer."""

    id: str
    text: Text
    rated: bool = True


QUESTIONS: dict[Survey, tuple[Question, ...]] = {
    "hot": (
        Question(
            "objectives",
            Text(fr="J’ai appris ce qui était annoncé.", en="I learnt what was promised."),
        ),
        Question(
            "useful",
            Text(fr="Cela me servira dans mon travail.", en="It will be useful in my work."),
        ),
        Question("pace", Text(fr="Le rythme me convenait.", en="The pace suited me.")),
        Question(
            "help",
            Text(
                fr="J’ai eu de l’aide quand il m’en fallait.",
                en="I got help when I needed it.",
            ),
        ),
        Question(
            "tools",
            Text(
                fr="Les modules, les ateliers et les kits marchaient bien.",
                en="Modules, labs and kits worked well.",
            ),
        ),
        Question("keep", Text(fr="Que faut-il garder ?", en="What should be kept?"), rated=False),
        Question(
            "change", Text(fr="Que faut-il changer ?", en="What should be changed?"), rated=False
        ),
    ),
    "cold": (
        Question(
            "used",
            Text(fr="Je me suis servi de ce que j’ai appris.", en="I have used what I learnt."),
        ),
        Question(
            "confident",
            Text(
                fr="Je comprends mieux le réseau 5G de mon site.",
                en="I understand my site’s 5G network better.",
            ),
        ),
        Question(
            "recommend",
            Text(
                fr="Je recommanderais cette formation à un collègue.",
                en="I would recommend this training to a colleague.",
            ),
        ),
        Question(
            "example",
            Text(
                fr="Une situation où cela vous a servi ?",
                en="When was it useful to you?",
            ),
            rated=False,
        ),
        Question(
            "missing",
            Text(fr="Qu’est-ce qui vous a manqué ?", en="What was missing?"),
            rated=False,
        ),
    ),
}


@dataclass(frozen=True)
class Rating:
    """A statement over a class: how many gave each mark from 1 to `SCALE`."""

    question: Question
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        """The number of ratings."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean rating, None without ratings."""
        if not self.answers:
            return None
        return sum(mark * count for mark, count in enumerate(self.counts, 1)) / self.answers


@dataclass(frozen=True)
class Remarks:
    """The answers of a class to a question."""

    question: Question
    texts: list[str]


def open_surveys(cohort: CohortRecord, today: datetime.date) -> list[Survey]:
    """Return the surveys that learners may answer: hot from the last day on, cold 90 days later.

    A cohort without a last day asks at any time, and has no cold survey.
    """
    if cohort.ends is None:
        return ["hot"]
    found: list[Survey] = []
    if today >= cohort.ends:
        found.append("hot")
    if today >= cohort.ends + _COLD_AFTER:
        found.append("cold")
    return found


def asks_for_opinion(enrolment: Enrolment, today: datetime.date) -> bool:
    """Return whether a learner is to be reminded of a survey: one that opened and has no answer.

    Nobody is reminded in a cohort without a last day.
    """
    if enrolment.cohort.ends is None:
        return False
    given = {each.kind for each in enrolment.surveys}
    return any(kind not in given for kind in open_surveys(enrolment.cohort, today)[-1:])


def taken(kind: Survey, given: dict[str, str]) -> dict[str, int | str]:
    """Return the answers given in a form, without empty or invalid ones."""
    found: dict[str, int | str] = {}
    for question in QUESTIONS[kind]:
        value = given.get(question.id, "").strip()
        if question.rated and value.isdecimal() and 1 <= int(value[:2]) <= SCALE:
            found[question.id] = int(value[:2])
        elif not question.rated and value:
            found[question.id] = value[:LONGEST_TEXT]
    return found


def results(kind: Survey, answers: Iterable[SurveyAnswer]) -> tuple[list[Rating], list[Remarks]]:
    """Return what a class thinks, without names."""
    given = [each.answers for each in answers if each.kind == kind]
    ratings, remarks = [], []
    for question in QUESTIONS[kind]:
        values = [each[question.id] for each in given if question.id in each]
        if question.rated:
            ratings.append(
                Rating(question, tuple(values.count(mark) for mark in range(1, SCALE + 1)))
            )
        else:
            remarks.append(Remarks(question, sorted(map(str, values))))
    return ratings, remarks
