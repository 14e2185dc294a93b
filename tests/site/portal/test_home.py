"""The home page: what to do next."""

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from sqlalchemy import select

from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

ODD_NAMES = ["L’Éco", "O'Brien", "<b>Zoé</b>", "مريم", "🎓 Noël"]


def test_a_new_learner_sees_what_to_start_with(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    assert "À commencer" in text
    assert "open/rolling-mill/essentials-why-5g" in text


def test_an_unreleased_module_has_no_link(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    assert "Pas encore ouvert" in text
    assert "open/rolling-mill/packet-capture" not in text


def test_started_modules_come_first(client: TestClient, folders: SiteFolders) -> None:
    (folders.homes / "ada" / "rolling-mill" / "essentials-why-5g").mkdir(parents=True)

    assert "Reprendre" in Visitor(client, "ada").get("").text


def test_a_submitted_module_is_marked_as_submitted(
    client: TestClient, folders: SiteFolders
) -> None:
    (folders.homes / "ada").mkdir(parents=True)
    inbound = folders.exchange / "rolling-mill" / "inbound"
    (inbound / "ada+essentials-why-5g+2026-11-25 10:00:00 UTC+x").mkdir(parents=True)

    assert "Rendu" in Visitor(client, "ada").get("").text
    assert "Rendu" not in Visitor(client, "bob").get("").text


def test_a_trainer_sees_their_cohorts_only(client: TestClient) -> None:
    text = Visitor(client, "tina").get("").text

    assert "Rolling mill" in text
    assert "Terminal" not in text


def test_a_module_opens_in_the_learners_own_server(client: TestClient) -> None:
    answer = Visitor(client, "ada").get("open/rolling-mill/essentials-why-5g")

    assert answer.headers["location"] == "/user/ada/campus5g/open/rolling-mill/essentials-why-5g"


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_are_shown_as_they_are(client: TestClient, database: Database, name: str) -> None:
    with database.session() as records:
        ada = records.scalars(select(Person).where(Person.name == "ada")).one()
        assert ada.identity
        ada.identity.first_name, ada.identity.last_name = name, ""

    text = Visitor(client, "ada").get("").text

    assert "<b>Zoé" not in text
    assert name.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;") in text
