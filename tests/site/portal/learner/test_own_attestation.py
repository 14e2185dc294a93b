"""A learner without a trainer takes their attestation themselves, once they have finished."""

import io
import re

import pypdf
import pytest
from fastapi.testclient import TestClient
from nbgrader.api import Gradebook
from people import Visitor
from returned_work import COHORT, LEARNER, MODULE, graded, handed_in
from sqlalchemy import select

from campus5g.site.certificates.issuing import content_of
from campus5g.site.folders import SiteFolders
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

TAKE = f"certificates/{COHORT}"


@pytest.fixture(autouse=True)
def _without_a_trainer(database: Database) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.open_to_all = cohort.graded_at_once = True


def issued(database: Database) -> list[Certificate]:
    with database.session() as records:
        return list(records.scalars(select(Certificate).order_by(Certificate.id)))


def in_english(database: Database) -> None:
    with database.session() as records:
        records.scalars(select(Person).where(Person.name == LEARNER)).one().language = "en"


def give_points(folders: SiteFolders, points: float) -> None:
    file = folders.cohorts / COHORT / "gradebook.db"
    with Gradebook(f"sqlite:///{file}") as gradebook:
        submission = gradebook.find_submission(MODULE, LEARNER)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.name == "final":
                    grade.auto_score = points
        gradebook.db.commit()


def test_before_all_is_handed_in_the_page_says_what_is_missing(
    client: TestClient, database: Database
) -> None:
    ada = Visitor(client, LEARNER)

    assert "module reste à rendre" in ada.get("certificates").text
    assert ada.post(TAKE).status_code == 409
    assert issued(database) == []


def test_handed_in_is_not_yet_graded(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    handed_in(folders)

    assert "la correction n’est pas finie" in Visitor(client, LEARNER).get("certificates").text
    assert Visitor(client, LEARNER).post(TAKE).status_code == 409


def test_an_answer_that_nobody_has_read_counts_neither_for_nor_against(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    """Of sixteen points, four are of an answer in words; the final has 9.5 of 12."""
    handed_in(folders)
    graded(folders)
    ada = Visitor(client, LEARNER)
    assert "Obtenir mon attestation" in ada.get("certificates").text

    assert ada.post(TAKE).status_code == 303

    (certificate,) = issued(database)
    (module, *_) = content_of(certificate).modules
    assert (module.points, module.out_of, module.to_read) == (9.5, 12, False)
    assert all(each.share == pytest.approx(9.5 / 12) for each in module.objectives)
    page = ada.get("certificates").text
    assert certificate.number in page
    assert "Obtenir mon attestation" not in page


def test_it_states_the_learners_own_period_and_language(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    """The group has no dates, and speaks French."""
    handed_in(folders)
    graded(folders)
    in_english(database)
    ada = Visitor(client, LEARNER)

    ada.post(TAKE)

    (certificate,) = issued(database)
    content = content_of(certificate)
    assert content.language == "en"
    assert content.training.starts == content.training.ends == content.issued_on
    answer = ada.get(f"certificates/{certificate.number}.pdf").content
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer)).pages)
    assert "An objective is achieved from" in re.sub(r"\s+", " ", text)


def test_better_results_make_a_new_one_and_the_same_ones_do_not(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    handed_in(folders)
    graded(folders)
    ada = Visitor(client, LEARNER)
    ada.post(TAKE)
    ada.post(TAKE)
    assert len(issued(database)) == 1

    give_points(folders, 12)
    assert "Vos résultats ont changé" in ada.get("certificates").text
    ada.post(TAKE)

    old, new = issued(database)
    assert old.revoked_at is not None
    assert content_of(new).replaces == old.number
    assert content_of(new).modules[0].points == 12


def test_where_a_trainer_teaches_nobody_takes_one(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, COHORT).open_to_all = False
    handed_in(folders)
    graded(folders)

    assert "Obtenir mon attestation" not in Visitor(client, LEARNER).get("certificates").text
    assert Visitor(client, LEARNER).post(TAKE).status_code == 404
    assert issued(database) == []


def test_nobody_takes_anothers(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    handed_in(folders)
    graded(folders)

    assert Visitor(client, "eve").post(TAKE).status_code == 404
    assert Visitor(client, "bob").post(TAKE).status_code == 409
    assert issued(database) == []
