"""Whether a final asks enough about each objective, and its bank is large enough."""

import math
from collections import Counter
from collections.abc import Iterator

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.courseware.quiz.drawing.papers import example_papers, hardness
from campus5g.courseware.quiz.model import QUIZ_FILE, Item, Quiz

LEAST_DRAWN = 3
LEAST_DRAWN_IN_ASSESSMENT = 4

# The bank is this many times the draw, for two attempts and neighbours with other questions.
BANK_TIMES = 3

# Of the mean hardness of a paper's questions, easy 1 to hard 3: on the whole, and within an
# objective, of which only a few are drawn.
_MOST_APART = 0.1
_MOST_APART_IN_OBJECTIVE = 0.5


def draw_findings(quiz: Quiz, module: Module) -> Iterator[Finding]:
    """Find a final that asks too little about an objective, or that is harder for some learners.

    A question counts for its first objective, as in drawing, and on the cases that it suits.
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
    written = _written(quiz)
    missing = {name: BANK_TIMES * drawn - written[name] for name in objectives}
    if max(missing.values()) <= 0:
        yield from _hardness_findings(quiz)
    for objective in objectives:
        if missing[objective] > 0:
            yield Finding(
                f"{written[objective]} questions of the final name {objective} as their first "
                f"objective, of which {drawn} are drawn.",
                f"Write {missing[objective]} more: the bank is {BANK_TIMES} times what is drawn.",
                file=QUIZ_FILE,
            )


def _written(quiz: Quiz) -> Counter[str]:
    """Return how many questions of each objective there are, on the case that has the fewest."""
    variants: list[str | None] = [*quiz.cases] or [None]
    written = [
        Counter(item.objectives[0] for item in quiz.bank if item.variant in (None, variant))
        for variant in variants
    ]
    return Counter({name: min(each[name] for each in written) for name in set().union(*written)})


def hardness_of_papers(quiz: Quiz) -> dict[str | None, tuple[float, float]]:
    """Return the difficulty of the easiest and hardest paper of 200 learners, two attempts each.

    By objective, and of the whole paper (None).
    """
    found: dict[str | None, list[float]] = {}
    for paper in _example_papers(quiz):
        found.setdefault(None, []).append(hardness(paper))
        for objective in sorted({item.objectives[0] for item in paper}):
            asked = [item for item in paper if item.objectives[0] == objective]
            found.setdefault(objective, []).append(hardness(asked))
    return {name: (min(values), max(values)) for name, values in found.items()}


def _hardness_findings(quiz: Quiz) -> Iterator[Finding]:
    drawn = {_as_written(item) for paper in _example_papers(quiz) for item in paper}
    # Each case has the same questions: that one of many cases fell to few says nothing.
    for name, difficulty in {_as_written(item): item.difficulty for item in quiz.bank}.items():
        if name not in drawn:
            yield Finding(
                f"No learner gets question {name} of the final: few of its objective are "
                f"{difficulty}.",
                "Write as many easy, medium and hard questions for each objective.",
                file=QUIZ_FILE,
            )
    for objective, (least, most) in hardness_of_papers(quiz).items():
        allowed = _MOST_APART if objective is None else _MOST_APART_IN_OBJECTIVE
        if most - least > allowed:
            what = "as a whole" if objective is None else f"on {objective}"
            yield Finding(
                f"Papers are not equally hard {what}: their questions have {least:.2f} to "
                f"{most:.2f} on average (easy 1, medium 2, hard 3).",
                "Write as many easy, medium and hard questions for each objective, and draw as "
                "many of each objective.",
                file=QUIZ_FILE,
            )


def _as_written(item: Item) -> str:
    """Return the name that a question has in the file, whatever the case."""
    return item.id.removesuffix(f"-{item.variant}") if item.variant else item.id


def is_assessment(quiz: Quiz) -> bool:
    """Whether a quiz is the assessment of a course: a final without questions before it."""
    return quiz.final is not None and not quiz.parts


def _example_papers(quiz: Quiz) -> list[list[Item]]:
    return example_papers(quiz.bank, quiz.final.draw) if quiz.final else []
