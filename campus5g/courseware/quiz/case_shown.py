"""The case of a learner, as they read it: the one that their draw picks, with the draw's code."""

from campus5g.courseware.page.markdown import PageMarkdown
from campus5g.courseware.quiz.model import QuizError
from campus5g.courseware.quiz.session import Session
from campus5g.courseware.quiz.variants import variant_of
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
        self._text = f"{mine}\n\n{session.quiz.cases[variant]}"
        self._html = PageMarkdown(current_language(), (), session.folder)(self._text)

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html
