"""The catalogue, and enrolling by oneself."""

import datetime
import re

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from sqlalchemy import select

from campus5g.authoring.catalogue import catalogue
from campus5g.site.learning.offer import before, shelves
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


@pytest.fixture
def open_terminal(database: Database) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, "terminal").open_to_all = True


def enrolled(database: Database, name: str, cohort: str) -> bool:
    with database.session() as records:
        return (
            records.scalar(
                select(Enrolment)
                .join(Person)
                .where(
                    Person.name == name,
                    Enrolment.cohort_id == cohort,
                    Enrolment.left_at.is_(None),
                )
            )
            is not None
        )


def test_every_module_is_shown(client: TestClient) -> None:
    text = Visitor(client, "ada").get("catalogue").text

    for module in catalogue():
        assert f"catalogue/{module.id}" in text


def test_the_catalogue_is_narrowed_by_audience_and_time_together(client: TestClient) -> None:
    text = Visitor(client, "ada").get("catalogue?audience=logistics&minutes=90").text

    fitting = [
        module.id
        for module in catalogue()
        if "logistics" in module.manifest.audience and module.manifest.minutes <= 90
    ]
    assert 0 < len(fitting) < len(catalogue())
    for module in catalogue():
        shown = f'href="/services/portal/catalogue/{module.id}"' in text
        assert shown is (module.id in fitting)
    assert f"{len(fitting)} sur {len(catalogue())}" in text
    assert '<option value="logistics" selected>' in text
    assert '<option value="90" selected>' in text


def test_an_audience_or_a_time_that_does_not_exist_is_refused(client: TestClient) -> None:
    assert Visitor(client, "ada").get("catalogue?audience=pilots").status_code == 400
    assert Visitor(client, "ada").get("catalogue?minutes=31").status_code == 400


def test_courses_stand_in_teaching_order_and_labs_last() -> None:
    found = shelves(catalogue())

    assert found[-1].course is None
    essentials = next(each for each in found if each.course and each.course.id == "essentials")
    assert essentials.modules[0].id == "essentials-why-5g"


def test_a_module_comes_after_the_one_before_it() -> None:
    modules = catalogue()
    second = next(each for each in modules if each.id == "essentials-journey-of-a-packet")

    assert (found := before(second, modules)) is not None
    assert found.id == "essentials-why-5g"
    assert before(found, modules) is None


def test_a_module_shows_time_level_audience_and_objectives(client: TestClient) -> None:
    text = Visitor(client, "ada").get("catalogue/essentials-why-5g").text

    assert "1\N{NO-BREAK SPACE}h" in text
    assert "Débutant" in text
    assert "logistique" in text
    assert "Distinguer 5G publique et privée" in text


def test_a_module_shows_the_learners_progress(client: TestClient) -> None:
    text = Visitor(client, "ada").get("catalogue/essentials-why-5g").text

    assert "Où vous en êtes" in text
    assert "open/rolling-mill/essentials-why-5g" in text
    assert "terminal" not in text


def test_an_unknown_module_is_not_found(client: TestClient) -> None:
    assert Visitor(client, "ada").get("catalogue/nothing").status_code == 404


def test_a_closed_cohort_cannot_be_joined(client: TestClient, database: Database) -> None:
    assert "Ouvert à l’inscription" not in Visitor(client, "ada").get("catalogue").text
    assert Visitor(client, "ada").post("enrol", cohort="terminal").status_code == 404
    assert not enrolled(database, "ada", "terminal")


@pytest.mark.usefixtures("open_terminal")
def test_anyone_can_join_an_open_cohort(client: TestClient, database: Database) -> None:
    assert "Ouvert à l’inscription" in Visitor(client, "ada").get("catalogue").text

    answer = Visitor(client, "ada").post("enrol", cohort="terminal")

    assert answer.status_code == 303
    assert enrolled(database, "ada", "terminal")
    assert "Terminal" in Visitor(client, "ada").get("").text
    assert "Ouvert à l’inscription" not in Visitor(client, "ada").get("catalogue").text


@pytest.mark.usefixtures("open_terminal")
def test_a_leaver_can_join_again(client: TestClient, database: Database) -> None:
    with database.session() as records:
        for each in records.get_one(CohortRecord, "terminal").enrolments:
            each.left_at = datetime.datetime.now(datetime.UTC)

    Visitor(client, "eve").post("enrol", cohort="terminal")

    assert enrolled(database, "eve", "terminal")


@pytest.mark.usefixtures("open_terminal")
def test_an_ended_cohort_cannot_be_joined(client: TestClient, database: Database) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, "terminal").ends = datetime.date(2020, 1, 1)

    assert Visitor(client, "ada").post("enrol", cohort="terminal").status_code == 404


@pytest.mark.usefixtures("open_terminal")
def test_trainers_cannot_enrol(client: TestClient) -> None:
    assert Visitor(client, "tina").post("enrol", cohort="terminal").status_code == 404


@pytest.mark.usefixtures("open_terminal")
def test_an_open_groups_title_states_its_language(client: TestClient, database: Database) -> None:
    with database.session() as records:
        group = records.get_one(CohortRecord, "terminal")
        group.language, group.title = "fr", "Le terminal"

    text = Visitor(client, "ada").get("catalogue").text

    assert '<h3 lang="fr">Le terminal</h3>' in text


@pytest.mark.usefixtures("open_terminal")
def test_a_newcomer_enrols_from_the_home_page_and_starts_without_a_trainer(
    client: TestClient, database: Database
) -> None:
    with database.session() as records:
        for each in records.scalars(select(Enrolment)):
            each.left_at = datetime.datetime.now(datetime.UTC)
    ada = Visitor(client, "ada")

    before = ada.get("").text
    ada.post("enrol", cohort="terminal")
    after = ada.get("").text

    assert "Ouvert à tous" in before
    assert 'value="terminal"' in before
    assert "open/terminal/essentials-why-5g" in after


@pytest.mark.usefixtures("open_terminal")
def test_open_groups_stand_below_the_learner_s_own(client: TestClient) -> None:
    text = Visitor(client, "ada").get("").text

    assert text.index("Rolling mill") < text.index("Aussi ouvert à tous")


def test_without_open_groups_a_newcomer_is_told_of_the_invitation_link(
    client: TestClient, database: Database
) -> None:
    with database.session() as records:
        for each in records.scalars(select(Enrolment)):
            each.left_at = datetime.datetime.now(datetime.UTC)

    assert (
        "Votre formateur vous donnera un lien d’invitation" in Visitor(client, "ada").get("").text
    )


def test_modules_are_shown_with_their_drawings_where_they_have_one(client: TestClient) -> None:
    ada = Visitor(client, "ada")

    listed = ada.get("catalogue").text
    one = ada.get("catalogue/essentials-why-5g").text
    drawing = ada.get("catalogue/essentials-why-5g/scene.svg")

    for module in catalogue():
        assert (f"catalogue/{module.id}/scene.svg" in listed) is module.has_scene
    assert re.search(r'<img class="scene"[^>]* alt="Dans une halle, un pont roulant', one)
    assert drawing.status_code == 200
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert "max-age" in drawing.headers["cache-control"]
    assert ada.get("catalogue/no-such-module/scene.svg").status_code == 404


def test_what_is_next_is_shown_with_its_drawing(client: TestClient) -> None:
    assert re.search(
        r'class="next__scene" src="[^"]*/scene.svg"', Visitor(client, "ada").get("").text
    )
