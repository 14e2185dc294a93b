"""Whether a final asks enough of each objective, and its bank has enough to draw from."""

import math
from collections import Counter
from collections.abc import Iterator

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.courseware.quiz.model import QUIZ_FILE, Quiz

LEAST_DRAWN = 3
LEAST_DRAWN_IN_ASSESSMENT = 4

# A bank of so many times what is drawn: two attempts, and neighbours with other questions.
BANK_TIMES = 3


def draw_findings(quiz: Quiz, module: Module) -> Iterator[Finding]:
    """Find a final that asks too little of an objective, or has too small a bank for it.

    A question counts for its first objective, as in drawing.
    """
    if quiz.final is None:
        return
    objectives = [objective.id for objective in module.manifest.objectives]
    each = LEAST_DRAWN_IN_ASSESSMENT if is_assessment(quiz) else LEAST_DRAWN
    least = each * len(objectives)
    if quiz.final.draw < least:
        yield Finding(
            f"The final draws {quiz.final.draw} questions for {len(objectives)} objectives.",
            f"Draw {least} or more: {each} for each objective.",
            file=QUIZ_FILE,
        )
    drawn = math.ceil(max(quiz.final.draw, least) / len(objectives))
    written = Counter(item.objectives[0] for item in quiz.bank)
    for objective in objectives:
        missing = BANK_TIMES * drawn - written[objective]
        if missing > 0:
            yield Finding(
                f"{written[objective]} questions of the final name {objective} as their first "
                f"objective, of which {drawn} are drawn.",
                f"Write {missing} more: the bank is {BANK_TIMES} times what is drawn.",
                file=QUIZ_FILE,
            )


def is_assessment(quiz: Quiz) -> bool:
    """Whether a quiz is the assessment of a course: a final, and no questions on the way to it."""
    return quiz.final is not None and not quiz.parts
