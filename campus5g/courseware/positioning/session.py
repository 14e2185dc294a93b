"""A learner's positioning test: questions, answers, their record, and the result."""

from campus5g.courseware.learner_file import LearnerFile, now
from campus5g.courseware.positioning.guessing import RIGHT_FROM
from campus5g.courseware.positioning.kept import (
    Positioning,
    Standing,
    Step,
    minutes_spent,
)
from campus5g.courseware.positioning.model import Belief, Card, beliefs, most_left, next_card
from campus5g.courseware.positioning.plan import Plan, cards, load_plan
from campus5g.courseware.quiz.answers import acceptable
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.model import Item
from campus5g.courseware.quiz.session import Session


class PositioningSession:
    """The test; the recorded answers determine the next question."""

    def __init__(self, session: Session) -> None:
        """Take the domains and questions of the session's folder.

        Raises:
            QuizError: there is no plan, or a domain without questions.
        """
        self.session = session
        self.plan: Plan = load_plan(session.folder)
        self.items: dict[str, Item] = {item.id: item for item in session.quiz.items}
        self._cards: list[Card] = cards(self.plan, session.quiz, session.learner)
        empty = Positioning(quiz=session.quiz.id, learner=session.learner)
        self._file = LearnerFile(session.folder, empty)

    def record(self) -> Positioning:
        """Return the record so far."""
        return self._file.read()

    def question(self) -> Item | None:
        """Return the question that is open; None before the start and after the end."""
        record = self.record()
        if record.started is None or record.finished:
            return None
        card = self._next(record)
        return self.items[card.id] if card else None

    def start(self) -> None:
        """Begin the test, unless it was begun before.

        Raises:
            AnswersError: it could not be saved.
        """
        begun: list[bool] = []

        def begin(record: Positioning) -> None:
            if record.started is None:
                record.started = record.shown = now()
                begun.append(True)

        self._file.change(begin)
        if begun:
            self.session.recorder.attempted(1)

    def resume(self) -> None:
        """Note that the open question is shown again: the time away does not count.

        Raises:
            AnswersError: it could not be saved.
        """

        def show(record: Positioning) -> None:
            record.shown = now()

        if self.question():
            self._file.change(show)

    def answer(self, name: str, answer: object) -> None:
        """Keep the answer to the open question, and end the test if it was the last.

        Args:
            name: the question's id; an answer to any question but the open one is ignored.
            answer: as the page records it; None says “I don't know”.

        Raises:
            AnswersError: it could not be saved.
        """
        kept: list[float] = []

        def keep(record: Positioning) -> None:
            card = self._next(record) if record.started and not record.finished else None
            if card is None or card.id != name or not acceptable(answer):
                return
            key = self.items[name].key
            earned = share(key, answer) if key else 0.0
            at = now()
            record.steps.append(
                Step(
                    item=name,
                    answer=answer,
                    share=earned,
                    shown=record.shown or at,
                    answered=at,
                )
            )
            record.shown = at
            kept.append(earned)
            if self._next(record) is None:
                record.finished = at
                record.minutes = minutes_spent(record.steps)
                record.result = self._standings(record)

        record = self._file.change(keep)
        for earned in kept:
            self.session.recorder.answered(name, earned)
            if record.finished:
                self._tell_the_end(record)

    def most_left(self) -> int:
        """Return the most questions still to come, including the open one."""
        return most_left(self._cards, right_answers_of(self.record()), self.plan.rules)

    def _next(self, record: Positioning) -> Card | None:
        return next_card(self._cards, right_answers_of(record), self.plan.rules)

    def _standings(self, record: Positioning) -> list[Standing]:
        believed = beliefs(self._cards, right_answers_of(record))
        return [
            self._standing(place, believed[domain.id], record)
            for place, domain in enumerate(self.plan.domains)
        ]

    def _standing(self, place: int, belief: Belief, record: Positioning) -> Standing:
        domain = self.plan.domains[place]
        own = {card.id for card in self._cards if card.domain == domain.id}
        steps = [step for step in record.steps if step.item in own]
        return Standing(
            domain=domain.id,
            skill=domain.skill,
            module=domain.module,
            verdict=belief.verdict,
            new=round(belief.new, 3),
            partly=round(belief.partly, 3),
            sure=round(belief.sure, 3),
            asked=len(steps),
            right=sum(step.share >= RIGHT_FROM for step in steps),
        )

    def _tell_the_end(self, record: Positioning) -> None:
        self.session.recorder.handed_in(1)
        for each in record.result:
            self.session.recorder.scored(each.domain, each.sure + each.partly / 2)


def right_answers_of(record: Positioning) -> dict[str, bool]:
    """Return whether each answer counts as right, for the model."""
    return {step.item: step.share >= RIGHT_FROM for step in record.steps}
