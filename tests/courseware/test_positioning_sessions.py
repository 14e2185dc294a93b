"""A learner at the positioning test: saved, resumed, concluded, and handed in."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from notes_taken import Notes

from campus5g.courseware.positioning.profile import path_minutes, skim_minutes
from campus5g.courseware.positioning.recorded import Recorded
from campus5g.courseware.positioning.session import PositioningSession
from campus5g.courseware.positioning.widget import PositioningWidget
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import QuizError, load_quiz
from campus5g.courseware.quiz.session import Session
from campus5g.draw import Draw
from campus5g.language import set_language
from campus5g.places import COURSES

MODULE = COURSES / "positioning" / "positioning"


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(MODULE, tmp_path / "positioning")
    return tmp_path / "positioning"


@pytest.fixture
def session(folder: Path, notes: Notes) -> Session:
    return Session(load_quiz(folder), folder, "ada", Draw.named("ada"), notes)


def take(session: Session, knows: set[str]) -> PositioningSession:
    """Take the whole test: right in the domains one knows, “I don't know” in the others."""
    test = PositioningSession(session)
    test.start()
    while item := test.question():
        assert item.key
        test.answer(item.id, right_answer(item.key) if item.part in knows else None)
    return test


def test_an_interrupted_test_resumes_at_the_same_question(session: Session) -> None:
    first = PositioningSession(session)
    first.start()
    one = first.question()
    assert one
    first.answer(one.id, None)
    two = first.question()

    again = PositioningSession(session)

    assert two
    assert again.question() == two
    assert [step.item for step in again.record().steps] == [one.id]


def test_only_answers_to_the_open_question_count(session: Session) -> None:
    test = PositioningSession(session)
    test.start()
    open_question = test.question()
    assert open_question
    other = next(name for name in test.items if name != open_question.id)

    test.answer(other, None)

    assert test.record().steps == []


def test_the_number_of_remaining_questions_falls_to_zero(session: Session) -> None:
    test = PositioningSession(session)
    test.start()
    left = [test.most_left()]
    while item := test.question():
        test.answer(item.id, None)
        left.append(test.most_left())

    assert left[0] == test.plan.rules.most
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_the_record_holds_the_data_for_a_training_file(session: Session, folder: Path) -> None:
    take(session, {"radio", "security"})

    kept = json.loads((folder / "positioning.json").read_text(encoding="utf-8"))

    assert kept["learner"] == "ada"
    assert kept["started"] <= kept["finished"]
    assert kept["minutes"] >= 1
    assert {each["domain"]: each["verdict"] for each in kept["result"]} == {
        "why-5g": "take",
        "journey-of-a-packet": "take",
        "radio": "skip",
        "latency-and-reliability": "take",
        "slicing-and-qos": "take",
        "security": "skip",
    }
    assert kept["result"][0]["skill"]["fr"]


def test_time_away_from_the_page_does_not_count(session: Session, folder: Path) -> None:
    test = take(session, set())
    record = test.record()
    step = record.steps[0].model_copy(update={"shown": "2026-01-01T08:00:00+00:00"})

    assert step.spent_s <= 300


def test_actions_become_events(session: Session, notes: Notes) -> None:
    take(session, {"radio"})

    assert notes.taken[0] == ("attempted", 1)
    assert ("handed in", 1) in notes.taken
    scores = {
        name: share for kind, name, share in (each for each in notes.taken if each[0] == "scored")
    }
    assert scores["radio"] > 0.8
    assert scores["security"] < 0.2


def test_the_page_shows_no_answer_before_the_end(session: Session) -> None:
    widget = PositioningWidget(PositioningSession(session))
    widget.take({"do": "start"})

    shown = json.dumps(widget.view)

    assert widget.view["phase"] == "open"
    assert "feedback" not in shown
    assert '"answer"' not in shown
    assert widget.view["profile"] == ""


def test_the_profile_shows_the_path_with_reasons(session: Session) -> None:
    take(session, {"why-5g"})

    widget = PositioningWidget(PositioningSession(session))

    assert widget.view["phase"] == "done"
    profile = widget.view["profile"]
    assert "Vous pouvez passer" in profile
    assert "Vous avez dit\N{NO-BREAK SPACE}: je ne sais pas." in profile
    assert "Il fallait répondre" in profile


def test_fetched_modules_are_linked(session: Session, folder: Path) -> None:
    page = folder.parent / "essentials-radio" / "essentials-radio.ipynb"
    page.parent.mkdir()
    page.write_text("{}", encoding="utf-8")
    take(session, set())

    profile = PositioningWidget(PositioningSession(session)).view["profile"]

    assert 'href="../essentials-radio/essentials-radio.ipynb"' in profile
    assert 'href="../essentials-security' not in profile


def test_a_path_counts_modules_to_take_and_a_third_of_those_to_skim(session: Session) -> None:
    test = take(session, {domain.id for domain in PositioningSession(session).plan.domains})

    assert path_minutes(test.plan, test.record()) == test.plan.end.minutes
    assert skim_minutes(30) == 10


def test_the_trainer_sees_the_profile_and_the_learner_a_sentence(
    session: Session, folder: Path
) -> None:
    take(session, {"radio"})

    assert "<table>" in Recorded(folder, for_trainer=True)._repr_html_()
    assert "<table>" not in Recorded(folder, for_trainer=False)._repr_html_()


def test_the_trainer_sees_that_a_test_is_unfinished(folder: Path) -> None:
    assert "n’a pas été terminé" in Recorded(folder, for_trainer=True)._repr_html_()


def test_a_domain_without_questions_is_refused(session: Session, folder: Path) -> None:
    plan = folder / "data" / "positioning.yaml"
    text = plan.read_text(encoding="utf-8").replace("- id: radio", "- id: antennas")
    plan.write_text(text, encoding="utf-8")

    with pytest.raises(QuizError, match="antennas"):
        PositioningSession(session)
