"""Accounts that people make for themselves, and invitation links."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from people import SIGN_IN, Visitor
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.accounts.first_sign_in import PAGE as FIRST_SIGN_IN
from campus5g.site.accounts.signing_up import phrase_problem
from campus5g.site.portal.open import signing_up
from campus5g.site.portal.safety.often import OftenGuard
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, Enrolment, Invitation
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.settings import Access, Settings, SignUp, keep
from campus5g.site.teaching.enrolling.invitations import invite

PHRASE = "quai portique grue bobine"
FORM = {
    "name": "zoe-b",
    "first_name": "Zoé",
    "last_name": "<b>Brûlé</b> مريم",
    "email": "zoe@example.org",
    "pass_phrase": PHRASE,
}


def allow(database: Database, sign_up: SignUp) -> None:
    with database.session() as records:
        keep(records, Settings(access=Access(sign_up=sign_up)))


def link(database: Database, uses: int = 1) -> str:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        return invite(records, cohort, cohort.trainers[0], days=3, uses=uses)


def cohorts_of(database: Database, name: str) -> list[str]:
    with database.session() as records:
        return list(
            records.scalars(select(Enrolment.cohort_id).join(Person).where(Person.name == name))
        )


def uses_left(database: Database) -> int:
    with database.session() as records:
        return records.scalars(select(Invitation.uses_left)).one()


@pytest.mark.parametrize("sign_up", ["closed", "invitation"])
def test_signing_up_needs_an_invitation_unless_it_is_open(
    client: TestClient, database: Database, sign_up: SignUp
) -> None:
    allow(database, sign_up)

    assert "sur invitation" in Visitor(client).get("sign-up").text
    assert Visitor(client).post("sign-up", **FORM).status_code == 404
    assert Accounts(database).find("zoe-b") is None


def test_open_signing_up_creates_an_account_that_signs_in(
    client: TestClient, database: Database
) -> None:
    allow(database, "open")

    answer = Visitor(client).post("sign-up", **FORM)

    assert answer.status_code == 303
    kept = answer.headers["set-cookie"]
    assert f"Path={FIRST_SIGN_IN};" in kept
    assert "HttpOnly" in kept
    assert "SameSite=strict" in kept
    account = Accounts(database).verify("zoe-b", PHRASE)
    assert account is not None
    assert account.role == "learner"
    text = Visitor(client, "zoe-b").get("").text
    assert "&lt;b&gt;Brûlé&lt;/b&gt; مريم" in text


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "Zoé B", "lettres minuscules"),
        ("name", "ada", "est pris"),
        ("pass_phrase", "short", "12 caractères"),
        ("pass_phrase", "aaaaaaaaaaaaaaaa", "facile à deviner"),
        ("pass_phrase", "motdepasse123", "facile à deviner"),
        ("pass_phrase", "M0tdep@sse1234", "facile à deviner"),
        ("pass_phrase", "azertyuiop123", "facile à deviner"),
        ("pass_phrase", "dunkerque2026", "facile à deviner"),
        ("pass_phrase", "zoe-b-zoe-b-zoe-b", "facile à deviner"),
        ("first_name", " ", "prénom"),
        ("email", "nowhere", "courriel"),
    ],
)
def test_each_problem_is_shown_beside_its_field(
    client: TestClient, database: Database, field: str, value: str, complaint: str
) -> None:
    allow(database, "open")

    answer = Visitor(client).post("sign-up", **{**FORM, field: value})

    assert answer.status_code == 409
    assert f'id="{field}-problem"' in answer.text
    assert complaint in answer.text
    assert PHRASE not in answer.text


def test_a_form_from_another_site_creates_no_account(
    client: TestClient, database: Database
) -> None:
    allow(database, "open")

    answer = client.post("sign-up", data=FORM, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert Accounts(database).find("zoe-b") is None


def test_too_many_accounts_from_one_address_are_refused(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(database, "open")
    monkeypatch.setattr(signing_up, "_guard", OftenGuard(most=1, within_s=900))

    first = Visitor(client).post("sign-up", **FORM)
    second = Visitor(client).post("sign-up", **{**FORM, "name": "zoe-c"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Réessayez dans un quart d’heure" in second.text


def test_an_invitation_makes_an_account_and_enrols(client: TestClient, database: Database) -> None:
    token = link(database)
    assert "Rolling mill" in Visitor(client).get(f"join/{token}").text
    assert "Rolling mill" in Visitor(client).get(f"sign-up?invitation={token}").text

    Visitor(client).post("sign-up", **FORM, invitation=token)

    assert cohorts_of(database, "zoe-b") == ["rolling-mill"]
    assert uses_left(database) == 0


def test_a_used_up_link_is_refused(client: TestClient, database: Database) -> None:
    token = link(database)
    Visitor(client, "eve").post(f"join/{token}")

    assert "n’est plus valable" in Visitor(client).get(f"join/{token}").text
    assert Visitor(client).post("sign-up", **FORM, invitation=token).status_code == 404


def test_a_link_for_one_makes_one_account_however_many_follow_it_at_once(
    client: TestClient, database: Database
) -> None:
    token = link(database)
    people = [f"zoe-{number}" for number in range(10)]

    with ThreadPoolExecutor(len(people)) as at_once:
        answers = list(
            at_once.map(
                lambda name: Visitor(client).post(
                    "sign-up", **{**FORM, "name": name}, invitation=token
                ),
                people,
            )
        )

    accounts = Accounts(database)
    made = [name for name in people if accounts.find(name) is not None]
    assert sorted(answer.status_code for answer in answers) == [303] + [404] * 9
    assert len(made) == 1
    assert cohorts_of(database, made[0]) == ["rolling-mill"]


@pytest.mark.parametrize(
    "phrase", ["quai portique grue bobine", "bodina-kurevo-sitamu-nepoda", "le chat dort bien ici"]
)
def test_a_few_unrelated_words_are_a_good_pass_phrase(phrase: str) -> None:
    assert phrase_problem(phrase, "zoe-b", "Zoé", "Brûlé") is None


def test_a_long_phrase_is_judged_up_to_the_longest_that_is_kept() -> None:
    words = "grue quai bobine portique laminoir robot antenne coulée palan treuil "

    assert phrase_problem((words * 3)[:200], "zoe-b") is None
    assert phrase_problem((words * 3)[:201], "zoe-b") is not None


def test_an_expired_link_is_refused(client: TestClient, database: Database) -> None:
    token = link(database)
    with database.session() as records:
        records.scalars(select(Invitation)).one().expires_at = now() - datetime.timedelta(1)

    assert Visitor(client, "eve").post(f"join/{token}").status_code == 404
    assert cohorts_of(database, "eve") == ["terminal"]


def test_a_person_with_an_account_joins_by_signing_in(
    client: TestClient, database: Database
) -> None:
    token = link(database)

    asked = Visitor(client).get(f"join/{token}/sign-in").headers["location"]
    then = Visitor(client, "eve").get(f"join/{token}/sign-in").headers["location"]
    Visitor(client, "eve").post(f"join/{token}")

    assert asked.startswith(SIGN_IN)
    assert then.endswith(f"/join/{token}")
    assert sorted(cohorts_of(database, "eve")) == ["rolling-mill", "terminal"]


def test_joining_twice_takes_one_use(client: TestClient, database: Database) -> None:
    token = link(database, uses=5)

    Visitor(client, "eve").post(f"join/{token}")
    Visitor(client, "eve").post(f"join/{token}")

    assert uses_left(database) == 4


def test_a_trainer_does_not_join_as_a_learner(client: TestClient, database: Database) -> None:
    token = link(database)

    assert "Rejoindre" not in Visitor(client, "theo").get(f"join/{token}").text
    assert Visitor(client, "theo").post(f"join/{token}").status_code == 404
