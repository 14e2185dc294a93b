"""A learner at a quiz: what is saved, what is shown, and what is impossible."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from notes_taken import Notes

from campus5g.courseware.learner_file import now
from campus5g.courseware.quiz.answers import Answers, Attempt
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.model import Quiz, QuizError, load_quiz
from campus5g.courseware.quiz.session import FinalSession, PartSession, Session
from campus5g.courseware.quiz.view import item_view
from campus5g.courseware.quiz.widget import FinalWidget, PartWidget
from campus5g.draw import Draw
from campus5g.language import set_language

MODULE = Path(__file__).parent / "courses" / "harbour" / "first-steps"


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def session(tmp_path: Path, notes: Notes) -> Session:
    shutil.copytree(MODULE, tmp_path / "copy")
    return session_of(tmp_path / "copy", Draw.named("ada"), notes)


def session_of(folder: Path, draw: Draw, notes: Notes) -> Session:
    return Session(load_quiz(folder), folder, "ada", draw, notes)


def test_a_formative_answer_gets_feedback_at_once_and_can_be_retried(
    session: Session, notes: Notes
) -> None:
    widget = PartWidget(PartSession(session, "families"))

    widget.take({"do": "check", "item": "camera", "answer": "urllc"})
    wrong = widget.results["camera"]
    widget.take({"do": "check", "item": "camera", "answer": "embb"})
    right = widget.results["camera"]

    assert (wrong["verdict"], wrong["lines"][0]["about"]) == (
        "wrong",
        "Délai court et sûr (URLLC)",
    )
    assert "Une image qui arrive 50 ms plus tard reste utile" in wrong["lines"][0]["text"]
    assert (right["verdict"], right["tries"]) == ("right", 2)
    assert notes.taken == [("answered", "camera", 0.0), ("answered", "camera", 1.0)]


def test_a_completed_part_is_scored(session: Session, notes: Notes) -> None:
    part = PartSession(session, "families")

    part.answer("camera", "embb")
    part.answer("stop-needs", ["delay"])

    assert notes.taken[-1] == ("scored", "families", 0.75)


@pytest.mark.parametrize(
    ("item", "answer", "told"),
    [
        (
            "stop-needs",
            ["delay", "rate"],
            ["Oui : chaque", "quelques octets", "manque une"],
        ),
        ("packet-way", ["modem", "upf", "gnb", "server"], ["sort le paquet du tunnel"]),
        ("who-does-what", {"sim": "key", "amf": "data"}, ["garde la clé", "Pas encore"]),
        ("budget", {"value": "8", "unit": "ms"}, ["moins que la somme"]),
        ("budget", {"value": "douze", "unit": "ms"}, ["Écrivez un nombre"]),
        ("budget", {"value": "12", "unit": ""}, ["Choisissez une unité"]),
        ("find-antenna", ["room"], ["abrite le cœur", "manque une"]),
        ("word-slice", "trancha", ["Presque : relisez le mot"]),
        ("word-slice", None, ["gâteau"]),
    ],
)
def test_every_kind_explains_its_feedback(
    session: Session, item: str, answer: Any, told: list[str]
) -> None:
    part = next(each.part for each in session.quiz.items if each.id == item)
    widget = PartWidget(PartSession(session, part))

    widget.take({"do": "check", "item": item, "answer": answer})

    lines = [line["text"] for line in widget.results[item]["lines"]]
    assert len(lines) == len(told)
    assert all(words in line for words, line in zip(told, lines, strict=True))


def test_a_term_matched_wrongly_gets_its_reason_at_the_third_try(session: Session) -> None:
    widget = PartWidget(PartSession(session, "way"))
    told = []

    for upf in ("key", "door", "key"):
        answer = {"sim": "key", "amf": "door", "upf": upf}
        widget.take({"do": "check", "item": "who-does-what", "answer": answer})
        told.append([line["text"] for line in widget.results["who-does-what"]["lines"]])

    sim, amf = "La carte SIM garde la clé qui prouve l’identité.", "L’AMF décide qui entre."
    not_yet = "Pas encore : cherchez un autre choix."
    assert told == [[sim, amf, not_yet]] * 2 + [[sim, amf, "L’UPF fait passer les données."]]


def test_answers_are_restored_with_the_page(session: Session) -> None:
    PartWidget(PartSession(session, "families")).take(
        {"do": "check", "item": "camera", "answer": "embb"}
    )

    again = PartWidget(PartSession(session, "families"))

    assert again.results["camera"]["answer"] == "embb"
    assert again.results["camera"]["verdict"] == "right"


def test_a_final_allows_two_attempts(session: Session, notes: Notes) -> None:
    widget = FinalWidget(FinalSession(session))
    phases = [widget.view["phase"]]

    for _ in range(3):
        widget.take({"do": "start"})
        phases.append(widget.view["phase"])
        widget.take({"do": "hand-in"})
        phases.append(widget.view["phase"])

    assert phases == ["ready", "open", "done", "open", "done", "done", "done"]
    assert [note for note in notes.taken if note[0] == "attempted"] == [
        ("attempted", 1),
        ("attempted", 2),
    ]


def test_choices_have_a_stable_order_for_each_learner(session: Session, notes: Notes) -> None:
    def shown(draw: Draw) -> list[list[str]]:
        of_draw = session_of(session.folder, draw, notes)
        widgets = [PartWidget(PartSession(of_draw, part)) for part in ("families", "way")]
        views = [item for widget in widgets for item in widget.view["items"]]
        return [[choice["id"] for choice in view.get("choices", [])] for view in views]

    names = [Draw.named(f"learner {number}") for number in range(5)]
    orders = [shown(draw) for draw in names]

    assert orders == [shown(draw) for draw in names]
    assert len({str(order) for order in orders}) > 1
    assert len({str([sorted(ids) for ids in order]) for order in orders}) == 1


def test_an_export_shows_choices_in_the_order_of_the_page(session: Session) -> None:
    widget = PartWidget(PartSession(session, "families"))

    html = widget._repr_mimebundle_()[0]["text/html"]

    texts = [choice["text"] for item in widget.view["items"] for choice in item["choices"]]
    places = [html.index(f"<li>{text}</li>") for text in texts]
    assert places == sorted(places)


def test_an_attempt_of_an_older_draw_keeps_its_questions(
    session: Session,
) -> None:
    bank = [item.id for item in session.quiz.bank]

    def begin(answers: Answers) -> None:
        answers.attempts.append(Attempt(number=1, drawn=bank[:2], started=now()))

    session.book.change(begin)
    widget = FinalWidget(FinalSession(session))
    widget.take({"do": "answer", "item": bank[0], "answer": "c1"})

    assert [item["id"] for item in widget.view["items"]] == bank[:2]
    assert session.book.read().attempts[0].answers[bank[0]].answer == "c1"


def test_a_final_names_the_learner_s_draw(session: Session) -> None:
    view = FinalWidget(FinalSession(session)).view

    assert view["code"] == Draw.named("ada").code
    assert "tirage {code}" in view["words"]["attempt"]


def test_a_handed_in_answer_does_not_change(session: Session) -> None:
    widget = FinalWidget(FinalSession(session))
    widget.take({"do": "start"})
    first = widget.view["items"][0]["id"]
    widget.take({"do": "answer", "item": first, "answer": "c1"})
    widget.take({"do": "hand-in"})

    widget.take({"do": "answer", "item": first, "answer": "c2"})

    [attempt] = session.book.read().attempts
    assert attempt.answers[first].answer == "c1"


def test_an_answer_to_an_undrawn_question_is_not_kept(session: Session) -> None:
    widget = FinalWidget(FinalSession(session))
    widget.take({"do": "start"})
    drawn = {item["id"] for item in widget.view["items"]}
    other = next(item.id for item in session.quiz.bank if item.id not in drawn)

    widget.take({"do": "answer", "item": other, "answer": "c1"})

    assert session.book.read().attempts[0].answers == {}


def test_an_answer_can_be_withdrawn(session: Session) -> None:
    widget = FinalWidget(FinalSession(session))
    widget.take({"do": "start"})
    first = widget.view["items"][0]["id"]
    widget.take({"do": "answer", "item": first, "answer": "c1"})

    widget.take({"do": "answer", "item": first, "answer": None})

    assert widget.answers == {}


def test_a_finals_page_does_not_reveal_its_points(session: Session) -> None:
    widget = FinalWidget(FinalSession(session))
    widget.take({"do": "start"})
    widget.take({"do": "hand-in"})

    assert "Il reste à rendre le module, en bas de la page." in str(widget.view)
    assert widget.results == {}


@pytest.mark.parametrize(
    "message", [{}, {"do": "dance"}, {"do": "check", "item": ["x"]}, {"do": 1}]
)
def test_a_meaningless_message_is_ignored(session: Session, message: Any) -> None:
    PartWidget(PartSession(session, "families")).take(message)
    FinalWidget(FinalSession(session)).take(message)

    assert not session.book.file.exists()


def test_an_unknown_part_is_refused_with_the_known_ones(session: Session) -> None:
    with pytest.raises(QuizError) as refused:
        PartSession(session, "radio")

    assert refused.value.remedy == "Parties : families, way."


def test_a_unit_is_in_the_page_s_language_and_an_answer_names_it_alike_in_both(
    session: Session,
) -> None:
    raw = session.quiz.model_dump(mode="json", exclude_none=True)
    budget = next(item for item in raw["items"] if item["id"] == "budget")
    budget.update(unit={"fr": "octets", "en": "bytes"}, other_units={})
    item = next(item for item in Quiz.model_validate(raw).items if item.id == "budget")

    in_french = item_view(item, session.folder, "ada")["units"]
    set_language("en")
    in_english = item_view(item, session.folder, "ada")["units"]

    assert in_french == [{"id": "octets", "text": "octets"}]
    assert in_english == [{"id": "octets", "text": "bytes"}]
    assert item.key
    graded = {name: share(item.key, {"value": "12", "unit": name}) for name in ("bytes", "B")}
    assert graded == {"bytes": 1, "B": 0}


def test_questions_are_a_list_where_widgets_cannot_run(session: Session) -> None:
    data, _ = PartWidget(PartSession(session, "way"))._repr_mimebundle_()

    html = data["text/html"]
    assert html.count("<li><p>") == 5
    assert "garde la clé" in html
    assert "<svg" in html
    assert "application/vnd.jupyter.widget-view+json" in data
