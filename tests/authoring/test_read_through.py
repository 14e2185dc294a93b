"""A module as its trainer reads it: whole, in one language, with its answers."""

import base64
import re
from html import escape

import pytest

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.authoring.read_through import Passage, read_through
from campus5g.language import LANGUAGES, Language, current_language

MODULES = catalogue()


def passages(module: Module, kind: str, language: Language = "fr") -> list[Passage]:
    return [each for each in read_through(module, language) if each.kind == kind]


@pytest.mark.proof
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_a_module_is_there_with_a_right_answer(
    module: Module, language: Language
) -> None:
    quiz = quiz_of(module)
    asked = [each for passage in read_through(module, language) for each in passage.questions]

    assert {each.id for each in asked} == ({item.id for item in quiz.items} if quiz else set())
    assert [each.id for each in asked if not any(one.right for one in each.answers)] == []


@pytest.mark.proof
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)
def test_every_judged_answer_has_its_rubric(module: Module) -> None:
    judged = [item for item in module.manifest.items if item.rubric]

    shown = [each for each in read_through(module, "fr") if each.rubric]

    assert [each.title for each in shown] == [item.title.fr for item in judged]


def test_a_lab_is_shown_with_solutions_and_hidden_tests_and_without_their_marks() -> None:
    lab = find_module("packet-capture")

    solutions = " ".join(each.source for each in passages(lab, "solution"))
    everything = " ".join(each.source for each in read_through(lab, "fr"))

    assert 'k.ue("camera").restart()' in solutions
    assert "SOLUTION" not in everything
    assert "HIDDEN" not in everything
    assert len(passages(lab, "test")) >= len(lab.manifest.items) - 2


def test_a_wrong_choice_comes_with_the_reason() -> None:
    module = find_module("essentials-why-5g")

    answers = [
        answer
        for passage in passages(module, "shown", "en")
        for question in passage.questions
        for answer in question.answers
    ]

    assert any(not each.right and each.reason for each in answers)


@pytest.mark.parametrize(
    ("language", "other"), [("fr", "Three families"), ("en", "Trois familles")]
)
def test_one_language_is_shown(language: Language, other: str) -> None:
    text = " ".join(each.html for each in passages(MODULES[1], "words", language))

    assert text
    assert other not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_about_a_figure_shows_it_and_says_what_is_on_it(language: Language) -> None:
    module = find_module("essentials-latency-and-reliability")
    quiz = quiz_of(module)
    assert quiz is not None
    drawn = {item.id: item.figure for item in quiz.items if item.figure}
    spoken = current_language()

    shown = {
        question.id: question.figure
        for passage in passages(module, "shown", language)
        for question in passage.questions
        if question.figure
    }

    assert shown.keys() == drawn.keys()
    for name, image in shown.items():
        figure = drawn[name]
        assert figure is not None
        address = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', image)
        assert address is not None
        assert "<svg" in base64.b64decode(address[1]).decode()
        assert f'alt="{escape(getattr(figure.alt, language))}"' in image
    assert current_language() == spoken
