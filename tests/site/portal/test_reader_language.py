"""Each reader gets their own language, whatever the site's and the browser's are."""

import re
from html import unescape

from fastapi.testclient import TestClient
from people import Visitor
from sqlalchemy import update

from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


def speaks_english(database: Database, name: str) -> None:
    with database.session() as records:
        records.execute(update(Person).where(Person.name == name).values(language="en"))


def test_messages_from_inner_modules_are_in_the_readers_language(
    client: TestClient, database: Database
) -> None:
    speaks_english(database, "tina")

    text = Visitor(client, "tina").get("desk/rolling-mill/certificates").text

    assert "the group has no dates" in text
    assert "le groupe n’a pas de dates" not in text


def test_a_refusal_is_in_the_accounts_language_not_the_browsers(
    client: TestClient, database: Database
) -> None:
    speaks_english(database, "ada")

    answer = client.get(
        "desk", headers={"test-person": "ada", "accept-language": "fr"}, follow_redirects=False
    )

    assert answer.status_code == 403
    assert "This page is not for you" in answer.text


def test_an_unknown_reader_gets_the_browsers_language(client: TestClient) -> None:
    answer = client.get("nowhere", headers={"accept-language": "en-GB"})

    assert "This page does not exist" in answer.text


def test_an_unknown_reader_can_change_the_language_and_keeps_it(
    client: TestClient,
) -> None:
    shown = client.get("verify?number=&code=", headers={"accept-language": "fr"}).text
    link = re.search(r'href="([^"]+)" lang="en"', shown)
    assert link

    client.get(f"verify{unescape(link[1])}", headers={"accept-language": "fr"})

    after = client.get("nowhere", headers={"accept-language": "fr"})
    assert "This page does not exist" in after.text


def test_one_reader_does_not_change_the_language_of_the_next(
    client: TestClient, database: Database
) -> None:
    speaks_english(database, "ada")

    Visitor(client, "ada").get("")

    assert "Bonjour" in Visitor(client, "bob").get("").text


def test_the_wording_of_documents_shows_its_language_to_all_readers(
    client: TestClient, database: Database
) -> None:
    speaks_english(database, "alma")

    text = Visitor(client, "alma").get("administration/settings").text

    fields = re.findall(r'<textarea[^>]* name="\w+\.(fr|en)"[^>]* lang="(\w+)"', text)
    assert fields == [("fr", "fr"), ("en", "en")] * 4
