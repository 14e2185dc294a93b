"""OS users and groups of a classroom server: one user per person, one group per cohort.

Nobody can sign in to the machine as one of them: they have no shell and no pass phrase.
"""

import contextlib
import grp
import hashlib
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil
from pydantic import TypeAdapter

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.whole_file import replace

NO_SHELL = "/usr/sbin/nologin"

_LONGEST = 32
_DIGITS = 8
_Numbers = TypeAdapter(dict[str, int])


@dataclass(frozen=True)
class OsUsers:
    """The OS users of a site's people.

    Attributes:
        prefix: of their names.
        first_uid: their numbers count from here.
        homes: folder of their homes.
        numbers: file with the number that each account ever got.
    """

    prefix: str
    first_uid: int
    homes: Path
    numbers: Path

    def user_name(self, account: str) -> str:
        """Return the name of an account's OS user."""
        return _fitting(self.prefix, account)

    def group_name(self, cohort: str) -> str:
        """Return the name of a cohort's group, which differs from all users'."""
        return _fitting(self.prefix.replace("-", "_"), cohort)

    def ensure(self, account: str) -> pwd.struct_passwd:
        """Return an account's OS user, created at the first call.

        Raises:
            CampusError: another user has its name, or the system refuses.
        """
        name = self.user_name(account)
        if self.find(account) is None:
            number = self._number(account)
            _run("groupadd", "--gid", str(number), name)
            _run(
                *("useradd", "--uid", str(number), "--gid", str(number)),
                *("--home-dir", str(self.homes / account), "--no-create-home"),
                *("--shell", NO_SHELL, "--comment", "Campus 5G", name),
            )
        return pwd.getpwnam(name)

    def find(self, account: str) -> pwd.struct_passwd | None:
        """Return an account's OS user, None if it has none.

        Raises:
            CampusError: another user has its name.
        """
        name = self.user_name(account)
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            return None
        if found.pw_dir != str(self.homes / account):
            raise CampusError(
                t(
                    fr=f"L’utilisateur système {name} n’est pas de ce site.",
                    en=f"The OS user {name} does not belong to this site.",
                ),
                t(
                    fr="Donnez un autre os_user_prefix dans classroom.yaml.",
                    en="Set another os_user_prefix in classroom.yaml.",
                ),
            )
        return found

    def remove(self, account: str) -> None:
        """End the processes of an account's OS user, and remove the user; files stay.

        Its number is never given to another user, who would own the files.
        """
        found = self.find(account)
        if found is None:
            return
        self.end_processes(account)
        _run("userdel", found.pw_name)
        with contextlib.suppress(KeyError):
            grp.getgrnam(found.pw_name)
            _run("groupdel", found.pw_name)

    def end_processes(self, account: str) -> None:
        """End the processes of an account's OS user, if it has one."""
        found = self.find(account)
        if found is not None:
            _end_processes(found.pw_uid)

    def ensure_group(self, cohort: str) -> int:
        """Return the number of a cohort's group, created at the first call.

        Nobody is a member: a trainer's server is given the group of the one cohort it is for.
        """
        return ensure_group(self.group_name(cohort))

    def remove_group(self, cohort: str) -> None:
        """Remove a cohort's group, if it exists."""
        name = self.group_name(cohort)
        with contextlib.suppress(KeyError):
            grp.getgrnam(name)
            _run("groupdel", name)

    def _number(self, account: str) -> int:
        try:
            known = _Numbers.validate_json(self.numbers.read_bytes())
        except FileNotFoundError:
            known = {}
        if account not in known:
            taken = {*known.values(), *(user.pw_uid for user in pwd.getpwall())}
            taken |= {group.gr_gid for group in grp.getgrall()}
            number = max([self.first_uid - 1, *known.values()]) + 1
            while number in taken:
                number += 1
            known[account] = number
            replace(self.numbers, _Numbers.dump_json(known, indent=1).decode() + "\n", private=True)
        return known[account]


def ensure_site_user(name: str, home: Path) -> pwd.struct_passwd:
    """Return the site's own OS user, created at the first call."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        _run(
            *("useradd", "--system", "--user-group", "--home-dir", str(home)),
            *("--no-create-home", "--shell", NO_SHELL, "--comment", "Campus 5G", name),
        )
        return pwd.getpwnam(name)


def ensure_group(name: str) -> int:
    """Return the number of a group, created at the first call."""
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        _run("groupadd", "--system", name)
        return grp.getgrnam(name).gr_gid


def join_group(user: str, group: str) -> None:
    """Make an OS user a member of a group, unless it is one."""
    if user not in grp.getgrnam(group).gr_mem:
        _run("usermod", "--append", "--groups", group, user)


def _fitting(prefix: str, name: str) -> str:
    """Return a name that useradd takes; a long one is cut, and made unique by its digest.

    Neither accounts nor cohorts have an underscore before it, so a cut name is never another's.
    """
    if len(prefix) + len(name) <= _LONGEST:
        return prefix + name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]
    return f"{prefix}{name[: _LONGEST - len(prefix) - _DIGITS - 1]}_{digest}"


def _end_processes(uid: int) -> None:
    running = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if uid in process.uids():
                process.kill()
                running.append(process)
    psutil.wait_procs(running)


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise CampusError(
            t(
                fr=f"{command[0]} a échoué : {done.stderr.strip()}",
                en=f"{command[0]} failed: {done.stderr.strip()}",
            ),
            t(
                fr="Le serveur de classe demande root et les programmes du paquet passwd.",
                en="The classroom server needs root and the programs in the package passwd.",
            ),
        )
