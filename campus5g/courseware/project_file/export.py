"""A learner's file to take away: made from what is written, in their language."""

from collections.abc import Iterable
from contextvars import copy_context
from datetime import date
from typing import Literal

from campus5g.courseware.page.file_parts import FilePart
from campus5g.courseware.project_file.document.content import document
from campus5g.courseware.project_file.written import Written
from campus5g.language import Language, speak
from campus5g.manifest import Text

Format = Literal["pdf", "docx"]
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def exported(
    format_: Format,
    language: Language,
    *,
    course: Text,
    parts: Iterable[FilePart],
    written: Written,
    by: str,
    at: str = "",
    today: date,
) -> bytes:
    """Return a file as a document.

    Args:
        format_: ``pdf`` or ``docx``.
        language: of the titles; the learner's text stands as it was written.
        course: its title.
        parts: of the course's file.
        written: what the learner wrote.
        by: the learner's name.
        at: their company; empty if it is not known.
        today: the day on the cover.
    """

    def made() -> bytes:
        speak(language)
        content = document(str(course), parts, written, by, at, today)
        # Each takes a moment to import, and a page may need neither.
        if format_ == "pdf":
            from campus5g.courseware.project_file.document.pdf import as_pdf

            return as_pdf(content)
        from campus5g.courseware.project_file.document.word import as_docx

        return as_docx(content)

    return copy_context().run(made)
