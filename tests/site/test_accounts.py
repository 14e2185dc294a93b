import stat
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from campus5g.errors import CampusError
from campus5g.site.accounts import Accounts


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "accounts.json")


def test_who_has_the_pass_phrase_is_let_in(accounts: Accounts) -> None:
    made = accounts.set("sacha", "learner", "fr", "bodina-kurevo")

    assert accounts.verify("sacha", "bodina-kurevo") == made


@pytest.mark.parametrize(
    ("name", "pass_phrase"),
    [("sacha", "bodina"), ("sacha", ""), ("nobody", "bodina-kurevo"), ("", "")],
)
def test_nobody_else_is_let_in(accounts: Accounts, name: str, pass_phrase: str) -> None:
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


def test_pass_phrases_are_kept_as_argon2id_hashes_that_only_the_owner_reads(
    accounts: Accounts,
) -> None:
    accounts.set("sacha", "learner", "fr", "bodina-kurevo")

    text = accounts.path.read_text()
    assert "bodina" not in text
    assert "$argon2id$" in text
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_setting_an_account_again_replaces_it_and_spares_the_others(accounts: Accounts) -> None:
    accounts.set("camille", "trainer", "fr", "first")
    accounts.set("sacha", "learner", "fr", "first")

    accounts.set("camille", "trainer", "en", "second")

    assert accounts.verify("camille", "first") is None
    assert accounts.verify("camille", "second")
    assert accounts.verify("sacha", "first")
    assert len(accounts.all()) == 2


@pytest.mark.parametrize(
    "name", ["", "a", "Sacha", "sa+cha", "../sacha", "sacha/..", "9lives", "a" * 33, "élodie"]
)
def test_a_name_that_would_break_paths_or_addresses_is_refused(
    accounts: Accounts, name: str
) -> None:
    with pytest.raises(CampusError) as refusal:
        accounts.set(name, "learner", "fr", "secret")

    assert refusal.value.remedy
    assert not accounts.path.exists()


def test_a_damaged_file_is_told_with_its_name(accounts: Accounts) -> None:
    accounts.path.write_text('{"accounts": [{"name": "sacha"')

    with pytest.raises(CampusError, match=r"accounts\.json"):
        accounts.all()


def test_a_failed_write_leaves_the_accounts_as_they_were(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.set("sacha", "learner", "fr", "secret")
    before = accounts.path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        accounts.set("camille", "trainer", "fr", "secret")

    assert accounts.path.read_bytes() == before
    assert list(accounts.path.parent.iterdir()) == [accounts.path]
