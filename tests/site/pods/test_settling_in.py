"""A server in a pod makes what a Hub makes on a disk that they share."""

from pathlib import Path

from campus5g.site.accounts.accounts import Account
from campus5g.site.folders import SiteFolders
from campus5g.site.pods.__main__ import settle_in
from campus5g.site.servers.welcome import welcome_page


def test_a_server_finds_a_home_its_settings_and_an_exchange_on_an_empty_volume(
    tmp_path: Path,
) -> None:
    folders = SiteFolders(tmp_path)

    settle_in(folders, Account("ada", "learner", "en"))

    page = welcome_page("learner", "en")
    assert (folders.homes / "ada" / page.file_name).read_text() == page.text
    assert (folders.lab_settings("en") / "overrides.json").exists()
    assert list(folders.exchange.iterdir()) == []


def test_a_server_that_comes_back_keeps_what_its_home_holds(tmp_path: Path) -> None:
    folders = SiteFolders(tmp_path)
    settle_in(folders, Account("ada", "learner", "en"))
    (folders.homes / "ada" / "notes.txt").write_text("mine")

    settle_in(folders, Account("ada", "learner", "fr"))

    assert (folders.homes / "ada" / "notes.txt").read_text() == "mine"
