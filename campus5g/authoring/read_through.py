"""A module to read through as its trainer does: in one language, with all answers and hidden tests.

For trainers only: it holds what learners must not see. Nothing of it is run; what a page shows by
a program stands as the call that shows it.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Criterion, Module
from campus5g.authoring.final_quiz import SCORE_CALL, quiz_of
from campus5g.authoring.languages import keep_language
from campus5g.authoring.notebooks import read_notebook
from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import Figure, Item, Quiz
from campus5g.language import Language, current_language, speak

Kind = Literal["words", "code", "solution", "test", "shown", "answer"]

_PART = re.compile(r"\bquiz\.part\(\s*[\"']([\w-]+)[\"']")
_FINAL = re.compile(r"\bquiz\.final\(")
_POSITIONING = re.compile(r"\bpositioning\.test\(")
_MARK = re.compile(r"^\s*### (BEGIN|END) (SOLUTION|HIDDEN TESTS)\s*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One of the answers that a question offers or accepts, and why it is right or wrong."""

    words: str
    right: bool
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """A question of a quiz with its answers; ``figure`` is an image as HTML, or empty."""

    id: str
    prompt: str
    answers: list[Answer]
    figure: str = ""


@dataclass(frozen=True)
class Passage:
    """A cell of the module as a trainer reads it.

    ``html`` is of text; ``source`` of code and of a model answer; ``questions`` are those that
    the cell shows; ``rubric`` is what a judged answer earns points for.
    """

    kind: Kind
    html: str = ""
    source: str = ""
    title: str = ""
    points: float = 0.0
    rubric: list[Criterion] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)


def read_through(module: Module, language: Language) -> list[Passage]:
    """Return a module cell by cell, with its answers.

    Args:
        module: of the catalogue.
        language: the one to read it in.

    Raises:
        CampusError: its notebook, or its quiz, is not sound.
    """
    notebook = keep_language(read_notebook(module.notebook), language)
    quiz = quiz_of(module)
    markdown = PageMarkdown(language, (), module.folder)
    return list(_passages(module, notebook, quiz, markdown, language))


def _passages(
    module: Module,
    notebook: NotebookNode,
    quiz: Quiz | None,
    markdown: PageMarkdown,
    language: Language,
) -> Iterator[Passage]:
    items = {item.id: item for item in module.manifest.items}
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        item = items.get(role.get("grade_id", ""))
        title = getattr(item.title, language) if item else ""
        points = item.points if item else 0.0
        rubric = item.rubric if item else []
        source = _MARK.sub("", cell.source).strip()
        if cell.cell_type == "markdown" and not role.get("solution"):
            yield Passage("words", html=markdown(cell.source))
        elif cell.cell_type == "markdown":
            yield Passage("answer", markdown(source), "", title, points, rubric)
        elif role.get("solution"):
            yield Passage("solution", "", source, title, points, rubric)
        elif role.get("grade") and source != SCORE_CALL:
            yield Passage("test", "", source, title, points, rubric)
        elif quiz is not None and (asked := _asked(quiz, source)):
            questions = [_question(each, module, language, markdown) for each in asked]
            yield Passage("shown", "", source, questions=questions)
        else:
            yield Passage("shown" if module.course else "code", "", source)


def _asked(quiz: Quiz, source: str) -> list[Item]:
    """Return the questions that a cell shows: of a part, or a whole bank."""
    part = _PART.search(source)
    if part:
        return quiz.of_part(part[1])
    if _POSITIONING.search(source):
        return quiz.items
    return quiz.bank if _FINAL.search(source) else []


def _question(item: Item, module: Module, language: Language, markdown: PageMarkdown) -> Asked:
    prompt = markdown(getattr(item.prompt, language))
    figure = _image(item.figure, module, language) if item.figure else ""
    return Asked(item.id, prompt, list(_answers(item, language)), figure)


def _image(figure: Figure, module: Module, language: Language) -> str:
    """Return a figure as a page shows it that runs nothing in it, drawn in a language."""
    reader = current_language()
    speak(language)
    try:
        svg = svg_of(figure, module.folder)
    finally:
        speak(reader)
    data = base64.b64encode(svg.encode()).decode()
    alt = escape(getattr(figure.alt, language))
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">'


def _answers(item: Item, language: Language) -> Iterator[Answer]:
    def words(text: object) -> str:
        return str(getattr(text, language)) if text is not None else ""

    match item.kind:
        case "single" | "multiple" | "hotspot":
            right = [item.answer] if isinstance(item.answer, str) else item.answer or []
            for choice in item.regions if item.kind == "hotspot" else item.choices:
                yield Answer(words(choice), choice.id in right, words(choice.feedback))
        case "order":
            steps = {choice.id: choice for choice in item.choices}
            for each in item.answer or []:
                yield Answer(words(steps[each]), right=True, reason=words(steps[each].feedback))
        case "match":
            choices = {choice.id: choice for choice in item.choices}
            for term in item.terms:
                fits = words(choices[(item.answer or {})[term.id]])
                yield Answer(f"{words(term)} → {fits}", right=True, reason=words(term.feedback))
        case "numeric":
            amount = f"{item.answer:g} ± {item.tolerance:g} {words(item.unit)}"
            reason = words(item.feedback.right) if item.feedback else ""
            yield Answer(amount, right=True, reason=reason)
        case "text":
            reason = words(item.feedback.right) if item.feedback else ""
            yield Answer(" / ".join(item.answer or []), right=True, reason=reason)
