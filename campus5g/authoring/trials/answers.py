"""Released notebooks filled in with the worked answers, or with what somebody typed instead."""

from collections.abc import Mapping
from copy import deepcopy

from nbformat import NotebookNode

from campus5g.authoring.grades import answer_cells
from campus5g.authoring.languages import keep_language, kept_language
from campus5g.errors import CampusError


class AnswerError(CampusError):
    """A released notebook and a source that do not belong together."""


def answered(
    released: NotebookNode, source: NotebookNode, typed: Mapping[str, str] | None = None
) -> NotebookNode:
    """Return a released notebook filled with the worked answers of its source.

    Answers go by grade id and are in the released notebook's language; the marks around
    the solutions are left out.

    Args:
        released: a notebook as learners get it.
        source: the one that it was made of.
        typed: the source of some answer cells, in place of the worked answers.

    Raises:
        AnswerError: the released notebook says no language, has an answer cell that the source
            has not, or lacks one that was typed.
        LanguageError: the source's languages are not sound.
    """
    language = kept_language(released)
    if language is None:
        raise AnswerError(
            "The notebook to fill has no language.",
            "Use one that was released by a cohort.",
        )
    worked = answer_cells(keep_language(source, language))
    answers = {grade_id: _unmarked(cell.source) for grade_id, cell in worked.items()}
    others = {grade_id: source.rstrip("\n") for grade_id, source in (typed or {}).items()}
    if strangers := others.keys() - answer_cells(released).keys():
        raise AnswerError(
            f"The notebook has no answer cell {', '.join(sorted(strangers))}.",
            "Use grade ids of its answer cells.",
        )
    return _filled(released, answers | others)


def _filled(released: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    filled = deepcopy(released)
    for grade_id, cell in answer_cells(filled).items():
        if grade_id not in answers:
            raise AnswerError(
                f"The source has no answer {grade_id}.", "Release the module again and retry."
            )
        cell.source = answers[grade_id]
    return filled


def _unmarked(source: str) -> str:
    return "\n".join(
        line
        for line in source.split("\n")
        if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line
    )
