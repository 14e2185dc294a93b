"""Questions to the trainer."""

from fastapi.testclient import TestClient
from people import Visitor
from sqlalchemy import select

from campus5g.site.portal.learner.asking import MOST_OPEN
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import HelpRequest
from campus5g.site.records.database import Database

PATH = "ask/rolling-mill/essentials-why-5g"


def asked(database: Database) -> list[HelpRequest]:
    with database.session() as records:
        return list(records.scalars(select(HelpRequest)))


def test_a_module_leads_to_its_questions(client: TestClient) -> None:
    assert PATH in Visitor(client, "ada").get("").text


def test_a_question_reaches_the_trainers(client: TestClient, database: Database) -> None:
    Visitor(client, "ada").post(PATH, question="Pourquoi <n3> ?")

    [question] = asked(database)
    assert (question.module, question.question) == ("essentials-why-5g", "Pourquoi <n3> ?")
    assert "Pourquoi &lt;n3&gt; ?" in Visitor(client, "ada").get(PATH).text


def test_an_answer_is_shown_only_to_the_learner_who_asked(
    client: TestClient, database: Database
) -> None:
    Visitor(client, "ada").post(PATH, question="Pourquoi ?")
    with database.session() as records:
        question = records.scalars(select(HelpRequest)).one()
        question.answer, question.answered_at = "Parce que.", now()

    assert "Parce que." in Visitor(client, "ada").get(PATH).text
    assert "Parce que." not in Visitor(client, "bob").get(PATH).text


def test_an_empty_question_is_refused(client: TestClient, database: Database) -> None:
    assert Visitor(client, "ada").post(PATH, question="  ").status_code == 404
    assert Visitor(client, "ada").post(PATH, question="x" * 3000).status_code == 400
    assert asked(database) == []


def test_the_number_of_questions_is_limited(client: TestClient, database: Database) -> None:
    for number in range(MOST_OPEN + 3):
        Visitor(client, "ada").post(PATH, question=f"Question {number}")

    assert len(asked(database)) == MOST_OPEN
