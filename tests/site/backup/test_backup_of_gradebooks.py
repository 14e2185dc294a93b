"""Backups of a site whose gradebooks are in PostgreSQL: out of it, and back into another."""

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from postgres_server import running_postgresql

from campus5g.authoring.cohorts.gradebook_file import gradebook_file
from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.errors import CampusError
from campus5g.site.backup.checking import check
from campus5g.site.backup.making import back_up
from campus5g.site.backup.restoring import restore
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import ADDRESS, Database

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of a cluster's portal, whose PostgreSQL is gone."""
    folder = tmp_path_factory.mktemp("backup")
    folders = SiteFolders(folder / "data")
    course = folders.cohorts / "mill"
    course.mkdir(parents=True)
    # The portal's folder has no cookie secret: that is the Hub's.
    folders.deployment.write_text(
        "profile: cluster\n"
        "addresses:\n"
        "  public: http://127.0.0.1:8000\n"
        "  hub: {bind: 'http://127.0.0.1:8081', connect: 'http://127.0.0.1:8081'}\n"
        "  portal: {bind: 'http://127.0.0.1:8100', connect: 'http://127.0.0.1:8100'}\n"
    )
    with running_postgresql() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ADDRESS, url)
        database = Database(url)
        database.upgrade()
        gradebook_of(course).make()
        with Gradebook(gradebook_of(course).address) as gradebook:
            gradebook.add_student("ada")
        back_up(folders, database, folder / "backup.tar.gz")
        database.close()
    return folder / "backup.tar.gz"


def students(course: Path) -> list[str]:
    with Gradebook(gradebook_of(course).address) as gradebook:
        return [each.id for each in gradebook.students]


def test_it_holds_each_gradebook_as_nbgrader_s_file(backup: Path) -> None:
    _, manifest = check(backup)

    assert "cohorts/mill/gradebook.db" in manifest.files


def test_a_site_without_a_database_gets_its_files(backup: Path, tmp_path: Path) -> None:
    new = SiteFolders(tmp_path / "new")

    restore(backup, new)

    assert gradebook_file(new.cohorts / "mill").exists()
    assert students(new.cohorts / "mill") == ["ada"]


def test_a_site_with_another_database_gets_them_there_and_only_into_an_empty_one(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = SiteFolders(tmp_path / "new")
    with running_postgresql() as url:
        monkeypatch.setenv(ADDRESS, url)

        restore(backup, new)

        assert students(new.cohorts / "mill") == ["ada"]
        assert not gradebook_file(new.cohorts / "mill").exists()
        with pytest.raises(CampusError, match="vide"):
            restore(backup, SiteFolders(tmp_path / "again"))
