"""What a class answered in the final of a module: from the answers that were handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import final_key, quiz_of, released_quiz
from campus5g.courseware.quiz.keys import Key, MultipleKey, SingleKey
from campus5g.courseware.quiz.model import Item, Quiz
from campus5g.courseware.quiz.points import best_attempt, recorded_answers
from campus5g.draw import Draw
from campus5g.language import Language
from campus5g.manifest import Text, load_yaml
from campus5g.site.alphabetical import alphabetical

_LONGEST = 80


@dataclass(frozen=True)
class Taken:
    """A choice of a question, in words, and the learners who made it."""

    words: str
    right: bool
    learners: frozenset[str]


@dataclass(frozen=True)
class FinalAnswers:
    """The final of a class: shares by learner and question, wrong answers in words.

    ``taken`` has the choices of each question that has any.
    """

    prompts: dict[str, Text] = field(default_factory=dict)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[str, list[Taken]] = field(default_factory=dict)


def final_answers(
    module: Module, folders: dict[str, Path], draws: Mapping[str, Draw], language: Language
) -> FinalAnswers:
    """Read the answers of a class.

    Args:
        module: of the catalogue.
        folders: the collected submission of each learner.
        draws: each learner's, in this module.
        language: of the answers' texts.

    Raises:
        QuizError: the module's quiz contradicts itself.
    """
    quiz = quiz_of(module)
    key = final_key(quiz, language) if quiz else None
    if quiz is None or key is None:
        return FinalAnswers()
    known = {item.id: item for item in _as_released(quiz).items}
    keys = {item.id: item.key for item in key.items}
    shares: dict[str, dict[str, float]] = {}
    given_by: dict[str, dict[str, Any]] = {}
    wrong: list[tuple[str, str]] = []
    for learner, folder in folders.items():
        answers = recorded_answers(folder)
        report = best_attempt(key, answers, draws[learner]) if answers else None
        if answers is None or report is None:
            continue
        shares[learner] = {each.item.id: each.share for each in report.marked}
        attempt = next(each for each in answers.attempts if each.number == report.attempt)
        for each in report.marked:
            given = attempt.answers.get(each.item.id)
            if given is None:
                continue
            given_by.setdefault(each.item.id, {})[learner] = given.answer
            if each.share < 1:
                wrong.append((each.item.id, _words(known[each.item.id], given.answer, language)))
    taken = {
        name: _taken(known[name], keys[name], given, language) for name, given in given_by.items()
    }
    prompts = {item.id: item.prompt for item in quiz.items}
    return FinalAnswers(
        prompts, shares, wrong, {name: each for name, each in taken.items() if each}
    )


def _taken(item: Item, key: Key, given: Mapping[str, Any], language: Language) -> list[Taken]:
    """Return the choices of a question of choices, with those who made them; else nothing."""
    match key:
        case SingleKey():
            right = {key.answer}
        case MultipleKey():
            right = set(key.answer)
        case _:
            return []
    return [
        Taken(
            getattr(choice, language),
            choice.id in right,
            frozenset(
                learner
                for learner, answer in given.items()
                if choice.id in (answer if isinstance(answer, list) else [answer])
            ),
        )
        for name in ("choices", "regions")
        for choice in getattr(item, name, [])
    ]


def _as_released(quiz: Quiz) -> Quiz:
    """Return the quiz in the ids of choices that learners get."""
    return Quiz.model_validate(load_yaml(released_quiz(quiz)))


def _words(item: Item, answer: Any, language: Language) -> str:
    """Return an answer as its learner saw it, in short."""
    choices = {
        each.id: getattr(each, language)
        for name in ("choices", "regions")
        for each in getattr(item, name, [])
    }
    terms = {each.id: getattr(each, language) for each in getattr(item, "terms", [])}
    if isinstance(answer, list):
        text = ", ".join(
            sorted((choices.get(str(each), str(each)) for each in answer), key=alphabetical)
        )
    elif isinstance(answer, dict) and "value" in answer:
        text = f"{answer.get('value')} {_unit(item, answer.get('unit', ''), language)}".strip()
    elif isinstance(answer, dict):
        text = "; ".join(
            f"{terms.get(str(term), str(term))} → {choices.get(str(to), str(to))}"
            for term, to in answer.items()
        )
    else:
        text = choices.get(str(answer), str(answer))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _unit(item: Item, named: str, language: Language) -> str:
    if item.kind == "numeric" and named == item.unit.id:
        return str(getattr(item.unit, language))
    return named
