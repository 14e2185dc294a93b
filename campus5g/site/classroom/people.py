"""The people of a classroom server, as root manages them: OS users, homes, groups."""

import os
import pwd
import shutil
from dataclasses import dataclass

from campus5g.courseware.progress import forget_writing
from campus5g.site.accounts.accounts import Account
from campus5g.site.classroom.access_lists import share
from campus5g.site.classroom.os_users import OsUsers
from campus5g.site.classroom.ownership import make_private_home
from campus5g.site.classroom.settings import ClassroomSettings, load_classroom_settings
from campus5g.site.folders import SiteFolders
from campus5g.site.progress.received import forget_works
from campus5g.site.servers.welcome import welcome_page


@dataclass(frozen=True)
class ClassroomPeople:
    """Creates and removes people's OS users, homes and groups."""

    folders: SiteFolders
    settings: ClassroomSettings

    @classmethod
    def of_site(cls, folders: SiteFolders) -> "ClassroomPeople":
        """Return them from the site's settings."""
        return cls(folders, load_classroom_settings(folders.classroom_settings))

    @property
    def os_users(self) -> OsUsers:
        """The OS users of the site's people."""
        return OsUsers(
            self.settings.os_user_prefix,
            self.settings.first_uid,
            self.folders.homes,
            self.folders.os_user_numbers,
        )

    @property
    def site_user(self) -> pwd.struct_passwd:
        """The site's own OS user."""
        return pwd.getpwnam(self.settings.site_user)

    def settle_in(self, account: Account) -> pwd.struct_passwd:
        """Create a person's OS user and home if missing; return the user."""
        user = self.os_users.ensure(account.name)
        make_private_home(self.folders, account.name, user, self.site_user)
        if account.lab_role == "learner":
            self._write_welcome(account, user)
        return user

    def open_cohort(self, cohort: str) -> tuple[str, int]:
        """Share a cohort's course and its place in the exchange with its group.

        Returns:
            The group's name and number.
        """
        name, number = self.os_users.group_name(cohort), self.os_users.ensure_group(cohort)
        course = self.folders.cohorts / cohort
        course.mkdir(exist_ok=True)
        os.chown(course, self.site_user.pw_uid, self.site_user.pw_gid)
        course.chmod(0o770)
        share(course, number)
        if (self.folders.exchange / cohort).is_dir():
            share(self.folders.exchange / cohort, number)
        return name, number

    def close(self, account: str) -> None:
        """End a person's processes and remove their OS user; their files stay."""
        self.os_users.remove(account)

    def erase(self, account: str) -> None:
        """Remove a person's OS user, home, and what they wrote."""
        self.close(account)
        shutil.rmtree(self.folders.homes / account, ignore_errors=True)
        forget_writing(self.folders.progress / f"{account}.jsonl")
        forget_works(self.folders.progress, account)

    def erase_cohort(self, cohort: str) -> None:
        """Remove a cohort's course, its exchange, its group, and people's files of it."""
        for folder in (
            self.folders.cohorts / cohort,
            self.folders.exchange / cohort,
            *(home / cohort for home in self.folders.homes.iterdir()),
        ):
            shutil.rmtree(folder, ignore_errors=True)
        self.os_users.remove_group(cohort)

    def _write_welcome(self, account: Account, user: pwd.struct_passwd) -> None:
        """Write the welcome page again, without following a link that the person made."""
        page = welcome_page(account.lab_role, account.language)
        home = os.open(self.folders.homes / account.name, os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            draft = f".{page.file_name}.{os.urandom(8).hex()}"
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=home)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(page.text)
                os.fchmod(handle, 0o644)
                os.fchown(handle, user.pw_uid, user.pw_gid)
            os.rename(draft, page.file_name, src_dir_fd=home, dst_dir_fd=home)
        finally:
            os.close(home)
