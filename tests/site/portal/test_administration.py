"""What administrators do on the portal."""

import datetime
import re

import pytest
from fastapi.testclient import TestClient
from people import AsVisitor
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Maintenance
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord, HelpRequest
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person
from campus5g.site.records.trail import Trace
from campus5g.site.settings import settings

NEW = {
    "name": "zoe",
    "role": "trainer",
    "language": "fr",
    "first_name": "Zoé",
    "last_name": "<i>O’Neil",
}


def person(database: Database, name: str) -> Person:
    with database.session() as records:
        return records.scalars(select(Person).where(Person.name == name)).one()


def phrase_in(page: str) -> str:
    found = re.search(r"<code>([a-z-]+)</code>", page)
    assert found
    return found[1]


def test_a_new_account_signs_in_with_the_phrase_that_is_shown_once(
    as_visitor: AsVisitor, database: Database
) -> None:
    page = as_visitor("alma").post("administration/accounts", **NEW).text

    account = Accounts(database).verify("zoe", phrase_in(page))
    assert account is not None
    assert account.role == "trainer"
    shown = as_visitor("alma").get("administration/accounts/zoe").text
    assert phrase_in(page) not in shown
    assert "Zoé &lt;i&gt;O’Neil" in shown


@pytest.mark.parametrize("name", ["ada", "Élodie", "x", "a b"])
def test_an_impossible_name_is_reported_beside_its_field(as_visitor: AsVisitor, name: str) -> None:
    answer = as_visitor("alma").post("administration/accounts", **{**NEW, "name": name})

    assert answer.status_code == 422
    assert 'id="name-problem"' in answer.text
    assert "Zoé" in answer.text


