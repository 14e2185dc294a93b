"""What a quiz's page shows, in the page's language: plain data for the widget and the fallback."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campus5g.courseware.quiz.answers import Try
from campus5g.courseware.quiz.drawing.papers import shuffled
from campus5g.courseware.quiz.feedback import feedback_lines, verdict
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import (
    Hints,
    HintsInOneLanguage,
    Item,
    NumericItem,
    Option,
)
from campus5g.language import current_language, t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


View = dict[str, Any]


def item_view(item: Item, folder: Path, seed: str) -> View:
    """Return a question as it is shown: no answer, no feedback; choices in the seed's order."""
    view: View = {"id": item.id, "kind": item.kind, "prompt": str(item.prompt)}
    if item.figure:
        view["svg"] = svg_of(item.figure, folder)
        view["alt"] = str(item.figure.alt)
    match item.kind:
        case "single" | "multiple":
            mixed = item.choices if item.keep_order else shuffled(item.choices, seed, item.id)
            view["choices"] = _options(mixed)
        case "order":
            view["choices"] = _options(_not_solved(item.choices, item.answer, f"{seed}/{item.id}"))
        case "match":
            view["terms"] = _options(item.terms)
            view["choices"] = _options(shuffled(item.choices, seed, item.id))
        case "numeric":
            view["units"] = _units(item)
        case "hotspot":
            view["choices"] = [
                {
                    **option,
                    "box": [region.x, region.y, region.width, region.height],
                }
                for option, region in zip(_options(item.regions), item.regions, strict=True)
            ]
    if item.hints:
        view["hints"] = hint_steps(item.hints)
    return view


def hint_steps(hints: Hints | HintsInOneLanguage) -> list[View]:
    """Return the three steps of a hint, each with its heading."""
    return [
        {"head": t(fr="Un coup de pouce", en="A nudge"), "text": str(hints.nudge)},
        {"head": t(fr="La méthode", en="The method"), "text": str(hints.method)},
        {"head": t(fr="Un exemple traité", en="A worked example"), "text": str(hints.example)},
    ]


def result_view(item: Item, tried: Try) -> View:
    """Return the feedback on the latest answer to a formative question."""
    lines = feedback_lines(item, tried.answer, tried.share, tried.tries)
    words = {
        "right": t(fr="C’est juste", en="That is right"),
        "partly": t(fr="En partie juste", en="Partly right"),
        "wrong": t(fr="Pas encore", en="Not yet"),
    }
    word = verdict(tried.share)
    return {
        "answer": tried.answer,
        "verdict": word,
        "head": words[word],
        "lines": [{"right": line.right, "about": line.about, "text": line.text} for line in lines],
    }


def part_words() -> dict[str, str]:
    """Return the words of a page with formative questions."""
    return {**common_words(), **_WORDS.texts("part")}


def final_words() -> dict[str, str]:
    """Return the words of a final's page; ``{…}`` is filled in by the page."""
    return {**common_words(), **_WORDS.texts("final")}


def options_text(options: Sequence[View]) -> list[str]:
    """Return the words of some options."""
    return [str(option["text"]) for option in options]


def common_words() -> dict[str, str]:
    """Return the words of every page with questions."""
    return {"language": current_language(), **_WORDS.texts("common")}


def _options(options: Sequence[Option]) -> list[View]:
    return [{"id": option.id, "text": str(option)} for option in options]


def _units(item: NumericItem) -> list[View]:
    others = [{"id": symbol, "text": symbol} for symbol in item.other_units]
    return [{"id": item.unit.id, "text": str(item.unit)}, *others]


def _not_solved(
    steps: Sequence[Option], answer: Sequence[str] | None, seed: str
) -> Sequence[Option]:
    """Shuffle steps so that they do not stand in their right order, where that is known."""
    mixed = shuffled(steps, seed)
    if [step.id for step in mixed] == answer:
        return mixed[::-1]
    return mixed
