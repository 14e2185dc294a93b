"""Whose file of progress it is, where people have OS users: their own, or the portal's copy."""

import pwd
from pathlib import Path

import pytest

from campus5g.site.classroom.ownership import make_private_home, prepare_data
from campus5g.site.folders import SiteFolders


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    made = SiteFolders(tmp_path)
    made.progress.mkdir()
    return made


def settle(folders: SiteFolders) -> tuple[Path, int, int]:
    """Prepare a site and Ada's home; return her file on the site, her number and the site's."""
    # Two users that every Debian has.
    ada, site = pwd.getpwnam("nobody"), pwd.getpwnam("daemon")
    prepare_data(folders, site)
    make_private_home(folders, "ada", ada, site)
    return folders.progress / "ada.jsonl", ada.pw_uid, site.pw_uid


def test_a_server_writes_the_file_that_the_portal_reads(folders: SiteFolders) -> None:
    file, ada, _ = settle(folders)

    assert file.stat().st_uid == ada


def test_what_is_sent_is_written_by_the_portal_alone(folders: SiteFolders) -> None:
    settle(folders)
    folders.deployment.write_text("progress: portal\n")

    file, _, site = settle(folders)

    assert file.stat().st_uid == folders.progress.stat().st_uid == site
