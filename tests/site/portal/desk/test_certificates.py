"""Certificates, from the desk to people who verify them."""

import datetime
import io
import re

import pypdf
import pytest
from fastapi.testclient import TestClient
from people import AsVisitor
from returned_work import graded
from signed_half_days import be_present
from sqlalchemy import select

from campus5g.site.certificates.content import digest
from campus5g.site.certificates.numbers import control_code
from campus5g.site.folders import SiteFolders
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.records.trail import Trace
from campus5g.site.settings import Provider, Settings, keep

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
    """Issue certificates of completion to learners who were there for a half-day."""
    be_present(database, *names)
    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates",
        completion=[person_id(database, name) for name in names],
    )
    assert answer.status_code == 200
    return certificates(database)


def issue_anyway(as_visitor: AsVisitor, **ticked: list[int]) -> None:
    """Issue documents that would say little: read the warning, and be sure."""
    tina = as_visitor("tina")
    warned = tina.post("desk/rolling-mill/certificates", **ticked)
    told = re.findall(r'name="told" value="([^"]+)"', warned.text)
    answer = tina.post("desk/rolling-mill/certificates", **ticked, told=told, sure="true")
    assert (warned.status_code, answer.status_code) == (422, 200)


def certificates(database: Database) -> list[Certificate]:
    with database.session() as records:
        return list(records.scalars(select(Certificate).order_by(Certificate.id)))


def certificates_page(as_visitor: AsVisitor) -> str:
    return as_visitor("tina").get("desk/rolling-mill/certificates").text


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
        "3 h 30 (1 demi-journée émargée de 3 h 30)",
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


def test_ungraded_results_are_not_certified_and_the_others_are_issued(
    as_visitor: AsVisitor, database: Database
) -> None:
    be_present(database, "ada", "bob")

    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates",
        attestation=[person_id(database, "ada")],
        completion=[person_id(database, "bob")],
    )

    assert [each.kind for each in certificates(database)] == ["completion"]
    assert "rien n’est encore noté" in answer.text
    assert "Élodie-Anne D’Hœuvre" in answer.text.partition("refusé")[2][:200]


def test_who_neither_attended_nor_finished_gets_no_certificate_of_completion(
    as_visitor: AsVisitor, database: Database
) -> None:
    be_present(database, "ada", present=False)
    be_present(database, "bob")

    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates",
        completion=[person_id(database, name) for name in ("ada", "bob")],
    )

    assert [each.person_id for each in certificates(database)] == [person_id(database, "bob")]
    refusal = plain_spaces(answer.text.partition("refusé")[2])[:400]
    assert "Élodie-Anne D’Hœuvre" in refusal
    assert "0 min suivies, 1 absence signée, 1 module ouvert non rendu" in refusal


def test_who_handed_in_all_that_was_handed_out_gets_it_without_attendance(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    stamp = folders.cohorts / "rolling-mill" / "submitted" / "ada" / "essentials-why-5g"
    stamp.mkdir(parents=True)
    (stamp / "timestamp.txt").write_text("2026-11-25 10:00:00.123456 UTC")

    issue_anyway(as_visitor, completion=[person_id(database, "ada")])

    (certificate,) = certificates(database)
    assert [each["module"] for each in certificate.content["modules"]] == ["essentials-why-5g"]


def test_only_earned_documents_can_be_ticked_and_none_is_from_the_start(
    as_visitor: AsVisitor, database: Database
) -> None:
    be_present(database, "ada")

    page = certificates_page(as_visitor)

    boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="(\d+)"([^>]*)>', page)
    assert [each[:2] for each in boxes] == [("completion", str(person_id(database, "ada")))]
    assert "checked" not in boxes[0][2]


def test_the_button_stands_only_where_a_document_can_be_issued(
    as_visitor: AsVisitor, database: Database
) -> None:
    assert "Aucun document à délivrer aujourd’hui." in certificates_page(as_visitor)
    assert "Délivrer les documents cochés" not in certificates_page(as_visitor)

    be_present(database, "ada")

    assert "Délivrer les documents cochés" in certificates_page(as_visitor)


def test_one_box_ticks_everyone_who_has_earned_a_document(
    as_visitor: AsVisitor, database: Database
) -> None:
    be_present(database, "ada", "bob")

    page = certificates_page(as_visitor)

    assert re.findall(r'data-ticks="(\w+)"', page) == ["completion"]
    assert 'cocher toutes les personnes qui y ont droit <span class="soft">(2)</span>' in page
    assert "static/ticking.js" in page


def test_a_document_that_lacks_an_answer_to_be_read_is_ticked_by_hand_only(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)

    page = certificates_page(as_visitor)

    boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="\d+"([^>]*)>', page)
    assert [(name, rest.strip()) for name, rest in boxes] == [("attestation", "data-by-hand")]
    assert "data-ticks" not in page


def test_a_document_that_would_say_little_is_named_with_its_reasons_before_any_is_issued(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)
    be_present(database, "bob")
    choice = {
        "attestation": [person_id(database, "ada")],
        "completion": [person_id(database, "bob")],
    }

    answer = as_visitor("tina").post("desk/rolling-mill/certificates", **choice)

    assert answer.status_code == 422
    assert certificates(database) == []
    warned = plain_spaces(answer.text.partition('id="reserved"')[2].partition("</ul>")[0])
    assert "1 document dirait peu de chose" in warned
    assert re.search(r"D’Hœuvre</bdi>, attestation : \d objectifs acquis sur 10, ", warned)
    assert "des réponses restent à lire, 0 min suivies sur 7 h" in warned
    assert "aucune demi-journée signée" in warned
    assert "العربي" not in warned
    assert [name for name, rest in boxes(answer.text) if "checked" in rest] == [
        "attestation",
        "completion",
    ]
    with database.session() as records:
        assert records.scalars(select(Trace)).all() == []


def test_a_document_that_would_say_little_is_issued_to_a_trainer_who_is_sure(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)

    issue_anyway(as_visitor, attestation=[person_id(database, "ada")])

    assert [each.kind for each in certificates(database)] == ["attestation"]


def test_a_trainer_is_sure_only_of_the_documents_that_they_were_warned_about(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)

    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates",
        attestation=[person_id(database, "ada")],
        told=[f"attestation-{person_id(database, 'bob')}"],
        sure="true",
    )

    assert answer.status_code == 422
    assert certificates(database) == []


