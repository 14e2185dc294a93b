"""How long a module takes a learner, by what is in it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from nbformat.v4 import new_markdown_cell, new_notebook
from small_quiz import bank, module, single
from tiny_lab import MANIFEST, nbgrader, write_lab

from campus5g.authoring.catalogue import Module
from campus5g.authoring.rules.minutes import estimated_minutes

ANSWER = new_markdown_cell("", metadata=nbgrader("answer", grade=True, points=4, solution=True))


def with_quiz(folder: Path, items: list[dict[str, Any]], draw: int | None = None) -> Module:
    final = {"draw": draw, "points": 4} if draw else None
    text = yaml.safe_dump({"id": "harbour-radio", "final": final, "items": items})
    (folder / "quiz.yaml").write_text(text, encoding="utf-8")
    found = module()
    return Module(found.id, found.manifest, folder, found.course)


def minutes(found: Module, *cells: Any) -> float:
    return estimated_minutes(new_notebook(cells=list(cells)), [], found)


def test_only_the_questions_that_are_drawn_take_time(tmp_path: Path) -> None:
    few = with_quiz(tmp_path, [single("q", part="waves"), *bank(9)], draw=6)
    taken = minutes(few)

    assert minutes(with_quiz(tmp_path, [single("q", part="waves"), *bank(12)], draw=6)) == taken
    assert minutes(with_quiz(tmp_path, [single("q", part="waves"), *bank(12)], draw=8)) > taken


def test_of_the_questions_on_a_case_those_on_one_take_time(tmp_path: Path) -> None:
    asked = with_quiz(tmp_path, [single("q", part="waves"), *bank(9)], draw=6)
    taken = minutes(asked)
    text = (tmp_path / "quiz.yaml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)
    written["case"] = {"fr": "{km} km de fibre", "en": "{km} km of fibre"}
    written["variants"] = {"near": {"km": 3}, "far": {"km": 7}, "remote": {"km": 9}}
    written["items"][0]["prompt"] = {"fr": "À {km} km ?", "en": "At {km} km?"}
    (tmp_path / "quiz.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")

    assert minutes(asked) == taken


def test_the_decision_of_an_assessment_takes_longer_than_another_written_answer(
    tmp_path: Path,
) -> None:
    on_the_way = with_quiz(tmp_path, [single("q", part="waves"), *bank(9)], draw=6)
    workplace = minutes(on_the_way, ANSWER) - minutes(on_the_way)
    assessment = with_quiz(tmp_path, bank(9), draw=6)

    assert minutes(assessment, ANSWER) - minutes(assessment) > 2 * workplace


def test_a_positioning_test_takes_the_time_of_the_questions_that_it_asks_at_most(
    tmp_path: Path,
) -> None:
    asked = with_quiz(tmp_path, [single(f"q{each}", part="waves") for each in range(12)])
    every = minutes(asked)
    (tmp_path / "data").mkdir()
    end = {"module": "a-b", "title": {"fr": "f", "en": "e"}, "minutes": 10}
    domains = [{**end, "id": each, "skill": end["title"]} for each in ("waves", "hall")]
    plan = yaml.safe_dump({"domains": domains, "end": end, "most": 4})
    (tmp_path / "data" / "positioning.yaml").write_text(plan, encoding="utf-8")

    assert minutes(asked) == pytest.approx(every / 3)


@pytest.mark.parametrize(("points", "taken"), [(4, 8), (19, 8), (20, 60)])
def test_a_note_of_two_pages_takes_an_hour_and_a_short_answer_eight_minutes(
    tmp_path: Path, points: int, taken: float
) -> None:
    rubric = [{"points": points, "fr": "Une réponse", "en": "An answer"}]
    *others, written = MANIFEST["items"]
    items = [*others, {**written, "points": points, "rubric": rubric}]
    lab = write_lab(tmp_path / "labs", manifest={**MANIFEST, "items": items})

    assert minutes(lab, ANSWER) == pytest.approx(taken)
