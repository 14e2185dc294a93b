"""Whether a module takes the stated time: words to read, things to try, questions to answer."""

import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.authoring.findings import Finding
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.rules.passages import Passage
from campus5g.courseware.quiz.model import FINAL, QuizError

# Read to be understood, on a screen: below the 238 words a minute that adults read silently
# (Brysbaert, Journal of Memory and Language 109, 2019).
_WORDS_PER_MINUTE = 170
_EXPLORER_MINUTES = 2.5
_QUESTION_MINUTES = 0.5
_DRAWN_QUESTION_MINUTES = 1.0
_WRITTEN_MINUTES = 5.0
_CODE_ANSWER_MINUTES = 3.0

# The estimate is rough: only a large difference is reported.
_LEAST_OF_ESTIMATE, _MOST_OF_ESTIMATE = 0.6, 1.7

_EXPLORER = re.compile(r"\bexplorers\.\w+\(")


def minutes_findings(
    notebook: NotebookNode, passages: Sequence[Passage], module: Module
) -> Iterator[Finding]:
    """Find a module whose stated minutes differ widely from its content."""
    estimate = estimated_minutes(notebook, passages, module)
    stated = module.manifest.minutes
    if not _LEAST_OF_ESTIMATE * estimate <= stated <= max(10, _MOST_OF_ESTIMATE * estimate):
        yield Finding(
            f"It states {stated} minutes, and takes about {estimate:.0f}.",
            "Correct the minutes, or shorten or lengthen the module.",
            file=module.manifest_file.name,
        )


def estimated_minutes(notebook: NotebookNode, passages: Sequence[Passage], module: Module) -> float:
    """Return how long a learner takes, in minutes: the longer of the two languages."""
    words = max(
        sum(each.prose.words for each in passages if each.language in (None, language))
        for language in ("fr", "en")
    )
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    answers = answer_cells(notebook).values()
    written: int = sum(cell.cell_type == "markdown" for cell in answers)
    return (
        words / _WORDS_PER_MINUTE
        + _EXPLORER_MINUTES * sum(len(_EXPLORER.findall(source)) for source in code)
        + _WRITTEN_MINUTES * written
        + _CODE_ANSWER_MINUTES * (len(answers) - written)
        + _question_minutes(module)
    )


def _question_minutes(module: Module) -> float:
    try:
        quiz = quiz_of(module)
    except QuizError:
        return 0.0
    if quiz is None:
        return 0.0
    drawn = quiz.final.draw if quiz.final else 0
    asked = sum(item.part != FINAL for item in quiz.items)
    return _QUESTION_MINUTES * asked + _DRAWN_QUESTION_MINUTES * drawn
