"""The folder of a person, with the page that their JupyterLab opens first."""

import shutil
from collections.abc import Iterable

from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Account
from campus5g.site.folders import SiteFolders
from campus5g.site.servers.welcome import welcome_page


def make_home(folders: SiteFolders, account: Account) -> None:
    """Create missing folders of a person, and write the welcome page again."""
    home = folders.homes / account.name
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    page = welcome_page(account.lab_role, account.language)
    (home / page.file_name).write_text(page.text, encoding="utf-8")


def erase_home(folders: SiteFolders, account: str) -> None:
    """Remove a person's home, and in a classroom server their OS user with it."""
    if surroundings.in_classroom():
        from campus5g.site.classroom import asking

        asking.erase_person(account)
    else:
        shutil.rmtree(folders.homes / account, ignore_errors=True)


def erase_cohort_folders(folders: SiteFolders, cohort: str, learners: Iterable[str]) -> None:
    """Remove a cohort's course, its exchange, and learners' files of it."""
    if surroundings.in_classroom():
        from campus5g.site.classroom import asking

        asking.erase_cohort(cohort)
        return
    homes = (folders.homes / learner / cohort for learner in learners)
    for folder in (folders.cohorts / cohort, folders.exchange / cohort, *homes):
        shutil.rmtree(folder, ignore_errors=True)
