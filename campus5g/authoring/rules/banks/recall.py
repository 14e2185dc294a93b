"""Whether a module asks about an earlier one: later recall makes learning last."""

from collections.abc import Iterator

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.banks.draws import is_assessment
from campus5g.courseware.quiz.model import QUIZ_FILE, Quiz


def recall_findings(quiz: Quiz, module: Module) -> Iterator[Finding]:
    """Find a module without a question on an earlier module of its course.

    Retrieval after some time, and not rereading, makes learning last (Roediger and Karpicke,
    Psychological Science 17, 2006). The first module has nothing to recall; an assessment recalls
    all modules.
    """
    if module.course is None:
        return
    order = module.course.modules
    earlier = order[: order.index(module.manifest.id)]
    recalling = [item for item in quiz.items if item.recalls]
    for item in recalling:
        if item.recalls not in earlier:
            yield Finding(
                f"Question {item.id} recalls {item.recalls}, which is not an earlier module of the "
                "course.",
                f"Use one of: {', '.join(earlier) or 'none yet'}.",
                file=QUIZ_FILE,
            )
    if earlier and not recalling and not is_assessment(quiz):
        yield Finding(
            "No question recalls an earlier module.",
            "Open the first part with one: recalls: names the folder of the module.",
            file=QUIZ_FILE,
        )
