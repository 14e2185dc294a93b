"""Which objectives count as reached, and which time as work."""

import pytest

from campus5g.authoring.catalogue import Module, find_module
from campus5g.site.certificates.achievements import module_result
from campus5g.site.certificates.content import ModuleResult
from campus5g.site.learning.grade_items import ItemScore

MODULE = find_module("essentials-why-5g")
PROJECT = find_module("project-assessment")
CHOOSE = "choose-network"


def scores(workplace: float, final: float) -> dict[str, ItemScore]:
    return {
        "workplace": ItemScore(workplace, 4, to_read=False),
        "final": ItemScore(final, 12, to_read=False),
    }


def shares(result: ModuleResult, module: Module = MODULE) -> dict[str, float | None]:
    return dict(
        zip(
            [objective.id for objective in module.manifest.objectives],
            [each.share for each in result.objectives],
            strict=True,
        )
    )


def file_scores(points: float) -> dict[str, ItemScore]:
    """Nothing right in the final, these points for the file, the defence left out."""
    return {
        "final": ItemScore(0, 24, to_read=False),
        "project-file": ItemScore(points, 24, to_read=False),
        "defence": ItemScore(0, 0, to_read=False),
    }


def test_no_objective_is_reached_before_any_grading() -> None:
    result = module_result(MODULE, None, 0.6, {}, {})

    assert result.points is None
    assert not any(each.reached for each in result.objectives)
    assert {each.share for each in result.objectives} == {None}


def test_a_quiz_counts_for_every_objective_of_its_module() -> None:
    result = module_result(MODULE, scores(workplace=4, final=6), 0.6, {}, {})

    found = shares(result)
    assert found["tell-networks"] == pytest.approx(0.5)
    # 4 of 4 points, and half of the quarter of 12 that falls to this objective.
    assert found[CHOOSE] == pytest.approx((4 + 1.5) / (4 + 3))


def test_answers_to_an_objective_take_precedence_over_the_whole_quiz() -> None:
    result = module_result(MODULE, scores(4, 6), 0.6, {"tell-networks": 0.9}, {})

    assert shares(result)["tell-networks"] == pytest.approx(0.9)


def test_the_pass_mark_itself_is_enough() -> None:
    result = module_result(MODULE, scores(workplace=0, final=0.1 * 3 * 24), 0.6, {}, {})

    assert {each.reached for each in result.objectives} == {True, False}


def test_an_item_without_a_score_has_none_of_its_points() -> None:
    result = module_result(MODULE, {"final": ItemScore(12, 12, to_read=False)}, 0.6, {}, {})

    assert shares(result)[CHOOSE] == pytest.approx(3 / 7)


def test_each_line_of_a_project_file_counts_for_its_own_objective() -> None:
    lines = [3.0, 0.0, 3.0, 0.0, 3.0, 3.0, 0.0, 3.0]

    result = module_result(PROJECT, file_scores(15), 0.6, {}, {"project-file": lines})

    found = shares(result, PROJECT)
    # Beside the sixth of the final's 24 points that falls to each, of which none was earned.
    assert found["needs"] == pytest.approx(6 / (6 + 4))
    assert found["choosing-connectivity"] == 0
    assert found["architecture-and-spectrum"] == pytest.approx(3 / (3 + 4))
    assert found["roadmap"] == pytest.approx(3 / (6 + 4))
    assert found["safety-and-law"] == pytest.approx(3 / (3 + 4))


def test_a_file_without_points_by_line_counts_alike_for_each_of_its_objectives() -> None:
    result = module_result(PROJECT, file_scores(12), 0.6, {}, {})

    found = shares(result, PROJECT)
    assert found["business-case"] == pytest.approx(1.5 / (3 + 4))
    assert found["needs"] == pytest.approx(3 / (6 + 4))


def test_who_has_nothing_on_a_required_line_has_not_achieved_its_objective() -> None:
    right = {**file_scores(21), "final": ItemScore(24, 24, to_read=False)}
    lines = [3.0, 3.0, 3.0, 3.0, 0.0, 3.0, 3.0, 3.0]

    result = module_result(PROJECT, right, 0.5, {}, {"project-file": lines})

    assert shares(result, PROJECT)["safety-and-law"] == pytest.approx(4 / (3 + 4))
    assert [each.reached for each in result.objectives] == [True] * 5 + [False]
