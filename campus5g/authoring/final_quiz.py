"""A module's quiz on its way to learners: their file without answers, the key in the graded cell.

The final's answers leave the author's ``quiz.yaml`` by one way only: as JSON in a hidden test of
the cell that calls ``quiz.score()``. Ids of its choices are renamed and their order is shuffled,
so that neither tells which choice the author wrote first.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.grades import graded_cells
from campus5g.courseware.quiz.answers import Answers, Attempt, Given
from campus5g.courseware.quiz.drawing.papers import paper, shuffled
from campus5g.courseware.quiz.keys import FinalKey, ItemKey, Key, right_answer
from campus5g.courseware.quiz.model import FINAL, QUIZ_FILE, Item, Quiz, QuizError, load_quiz
from campus5g.draw import Draw
from campus5g.language import Language
from campus5g.manifest import manifest_text
from campus5g.read_on_change import ReadOnChange

SCORE_CALL = "quiz.score()"

_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

# What tells the answer of a question, besides the feedback of its choices.
_SECRET = {"answer", "nearly", "tolerance", "feedback"}
_LISTS = ("choices", "terms", "regions")


def quiz_of(module: Module) -> Quiz | None:
    """Return a module's quiz, None if it has none.

    Raises:
        QuizError: its ``quiz.yaml`` contradicts itself.
    """
    file = module.folder / QUIZ_FILE
    return _quizzes_read.of(file) if file.exists() else None


def _read_quiz(file: Path) -> Quiz:
    return load_quiz(file.parent)


# To check and to release a module ask for its quiz a dozen times.
_quizzes_read = ReadOnChange(_read_quiz)


def released_quiz(quiz: Quiz) -> str:
    """Return the text of the ``quiz.yaml`` that learners get: no answers to the final."""
    items = [
        _without_answer(item, _new_ids(item)) if item.part == FINAL else _plain(item)
        for item in quiz.items
    ]
    shown = {**quiz.model_dump(mode="json", exclude_none=True), "items": items}
    return manifest_text(shown)


def final_key(quiz: Quiz, language: Language = "fr") -> FinalKey | None:
    """Return the key of a quiz's final, in the ids that learners get; None without a final.

    Args:
        quiz: the author's quiz.
        language: that of the words which the graded cell shows.

    Raises:
        QuizError: a question of the final has no answer.
    """
    if quiz.final is None:
        return None
    return FinalKey(
        quiz=quiz.id,
        language=language,
        draw=quiz.final.draw,
        attempts=quiz.final.attempts,
        points=quiz.final.points,
        items=[
            ItemKey(
                id=item.id,
                objectives=item.objectives,
                difficulty=item.difficulty,
                variant=item.variant,
                points=item.points,
                key=_released_key(item),
            )
            for item in quiz.bank
        ],
    )


def corrected_bank(quiz: Quiz) -> dict[str, Item]:
    """Return the questions of the final by name, with answers and feedback, in learners' ids.

    Raises:
        QuizError: a question of the final has no answer.
    """
    return {item.id: _in_learners_ids(item) for item in quiz.bank}


def with_key(notebook: NotebookNode, quiz: Quiz, language: Language) -> NotebookNode:
    """Return a notebook whose graded cell holds the final's key in a hidden test.

    The autograder runs that cell in a process of its own, out of reach of the notebook's other
    cells: what a learner adds to their copy can neither change the grading nor read the key.

    Raises:
        QuizError: the cell is missing, or a question of the final has no answer.
    """
    key = final_key(quiz, language)
    if key is None:
        return notebook
    sealed = deepcopy(notebook)
    cell = score_cell(sealed)
    if cell is None:
        raise QuizError(
            f"No graded cell calls {SCORE_CALL}.",
            "Add one: its whole source is the call; grade, locked, with the final's points.",
        )
    cell.source = "\n".join(
        [
            _BEGIN,
            "from campus5g.courseware import quiz",
            _END,
            SCORE_CALL,
            _BEGIN,
            f"quiz.score(key={key.model_dump_json()!r})",
            _END,
        ]
    )
    cell.metadata["autograder"] = {"isolation": "process"}
    return sealed


def score_cell(notebook: NotebookNode) -> NotebookNode | None:
    """Return the graded cell whose source is the call of `quiz.score`, None if it is missing."""
    for cell in graded_cells(notebook).values():
        if cell.cell_type == "code" and cell.source.strip() == SCORE_CALL:
            return cell
    return None


def right_answers(quiz: Quiz, learner: str, draw: Draw) -> Answers:
    """Return what a learner hands in who knows all answers to the first attempt at the final.

    Args:
        quiz: the author's.
        learner: the account's name.
        draw: the learner's, in the quiz's module.

    Raises:
        QuizError: a question of the final has no answer.
    """
    answers = Answers(quiz=quiz.id, learner=learner)
    key = final_key(quiz)
    if key:
        keys = {item.id: item.key for item in key.items}
        drawn = paper(key.items, key.draw, draw, 1)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        given = {name: Given(answer=right_answer(keys[name]), at=at) for name in drawn}
        answers.attempts.append(
            Attempt(number=1, drawn=drawn, started=at, handed_in=at, answers=given)
        )
    return answers


def _plain(item: Item) -> dict[str, Any]:
    return item.model_dump(mode="json", exclude_none=True)


def _new_ids(item: Item) -> dict[str, dict[str, str]]:
    """Map, for each list of a question, its ids to new ones, in the order that learners get."""
    lists = {name: getattr(item, name) for name in _LISTS if hasattr(item, name)}
    return {name: _renamed(item, name, options) for name, options in lists.items()}


def _renamed(item: Item, name: str, options: Sequence[Any]) -> dict[str, str]:
    ids = [option.id for option in options]
    order = ids if getattr(item, "keep_order", False) else shuffled(ids, item.id, name)
    return {old: f"{name[0]}{number}" for number, old in enumerate(order, start=1)}


def _without_answer(item: Item, ids: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    shown = {name: value for name, value in _plain(item).items() if name not in _SECRET}
    for name, renamed in ids.items():
        options = {option["id"]: option for option in shown[name]}
        shown[name] = [
            {
                **{field: value for field, value in options[old].items() if field != "feedback"},
                "id": new,
            }
            for old, new in renamed.items()
        ]
    return shown


def _in_learners_ids(item: Item) -> Item:
    whole = _plain(item)
    for name, renamed in _new_ids(item).items():
        options = {option["id"]: option for option in whole[name]}
        whole[name] = [{**options[old], "id": new} for old, new in renamed.items()]
    # A number and words have no ids, and their keys other fields.
    if item.kind not in ("numeric", "text"):
        key = _released_key(item).model_dump()
        whole |= {name: key[name] for name in ("answer", "nearly") if name in key}
    return type(item).model_validate(whole)


def _released_key(item: Item) -> Key:
    if item.key is None:
        raise QuizError(
            f"Question {item.id} of the final has no answer.", f"Give it one in {QUIZ_FILE}."
        )
    ids = _new_ids(item)
    choices = ids.get("choices") or ids.get("regions") or {}
    values = item.key.model_dump()
    match item.key.kind:
        case "single":
            values["answer"] = choices[values["answer"]]
            values["nearly"] = [choices[each] for each in values["nearly"]]
        case "multiple" | "hotspot":
            values["answer"] = [choices[each] for each in values["answer"]]
            values["choices"] = list(choices.values())
        case "order":
            values["answer"] = [choices[each] for each in values["answer"]]
        case "match":
            terms = ids["terms"]
            values["answer"] = {
                terms[term]: choices[choice] for term, choice in values["answer"].items()
            }
    return type(item.key).model_validate(values)
