"""The answers of a class to a final, as the desk reads them."""

from itertools import count
from pathlib import Path

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.draw import Draw
from campus5g.site.learning.final_answers import final_answers


def test_a_wrong_amount_is_shown_in_the_unit_of_the_desk_s_language(tmp_path: Path) -> None:
    module, quiz, amount = next(
        (module, quiz, item)
        for module in catalogue()
        if (quiz := quiz_of(module))
        for item in quiz.bank
        if item.kind == "numeric" and item.unit.fr != item.unit.en
    )
    draws = (Draw.named(f"learner{number}") for number in count())
    papers = ((right_answers(quiz, "ada", draw), draw) for draw in draws)
    answers, draw = next(each for each in papers if amount.id in each[0].attempts[0].drawn)
    answers.attempts[0].answers[amount.id].answer = {"value": "7", "unit": amount.unit.fr}
    (tmp_path / answers.FILE).write_text(answers.model_dump_json(), encoding="utf-8")

    in_french = final_answers(module, {"ada": tmp_path}, {"ada": draw}, "fr")
    in_english = final_answers(module, {"ada": tmp_path}, {"ada": draw}, "en")

    assert in_french.wrong == [(amount.id, f"7 {amount.unit.fr}")]
    assert in_english.wrong == [(amount.id, f"7 {amount.unit.en}")]


def test_each_choice_lists_its_learners(tmp_path: Path) -> None:
    module = find_module("essentials-assessment", catalogue())
    quiz = quiz_of(module)
    assert quiz
    kinds = {item.id: item.kind for item in quiz.bank}
    draws = {name: Draw.named(name) for name in (f"learner{number}" for number in range(12))}
    papers = [right_answers(quiz, name, draw) for name, draw in draws.items()]
    for answers in papers:
        (tmp_path / answers.learner).mkdir()
        text = answers.model_dump_json()
        (tmp_path / answers.learner / answers.FILE).write_text(text, encoding="utf-8")

    found = final_answers(module, {name: tmp_path / name for name in draws}, draws, "fr")

    asked = {
        name: {each.learner for each in papers if name in each.attempts[0].drawn} for name in kinds
    }
    chosen = {name: learners for name, learners in asked.items() if learners}
    with_choices = {name for name in chosen if kinds[name] in ("single", "multiple", "hotspot")}
    assert set(found.taken) == with_choices
    for name, choices in found.taken.items():
        assert {each.learners for each in choices if each.right} == {frozenset(chosen[name])}
        assert {each.learners for each in choices if not each.right} == {frozenset()}
