"""The figure of a question or of a case, as SVG."""

import importlib
import re
from pathlib import Path

from campus5g.courseware.quiz.model import Figure, QuizError
from campus5g.language import t

_BEFORE_SVG = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)


def svg_of(figure: Figure, folder: Path) -> str:
    """Return the figure's SVG element, in the page's language where it is drawn by a function.

    Raises:
        QuizError: the file or function is missing, or does not give an SVG with a viewBox.
    """
    text = _BEFORE_SVG.sub("", _text(figure, folder), count=1)
    if not text.startswith("<svg") or "viewBox=" not in text.partition(">")[0]:
        raise QuizError(
            f"{figure.file or figure.drawing} is not an SVG with a viewBox.",
            t(
                fr="Enregistrez la figure en SVG, avec son viewBox.",
                en="Save the figure as SVG, with its viewBox.",
            ),
        )
    return text


def _text(figure: Figure, folder: Path) -> str:
    if figure.file:
        try:
            return (folder / figure.file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QuizError(
                t(
                    fr=f"La figure {figure.file} manque.",
                    en=f"The figure {figure.file} is missing.",
                ),
                t(
                    fr="Gardez-la à côté du notebook, ou récupérez le module de nouveau.",
                    en="Keep it beside the notebook, or fetch the module again.",
                ),
            ) from error
    module, _, function = str(figure.drawing).partition(":")
    try:
        draw = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise QuizError(
            f"The drawing {figure.drawing} does not exist.", "Name it as package.module:function."
        ) from error
    return str(draw() if figure.of is None else draw(figure.of))
