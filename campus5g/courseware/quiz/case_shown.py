"""The case of a learner, as they read it: the one that their draw picks, with the draw's code."""

from html import escape
from pathlib import Path

from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import Quiz, QuizError
from campus5g.courseware.quiz.session import Session
from campus5g.language import current_language, t


class CaseShown:
    """Plain HTML, so that it works without a kernel."""

    def __init__(self, session: Session) -> None:
        """Take the case of a session's quiz.

        Raises:
            QuizError: the quiz describes none.
        """
        variant = variant_of(session.quiz.cases, session.draw)
        if variant is None:
            raise QuizError(
                t(fr="Ce quiz ne décrit aucun cas.", en="This quiz describes no case."),
                t(
                    fr="Écrivez case et variants dans quiz.yaml.",
                    en="Write case and variants in quiz.yaml.",
                ),
            )
        code = session.draw.code
        mine = t(fr=f"**Votre tirage : {code}.**", en=f"**Your draw: {code}.**")
        figure = session.quiz.case_figures.get(variant)
        self._text = "\n\n".join(
            [mine, str(session.quiz.cases[variant]), *([str(figure.alt)] if figure else [])]
        )
        own = PageMarkdown(current_language(), (), session.folder)(mine)
        # The final shows the part of the page that holds this beside its questions.
        case = case_html(session.quiz, variant, session.folder)
        self._html = f'<div class="c5g-case">{own}{case}</div>'

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


def case_html(quiz: Quiz, variant: str, folder: Path) -> str:
    """Return the text and the figure of one case.

    Args:
        quiz: the one that describes it.
        variant: its name.
        folder: where the quiz's pictures are.
    """
    text = PageMarkdown(current_language(), (), folder)(str(quiz.cases[variant]))
    figure = quiz.case_figures.get(variant)
    if figure is None:
        return text
    words = escape(str(figure.alt))
    return f"{text}<figure>{svg_of(figure, folder)}<figcaption>{words}</figcaption></figure>"
