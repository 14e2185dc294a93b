"""Every picture has a description in both languages, and is released with the module."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from campus5g.authoring.catalogue import MATERIAL, Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.in_step import is_sentence
from campus5g.authoring.rules.passages import Passage
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import QUIZ_FILE, QuizError

# A phone on a quay loads this in a second.
LARGEST_PICTURE_BYTES = 500_000

# "Plan", "the hall": a name, not a description.
_TELLING_WORDS = 3

_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(alt|src)\s*=\s*(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)
_DRAWING = re.compile(r"<svg\b", re.IGNORECASE)
_DESCRIBED = re.compile(r"<title>|aria-label|aria-hidden|role=.presentation", re.IGNORECASE)


def picture_findings(passages: Sequence[Passage], module: Module) -> Iterator[Finding]:
    """Find pictures that lack a description, or that are missing."""
    for passage in passages:
        for alt, target in _pictures(passage):
            if len(alt.split()) < _TELLING_WORDS:
                yield passage.finding(
                    f"The picture {target} does not say what it shows.",
                    "Write it between the brackets, as a sentence: ![what is to be seen](…).",
                )
            yield from _file_findings(passage, target, module)
        for html in passage.prose.html:
            if _DRAWING.search(html) and not _DESCRIBED.search(html):
                yield passage.finding(
                    "A drawing does not say what it shows.",
                    'Add role="img" and an aria-label, or a <title>.',
                )
    for french, english in pairwise(passages):
        if (french.language, english.language) == ("fr", "en"):
            shared = {alt for alt, _ in _pictures(french)} & {alt for alt, _ in _pictures(english)}
            for alt in sorted(filter(is_sentence, shared)):
                yield english.finding(
                    f"A picture says the same in both languages: “{alt}”", "Translate it."
                )
    yield from _question_findings(module)


def _pictures(passage: Passage) -> Iterator[tuple[str, str]]:
    for picture in passage.prose.pictures:
        yield picture.alt, picture.target
    for html in passage.prose.html:
        for tag in _IMAGE.findall(html):
            attributes = {name.lower(): value for name, _, value in _ATTRIBUTE.findall(tag)}
            yield attributes.get("alt", ""), attributes.get("src", "")


def _file_findings(passage: Passage, target: str, module: Module) -> Iterator[Finding]:
    if "://" in target or target.startswith("//"):
        yield passage.finding(
            f"The picture {target} is on another machine.",
            "Keep it in images/ beside the notebook: no page asks the network.",
        )
        return
    if target.startswith("data:"):
        return
    file = module.folder / target
    if not file.is_file():
        yield passage.finding(f"The picture {target} does not exist.", "Check the name.")
    elif target.split("/")[0] not in MATERIAL:
        yield passage.finding(
            f"The picture {target} is not handed out.", f"Move it to {MATERIAL[1]}/."
        )
    elif file.stat().st_size > LARGEST_PICTURE_BYTES:
        yield passage.finding(
            f"The picture {target} has {file.stat().st_size // 1000} kB.",
            f"Bring it below {LARGEST_PICTURE_BYTES // 1000} kB.",
        )


def _question_findings(module: Module) -> Iterator[Finding]:
    try:
        quiz = quiz_of(module)
    except QuizError:
        return
    if quiz is None:
        return
    shown = [(f"Question {item.id}", item.figure) for item in quiz.items]
    shown += [(f"The case {name}", figure) for name, figure in quiz.case_figures.items()]
    for what, figure in shown:
        try:
            if figure:
                svg_of(figure, module.folder)
        except QuizError as error:
            yield Finding(
                f"{what} shows a figure that can't be drawn. {error.problem}",
                error.remedy,
                file=QUIZ_FILE,
            )
