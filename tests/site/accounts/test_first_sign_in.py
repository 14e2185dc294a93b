"""What lets people in who have just made their account is of use to nobody else."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy.orm import Session

from campus5g.site.accounts.first_sign_in import LASTS_S, first_sign_in, newcomer
from campus5g.site.records.people import Person


def person(name: str, signed_up: bool = True) -> Person:
    return Person(
        name=name,
        role="learner",
        language="fr",
        pass_phrase_hash=f"the hash of {name}’s first pass phrase",
        signed_up=signed_up,
        active=True,
    )


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Session]:
    database = new_records(tmp_path / "records.sqlite")
    with database.session() as records:
        yield records
    database.close()


@pytest.fixture
def zoe(records: Session) -> Person:
    zoe = person("zoe-b")
    records.add(zoe)
    records.flush()
    return zoe


def test_the_browser_that_made_an_account_is_let_in(records: Session, zoe: Person) -> None:
    assert newcomer(records, first_sign_in(zoe)) == "zoe-b"


@pytest.mark.parametrize("forged", ["", ":", "zoe-b", "zoe-b:", "zoe-b:2|1:0|", "zoé:x", "\0:x"])
def test_what_the_site_has_not_signed_lets_nobody_in(
    records: Session, zoe: Person, forged: str
) -> None:
    assert newcomer(records, forged) is None


def test_one_account_does_not_let_into_another(records: Session, zoe: Person) -> None:
    records.add(other := person("max"))
    records.flush()

    _, _, signed = first_sign_in(zoe).partition(":")

    assert newcomer(records, f"{other.name}:{signed}") is None


def test_an_account_that_a_trainer_made_is_entered_with_its_pass_phrase_alone(
    records: Session,
) -> None:
    records.add(made := person("pia", signed_up=False))
    records.flush()

    assert newcomer(records, first_sign_in(made)) is None


def test_it_ends_with_the_pass_phrase_and_with_the_account(records: Session, zoe: Person) -> None:
    cookie = first_sign_in(zoe)

    zoe.active = False
    records.flush()
    closed = newcomer(records, cookie)
    zoe.active, zoe.pass_phrase_hash = True, "the hash of another pass phrase"
    records.flush()

    assert closed is None
    assert newcomer(records, cookie) is None


def test_it_ends_after_some_minutes(
    records: Session, zoe: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, made_at = first_sign_in(zoe), time.time()

    monkeypatch.setattr(time, "time", lambda: made_at + LASTS_S - 2)
    in_time = newcomer(records, cookie)
    monkeypatch.setattr(time, "time", lambda: made_at + LASTS_S + 2)
    late = newcomer(records, cookie)

    assert (in_time, late) == ("zoe-b", None)
