"""Write the examples of the documentation: ``python -m tests.courseware.project_file.example``."""

from datetime import date
from typing import get_args

from campus5g.authoring.catalogue import CourseManifest, find_module, project_file_of
from campus5g.courseware.page.file_parts import FilePart
from campus5g.courseware.project_file.export import exported
from campus5g.language import Language
from campus5g.places import HOUSE
from tests.courseware.project_file.filled_in import filled_in

DAY = date(2026, 3, 30)


def course() -> CourseManifest:
    """The course whose file it is."""
    found = find_module("project-assessment").course
    assert found is not None
    return found


def parts() -> list[FilePart]:
    """The parts of the course's file."""
    return project_file_of(course())


def example(language: Language) -> bytes:
    """Return the demo learner's file as a PDF."""
    return exported(
        "pdf",
        language,
        course=course().title,
        parts=parts(),
        written=filled_in(language),
        by={"fr": "Camille Exemple", "en": "Camille Example"}[language],
        at={"fr": "Entrepôt inventé, bassin de l’Est", "en": "An invented warehouse, East Basin"}[
            language
        ],
        today=DAY,
    )


if __name__ == "__main__":
    for language in get_args(Language):
        file = HOUSE / "docs" / "reference" / "examples" / f"project-file-example.{language}.pdf"
        file.write_bytes(example(language))
        print(file.relative_to(HOUSE))
