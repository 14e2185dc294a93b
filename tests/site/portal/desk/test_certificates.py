"""Certificates, from the desk to people who verify them."""

import datetime
import io
import re

import pypdf
import pytest
from fastapi.testclient import TestClient
from people import AsVisitor
from sqlalchemy import select

from campus5g.site.certificates.numbers import control_code
from campus5g.site.folders import SiteFolders
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.records.trail import Trace

NAMES = {
    "ada": ("Élodie-Anne", "D’Hœuvre"),
    "bob": ("محمد", "<script>العربي"),
}


@pytest.fixture(autouse=True)
def _dated_and_named(database: Database) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.starts, cohort.ends = datetime.date(2026, 11, 2), datetime.date(2026, 11, 27)
        cohort.planned_hours = 7
        for name, names in NAMES.items():
            person = records.scalars(select(Person).where(Person.name == name)).one()
            assert person.identity is not None
            person.identity.first_name, person.identity.last_name = names
            person.identity.employer = "Laminoir & Fils"


def person_id(database: Database, name: str) -> int:
    with database.session() as records:
        return records.scalars(select(Person.id).where(Person.name == name)).one()


def issue_to(as_visitor: AsVisitor, database: Database, *names: str) -> list[Certificate]:
    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates",
        kind="completion",
        learner=[person_id(database, name) for name in names],
    )
    assert answer.status_code == 303
    return certificates(database)


def certificates(database: Database) -> list[Certificate]:
    with database.session() as records:
        return list(records.scalars(select(Certificate).order_by(Certificate.id)))


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_learner_downloads_an_issued_certificate(
    as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")

    assert certificate.number in as_visitor("ada").get("certificates").text
    answer = as_visitor("ada").get(f"certificates/{certificate.number}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    document = re.sub(r"\s+", " ", text_of(answer.content))
    for expected in (
        "Élodie-Anne D’Hœuvre",
        "Laminoir & Fils",
        "Rolling mill",
        "Action de formation",
        "2 novembre 2026",
        "27 novembre 2026",
        "7 h",
        "Campus 5G",
        certificate.number,
        control_code(certificate.content_sha256),
    ):
        assert expected in document


def test_another_person_cannot_download_it(as_visitor: AsVisitor, database: Database) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")

    for name in ("bob", "eve", "tina", "alma"):
        assert as_visitor(name).get(f"certificates/{certificate.number}.pdf").status_code == 404
    other = f"desk/terminal/certificates/{certificate.number}"
    assert as_visitor("theo").get(f"{other}/document.pdf").status_code == 404
    assert as_visitor("theo").post(f"{other}/revoke", why="-").status_code == 404


def test_all_certificates_of_a_cohort_come_in_one_file(
    as_visitor: AsVisitor, database: Database
) -> None:
    issue_to(as_visitor, database, "ada", "bob")

    answer = as_visitor("tina").get("desk/rolling-mill/certificates/completion.pdf")

    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 2


def test_the_number_shows_initials_and_with_the_code_the_name(
    client: TestClient, as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")
    address = f"verify/{certificate.number}"

    without = client.get(address, headers={"accept-language": "fr"}).text
    assert "Ce document est valable" in without
    assert "É. A. D." in without
    assert "Hœuvre" not in without
    assert "Laminoir" not in without
    assert "Hœuvre" not in client.get(f"{address}?code=0000-0000").text
    code = control_code(certificate.content_sha256)
    assert "D’Hœuvre" in client.get(f"{address}?code={code}").text


def test_an_unknown_number_is_reported_as_not_issued(client: TestClient) -> None:
    answer = client.get("verify/<b>C5G", headers={"accept-language": "fr"})

    assert answer.status_code == 404
    assert "Aucun document" in answer.text
    assert "<b>C5G" not in answer.text


def test_a_typed_number_leads_to_its_page(client: TestClient) -> None:
    answer = client.get(
        "verify", params={"number": "c5g 2026 7f3k 9qxm", "code": "a&b"}, follow_redirects=False
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == "/services/portal/verify/C5G-2026-7F3K-9QXM?code=a%26b"


def test_a_second_certificate_is_not_issued(as_visitor: AsVisitor, database: Database) -> None:
    issue_to(as_visitor, database, "ada")

    assert len(issue_to(as_visitor, database, "ada")) == 1


def test_a_revoked_certificate_says_so(
    client: TestClient, as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")

    as_visitor("tina").post(
        f"desk/rolling-mill/certificates/{certificate.number}/revoke", why="Erreur de personne"
    )

    page = client.get(f"verify/{certificate.number}", headers={"accept-language": "fr"}).text
    assert "Ce document a été annulé" in page
    assert "Erreur de personne" not in page


def test_a_correction_replaces_the_old_certificate_and_keeps_it(
    client: TestClient, as_visitor: AsVisitor, database: Database
) -> None:
    (old,) = issue_to(as_visitor, database, "ada")
    with database.session() as records:
        person = records.get_one(Person, old.person_id)
        assert person.identity is not None
        person.identity.last_name = "Dupont"

    as_visitor("tina").post(f"desk/rolling-mill/certificates/{old.number}/correct")

    before, after = certificates(database)
    assert before.content == old.content
    assert before.content_sha256 == old.content_sha256
    assert after.replaces_id == old.id
    assert after.content["holder"]["last_name"] == "Dupont"
    page = client.get(f"verify/{old.number}", headers={"accept-language": "fr"}).text
    assert "Ce document a été remplacé" in page


def test_changed_content_fails_verification(
    client: TestClient, as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")
    with database.session() as records:
        row = records.get_one(Certificate, certificate.id)
        row.content = {**row.content, "pass_mark": 0.1}

    page = client.get(f"verify/{certificate.number}", headers={"accept-language": "fr"}).text
    assert "Ce document ne prouve rien" in page
    assert as_visitor("ada").get(f"certificates/{certificate.number}.pdf").status_code == 409


def test_ungraded_results_are_not_certified(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates",
        kind="attestation",
        learner=[person_id(database, "ada")],
    )

    assert answer.status_code == 409
    assert certificates(database) == []


def test_names_are_shown_as_they_are(as_visitor: AsVisitor, database: Database) -> None:
    issue_to(as_visitor, database, "bob")

    page = as_visitor("tina").get("desk/rolling-mill/certificates").text

    assert "&lt;script&gt;العربي" in page
    assert "<script>العربي" not in page


def test_completed_actions_are_logged_and_failed_ones_are_not(
    as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")
    as_visitor("tina").post("desk/rolling-mill/certificates", kind="completion")

    with database.session() as records:
        lines = [
            (each.who, each.action, each.subject, each.detail)
            for each in records.scalars(select(Trace))
        ]
    assert lines == [
        (
            "tina",
            "desk/{cohort}/certificates",
            "rolling-mill",
            {"kind": "completion", "numbers": [certificate.number]},
        )
    ]