def test_nothing_is_asked_again_of_somebody_who_has_the_document(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)
    ada = person_id(database, "ada")
    issue_anyway(as_visitor, attestation=[ada])

    again = as_visitor("tina").post("desk/rolling-mill/certificates", attestation=[ada])

    assert again.status_code == 200
    assert len(certificates(database)) == 1


def test_a_group_at_a_distance_is_not_asked_for_signed_half_days(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)
    with database.session() as records:
        records.get_one(CohortRecord, "rolling-mill").mode = "distance"

    answer = as_visitor("tina").post(
        "desk/rolling-mill/certificates", attestation=[person_id(database, "ada")]
    )

    warned = answer.text.partition('id="reserved"')[2].partition("</ul>")[0]
    assert "suivies sur" in warned
    assert "demi-journée" not in warned


def test_without_scripts_one_box_issues_to_everyone_who_has_earned_it(
    as_visitor: AsVisitor, database: Database
) -> None:
    be_present(database, "ada", "bob")

    as_visitor("tina").post("desk/rolling-mill/certificates", everyone=["completion"])

    issued = {each.person_id for each in certificates(database)}
    assert issued == {person_id(database, name) for name in ("ada", "bob")}


def test_missing_planned_hours_are_named_before_issuing(
    as_visitor: AsVisitor, database: Database
) -> None:
    before = certificates_page(as_visitor)
    with database.session() as records:
        records.get_one(CohortRecord, "rolling-mill").planned_hours = 0

    page = certificates_page(as_visitor)

    assert "pas d’heures prévues" not in before
    assert "pas d’heures prévues" in page


def test_what_documents_would_lack_is_named_before_issuing(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        provider = Provider(name="École du quai", siret="123 456 789 00012")
        keep(records, Settings(provider=provider))
        ada = records.get_one(Person, person_id(database, "ada"))
        assert ada.identity is not None
        ada.identity.employer = ""

    page = plain_spaces(certificates_page(as_visitor))

    notice = page.partition("paraîtraient sans :")[2].partition("</p>")[0]
    assert "signataire" in notice
    assert "texte du cachet" in notice
    assert "déclaration d’activité" in notice
    assert "SIRET" not in notice
    assert page.count("employeur non indiqué") == 1


def test_a_document_from_before_the_hours_keeps_its_control_code(
    as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")
    with database.session() as records:
        row = records.get_one(Certificate, certificate.id)
        old = {**row.content, "training": {**row.content["training"]}}
        del old["training"]["done"]
        row.content, row.content_sha256 = old, digest(old)

    document = as_visitor("ada").get(f"certificates/{certificate.number}.pdf")

    assert control_code(digest(old)) in text_of(document.content)


def boxes(page: str) -> list[tuple[str, str]]:
    """Return the boxes of documents on a page: their kinds, and what else they say."""
    return re.findall(
        r'<input type="checkbox" name="(completion|attestation)" value="\d+"([^>]*)>', page
    )


def plain_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_names_are_shown_as_they_are(as_visitor: AsVisitor, database: Database) -> None:
    issue_to(as_visitor, database, "bob")

    page = certificates_page(as_visitor)

    assert "&lt;script&gt;العربي" in page
    assert "<script>العربي" not in page


def test_completed_actions_are_logged_and_failed_ones_are_not(
    as_visitor: AsVisitor, database: Database
) -> None:
    (certificate,) = issue_to(as_visitor, database, "ada")
    as_visitor("tina").post("desk/rolling-mill/certificates")

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
            {"numbers": [certificate.number]},
        )
    ]
