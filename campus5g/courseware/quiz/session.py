"""A learner's quiz: answers are checked, recorded and given the feedback that is allowed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from campus5g.courseware.learner_file import LearnerFile, now
from campus5g.courseware.progress import Progress, Recorder
from campus5g.courseware.quiz.answers import (
    Answers,
    Attempt,
    Given,
    Try,
    acceptable,
)
from campus5g.courseware.quiz.drawing.papers import paper
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.model import Final, Item, Quiz, QuizError, load_quiz
from campus5g.draw import Draw, draw_in
from campus5g.kit.starting.private import this_learner
from campus5g.language import t


@dataclass(frozen=True)
class Session:
    """One learner in one module: its questions, the learner's answers, the draw, the recorder."""

    quiz: Quiz
    folder: Path
    learner: str
    draw: Draw
    recorder: Recorder

    @classmethod
    def begin(cls, folder: Path | None = None) -> Self:
        """Open the quiz of a module's folder; the working folder if not given.

        Raises:
            QuizError: the folder has no quiz, or one that contradicts itself.
            CampusError: the learner's draw can't be known.
        """
        here = folder or Path.cwd()
        quiz, learner = load_quiz(here), this_learner()
        return cls(quiz, here, learner, draw_in(here, learner), Progress(quiz.id, learner))

    @property
    def book(self) -> LearnerFile[Answers]:
        """Where the answers are kept."""
        return LearnerFile(self.folder, Answers(quiz=self.quiz.id, learner=self.learner))


class PartSession:
    """The formative questions of one part: checked at once, as often as wanted."""

    def __init__(self, session: Session, part: str) -> None:
        """Take the questions of ``part``; of those on a case, the ones on this learner's.

        Raises:
            QuizError: the quiz has no such part.
        """
        self.session = session
        self.part = part
        mine = (None, variant_of(session.quiz.cases, session.draw))
        self.items: dict[str, Item] = {
            item.id: item for item in session.quiz.of_part(part) if item.variant in mine
        }
        if part not in session.quiz.parts:
            raise QuizError(
                t(
                    fr=f"Le quiz n’a pas de questions pour la partie {part}.",
                    en=f"The quiz has no questions for the part {part}.",
                ),
                t(
                    fr=f"Parties : {', '.join(session.quiz.parts)}.",
                    en=f"Parts: {', '.join(session.quiz.parts)}.",
                ),
            )

    def tries(self) -> dict[str, Try]:
        """Return the latest answers to questions of this part."""
        kept = self.session.book.read().tries
        return {name: kept[name] for name in self.items if name in kept}

    def answer(self, name: str, answer: object) -> Try | None:
        """Record an answer and return it with its share; None if this part lacks the question.

        Raises:
            AnswersError: it could not be saved.
        """
        item = self.items.get(name)
        if item is None or item.key is None or not acceptable(answer):
            return None
        earned = share(item.key, answer)

        def keep(answers: Answers) -> None:
            earlier = answers.tries[name].tries if name in answers.tries else 0
            answers.tries[name] = Try(answer=answer, at=now(), share=earned, tries=earlier + 1)

        tries = self.session.book.change(keep).tries
        self.session.recorder.answered(name, earned)
        if all(each in tries for each in self.items):
            mean = sum(tries[each].share for each in self.items) / len(self.items)
            self.session.recorder.scored(self.part, mean)
        return tries[name]


class FinalSession:
    """The final: attempts are begun, answered and handed in; their points are not known here."""

    def __init__(self, session: Session) -> None:
        """Take the final of the quiz.

        Raises:
            QuizError: the quiz has none.
        """
        if session.quiz.final is None:
            raise QuizError(
                t(fr="Ce module n’a pas de quiz final.", en="This module has no final quiz."),
                t(
                    fr="Décrivez-le dans quiz.yaml (final: …).",
                    en="Describe it in quiz.yaml (final: …).",
                ),
            )
        self.session = session
        self.final: Final = session.quiz.final
        self._bank: dict[str, Item] = {item.id: item for item in session.quiz.bank}

    def attempts(self) -> list[Attempt]:
        """Return the attempts begun so far."""
        return self.session.book.read().attempts

    def items(self, attempt: Attempt) -> list[Item]:
        """Return the questions of an attempt, in its order."""
        return [self._bank[name] for name in attempt.drawn if name in self._bank]

    def start(self) -> None:
        """Begin the next attempt; nothing happens if one is open or none is left.

        Raises:
            AnswersError: it could not be saved.
        """
        begun: list[int] = []

        def begin(answers: Answers) -> None:
            number = len(answers.attempts) + 1
            if answers.open_attempt or number > self.final.attempts:
                return
            drawn = paper(self.session.quiz.bank, self.final.draw, self.session.draw, number)
            answers.attempts.append(Attempt(number=number, drawn=drawn, started=now()))
            begun.append(number)

        self.session.book.change(begin)
        for number in begun:
            self.session.recorder.attempted(number)

    def answer(self, name: str, answer: object) -> None:
        """Keep an answer to a question of the open attempt; None takes an answer back.

        Raises:
            AnswersError: it could not be saved.
        """
        kept: list[str] = []

        def keep(answers: Answers) -> None:
            attempt = answers.open_attempt
            if attempt is None or name not in attempt.drawn or not acceptable(answer):
                return
            attempt.answers.pop(name, None)
            if answer is not None:
                attempt.answers[name] = Given(answer=answer, at=now())
            kept.append(name)

        self.session.book.change(keep)
        for each in kept:
            self.session.recorder.answered(each, None)

    def hand_in(self) -> None:
        """Hand in the open attempt; its answers can't be changed any more.

        Raises:
            AnswersError: it could not be saved.
        """
        closed: list[int] = []

        def close(answers: Answers) -> None:
            attempt = answers.open_attempt
            if attempt:
                attempt.handed_in = now()
                closed.append(attempt.number)

        self.session.book.change(close)
        for number in closed:
            self.session.recorder.handed_in(number)
