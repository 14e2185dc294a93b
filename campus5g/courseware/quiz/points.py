"""The points of a final: from the recorded answers and the key of the graded cell's hidden test."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from campus5g.courseware.learner_file import recorded
from campus5g.courseware.page.manifest import load_page_manifest
from campus5g.courseware.quiz.answers import Answers
from campus5g.courseware.quiz.case_shown import case_html
from campus5g.courseware.quiz.drawing.papers import paper
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.keys import FinalKey, ItemKey
from campus5g.courseware.quiz.model import QuizError, load_quiz
from campus5g.courseware.quiz.table import table_html
from campus5g.draw import Draw
from campus5g.language import Language, current_language, t, translator
from campus5g.manifest import ManifestError

# Fewer questions say nothing about an objective.
ENOUGH_QUESTIONS = 3

ACHIEVED_FROM = 3 / 4
"""The share of its points from which an objective is achieved; guesses seldom come so far."""


@dataclass(frozen=True)
class Marked:
    """One question of an attempt and its share."""

    item: ItemKey
    share: float


@dataclass(frozen=True)
class Report:
    """An attempt that was graded: its points, of how many, and each question's part in them.

    ``other_paper`` says that the answers name other questions than were drawn for this learner;
    only those that were drawn count.
    """

    attempt: int
    learner: str
    draw: Draw
    points: float
    out_of: float
    marked: tuple[Marked, ...]
    other_paper: bool


def best_attempt(key: FinalKey, answers: Answers, draw: Draw) -> Report | None:
    """Return the attempt with the most points; None without an attempt.

    The paper of each attempt is drawn again, so that what counts is what was asked. An attempt
    counts as it stands, handed in or not. Points are ``key.points`` times the shares' mean,
    weighted with each question's points, rounded to hundredths.

    Args:
        key: the final's.
        answers: what the learner handed in.
        draw: the learner's, in this module, as the grader knows it.
    """
    return max(all_attempts(key, answers, draw), key=lambda report: report.points, default=None)


def all_attempts(key: FinalKey, answers: Answers, draw: Draw) -> list[Report]:
    """Return the attempts that were begun, in their order; the arguments are `best_attempt`'s."""
    reports = [_graded(key, answers, draw, number) for number in range(1, key.attempts + 1)]
    return [report for report in reports if report]


def by_objective(report: Report) -> dict[str, float]:
    """Return the share earned of each objective with enough questions, from 0 to 1.

    A question counts for the first of its objectives, as in drawing, and weighs its points.
    """
    asked: dict[str, list[Marked]] = {}
    for each in report.marked:
        asked.setdefault(each.item.objectives[0], []).append(each)
    return {
        objective: sum(each.share * each.item.points for each in marked)
        / sum(each.item.points for each in marked)
        for objective, marked in sorted(asked.items())
        if len(marked) >= ENOUGH_QUESTIONS
    }


def achieved_words(achieved: bool, language: Language) -> str:
    """Return whether an objective is achieved, in the words of every page and document."""
    t = translator(language)
    return t(fr="acquis", en="achieved") if achieved else t(fr="non acquis", en="not achieved")


def recorded_answers(folder: Path) -> Answers | None:
    """Return the answers that were handed in; None without readable ones."""
    return recorded(folder, Answers)


def as_html(report: Report | None, folder: Path) -> str:
    """Return the feedback page's table: points by question, and nothing of the key."""
    if report is None:
        return f"<p>{t(fr='Le quiz n’a pas été commencé.', en='The quiz was not started.')}</p>"
    head = t(
        fr=f"Quiz final de {report.learner}, tirage {report.draw.code}, tentative "
        f"{report.attempt} : {_number(report.points)} points sur {_number(report.out_of)}",
        en=f"Final quiz of {report.learner}, draw {report.draw.code}, attempt {report.attempt}: "
        f"{_number(report.points)} points of {_number(report.out_of)}",
    )
    other = t(
        fr="Les réponses citent d’autres questions que celles tirées pour cette personne : "
        "seules celles-ci comptent.",
        en="The answers name other questions than were drawn for this person: only those count.",
    )
    words = _prompts(folder)
    rows = (
        f"<tr><td>{escape(words.get(each.item.id, each.item.id))}</td>"
        f"<td>{_number(100 * each.share)} %</td></tr>"
        for each in report.marked
    )
    heads = (t(fr="Question", en="Question"), t(fr="Obtenu", en="Earned"))
    return (
        (f"<p><strong>{escape(other)}</strong></p>" if report.other_paper else "")
        + table_html(head, heads, rows)
        + _objectives_html(report, folder)
        + _case_html(report, folder)
    )


def _objectives_html(report: Report, folder: Path) -> str:
    shares = by_objective(report)
    try:
        objectives = load_page_manifest(folder).objectives
    except ManifestError:
        objectives = []
    results = {
        objective: achieved_words(share >= ACHIEVED_FROM, current_language())
        for objective, share in shares.items()
    }
    rows = [
        f'<tr><th scope="row">{escape(str(each))}</th><td>{results[each.id]}</td>'
        f"<td>{_number(round(100 * shares[each.id]))} %</td></tr>"
        for each in objectives
        if each.id in shares
    ]
    if not rows:
        return ""
    heads = (
        t(fr="Objectif", en="Objective"),
        t(fr="Résultat", en="Result"),
        t(fr="Obtenu", en="Earned"),
    )
    return table_html(t(fr="Par objectif", en="By objective"), heads, rows)


def _case_html(report: Report, folder: Path) -> str:
    """Return the case that was asked about, for the trainer who marks what was written on it."""
    try:
        quiz = load_quiz(folder)
        variant = variant_of(quiz.cases, report.draw)
        if variant is None:
            return ""
        case = case_html(quiz, variant, folder)
    except QuizError:
        return ""
    head = t(fr="Le cas de ce tirage", en="The case of this draw")
    return f"<details><summary>{escape(head)}</summary>{case}</details>"


def _graded(key: FinalKey, answers: Answers, draw: Draw, number: int) -> Report | None:
    attempt = next((each for each in answers.attempts if each.number == number), None)
    if attempt is None or answers.quiz != key.quiz:
        return None
    by_id = {item.id: item for item in key.items}
    drawn = paper(key.items, key.draw, draw, number)
    given = {name: each.answer for name, each in attempt.answers.items()}
    marked = tuple(Marked(by_id[name], share(by_id[name].key, given.get(name))) for name in drawn)
    whole = sum(each.item.points for each in marked)
    earned = sum(each.item.points * each.share for each in marked)
    points = min(key.points, round(key.points * earned / whole, 2))
    other = sorted(drawn) != sorted(attempt.drawn)
    return Report(number, answers.learner, draw, points, key.points, marked, other)


def _prompts(folder: Path) -> dict[str, str]:
    try:
        return {item.id: str(item.prompt) for item in load_quiz(folder).items}
    except QuizError:
        return {}


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return t(fr=text.replace(".", ","), en=text)
