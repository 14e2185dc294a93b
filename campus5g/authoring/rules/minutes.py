"""Whether a module takes the stated time: words to read, things to try, questions to answer.

The estimate is for adults who meet the subject for the first time. Its minutes were fitted to a
close reading, section by section, of the eight modules and four labs of version 0.2, which gave 29
to 56 minutes for a module and 109 to 123 for a lab: the estimate comes within 10 % of each. Minutes
that a trainer's desk measures are better than either.
"""

import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.authoring.findings import Finding
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.rules.banks.draws import is_assessment
from campus5g.authoring.rules.passages import Passage
from campus5g.courseware.positioning.plan import PLAN_FILE, load_plan
from campus5g.courseware.quiz.model import FINAL, Quiz, QuizError

# Read to be understood and applied, on a screen, new words and tables included: well below the
# 238 words a minute of adults who read silently (Brysbaert, Journal of Memory and Language 109,
# 2019).
_WORDS_PER_MINUTE = 130
_EXPLORER_MINUTES = 3.5
# Answered, its feedback read, and often tried again.
_QUESTION_MINUTES = 1.0
_DRAWN_QUESTION_MINUTES = 1.5
_WRITTEN_MINUTES = 8.0
# A note of two pages, or the defence of one: written from a learner's own figures, and read again.
_NOTE_MINUTES = 60.0
_NOTE_POINTS = 20
# The decision of an assessment, weighed against the facts of a whole page.
_DECISION_MINUTES = 20.0
_CODE_ANSWER_MINUTES = 5.0

# A module that takes longer than it says costs learners more than one that says a little much.
_LEAST_OF_ESTIMATE, _MOST_OF_ESTIMATE = 0.85, 1.25

_EXPLORER = re.compile(r"\bexplorers\.\w+\(")


def minutes_findings(
    notebook: NotebookNode, passages: Sequence[Passage], module: Module
) -> Iterator[Finding]:
    """Find a module whose stated minutes differ from what its content takes."""
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
    notes = sum(
        item.kind == "manual" and item.points >= _NOTE_POINTS for item in module.manifest.items
    )
    quiz = _readable_quiz(module)
    decides = quiz is not None and is_assessment(quiz)
    return (
        words / _WORDS_PER_MINUTE
        + _EXPLORER_MINUTES * sum(len(_EXPLORER.findall(source)) for source in code)
        + (_DECISION_MINUTES if decides else _WRITTEN_MINUTES) * written
        + (0.0 if decides else (_NOTE_MINUTES - _WRITTEN_MINUTES) * notes)
        + _CODE_ANSWER_MINUTES * (len(answers) - written)
        + (_question_minutes(quiz, module) if quiz else 0.0)
    )


def _question_minutes(quiz: Quiz, module: Module) -> float:
    # Of the questions on a case, a learner answers those on one.
    cases = (None, next(iter(quiz.cases), None))
    asked = sum(item.part != FINAL and item.variant in cases for item in quiz.items)
    if (module.folder / PLAN_FILE).exists():
        # A positioning test asks some of its questions only.
        asked = load_plan(module.folder).most
    drawn = quiz.final.draw if quiz.final else 0
    return _QUESTION_MINUTES * asked + _DRAWN_QUESTION_MINUTES * drawn


def _readable_quiz(module: Module) -> Quiz | None:
    try:
        return quiz_of(module)
    except QuizError:
        return None
