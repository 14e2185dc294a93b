"""The answers of a class to a final, as the desk reads them."""

from itertools import count
from pathlib import Path

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.draw import Draw
from campus5g.site.learning.final_answers import final_answers


def test_a_wrong_amount_is_told_in_the_unit_of_the_desk_s_language(tmp_path: Path) -> None:
    module = find_module("essentials-journey-of-a-packet", catalogue())
    quiz = quiz_of(module)
    assert quiz
    draws = (Draw.named(f"learner{number}") for number in count())
    papers = ((right_answers(quiz, "ada", draw), draw) for draw in draws)
    answers, draw = next(each for each in papers if "f-weigh" in each[0].attempts[0].drawn)
    answers.attempts[0].answers["f-weigh"].answer = {"value": "7", "unit": "octets/s"}
    (tmp_path / answers.FILE).write_text(answers.model_dump_json(), encoding="utf-8")

    in_french = final_answers(module, {"ada": tmp_path}, {"ada": draw}, "fr")
    in_english = final_answers(module, {"ada": tmp_path}, {"ada": draw}, "en")

    assert in_french.wrong == [("f-weigh", "7 octets/s")]
    assert in_english.wrong == [("f-weigh", "7 bytes/s")]


def test_each_choice_tells_who_took_it(tmp_path: Path) -> None:
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
    told = {name: learners for name, learners in asked.items() if learners}
    with_choices = {name for name in told if kinds[name] in ("single", "multiple", "hotspot")}
    assert set(found.taken) == with_choices
    for name, choices in found.taken.items():
        assert {each.learners for each in choices if each.right} == {frozenset(told[name])}
        assert {each.learners for each in choices if not each.right} == {frozenset()}
