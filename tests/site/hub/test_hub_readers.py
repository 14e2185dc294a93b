"""The Hub greets people by their own names."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from new_records import new_records

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.readers import shown_name_of
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    return new_records(SiteFolders(tmp_path).records)


def test_a_person_with_a_name_is_greeted_by_it(database: Database) -> None:
    with database.session() as records:
        identity = Identity(first_name="Nadia", last_name="D’Hondt")
        records.add(
            Person(
                name="nadia", role="learner", language="fr", pass_phrase_hash="-", identity=identity
            )
        )

    assert shown_name_of(SimpleNamespace(name="nadia")) == "Nadia D’Hondt"


def test_a_person_without_a_name_is_greeted_by_the_account(database: Database) -> None:
    Accounts(database).set("alex", "learner", "en", "secret")

    assert shown_name_of(SimpleNamespace(name="alex")) == "alex"
    assert shown_name_of(SimpleNamespace(name="gone")) == "gone"


def test_a_visitor_without_an_account_has_an_empty_name(database: Database) -> None:
    assert shown_name_of(None) == ""
