"""The correction of a learner's final, question by question.

It is made when it is asked for, by the site: the answers stand in the catalogue; what is released
to a cohort has none. There is one once the final is graded, or handed in with no attempt left.
From then on these attempts can't be changed: see `closed_attempts`.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import corrected_bank, final_key, quiz_of
from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.courseware.quiz.answers import Answers, Attempt
from campus5g.courseware.quiz.correction import Correction, correct
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.keys import FinalKey
from campus5g.courseware.quiz.model import Quiz, QuizError
from campus5g.courseware.quiz.points import Report, all_attempts, by_objective
from campus5g.courseware.quiz.view import View, item_view
from campus5g.draw import Draw
from campus5g.language import current_language
from campus5g.site.learning.closed_attempts import closed_answers, ended
from campus5g.site.learning.places_to_read import PlaceToRead, places_to_read


@dataclass(frozen=True)
class Drawing:
    """An SVG, and the words for it."""

    svg: str
    alt: str

    @property
    def address(self) -> str:
        """An address that holds all of it: a page shows the drawing, and runs nothing in it."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


@dataclass(frozen=True)
class CorrectedQuestion:
    """A question with its correction, the figure that it is about, and where to read again."""

    correction: Correction
    figure: Drawing | None
    place: PlaceToRead | None


@dataclass(frozen=True)
class CorrectedAttempt:
    """An attempt that its learner ended; ``counts`` says that no other has more points."""

    number: int
    counts: bool
    points: float
    out_of: float
    questions: list[CorrectedQuestion]


@dataclass(frozen=True)
class CorrectedFinal:
    """The attempts at a final whose correction may be read.

    ``case`` is the text of the learner's case as HTML, empty where there is none, ``case_figure``
    its drawing. ``objectives`` has the share earned of each objective with enough questions, in the
    best of the attempts. ``unfinished`` says that an attempt was begun and not ended: its
    correction would give its answers away while they can still be changed.
    """

    attempts: list[CorrectedAttempt]
    case: str
    case_figure: Drawing | None
    objectives: dict[str, float]
    unfinished: bool


def corrected_final(
    course: Path,
    module: Module,
    learner: str,
    draw: Draw,
    modules: Mapping[str, Module],
    newest: Path | None = None,
) -> CorrectedFinal | None:
    """Return the correction of a learner's final, in the language in force.

    None where the module has no final, or nothing of the learner's may be corrected yet
    (`closed_answers`).

    Args:
        course: the cohort's folder.
        module: of the catalogue.
        learner: the account's name.
        draw: the learner's, in this module.
        modules: the catalogue by id.
        newest: the learner's newest hand-in in the exchange, if any.
    """
    try:
        quiz = quiz_of(module)
        key = final_key(quiz) if quiz else None
        if quiz is None or key is None:
            return None
        answers = closed_answers(course, module.id, learner, newest, key.attempts)
        if answers is None:
            return None
        places = places_to_read(module, quiz, modules)
        return _corrected(quiz, key, module.folder, answers, draw, places)
    except QuizError:
        return None


def _corrected(
    quiz: Quiz,
    key: FinalKey,
    folder: Path,
    answers: Answers,
    draw: Draw,
    places: Mapping[str, PlaceToRead],
) -> CorrectedFinal:
    bank = corrected_bank(quiz)
    closed = ended(answers)
    begun = all_attempts(key, answers, draw)
    most = max((report.points for report in begun), default=0.0)
    reports = [report for report in begun if report.attempt in closed]
    attempts = [
        CorrectedAttempt(
            number=report.attempt,
            counts=report.points == most,
            points=report.points,
            out_of=report.out_of,
            questions=[
                _question(
                    correct(
                        bank[each.item.id],
                        _given(closed[report.attempt], each.item.id),
                        each.share,
                    ),
                    item_view(bank[each.item.id], folder, seed=""),
                    places.get(each.item.objectives[0]),
                )
                for each in report.marked
            ],
        )
        for report in reports
    ]
    variant = variant_of(quiz.cases, draw)
    figure = quiz.case_figures.get(variant) if variant else None
    markdown = PageMarkdown(current_language(), (), folder)
    return CorrectedFinal(
        attempts=attempts,
        case="" if variant is None else markdown(str(quiz.cases[variant])),
        case_figure=Drawing(svg_of(figure, folder), str(figure.alt)) if figure else None,
        objectives=_objectives(reports),
        unfinished=len(reports) < len(begun),
    )


def _given(attempt: Attempt, question: str) -> object:
    given = attempt.answers.get(question)
    return None if given is None else given.answer


def _objectives(reports: list[Report]) -> dict[str, float]:
    best = max(reports, key=lambda report: report.points, default=None)
    return by_objective(best) if best else {}


def _question(correction: Correction, view: View, place: PlaceToRead | None) -> CorrectedQuestion:
    figure = Drawing(view["svg"], view["alt"]) if "svg" in view else None
    return CorrectedQuestion(correction, figure, place)
