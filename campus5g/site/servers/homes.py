"""The folder of a person, with the page that their JupyterLab opens first."""

import shutil
from collections.abc import Iterable

from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.courseware.progress import forget_writing
from campus5g.evidence import keyring_of
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Account
from campus5g.site.folders import SiteFolders
from campus5g.site.hand_ins.arrivals import Arrivals
from campus5g.site.progress.received import forget_works
from campus5g.site.servers.welcome import welcome_page


def make_home(folders: SiteFolders, account: Account) -> None:
    """Create missing folders of a person, and write the welcome page again."""
    home = folders.homes / account.name
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    page = welcome_page(account.lab_role, account.language)
    (home / page.file_name).write_text(page.text, encoding="utf-8")


def erase_home(folders: SiteFolders, account: str) -> None:
    """Remove a person's home and what they wrote, in a classroom server with their OS user."""
    Arrivals(folders.arriving).forget(account)
    forget_works(folders.progress, account)
    shutil.rmtree(keyring_of(account), ignore_errors=True)
    if surroundings.in_classroom():
        from campus5g.site.classroom import asking

        asking.erase_person(account)
    else:
        shutil.rmtree(folders.homes / account, ignore_errors=True)
        forget_writing(folders.progress / f"{account}.jsonl")


def erase_cohort_folders(folders: SiteFolders, cohort: str, learners: Iterable[str]) -> None:
    """Remove a cohort's course with its gradebook, its exchange, and learners' files of it."""
    gradebook_of(folders.cohorts / cohort).remove()
    if surroundings.in_classroom():
        from campus5g.site.classroom import asking

        asking.erase_cohort(cohort)
        return
    homes = (folders.homes / learner / cohort for learner in learners)
    for folder in (folders.cohorts / cohort, folders.exchange / cohort, *homes):
        shutil.rmtree(folder, ignore_errors=True)
