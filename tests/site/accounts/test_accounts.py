from pathlib import Path

import pytest
from argon2 import PasswordHasher
from new_records import new_records
from sqlalchemy import select

from campus5g.errors import CampusError
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return new_records(tmp_path / "records.sqlite")


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


def test_the_pass_phrase_signs_in(accounts: Accounts) -> None:
    made = accounts.set("sacha", "learner", "fr", "bodina-kurevo")

    assert accounts.verify("sacha", "bodina-kurevo") == made


@pytest.mark.parametrize(
    ("name", "pass_phrase"),
    [("sacha", "bodina"), ("sacha", ""), ("nobody", "bodina-kurevo"), ("", "")],
)
def test_a_wrong_pass_phrase_is_refused(accounts: Accounts, name: str, pass_phrase: str) -> None:
    accounts.set("sacha", "learner", "fr", "bodina-kurevo")

    assert accounts.verify(name, pass_phrase) is None


def test_an_unknown_name_costs_one_hash_like_a_wrong_pass_phrase(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.set("sacha", "learner", "fr", "bodina-kurevo")
    verify = PasswordHasher.verify
    parameters: list[str] = []

    def counted(hasher: PasswordHasher, expected: str, secret: str) -> bool:
        parameters.append(expected.rsplit("$", 2)[0])
        return verify(hasher, expected, secret)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    accounts.verify("sacha", "wrong")
    accounts.verify("nobody", "wrong")

    assert len(parameters) == 2
    assert parameters[0] == parameters[1]


def test_pass_phrases_are_kept_as_argon2id_hashes(accounts: Accounts, database: Database) -> None:
    accounts.set("sacha", "learner", "fr", "bodina-kurevo")

    with database.session() as records:
        kept = records.scalars(select(Person.pass_phrase_hash)).one()
    assert kept.startswith("$argon2id$")


def test_an_inactive_account_cannot_sign_in(accounts: Accounts, database: Database) -> None:
    accounts.set("sacha", "learner", "fr", "bodina-kurevo")

    with database.session() as records:
        records.scalars(select(Person)).one().active = False

    assert accounts.verify("sacha", "bodina-kurevo") is None
    assert accounts.find("sacha") is None


def test_setting_an_account_again_replaces_only_that_account(accounts: Accounts) -> None:
    accounts.set("camille", "trainer", "fr", "first")
    accounts.set("sacha", "learner", "fr", "first")

    accounts.set("camille", "trainer", "en", "second")

    assert accounts.verify("camille", "first") is None
    assert accounts.verify("camille", "second")
    assert accounts.verify("sacha", "first")
    assert len(accounts.all()) == 2


def test_a_name_that_would_break_paths_or_addresses_is_refused(accounts: Accounts) -> None:
    for name in ("", "a", "Sacha", "sa+cha", "../sacha", "sacha/..", "9lives", "a" * 33, "élodie"):
        with pytest.raises(CampusError) as refusal:
            accounts.set(name, "learner", "fr", "secret")

        assert refusal.value.remedy, name
    assert accounts.all() == []
