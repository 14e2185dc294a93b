"""The correction of a learner's final, question by question, from what was graded.

It is made when it is asked for, by the site: the answers stand in the catalogue; what is released
to a cohort has none. What it tells is final: `freeze_corrected` carries attempts that a
learner may have read the correction of into what they hand in later.
"""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import corrected_bank, final_key, quiz_of
from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers, Attempt
from campus5g.courseware.quiz.correction import Correction, correct
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import QuizError
from campus5g.courseware.quiz.points import all_attempts, recorded_answers
from campus5g.courseware.quiz.view import View, item_view
from campus5g.draw import Draw
from campus5g.language import current_language
from campus5g.whole_file import replace


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
    """A question with its correction, and the figure that it is about, if any."""

    correction: Correction
    figure: Drawing | None


@dataclass(frozen=True)
class CorrectedAttempt:
    """An attempt that was handed in and graded; ``counts`` says that no other has more points."""

    number: int
    counts: bool
    points: float
    out_of: float
    questions: list[CorrectedQuestion]


@dataclass(frozen=True)
class CorrectedFinal:
    """The attempts at a final whose correction may be read.

    ``case`` is the text of the learner's case as HTML, empty where there is none, ``case_figure``
    its drawing. ``unfinished`` says that an attempt was begun and not ended: its correction would
    give its answers away while they can still be changed.
    """

    attempts: list[CorrectedAttempt]
    case: str
    case_figure: Drawing | None
    unfinished: bool


def corrected_final(
    course: Path, module: Module, learner: str, draw: Draw
) -> CorrectedFinal | None:
    """Return the correction of the final that was graded last, in the language in force.

    None where the module has no final, or nothing of the learner's was graded.

    Args:
        course: the cohort's folder.
        module: of the catalogue.
        learner: the account's name.
        draw: the learner's, in this module.
    """
    answers = recorded_answers(course / "autograded" / learner / module.id)
    folder = module.folder
    try:
        quiz = quiz_of(module)
        key = final_key(quiz) if quiz else None
        if quiz is None or key is None or answers is None:
            return None
        bank = corrected_bank(quiz)
        ended = _ended(answers)
        reports = all_attempts(key, answers, draw)
        most = max((report.points for report in reports), default=0.0)
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
                            _given(ended, report.attempt, each.item.id),
                            each.share,
                        ),
                        item_view(bank[each.item.id], folder, seed=""),
                    )
                    for each in report.marked
                ],
            )
            for report in reports
            if report.attempt in ended
        ]
        variant = variant_of(quiz.cases, draw)
        figure = quiz.case_figures.get(variant) if variant else None
        drawing = Drawing(svg_of(figure, folder), str(figure.alt)) if figure else None
    except QuizError:
        return None
    markdown = PageMarkdown(current_language(), (), folder)
    case = "" if variant is None else markdown(str(quiz.cases[variant]))
    return CorrectedFinal(attempts, case, drawing, unfinished=len(attempts) < len(reports))


def freeze_corrected(graded: Path, submitted: Path) -> None:
    """Put attempts whose correction was given back into what is handed in later.

    Otherwise answers could be changed, in the file, after their correction has been read.

    Args:
        graded: the folder of the learner's last graded submission, which was returned.
        submitted: the folder of their newest submission, before it is graded.
    """
    before, after = recorded_answers(graded), recorded_answers(submitted)
    if before is None or after is None:
        return
    frozen = _ended(before)
    attempts = {each.number: each for each in after.attempts} | frozen
    kept = after.model_copy(update={"attempts": [attempts[number] for number in sorted(attempts)]})
    if kept != after:
        replace(submitted / ANSWERS_FILE, kept.model_dump_json(indent=2) + "\n")


def _ended(answers: Answers) -> dict[int, Attempt]:
    return {each.number: each for each in answers.attempts if each.handed_in is not None}


def _given(attempts: dict[int, Attempt], number: int, question: str) -> object:
    given = attempts[number].answers.get(question)
    return None if given is None else given.answer


def _question(correction: Correction, view: View) -> CorrectedQuestion:
    figure = Drawing(view["svg"], view["alt"]) if "svg" in view else None
    return CorrectedQuestion(correction, figure)
