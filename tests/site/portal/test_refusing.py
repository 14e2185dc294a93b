"""Pages for refusals keep the navigation of people who are signed in, in their language."""

import re

import pytest
from fastapi.testclient import TestClient
from people import AsVisitor
from sqlalchemy import update

from campus5g.site.portal.safety.forgery import FIELD
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

DESK = "desk/rolling-mill/modules/essentials-why-5g"
NAVIGATION = '<nav class="bar__places"'


@pytest.mark.parametrize(
    ("path", "status"),
    [("nowhere", 404), ("desk", 403), ("results/terminal/essentials-why-5g", 404)],
)
def test_an_error_page_keeps_the_navigation_of_a_signed_in_person(
    as_visitor: AsVisitor, path: str, status: int
) -> None:
    answer = as_visitor("ada").get(path)

    assert answer.status_code == status
    assert NAVIGATION in answer.text
    assert "Ada Îlot" in answer.text


@pytest.mark.parametrize(("fields", "status"), [({"due": "soon"}, 409), ({FIELD: "forged"}, 403)])
def test_a_refused_form_keeps_the_navigation(
    as_visitor: AsVisitor, fields: dict[str, str], status: int
) -> None:
    answer = as_visitor("tina").post(f"{DESK}/due", **fields)

    assert answer.status_code == status
    assert NAVIGATION in answer.text


def test_a_stray_address_is_answered_in_the_persons_language(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        records.execute(update(Person).where(Person.name == "ada").values(language="en"))

    text = as_visitor("ada").get("nowhere").text

    assert "This page does not exist" in text
    assert ">Results</a>" in text


def test_an_error_page_leads_a_stranger_only_home(client: TestClient) -> None:
    text = client.get("nowhere").text

    assert NAVIGATION not in text
    assert "Retour à l’accueil" in text


def test_a_closed_account_gets_no_navigation(as_visitor: AsVisitor, database: Database) -> None:
    with database.session() as records:
        records.execute(update(Person).where(Person.name == "ada").values(active=False))

    assert NAVIGATION not in as_visitor("ada").get("nowhere").text


def test_the_language_button_of_an_error_page_works(as_visitor: AsVisitor) -> None:
    page = as_visitor("ada").get("nowhere").text
    token = re.search(rf'name="{FIELD}" value="(.+?)"', page)
    assert token

    answer = as_visitor("ada").post("account/language", language="en", **{FIELD: token[1]})

    assert answer.status_code == 303
