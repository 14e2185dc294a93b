"""How well a quiz measures, in one line that a check prints beside its findings."""

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.authoring.rules.banks.balance import cues
from campus5g.authoring.rules.banks.draws import hardness_of_papers
from campus5g.authoring.rules.banks.luck import luck_by_objective
from campus5g.authoring.rules.banks.wording import absolute_words, two_of_four
from campus5g.courseware.quiz.model import QuizError


def quiz_figures(module: Module) -> str:
    """Return what lengths and words reveal, what luck achieves, and how hard papers are.

    Empty for a module without a quiz, or with one that can't be read.
    """
    try:
        quiz = quiz_of(module)
    except QuizError:
        return ""
    if quiz is None:
        return ""
    figures = []
    counted = cues(quiz)
    if counted:
        shares = (
            f"{each.cue} {100 * each.count / each.questions:.0f} % ({each.language})"
            for each in counted
        )
        chance = 100 * counted[0].expected / counted[0].questions
        figures.append(f"right choice {', '.join(shares)}, by chance {chance:.0f} %")
    figures += [
        f"absolute words in {100 * each.wrong_share:.0f} % of wrong and "
        f"{100 * each.right_share:.0f} % of right choices ({each.language})"
        for each in absolute_words(quiz)
    ]
    alike, several = two_of_four(quiz)
    if several:
        figures.append(f"{alike} of {several} questions with several answers have two of four")
    lucky = luck_by_objective(quiz, module)
    if lucky:
        worst = max(lucky, key=lambda objective: lucky[objective])
        figures.append(f"achieved by luck {100 * lucky[worst]:.1f} % at most ({worst})")
        least, most = hardness_of_papers(quiz)[None]
        figures.append(f"hardness of papers {least:.2f} to {most:.2f}")
    return "; ".join(figures)
