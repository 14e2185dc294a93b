"""A bank that is written once for several cases: each learner reads and answers one of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from notes_taken import Notes
from pydantic import ValidationError

from campus5g.courseware.quiz.case_shown import CaseShown
from campus5g.courseware.quiz.drawing.papers import paper
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.keys import NumericKey, SingleKey
from campus5g.courseware.quiz.model import Quiz, QuizError
from campus5g.courseware.quiz.points import Report, as_html
from campus5g.courseware.quiz.session import PartSession, Session
from campus5g.draw import Draw
from campus5g.language import set_language

DRAWS = st.binary(min_size=32, max_size=32).map(Draw)

WRITTEN = """
id: quay-site
final: {draw: 2, points: 2}
case:
  fr: "La fibre : {fibre} km, {speed} ms/km."
  en: "The fibre: {fibre} km, {speed} ms/km."
variants:
  near: {fibre: 300, speed: {fr: "0,005", en: "0.005"}, round_trip: 3, slow: radio}
  far: {fibre: 700, speed: {fr: "0,005", en: "0.005"}, round_trip: 7, slow: fibre}
items:
  - id: round-trip
    part: final
    kind: numeric
    objectives: [add-up]
    difficulty: easy
    prompt: {fr: "{fibre} km de fibre, aller et retour ?", en: "{fibre} km of fibre, both ways?"}
    unit: ms
    answer: "{round_trip}"
    tolerance: 0.1
    feedback:
      {right: {fr: Oui, en: "Yes"}, low: {fr: Plus, en: More}, high: {fr: Moins, en: Less}}
  - id: slowest
    part: final
    kind: single
    objectives: [add-up]
    difficulty: easy
    prompt: {fr: "Le plus lent, à {speed} ms/km ?", en: "The slowest, at {speed} ms/km?"}
    choices: [{id: radio, fr: Radio, en: The radio}, {id: fibre, fr: Fibre, en: The fibre}]
    answer: "{slow}"
  - id: of-all
    part: final
    kind: single
    objectives: [add-up]
    difficulty: easy
    prompt: {fr: "Pour tous ?", en: "For all?"}
    choices: [{id: a, fr: A, en: An A}, {id: b, fr: B, en: A B}]
    answer: a
"""


@pytest.fixture
def written() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(WRITTEN)
    return content


@pytest.fixture
def quiz(written: dict[str, Any]) -> Quiz:
    return Quiz.model_validate(written)


@pytest.fixture
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


def test_a_question_with_figures_becomes_one_for_each_case(quiz: Quiz) -> None:
    assert {item.id: item.variant for item in quiz.items} == {
        "round-trip-near": "near",
        "round-trip-far": "far",
        "slowest-near": "near",
        "slowest-far": "far",
        "of-all": None,
    }


def test_figures_appear_in_texts_and_answers_of_their_case(quiz: Quiz) -> None:
    items = {item.id: item for item in quiz.items}

    assert items["round-trip-far"].prompt.en == "700 km of fibre, both ways?"
    assert isinstance(items["round-trip-far"].key, NumericKey)
    assert items["round-trip-far"].key.answer == 7
    assert items["slowest-near"].key == SingleKey(answer="radio")
    assert items["slowest-far"].key == SingleKey(answer="fibre")


def test_a_figure_uses_each_languages_number_format(quiz: Quiz) -> None:
    assert quiz.cases["near"].fr == "La fibre : 300 km, 0,005 ms/km."
    assert quiz.cases["near"].en == "The fibre: 300 km, 0.005 ms/km."


def test_a_written_out_quiz_is_the_same_without_the_table_of_figures(
    quiz: Quiz,
) -> None:
    released = quiz.model_dump(mode="json", exclude_none=True)

    assert Quiz.model_validate(released) == quiz
    assert "variants" not in released


def test_a_figure_missing_from_a_case_is_refused_by_name(written: dict[str, Any]) -> None:
    del written["variants"]["far"]["round_trip"]

    with pytest.raises(ValidationError, match="The variant far does not give round_trip"):
        Quiz.model_validate(written)


def test_a_question_on_an_unknown_case_is_refused(quiz: Quiz) -> None:
    released = quiz.model_dump(mode="json", exclude_none=True)
    del released["cases"]["far"]

    with pytest.raises(ValidationError, match="belongs to far, which is not a case"):
        Quiz.model_validate(released)


@given(DRAWS, st.integers(1, 2), st.integers(1, 5))
def test_a_paper_asks_about_one_case_only(draw: Draw, attempt: int, size: int) -> None:
    bank = Quiz.model_validate(yaml.safe_load(WRITTEN)).bank
    by_id = {item.id: item for item in bank}

    variants = {by_id[name].variant for name in paper(bank, size, draw, attempt)}

    assert variants <= {None, variant_of({"near", "far"}, draw)}


@given(DRAWS)
def test_a_learner_sees_the_case_of_their_questions(draw: Draw) -> None:
    set_language("en")
    quiz = Quiz.model_validate(yaml.safe_load(WRITTEN))

    shown = repr(CaseShown(Session(quiz, Path(), "ada", draw, Notes())))

    set_language(None)
    fibre = {"near": "300", "far": "700"}[variant_of(quiz.cases, draw) or ""]
    assert f"**Your draw: {draw.code}.**" in shown
    assert f"The fibre: {fibre} km" in shown


def test_a_graded_final_shows_the_trainer_the_learners_case(tmp_path: Path, french: None) -> None:
    (tmp_path / "quiz.yaml").write_text(WRITTEN, encoding="utf-8")
    draw = Draw.named("ada")
    report = Report(1, "ada", draw, 2.0, 2.0, (), other_paper=False)

    page = as_html(report, tmp_path)

    fibre = {"near": "300", "far": "700"}[variant_of({"near", "far"}, draw) or ""]
    assert f"<p>La fibre : {fibre} km" in page


def test_a_quiz_without_cases_says_what_to_write(written: dict[str, Any], french: None) -> None:
    del written["case"], written["variants"]
    written["items"], written["final"]["draw"] = written["items"][-1:], 1
    quiz = Quiz.model_validate(written)

    with pytest.raises(QuizError, match="ne décrit aucun cas"):
        CaseShown(Session(quiz, Path(), "ada", Draw.named("ada"), Notes()))


def test_a_part_asks_only_about_the_learner_s_own_case(
    tmp_path: Path, written: dict[str, Any]
) -> None:
    for item in written["items"][1:]:
        item["part"] = "fibre"
        for choice in item["choices"]:
            choice["feedback"] = {"fr": "Parce que.", "en": "Because."}
    written["final"]["draw"] = 1
    quiz = Quiz.model_validate(written)

    for name in ("near", "far"):
        draw = next(
            draw
            for draw in (Draw.named(f"learner {number}") for number in range(50))
            if variant_of(quiz.cases, draw) == name
        )
        part = PartSession(Session(quiz, tmp_path, "ada", draw, Notes()), "fibre")

        assert set(part.items) == {f"slowest-{name}", "of-all"}
