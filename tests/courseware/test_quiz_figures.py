"""Figures of questions and cases: a file, or a drawing that is told what to draw."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from notes_taken import Notes
from pydantic import ValidationError

from campus5g.courseware.explorers.essentials.packet_race import delay_histogram
from campus5g.courseware.quiz.case_shown import CaseShown
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import Figure, Quiz, QuizError
from campus5g.courseware.quiz.session import Session
from campus5g.courseware.quiz.view import item_view
from campus5g.draw import Draw
from campus5g.language import set_language

DRAWING = "campus5g.courseware.explorers.essentials.packet_race.delay_histogram:delay_histogram"
ALT = {"fr": "Le quai {site}", "en": "Quay {site}"}


def words(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def a_quiz(**more: Any) -> Quiz:
    return Quiz.model_validate(
        {
            "id": "quay-site",
            "final": {"draw": 1, "points": 1},
            "case": words("Le quai {site}."),
            "case_figure": {"file": "images/{site}.svg", "alt": ALT},
            "variants": {"east": {"site": "east"}, "west": {"site": "west"}},
            "items": [
                {
                    "id": "highest",
                    "part": "final",
                    "kind": "single",
                    "objectives": ["read"],
                    "difficulty": "easy",
                    "prompt": words("Où est le maximum ?"),
                    "figure": {"file": "images/{site}.svg", "alt": ALT},
                    "choices": [{"id": "a", **words("A")}, {"id": "b", **words("B")}],
                    "answer": "a",
                }
            ],
            **more,
        }
    )


@pytest.fixture
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    for site in ("east", "west"):
        (tmp_path / "images" / f"{site}.svg").write_text(
            f'<svg viewBox="0 0 1 1"><title>{site}</title></svg>', encoding="utf-8"
        )
    return tmp_path


@pytest.mark.parametrize("learner", ["ada", "grace", "joan"])
def test_a_case_is_shown_with_its_own_figure(folder: Path, learner: str, french: None) -> None:
    quiz, draw = a_quiz(), Draw.named(learner)

    page = CaseShown(Session(quiz, folder, learner, draw, Notes()))._repr_html_()

    site = variant_of(quiz.cases, draw)
    assert f"<title>{site}</title>" in page
    assert f"<figcaption>Le quai {site}</figcaption>" in page


def test_a_case_in_words_alone_tells_what_its_figure_shows(folder: Path, french: None) -> None:
    quiz, draw = a_quiz(), Draw.named("ada")

    text = repr(CaseShown(Session(quiz, folder, "ada", draw, Notes())))

    assert text.endswith(f"Le quai {variant_of(quiz.cases, draw)}")


def test_a_question_to_choose_an_answer_of_may_show_a_figure(folder: Path, french: None) -> None:
    east = next(item for item in a_quiz().items if item.variant == "east")

    view = item_view(east, folder, "seed")

    assert "<title>east</title>" in view["svg"]
    assert view["alt"] == "Le quai east"


def test_a_drawing_is_told_what_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(of: str) -> str:
        return f'<svg viewBox="0 0 1 1"><title>{of}</title></svg>'

    monkeypatch.setattr(delay_histogram, "delay_histogram", drawn)
    figure = Figure.model_validate({"drawing": DRAWING, "of": "fan-3", "alt": words("Un spectre")})

    assert "<title>fan-3</title>" in svg_of(figure, Path())


def test_a_file_cannot_be_told_what_to_draw() -> None:
    with pytest.raises(ValidationError, match="is always the same"):
        Figure.model_validate({"file": "images/hall.svg", "of": "fan-3", "alt": words("Une halle")})


def test_a_figure_that_is_missing_is_named(folder: Path, french: None) -> None:
    figure = Figure.model_validate({"file": "images/north.svg", "alt": words("Le quai nord")})

    with pytest.raises(QuizError, match=r"images/north.svg manque"):
        svg_of(figure, folder)


def test_a_figure_without_a_case_is_refused() -> None:
    whole = a_quiz().items[0].model_dump(mode="json", exclude_none=True)
    del whole["variant"], whole["figure"]

    with pytest.raises(ValidationError, match="A case has a figure and no text"):
        a_quiz(case=None, items=[whole])
