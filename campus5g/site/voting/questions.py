"""The questions that a module can put to a class, as they are kept with the vote."""

import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.courseware.explorers.asked import AskedPrediction, AskedPredictions
from campus5g.courseware.quiz.drawing.papers import shuffled
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import FINAL, Figure, MultipleItem, SingleItem
from campus5g.language import LANGUAGES, current_language, speak
from campus5g.manifest import Part, Text
from campus5g.places import HOUSE
from campus5g.read_on_change import ReadOnChange

Origin = Literal["prediction", "quiz", "final"]

_READ_WITHIN_S = 60
_PROGRAM = "campus5g.courseware.explorers.asked"

_log = logging.getLogger(__name__)


class Choice(Text):
    """An answer that can be voted for; ``why`` is the reason for which it is right or wrong."""

    id: str
    why: Text | None = None


class Drawn(Part):
    """A figure as SVG, in both languages, and what it shows."""

    svg: Text
    alt: Text


class Question(Part):
    """A question as it is put to a class, in both languages.

    ``several`` is whether several choices may be voted for at once; ``why`` explains the right
    answer of a prediction.
    """

    id: str
    origin: Origin
    prompt: Text
    choices: list[Choice]
    right: list[str]
    several: bool = False
    why: Text | None = None
    figure: Drawn | None = None

    def is_right(self, chosen: Sequence[str]) -> bool:
        """Return whether a vote names the right choices and no other."""
        return set(chosen) == set(self.right)


def questions_of(module: Module) -> list[Question]:
    """Return what a module can ask of a class: predictions, questions of its parts, of its final.

    Only what is answered by choosing can be counted as bars. Questions on a case are left out:
    each learner has another one.

    Raises:
        ManifestError: the module's quiz contradicts itself.
    """
    quiz = quiz_of(module)
    asked = [_of_prediction(each) for each in _predictions.of(module.notebook)]
    if quiz is None:
        return asked
    items = [
        item
        for item in quiz.items
        if isinstance(item, SingleItem | MultipleItem) and item.answer and not item.variant
    ]
    parts_first = sorted(items, key=lambda item: item.part == FINAL)
    return [*asked, *(_of_item(item, module.folder) for item in parts_first)]


def _of_prediction(asked: AskedPrediction) -> Question:
    return Question(
        id=f"prediction-{asked.name}",
        origin="prediction",
        prompt=asked.question,
        choices=[Choice(id=each.id, fr=each.fr, en=each.en) for each in asked.guesses],
        right=[asked.right],
        why=asked.why,
    )


def _of_item(item: SingleItem | MultipleItem, folder: Path) -> Question:
    choices = item.choices if item.keep_order else shuffled(item.choices, "class vote", item.id)
    return Question(
        id=item.id,
        origin="final" if item.part == FINAL else "quiz",
        prompt=item.prompt,
        choices=[Choice(id=each.id, fr=each.fr, en=each.en, why=each.feedback) for each in choices],
        right=[item.answer] if isinstance(item.answer, str) else list(item.answer or []),
        several=isinstance(item, MultipleItem),
        figure=_drawn(item.figure, folder) if item.figure else None,
    )


def _drawn(figure: Figure, folder: Path) -> Drawn:
    svg = dict(_in_each_language(figure, folder))
    return Drawn(svg=Text.model_validate(svg), alt=figure.alt)


def _in_each_language(figure: Figure, folder: Path) -> Iterator[tuple[str, str]]:
    reader = current_language()
    try:
        for language in LANGUAGES:
            speak(language)
            yield language, svg_of(figure, folder)
    finally:
        speak(reader)


def _read_predictions(notebook: Path) -> list[AskedPrediction]:
    """Ask a program, so that the portal does not load the widgets."""
    try:
        if b"explorers." not in notebook.read_bytes():
            return []
        done = subprocess.run(
            [sys.executable, "-m", _PROGRAM, str(notebook)],
            cwd=HOUSE,
            capture_output=True,
            timeout=_READ_WITHIN_S,
            check=True,
        )
        return AskedPredictions.model_validate_json(done.stdout).root
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        # The other questions can still be put.
        _log.warning("The predictions of %s can't be read: %s", notebook.name, error)
        return []


_predictions = ReadOnChange(_read_predictions, most=64)
