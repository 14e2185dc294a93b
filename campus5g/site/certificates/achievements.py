"""What a learner has reached, objective by objective, from the gradebook.

The share of an objective is the mean of the items that test it, weighted by their points. A final
quiz tests several: where it asked enough of one (`campus5g.courseware.quiz.points.by_objective`),
that objective's share of the answers counts, elsewhere the quiz's share as a whole. So does a
project file, whose rubric says which line tells about which: each line counts for its own. An
objective is reached from the cohort's pass mark on, unless a line that is required earned nothing.

Where a cohort learns without a trainer, an answer that nobody has read yet counts neither for nor
against its learner: it is left out until somebody reads it. Where a trainer will read it, a learner
who looks at the result before that is shown what the rest says (`without_unread`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from campus5g.authoring.catalogue import Item, Module
from campus5g.authoring.final_quiz import final_key
from campus5g.courseware.page.manifest import Objective
from campus5g.courseware.quiz.answers import ANSWERS_FILE
from campus5g.courseware.quiz.model import QUIZ_FILE, QuizError, load_quiz
from campus5g.courseware.quiz.points import best_attempt, by_objective, recorded_answers
from campus5g.draw import Draw
from campus5g.manifest import Text
from campus5g.read_on_change import ReadOnChange
from campus5g.site.certificates.content import ModuleResult, ObjectiveResult
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import active_minutes
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.file_lines import LinePoints, file_line_points
from campus5g.site.learning.grade_items import ItemScore, item_scores
from campus5g.site.learning.presence import work_of
from campus5g.site.records.cohorts import Enrolment

# Shares are sums of decimal fractions: a hair below the mark is the mark.
_HAIR = 1e-9


def achieved(
    folders: SiteFolders,
    enrolment: Enrolment,
    modules: Mapping[str, Module],
    *,
    without_unread: bool = False,
) -> list[ModuleResult]:
    """Return a learner's results, module by module, in teaching order.

    Args:
        folders: the site's state.
        enrolment: the learner in the cohort.
        modules: the catalogue by id; a module that has left it is left out.
        without_unread: whether answers that nobody has read yet are left out, even where a trainer
            will read them. An objective that only they test has no share then.
    """
    cohort, learner = enrolment.cohort, enrolment.person.name
    without_unread = without_unread or cohort.without_trainer
    course = folders.cohorts / cohort.id
    scores = item_scores(course)
    return [
        module_result(
            modules[place.module],
            _counted(scores.get((learner, place.module)), without_unread),
            cohort.pass_mark,
            _quiz_shares(course, learner, modules[place.module]),
            file_line_points(place, enrolment.person_id, modules[place.module]),
        )
        for place in cohort.modules
        if place.module in modules
    ]


def _counted(
    scores: Mapping[str, ItemScore] | None, without_unread: bool
) -> Mapping[str, ItemScore] | None:
    """Return the scores that count: none that wait, where they are to be left out."""
    if scores is None or not without_unread:
        return scores
    return {
        item: replace(each, points=0.0, out_of=0.0, to_read=False) if each.to_read else each
        for item, each in scores.items()
    }


def module_result(
    module: Module,
    scores: Mapping[str, ItemScore] | None,
    pass_mark: float,
    quiz_shares: Mapping[str, float],
    line_points: LinePoints,
) -> ModuleResult:
    """Return the result of a module.

    Args:
        module: with the items and objectives of its manifest.
        scores: by item; None while nothing was graded.
        pass_mark: share from which an objective is reached.
        quiz_shares: results of the final by objective, where it has enough questions.
        line_points: points by line of the rubric, of items that were marked by it.
    """
    manifest = module.manifest
    items = [item for item in manifest.items if item.points]
    barred = _barred(items, line_points)
    results = [
        _objective(
            objective,
            _share(objective.id, items, scores, quiz_shares, line_points, len(manifest.objectives)),
            pass_mark,
            is_barred=objective.id in barred,
        )
        for objective in manifest.objectives
    ]
    return ModuleResult(
        module=module.id,
        title=manifest.title,
        minutes=manifest.minutes,
        points=None if scores is None else sum(each.points for each in scores.values()),
        out_of=_out_of(manifest.items, scores),
        to_read=scores is not None and any(each.to_read for each in scores.values()),
        objectives=results,
    )


def in_quiz(module: Module, shares: Mapping[str, float], pass_mark: float) -> list[ObjectiveResult]:
    """Return what an attempt at a module's final reached of the objectives that it asked enough of.

    Args:
        module: with the objectives of its manifest.
        shares: of the answers, by objective.
        pass_mark: share from which an objective is reached.
    """
    return [
        _objective(objective, shares[objective.id], pass_mark)
        for objective in module.manifest.objectives
        if objective.id in shares
    ]


def _objective(
    objective: Objective, share: float | None, pass_mark: float, *, is_barred: bool = False
) -> ObjectiveResult:
    reached = share is not None and share >= pass_mark - _HAIR and not is_barred
    text = Text(fr=objective.fr, en=objective.en)
    return ObjectiveResult(objective=text, share=share, reached=reached)


def _out_of(items: list[Item], scores: Mapping[str, ItemScore] | None) -> float:
    known = scores or {}
    return sum(0.0 if _is_left_out(known.get(item.id)) else item.points for item in items)


def _is_left_out(score: ItemScore | None) -> bool:
    return score is not None and not score.out_of


def _share(
    objective: str,
    items: list[Item],
    scores: Mapping[str, ItemScore] | None,
    quiz_shares: Mapping[str, float],
    line_points: LinePoints,
    objectives: int,
) -> float | None:
    if scores is None:
        return None
    found: list[tuple[float, float]] = []
    for item in items:
        score = scores.get(item.id, ItemScore(0.0, item.points, to_read=False))
        if _is_left_out(score):
            continue
        if item.objective is None:
            # A quiz tests all objectives, each with its part of the points.
            found.append((quiz_shares.get(objective, score.share), item.points / objectives))
            continue
        for tested, share, points in _lines(item, score, line_points.get(item.id)):
            if tested == objective:
                found.append((share, points))
    weight = sum(points for _, points in found)
    return sum(share * points for share, points in found) / weight if weight else None


def _lines(
    item: Item, score: ItemScore, points: Sequence[float] | None
) -> Iterator[tuple[str | None, float, float]]:
    """Yield objective, share and points of an item's lines; of the item, where none has its own."""
    if not item.tests_by_line:
        yield item.objective, score.share, item.points
        return
    earned = points or [score.share * line.points for line in item.rubric]
    for line, given in zip(item.rubric, earned, strict=True):
        yield line.objective or item.objective, given / line.points, line.points