def test_a_closed_account_cannot_sign_in_and_keeps_its_records(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("alma").post("administration/accounts/ada", role="learner")

    assert not person(database, "ada").active
    assert person(database, "ada").identity is not None
    assert as_visitor("ada").get("").status_code == 303


def test_a_renewed_phrase_replaces_the_old_one(as_visitor: AsVisitor, database: Database) -> None:
    first = phrase_in(as_visitor("alma").post("administration/accounts/ada/pass-phrase").text)
    second = phrase_in(as_visitor("alma").post("administration/accounts/ada/pass-phrase").text)

    assert Accounts(database).verify("ada", first) is None
    assert Accounts(database).verify("ada", second) is not None


@pytest.mark.parametrize("form", [{"role": "trainer", "active": "true"}, {"role": "administrator"}])
def test_the_last_administrator_keeps_the_role(
    as_visitor: AsVisitor, database: Database, form: dict[str, str]
) -> None:
    assert as_visitor("alma").post("administration/accounts/alma", **form).status_code == 409

    alma = person(database, "alma")
    assert (alma.role, alma.active) == ("administrator", True)


def test_erasing_an_identity_removes_the_name_and_keeps_the_account(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    (folders.homes / "ada").mkdir(parents=True)
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        ada = next(each for each in cohort.enrolments if each.person.name == "ada")
        records.add(HelpRequest(enrolment_id=ada.id, question="Je suis Ada"))

    as_visitor("alma").post("administration/accounts/ada/erase")
    assert person(database, "ada").erased_at is None
    as_visitor("alma").post("administration/accounts/ada/erase", sure="true")

    ada_after = person(database, "ada")
    assert ada_after.erased_at is not None
    assert not ada_after.active
    assert not (folders.homes / "ada").exists()
    with database.session() as records:
        assert records.get(Identity, ada_after.id) is None
        assert [each.question for each in records.scalars(select(HelpRequest))] == [""]
        cohort = records.get_one(CohortRecord, "rolling-mill")
        assert "ada" in {each.person.name for each in cohort.enrolments}


def test_a_request_for_erasure_is_listed_until_it_is_done(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("ada").post("account/erasure", asked="true")
    alma = as_visitor("alma")

    assert "Demandent l’effacement" in alma.get("administration/accounts").text
    alma.post("administration/accounts/ada/erase", sure="true")
    assert "Demandent l’effacement" not in alma.get("administration/accounts").text


def test_settings_are_kept_and_impossible_ones_reported(
    as_visitor: AsVisitor, database: Database
) -> None:
    alma = as_visitor("alma")
    kept = alma.post("administration/settings/provider", name="Port & Fils", siret="123")
    wrong = alma.post(
        "administration/settings/retention",
        certificate_years="0",
        proof_years="six",
        idle_account_months="36",
    )

    assert kept.status_code == 303
    assert wrong.status_code == 422
    assert 'id="retention-certificate_years-problem"' in wrong.text
    assert 'value="six"' in wrong.text
    with database.session() as records:
        found = settings(records)
    assert (found.provider.name, found.provider.siret) == ("Port & Fils", "123")
    assert found.retention.certificate_years == 3


def test_a_text_of_both_languages_is_kept(as_visitor: AsVisitor, database: Database) -> None:
    fields = {
        f"{name}.{language}": f"{name} {language}"
        for name in ("nature_of_action", "certificate", "attestation", "assistance")
        for language in ("fr", "en")
    }

    assert as_visitor("alma").post("administration/settings/wording", **fields).status_code == 303

    with database.session() as records:
        assert settings(records).wording.certificate.en == "certificate en"


def test_a_kit_is_withdrawn_for_a_time_and_returned(
    as_visitor: AsVisitor, database: Database
) -> None:
    alma = as_visitor("alma")
    alma.post(
        "administration/kits/classroom/maintenance",
        starts="2036-12-03T09:00",
        ends="2036-12-03T12:00",
        reason="Antenne",
    )

    assert "Antenne" in alma.get("administration/kits").text
    with database.session() as records:
        (window,) = records.scalars(select(Maintenance))
    assert window.starts_at == datetime.datetime(2036, 12, 3, 8, tzinfo=datetime.UTC)
    alma.post(f"administration/kits/classroom/maintenance/{window.id}/end")
    with database.session() as records:
        assert records.scalars(select(Maintenance)).all() == []


def test_a_window_that_ends_before_it_begins_is_refused(as_visitor: AsVisitor) -> None:
    answer = as_visitor("alma").post(
        "administration/kits/classroom/maintenance",
        starts="2036-12-03T12:00",
        ends="2036-12-03T09:00",
    )

    assert answer.status_code == 409


def test_records_due_for_erasure_are_shown_before_they_are_erased(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    (folders.cohorts / "rolling-mill").mkdir(parents=True)
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.ends = now().date() - datetime.timedelta(days=366 * 7)
        records.add(
            Certificate(
                number="C5G-2019-AAAA-BBBB",
                kind="completion",
                person_id=cohort.enrolments[0].person_id,
                cohort_id=cohort.id,
                content={},
                content_sha256="-",
            )
        )
    alma = as_visitor("alma")

    assert "C5G-2019-AAAA-BBBB" in alma.get("administration/retention").text
    alma.post("administration/retention")
    assert (folders.cohorts / "rolling-mill").exists()
    alma.post("administration/retention", sure="true")

    assert not (folders.cohorts / "rolling-mill").exists()
    assert person(database, "ada").erased_at is not None
    assert person(database, "eve").erased_at is None
    with database.session() as records:
        assert records.scalars(select(Certificate)).all() == []
        assert len(records.get_one(CohortRecord, "rolling-mill").enrolments) == 2
    assert "Rien à effacer" in alma.get("administration/retention").text


def test_the_log_shows_who_did_what(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("alma").post("administration/accounts", **NEW)

    page = as_visitor("alma").get("administration/log").text
    assert "compte créé" in page
    assert "zoe" in page
    with database.session() as records:
        (line,) = records.scalars(select(Trace))
    assert "O’Neil" not in str(line.detail)


def test_metrics_need_the_token(client: TestClient, folders: SiteFolders) -> None:
    assert client.get("metrics").status_code == 404
    folders.metrics_token.write_text("a-token\n")
    assert client.get("metrics").status_code == 404
    assert client.get("metrics", headers={"authorization": "Bearer no"}).status_code == 404

    answer = client.get("metrics", headers={"authorization": "Bearer a-token"})

    assert 'campus5g_accounts{role="learner"} 3.0' in answer.text


def test_health_shows_each_part_and_the_remedy(as_visitor: AsVisitor) -> None:
    page = as_visitor("alma").get("administration").text

    assert "Base de données" in page
    assert "campus5g backup" in page
