"""Feedback on an answer to a formative question: why, choice by choice, without the answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.quiz.grading import amount, number_of
from campus5g.courseware.quiz.model import (
    Choice,
    HotSpotItem,
    Item,
    MatchItem,
    MultipleItem,
    NumericItem,
    OrderItem,
    SingleItem,
    TextItem,
)
from campus5g.language import t

MATCHES_TOLD_FROM = 3
"""The try from which terms matched wrongly get their reason, which names the right choice."""

Verdict = Literal["right", "partly", "wrong"]


@dataclass(frozen=True)
class Line:
    """One sentence of feedback: the choice it is about, and whether that was right."""

    right: bool
    about: str
    text: str


def verdict(share: float) -> Verdict:
    """Return the word for a share."""
    if share >= 1:
        return "right"
    return "partly" if share > 0 else "wrong"


def feedback_lines(
    item: Item, answer: object, share: float, tries: int = MATCHES_TOLD_FROM
) -> list[Line]:
    """Return the feedback on an answer.

    Args:
        item: a question with its answer and feedback.
        answer: the learner's answer, malformed or not.
        share: its share of the points, from 0 to 1.
        tries: how many answers there were, this one included.
    """
    match item:
        case SingleItem():
            return list(_of_choices(item.choices, [answer], [str(item.answer), *item.nearly]))
        case MultipleItem():
            return _of_several(item.choices, answer, item.answer or [])
        case HotSpotItem():
            return _of_several(item.regions, answer, item.answer or [])
        case OrderItem():
            return _of_order(item, answer, share)
        case MatchItem():
            return _of_match(item, answer, tries)
        case NumericItem():
            return [_of_amount(item, answer, share)]
        case TextItem():
            return [_of_text(item, share)]


def _of_choices(
    choices: Iterable[Choice], chosen: Iterable[object], right: Iterable[str]
) -> Iterator[Line]:
    ids = list(chosen)
    good = set(right)
    for choice in choices:
        if choice.id in ids:
            yield Line(choice.id in good, str(choice), str(choice.feedback))


def _of_several(choices: Sequence[Choice], answer: object, right: list[str]) -> list[Line]:
    chosen = answer if isinstance(answer, list) else []
    lines = list(_of_choices(choices, chosen, right))
    missing = sum(name not in chosen for name in right)
    if missing == 1:
        lines.append(Line(False, "", t(fr="Il en manque une.", en="One is missing.")))
    elif missing:
        lines.append(
            Line(False, "", t(fr=f"Il en manque {missing}.", en=f"{missing} are missing."))
        )
    return lines


def _of_order(item: OrderItem, answer: object, share: float) -> list[Line]:
    steps = {step.id: step for step in item.choices}
    order = item.answer or []
    if share >= 1:
        return [Line(True, str(steps[name]), str(steps[name].feedback)) for name in order]
    given = answer if isinstance(answer, list) else []
    for name, theirs in zip(order, given, strict=False):
        if isinstance(theirs, str) and name != theirs and theirs in steps:
            step = steps[theirs]
            return [Line(False, str(step), str(step.feedback))]
    return []


def _of_match(item: MatchItem, answer: object, tries: int) -> list[Line]:
    given = answer if isinstance(answer, dict) else {}
    right = item.answer or {}
    not_yet = t(fr="Pas encore : cherchez un autre choix.", en="Not yet: look for another choice.")
    lines = []
    for term in item.terms:
        if given.get(term.id):
            matched = given[term.id] == right.get(term.id)
            told = matched or tries >= MATCHES_TOLD_FROM
            lines.append(Line(matched, str(term), str(term.feedback) if told else not_yet))
    return lines


def _of_amount(item: NumericItem, answer: object, share: float) -> Line:
    key, feedback = item.key, item.feedback
    given = amount(key, answer) if key else None
    if key is None or feedback is None or given is None:
        written = answer.get("value") if isinstance(answer, dict) else None
        return Line(
            False,
            "",
            t(
                fr="Écrivez un nombre, par exemple 12,5.",
                en="Write a number, such as 12.5.",
            )
            if number_of(written) is None
            else t(fr="Choisissez une unité.", en="Choose a unit."),
        )
    if share >= 1:
        return Line(True, "", str(feedback.right))
    return Line(False, "", str(feedback.low if given < key.answer else feedback.high))


def _of_text(item: TextItem, share: float) -> Line:
    if item.feedback is None:
        return Line(share >= 1, "", "")
    if share >= 1:
        return Line(True, "", str(item.feedback.right))
    near = t(
        fr="Presque : relisez le mot, lettre par lettre. ",
        en="Nearly: check the word again, letter by letter. ",
    )
    return Line(False, "", (near if share > 0 else "") + str(item.feedback.wrong))
