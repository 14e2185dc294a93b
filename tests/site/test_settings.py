"""The settings of a site: defaults in the code, what was changed in the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select

from campus5g.site.records.database import Database
from campus5g.site.records.trail import Setting
from campus5g.site.settings import Access, Provider, Settings, keep, settings


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_records(tmp_path / "records.sqlite")
    yield database
    database.close()


def test_a_new_site_has_the_defaults(database: Database) -> None:
    with database.session() as records:
        assert settings(records) == Settings()


def test_a_changed_setting_is_kept(database: Database) -> None:
    changed = Settings(access=Access(sign_up="open"), provider=Provider(name="L’Étoile & Fils"))

    with database.session() as records:
        keep(records, changed)

    with database.session() as records:
        assert settings(records) == changed


def test_only_settings_that_differ_are_stored(database: Database) -> None:
    with database.session() as records:
        keep(records, Settings(access=Access(sign_up="open")))

    with database.session() as records:
        assert records.scalars(select(Setting.key)).all() == ["access"]


def test_a_reset_setting_follows_the_default_again(database: Database) -> None:
    with database.session() as records:
        keep(records, Settings(access=Access(sign_up="open")))

    with database.session() as records:
        keep(records, Settings())

    with database.session() as records:
        assert records.scalars(select(Setting)).all() == []


def test_a_key_of_an_older_version_is_ignored(database: Database) -> None:
    with database.session() as records:
        records.add(Setting(key="access", value={"sign_up": "open", "of_old": 1}))

    with database.session() as records:
        assert settings(records).access.sign_up == "open"
