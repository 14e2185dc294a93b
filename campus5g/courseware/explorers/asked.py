"""What the explorers of a notebook ask learners to predict, for a whole class at once.

A program, since explorers are widgets, with libraries that a portal does not load::

    python -m campus5g.courseware.explorers.asked NOTEBOOK

It prints one JSON list, `AskedPredictions`, and runs no cell of the notebook.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import nbformat
from pydantic import BaseModel, Field, RootModel

from campus5g.language import LANGUAGES, set_language
from campus5g.manifest import Text

_CALLED = "explorers"


class AskedGuess(Text):
    """An answer that can be predicted."""

    id: str


class AskedPrediction(BaseModel):
    """A prediction in both languages, with its outcome.

    ``right`` is the guess that the model gives, ``why`` the sentence that explains it.
    """

    name: str
    question: Text
    guesses: Annotated[list[AskedGuess], Field(min_length=2)]
    right: str
    why: Text


class AskedPredictions(RootModel[list[AskedPrediction]]):
    """The predictions of one notebook, in their order."""


def predictions(notebook: Path) -> AskedPredictions:
    """Return the predictions of a notebook, each once."""
    by_name = {each.name: each for call in _calls(notebook) for each in _asked(call)}
    return AskedPredictions(list(by_name.values()))


def _calls(notebook: Path) -> Iterator[ast.Call]:
    """Yield the calls of explorers, as they are written."""
    for cell in nbformat.read(notebook, as_version=4).cells:  # type: ignore[no-untyped-call]
        if cell.cell_type != "code" or f"{_CALLED}." not in cell.source:
            continue
        for node in ast.walk(ast.parse(cell.source)):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=called))) if called == _CALLED:
                    yield node


def _asked(call: ast.Call) -> Iterator[AskedPrediction]:
    from campus5g.courseware import explorers
    from campus5g.courseware.explorers.prediction import Prediction

    assert isinstance(call.func, ast.Attribute)  # noqa: S101 -- `_calls` looked
    positional = [ast.literal_eval(each) for each in call.args]
    named = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg}
    said: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        set_language(language)
        shown = getattr(explorers, call.func.attr)(*positional, **named)
        for child in shown.children:
            if isinstance(child, Prediction):
                right, why = child.outcome()
                said[language] = {"name": child.name, "right": right, "why": why, **child.words}
    if len(said) < len(LANGUAGES):
        return
    fr, en = said["fr"], said["en"]
    yield AskedPrediction(
        name=fr["name"],
        question=Text(fr=fr["question"], en=en["question"]),
        guesses=[
            AskedGuess(id=one["id"], fr=one["words"], en=other["words"])
            for one, other in zip(fr["guesses"], en["guesses"], strict=True)
        ],
        right=fr["right"],
        why=Text(fr=fr["why"], en=en["why"]),
    )


if __name__ == "__main__":
    sys.stdout.write(predictions(Path(sys.argv[1])).model_dump_json())
