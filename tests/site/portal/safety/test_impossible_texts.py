"""Texts that a database can't hold, or nobody can read, are refused in words on each database."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from people import ByName, Visitor
from postgres_server import running_postgresql
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.portal.surroundings import Portal
from campus5g.site.records.cohorts import Enrolment, HelpRequest, SurveyAnswer
from campus5g.site.records.copying import copy_records
from campus5g.site.records.database import Database, metadata
from campus5g.site.records.people import Person
from campus5g.site.records.texts import TextError

PREFIX = "/services/portal"
ASK = "ask/rolling-mill/essentials-why-5g"
REFUSED = "caractères invisibles"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def records(request: pytest.FixtureRequest, database: Database) -> Iterator[Database]:
    if request.param == "sqlite":
        yield database
        return
    other = Database(request.getfixturevalue("postgresql"))
    copy_records(database, other)
    yield other
    metadata.drop_all(other.engine)
    with other.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    other.close()


@pytest.fixture
def client(pages: FastAPI, folders: SiteFolders, records: Database) -> Iterator[TestClient]:
    pages.state.portal = Portal(folders, records, ByName(), PREFIX)
    with TestClient(pages, raise_server_exceptions=False) as client:
        client.base_url = client.base_url.join(f"{PREFIX}/")
        yield client


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x1b[2J", "\x7f", "\x9b"])
def test_a_question_with_invisible_characters_is_refused_in_words(
    client: TestClient, records: Database, sign: str
) -> None:
    answer = Visitor(client, "ada").post(ASK, question=f"Où est{sign} l’UPF ?")

    assert answer.status_code == 400
    assert REFUSED in answer.text
    with records.session() as session:
        assert session.scalars(select(HelpRequest)).all() == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("alma", "administration/accounts?q=%00"),
        ("alma", "administration/log?who=ada%00"),
        ("ada", "results/rolling-mill/%00"),
        ("", "verify/C5G%00"),
        ("", "join/%00"),
        ("", "sign-up?invitation=%00"),
    ],
)
def test_an_address_with_invisible_characters_is_refused_in_words(
    client: TestClient, name: str, path: str
) -> None:
    answer = Visitor(client, name).get(path)

    assert answer.status_code == 400
    assert REFUSED in answer.text


def test_every_form_is_refused_at_the_same_border(client: TestClient) -> None:
    tina = Visitor(client, "tina")

    for path in ("desk/new", "desk/rolling-mill/settings", "desk/rolling-mill/learners/enrol"):
        answer = tina.post(path, title="Lami\0noir", people="Ada;Love\0lace")
        assert (answer.status_code, REFUSED in answer.text) == (400, True)


def test_tabs_line_breaks_and_all_scripts_are_text(client: TestClient, records: Database) -> None:
    question = "Où ?\r\n\tمريم – Łódź 🏗️ e\u0301"

    answer = Visitor(client, "ada").post(ASK, question=question)

    assert answer.status_code == 303
    with records.session() as session:
        assert session.scalars(select(HelpRequest.question)).one() == question


def test_a_list_saved_in_another_encoding_says_how_to_save_it(client: TestClient) -> None:
    content = "Léa;Petit\nZoé;Grand\n".encode("utf-16-le")
    tina = Visitor(client, "tina")
    token = tina.get("desk/rolling-mill/learners").text.split('name="form_token" value="')[1]

    answer = client.post(
        "desk/rolling-mill/learners/preview",
        headers={"test-person": "tina"},
        data={"form_token": token.partition('"')[0]},
        files={"file": ("liste.csv", content)},
    )

    assert answer.status_code == 200
    assert "CSV UTF-8" in answer.text


def name_ada(records: Database, last_name: str) -> None:
    with records.session() as session:
        ada = session.scalars(select(Person).where(Person.name == "ada")).one()
        assert ada.identity is not None
        ada.identity.last_name = last_name


def test_a_text_longer_than_its_column_is_refused_in_words(records: Database) -> None:
    name_ada(records, "é" * 100)

    with pytest.raises(TextError, match=r"100 caractères|100 characters"):
        name_ada(records, "é" * 101)


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_what_comes_by_no_form_is_refused_too(records: Database, sign: str) -> None:
    with pytest.raises(TextError, match="invisible"):
        name_ada(records, f"Love{sign}lace")


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_texts_within_data_are_refused_too(records: Database, sign: str) -> None:
    def answer(said: str) -> None:
        with records.session() as session:
            ada = session.scalars(select(Enrolment)).first()
            assert ada is not None
            answers = {"why": [{"said": said}]}
            session.add(SurveyAnswer(enrolment_id=ada.id, kind="hot", answers=answers))

    answer("Très bien")
    with pytest.raises(TextError, match="invisible"):
        answer(sign)


def test_an_account_that_nobody_can_have_is_not_found(records: Database) -> None:
    assert Accounts(records).verify("ada\0", "anything") is None
