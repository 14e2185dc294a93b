"""``quiz.yaml`` is read as authors write it; an error names file, line and remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from campus5g.courseware.quiz.model import Quiz, QuizError, load_quiz

WORDS = {"fr": "mots", "en": "words"}
HINTS = {"nudge": WORDS, "method": WORDS, "example": WORDS}
MODULE = Path(__file__).parent / "courses" / "harbour" / "first-steps"


@pytest.fixture
def quiz() -> Quiz:
    return load_quiz(MODULE)


@pytest.fixture
def raw() -> Any:
    return yaml.safe_load((MODULE / "quiz.yaml").read_text(encoding="utf-8"))


def refused(folder: Path, raw: Any) -> QuizError:
    text = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
    (folder / "quiz.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(QuizError) as error:
        load_quiz(folder)
    return error.value


def item(raw: Any, name: str) -> Any:
    return next(item for item in raw["items"] if item["id"] == name)


def test_a_quiz_has_every_kind_of_question(quiz: Quiz) -> None:
    kinds = {item.kind for item in quiz.items}

    assert kinds == {"single", "multiple", "order", "match", "numeric", "hotspot", "text"}
    assert all(item.key for item in quiz.items)


def test_parts_come_in_the_order_of_their_questions_and_the_final_apart(quiz: Quiz) -> None:
    assert quiz.parts == ["families", "way"]
    assert len(quiz.bank) == 12


def test_an_error_names_the_line_of_the_question_and_the_remedy(tmp_path: Path, raw: Any) -> None:
    item(raw, "camera")["difficulty"] = "tricky"

    error = refused(tmp_path, raw)

    lines = (tmp_path / "quiz.yaml").read_text(encoding="utf-8").splitlines()
    number = int(error.problem.removeprefix(f"{tmp_path / 'quiz.yaml'}:").split(":")[0])
    assert "difficulty: tricky" in lines[number - 1]
    assert "items.0.difficulty" in error.problem
    assert "'easy', 'medium' ou 'hard'" in error.remedy


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path: Path, raw: Any) -> None:
    item(raw, "camera")["kind"] = "essay"

    assert "'hotspot'" in refused(tmp_path, raw).remedy


def test_text_in_one_language_only_is_refused(tmp_path: Path, raw: Any) -> None:
    del item(raw, "camera")["prompt"]["en"]

    assert "prompt.en" in refused(tmp_path, raw).problem


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("camera", {"answer": "wifi"}, "names wifi, which is not a choice"),
        ("camera", {"answer": None}, "camera has no answer"),
        ("camera", {"nearly": ["embb"]}, "right and nearly right"),
        ("stop-needs", {"answer": ["delay", "delay"]}, "names a choice twice"),
        ("packet-way", {"answer": ["modem", "gnb"]}, "does not name every step once"),
        ("who-does-what", {"answer": {"sim": "key"}}, "does not name every term"),
        ("budget", {"tolerance": None}, "only one of answer and tolerance"),
        ("budget", {"feedback": None}, "no feedback for right, low, high"),
        ("f-sum", {"part": "way", "feedback": None}, "no feedback for right, low, high"),
        ("find-antenna", {"figure": {"alt": {"fr": "a", "en": "a"}}}, "A figure has one origin"),
        ("camera", {"id": "budget"}, "2 questions are called budget"),
        ("f-sum", {"hints": HINTS}, "f-sum of the final has hints"),
    ],
)
def test_a_contradiction_is_refused(
    tmp_path: Path, raw: Any, name: str, change: dict[str, Any], told: str
) -> None:
    item(raw, name).update(change)

    assert told in refused(tmp_path, raw).problem


def test_a_final_that_draws_more_than_its_bank_is_refused(tmp_path: Path, raw: Any) -> None:
    raw["final"]["draw"] = 13

    assert "draws 13 of 12 questions" in refused(tmp_path, raw).problem


def test_final_questions_without_a_final_are_refused(tmp_path: Path, raw: Any) -> None:
    del raw["final"]

    assert "a final that is not described" in refused(tmp_path, raw).problem


def test_a_missing_quiz_is_reported_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match=r"(Le fichier|The file) .*quiz\.yaml"):
        load_quiz(tmp_path)


def test_a_released_final_question_has_neither_answer_nor_feedback(
    tmp_path: Path, raw: Any
) -> None:
    for choice in item(raw, "f-tunnel")["choices"]:
        del choice["feedback"]
    del item(raw, "f-tunnel")["answer"], item(raw, "f-tunnel")["nearly"]
    (tmp_path / "quiz.yaml").write_text(yaml.safe_dump(raw), encoding="utf-8")

    released = load_quiz(tmp_path)

    assert [item.id for item in released.bank if item.key is None] == ["f-tunnel"]
