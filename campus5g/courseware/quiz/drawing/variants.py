"""A bank that is written once for several cases: each learner's draw picks one of them.

``quiz.yaml`` may describe a case: ``case``, the text that learners read, with figures in braces,
``case_figure``, a drawing of it, and ``variants``, which gives the figures of each. Questions may
name them too. A question that does
becomes one question a variant; the others suit all. What is handed out holds the finished texts of
each case and no table of figures, since some of these are answers.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from campus5g.draw import Draw
from campus5g.manifest import impossible

# One of {fr, en} as the keys of a part of the file: the language of what is below.
_LANGUAGES = ("fr", "en")

_FIGURE = re.compile(r"\{(\w+)\}")

Figures = Mapping[str, Any]


def variant_of(variants: Collection[str], draw: Draw) -> str | None:
    """Return the variant that a draw picks; None where there are none."""
    return draw.random("variant").choice(sorted(variants)) if variants else None


def one_question_a_variant(written: Any) -> Any:
    """Return what a ``quiz.yaml`` says, with its figures filled in.

    Args:
        written: the file's content, as YAML gives it.

    Raises:
        PydanticCustomError: a text names a figure that a variant does not give.
    """
    if not isinstance(written, dict) or not isinstance(written.get("variants"), dict):
        return written
    quiz = dict(written)
    variants: dict[str, Figures] = quiz.pop("variants")
    for written_once, of_each in (("case", "cases"), ("case_figure", "case_figures")):
        part = quiz.pop(written_once, None)
        if part is not None:
            quiz[of_each] = {name: _filled(part, name, own) for name, own in variants.items()}
    if isinstance(quiz.get("items"), list):
        quiz["items"] = [each for item in quiz["items"] for each in _of_each(item, variants)]
    return quiz


def _of_each(item: Any, variants: Mapping[str, Figures]) -> Iterator[Any]:
    if not isinstance(item, dict) or not _names_a_figure(item):
        yield item
        return
    for name, figures in variants.items():
        filled = _filled(item, name, figures)
        yield {**filled, "id": f"{item.get('id')}-{name}", "variant": name}


def _names_a_figure(part: Any) -> bool:
    if isinstance(part, str):
        return bool(_FIGURE.search(part))
    if isinstance(part, dict):
        return any(map(_names_a_figure, part.values()))
    return isinstance(part, list) and any(map(_names_a_figure, part))


def _filled(part: Any, variant: str, figures: Figures, language: str = "") -> Any:
    """Return a part of the file with the figures of one variant."""
    if isinstance(part, dict):
        return {
            key: _filled(value, variant, figures, key if key in _LANGUAGES else language)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_filled(each, variant, figures, language) for each in part]
    if not isinstance(part, str):
        return part
    if whole := _FIGURE.fullmatch(part):
        return _figure(whole[1], variant, figures, language)
    return _FIGURE.sub(lambda found: str(_figure(found[1], variant, figures, language)), part)


def _figure(name: str, variant: str, figures: Figures, language: str) -> Any:
    if name not in figures:
        raise impossible(
            f"The variant {variant} does not give {name}.",
            f"Add {name} to it, or correct the name in braces.",
        )
    value = figures[name]
    return value[language] if isinstance(value, dict) and language in value else value
