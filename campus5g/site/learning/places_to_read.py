"""Where the questions of a final lead back to: the part that teaches their objective."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campus5g.authoring.catalogue import Module
from campus5g.authoring.languages import keep_language
from campus5g.authoring.notebooks import read_notebook
from campus5g.courseware.page.content import PagePart, parts_of_quiz
from campus5g.courseware.quiz.model import FINAL, Quiz
from campus5g.language import LANGUAGES, Language, current_language
from campus5g.read_on_change import ReadOnChange


@dataclass(frozen=True)
class PlaceToRead:
    """A part of a module, or all of it.

    Args:
        module: its id in the catalogue.
        title: of the part or the module, in the language in force.
        part: the part's id on the module's page; empty for all of it.
    """

    module: str
    title: str
    part: str = ""


def places_to_read(
    module: Module, quiz: Quiz, modules: Mapping[str, Module]
) -> dict[str, PlaceToRead]:
    """Return the place to read again for each objective of a module; some have none.

    It is the part with most of the questions about the objective. The objectives of an assessment
    are called after the modules of its course, which are the places then.

    Args:
        module: the one with the final.
        quiz: its quiz.
        modules: the catalogue by id.
    """
    parts = _parts.of(module.notebook)[current_language()]
    places = {
        objective: PlaceToRead(module.id, parts[part].title, parts[part].id)
        for objective, part in _most_asked(quiz).items()
        if part in parts
    }
    if module.course is not None:
        for name in module.course.modules:
            taught = modules.get(f"{module.course.id}-{name}")
            if taught is not None and taught.id != module.id:
                title = str(taught.manifest.title)
                places.setdefault(name, PlaceToRead(taught.id, title))
    return places


def _most_asked(quiz: Quiz) -> dict[str, str]:
    """Return the part of the quiz with most questions about each objective."""
    asked: dict[str, Counter[str]] = {}
    for item in quiz.items:
        if item.part != FINAL:
            for objective in item.objectives:
                asked.setdefault(objective, Counter())[item.part] += 1
    return {objective: parts.most_common(1)[0][0] for objective, parts in asked.items()}


def _read_parts(notebook: Path) -> dict[Language, dict[str, PagePart]]:
    source = read_notebook(notebook)
    return {language: parts_of_quiz(keep_language(source, language)) for language in LANGUAGES}


_parts = ReadOnChange(_read_parts)