def _barred(items: list[Item], line_points: LinePoints) -> set[str | None]:
    """Return the objectives that a required line without a point keeps from being achieved."""
    return {
        line.objective or item.objective
        for item in items
        for line, given in zip(item.rubric, line_points.get(item.id, ()), strict=False)
        if line.required and not given
    }


def _quiz_shares(course: Path, learner: str, module: Module) -> dict[str, float]:
    # The author's file: what is released to a cohort has no answers.
    return _shares.of(
        course / "autograded" / learner / module.id / ANSWERS_FILE, module.folder / QUIZ_FILE
    )


def _read_shares(answers_file: Path, quiz_file: Path) -> dict[str, float]:
    answers = recorded_answers(answers_file.parent)
    if answers is None:
        return {}
    try:
        key = final_key(load_quiz(quiz_file.parent))
    except QuizError:
        return {}
    report = best_attempt(key, answers, _draw_of(answers_file.parent)) if key else None
    return by_objective(report) if report else {}


def _draw_of(autograded: Path) -> Draw:
    """Return the draw of ``<site>/cohorts/<cohort>/autograded/<learner>/<module>``."""
    course = autograded.parents[2]
    folders = SiteFolders(course.parents[1])
    return draw_of(folders, autograded.parent.name, course.name, autograded.name)


# All finals of a site.
_shares = ReadOnChange(_read_shares, most=50_000)


def minutes_at_work(folders: SiteFolders, enrolment: Enrolment) -> int:
    """Return how long a learner was at the modules of a cohort, since they enrolled."""
    return active_minutes(work_of(folders, enrolment))
