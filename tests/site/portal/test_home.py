"""The home page: what to do next."""

import re

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from returned_work import COHORT, graded, handed_in
from sqlalchemy import select

from campus5g.authoring.catalogue import find_module
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import Enrolment, HelpRequest
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.words import in_language

ODD_NAMES = ["L’Éco", "O'Brien", "<b>Zoé</b>", "مريم", "🎓 Noël"]

OPENS = "open/rolling-mill/essentials-why-5g"


def test_a_new_learner_sees_what_to_start_with(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    assert "À commencer" in text
    assert "open/rolling-mill/essentials-why-5g" in text


def test_an_unreleased_module_has_no_link(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    assert "Pas encore ouvert" in text
    assert "open/rolling-mill/packet-capture" not in text


def test_the_map_shows_where_each_module_is_and_one_that_is_next(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    streets = re.findall(r'<section class="street"', text)
    (next_,) = re.findall(r'<li class="stop stop--next" aria-current="step">.*?</li>', text, re.S)
    (closed,) = re.findall(r'<li class="stop stop--closed" *>.*?</li>', text, re.S)
    assert len(streets) == 2
    assert OPENS in next_
    assert "La suite" in next_
    assert "Pas encore ouvert" in closed
    assert "href=" not in closed.replace('href="#ground-', "")


def test_the_way_tells_what_is_done_and_the_minutes_left(
    client: TestClient, folders: SiteFolders
) -> None:
    before = Visitor(client, "ada").get("").text
    (folders.homes / "ada").mkdir(parents=True)
    inbound = folders.exchange / "rolling-mill" / "inbound"
    (inbound / "ada+essentials-why-5g+2026-11-25 10:00:00 UTC+x").mkdir(parents=True)
    after = Visitor(client, "ada").get("").text

    left = find_module("packet-capture").manifest.minutes
    whole = left + find_module("essentials-why-5g").manifest.minutes
    for text, done, minutes in ((before, 0, whole), (after, 1, left)):
        (said,) = re.findall(r'<p class="left">.*?</p>', text, re.S)
        assert f"{done} sur 2\N{NO-BREAK SPACE}modules rendus" in said
        assert f"il reste environ {in_language('fr').minutes(minutes)}" in said


def test_the_list_has_the_numbers_of_the_map(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    on_map = re.findall(r'<span class="stop__mark" aria-hidden="true">(\d+)</span>', text)
    in_list = re.findall(r'<span class="module__number" aria-hidden="true">(\d+)\.</span>', text)
    assert on_map == in_list == ["1", "2"]


def test_the_course_of_the_next_module_is_open_and_others_are_folded(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    opened, folded = re.findall(r'<details class="course" (open)?>(.*?)</details>', text, re.S)
    assert opened[0] == "open"
    assert "0 sur 1\N{NO-BREAK SPACE}rendu" in opened[1]
    assert OPENS in opened[1]
    assert folded[0] == ""
    assert "Ateliers sur kit" in folded[1]


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


def test_a_trainer_sees_what_waits_in_each_of_their_cohorts(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    before = Visitor(client, "tina").get("").text
    graded(folders)
    handed_in(folders)
    handed_in(folders, learner="bob")
    with database.session() as records:
        enrolment = records.scalars(select(Enrolment).where(Enrolment.cohort_id == COHORT)).first()
        assert enrolment is not None
        records.add(HelpRequest(enrolment_id=enrolment.id, question="Pourquoi ?"))

    after = Visitor(client, "tina").get("").text
    of_all = Visitor(client, "alma").get("")

    told = [
        f"1\N{NO-BREAK SPACE}{each}" for each in ("copie à corriger", "copie à lire", "question")
    ]
    assert [each for each in told if each in before] == []
    assert [each for each in told if each not in after] == []
    assert f"desk/{COHORT}/questions" in after
    # An administrator leaves it to the cohort's trainers.
    assert of_all.status_code == 200
    assert [each for each in told if each in of_all.text] == []


def test_a_module_opens_in_the_learners_own_server(client: TestClient) -> None:
    answer = Visitor(client, "ada").get(OPENS)

    assert answer.headers["location"] == f"/user/ada/campus5g/{OPENS}?lang=fr"


@pytest.mark.parametrize(("site", "language"), [("same-origin", "en"), ("cross-site", "fr")])
def test_a_modules_page_changes_the_language_of_the_account_and_no_other_site_does(
    client: TestClient, database: Database, site: str, language: str
) -> None:
    client.headers["sec-fetch-site"] = site

    answer = Visitor(client, "ada").get(f"{OPENS}?lang=en")

    assert answer.headers["location"] == f"/user/ada/campus5g/{OPENS}?lang={language}"
    with database.session() as records:
        ada = records.scalars(select(Person).where(Person.name == "ada")).one()
        assert ada.language == language
        assert ada.language_chosen == (site == "same-origin")


def test_a_language_that_does_not_exist_opens_nothing(client: TestClient) -> None:
    assert Visitor(client, "ada").get(f"{OPENS}?lang=de").status_code == 400


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_are_shown_as_they_are(client: TestClient, database: Database, name: str) -> None:
    with database.session() as records:
        ada = records.scalars(select(Person).where(Person.name == "ada")).one()
        assert ada.identity
        ada.identity.first_name, ada.identity.last_name = name, ""

    text = Visitor(client, "ada").get("").text

    assert "<b>Zoé" not in text
    assert name.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;") in text
