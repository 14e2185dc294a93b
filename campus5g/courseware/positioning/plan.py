"""``data/positioning.yaml``: which domains a positioning test has, and which module each leads to.

The questions stand in ``quiz.yaml`` beside it: a domain is a part of it, and a part's questions
are checked at once there as here, so that learners get them with their answers. They are not
graded: looking an answer up only makes a learner skip a module that they need.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from campus5g.courseware.positioning.guessing import guess_rate
from campus5g.courseware.positioning.model import Card, Rules
from campus5g.courseware.quiz.drawing.papers import shuffled
from campus5g.courseware.quiz.model import Item, Quiz, QuizError
from campus5g.language import t
from campus5g.manifest import Part, Slug, Text, load_manifest

PLAN_FILE = Path("data/positioning.yaml")

Minutes = Annotated[int, Field(ge=1)]


class Destination(Part):
    """A module that a path leads to: its id in the catalogue, its title, and how long it takes."""

    module: Slug
    title: Text
    minutes: Minutes


class Domain(Destination):
    """A domain of the test; ``skill`` says what a learner who masters it can do."""

    id: Slug
    skill: Text


class Plan(Part):
    """The domains in teaching order, and the module at the end of every path."""

    domains: Annotated[list[Domain], Field(min_length=2)]
    end: Destination
    most: Annotated[int, Field(ge=2)] = Rules.most

    @property
    def rules(self) -> Rules:
        """When the test stops."""
        return Rules(most=self.most)


def load_plan(folder: Path) -> Plan:
    """Read the plan of a module's folder.

    Raises:
        QuizError: it is missing or contradicts itself.
    """
    return load_manifest(
        folder / PLAN_FILE,
        Plan,
        if_unreadable=t(
            fr="Gardez ce fichier à côté du notebook, ou récupérez le module de nouveau.",
            en="Keep this file beside the notebook, or fetch the module again.",
        ),
        error_type=QuizError,
    )


def cards(plan: Plan, quiz: Quiz, seed: str) -> list[Card]:
    """Return the test's questions, domain by domain, each in the seed's order.

    Raises:
        QuizError: a domain has no questions.
    """
    found = [
        _card(item, domain.id)
        for domain in plan.domains
        for item in shuffled(quiz.of_part(domain.id), seed, domain.id)
    ]
    for domain in plan.domains:
        if not any(card.domain == domain.id for card in found):
            raise QuizError(
                f"The domain {domain.id} has no questions.",
                f"Write some with part: {domain.id}.",
            )
    return found


def _card(item: Item, domain: str) -> Card:
    if item.key is None:
        raise QuizError(f"Question {item.id} has no answer.", "Give it one.")
    shown = getattr(item, "choices", None) or getattr(item, "regions", [])
    return Card(item.id, domain, item.difficulty, guess_rate(item.key, len(shown)))
