"""Only forms that the portal itself served can change anything."""

import pytest
from fastapi.testclient import TestClient
from people import SIGN_IN, Visitor
from sqlalchemy import select

from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


def language_of(database: Database, name: str) -> str:
    with database.session() as records:
        return records.scalars(select(Person.language).where(Person.name == name)).one()


def test_a_form_of_the_portal_is_accepted(client: TestClient, database: Database) -> None:
    answer = Visitor(client, "ada").post("account/language", language="en")

    assert answer.status_code == 303
    assert language_of(database, "ada") == "en"


@pytest.mark.parametrize(
    ("sent_from", "comes_back_to"),
    [
        ("/services/portal/results?x=1", "/services/portal/results?x=1"),
        ("/services/portal/desk/rolling-mill/learners/preview", "/services/portal"),
        ("//elsewhere.example/services/portal/nowhere", "/services/portal"),
    ],
)
def test_changing_the_language_stays_on_the_page(
    client: TestClient, sent_from: str, comes_back_to: str
) -> None:
    ada = Visitor(client, "ada")
    client.headers["referer"] = f"http://testserver{sent_from}"

    answer = ada.post("account/language", language="en")

    assert answer.headers["location"] == comes_back_to


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_from_elsewhere_changes_nothing(
    client: TestClient, database: Database, token: str
) -> None:
    answer = client.post(
        "account/language",
        headers={"test-person": "ada"},
        data={"form_token": token, "language": "en"},
    )

    assert answer.status_code == 403
    assert language_of(database, "ada") == "fr"


def test_another_persons_form_token_is_refused(client: TestClient, database: Database) -> None:
    answer = client.post(
        "account/language",
        headers={"test-person": "ada", "sec-fetch-site": "same-origin"},
        data={"form_token": "x" * 64, "language": "en"},
    )

    assert answer.status_code == 403
    assert language_of(database, "ada") == "fr"


def test_an_invalid_request_is_explained_without_a_traceback(client: TestClient) -> None:
    answer = Visitor(client, "ada").post("account/language", language="klingon")

    assert answer.status_code == 400
    assert "Le formulaire n’a pas été compris" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("sent_from", "comes_back_to"),
    [
        ("http://testserver/services/portal/account?saved=names", "/account?saved=names"),
        ("http://elsewhere.example/account", ""),
        ("http://elsewhere.example//services/portal/", ""),
        (None, ""),
    ],
)
def test_signing_in_again_returns_to_the_refused_form(
    client: TestClient, sent_from: str | None, comes_back_to: str
) -> None:
    answer = client.post(
        "account/language",
        headers={"referer": sent_from} if sent_from else {},
        data={"language": "en"},
        follow_redirects=False,
    )

    assert answer.headers["location"] == f"{SIGN_IN}?then=/services/portal{comes_back_to}"
