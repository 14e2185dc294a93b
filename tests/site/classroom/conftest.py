"""A classroom server that runs: three learners and two trainers, each with an OS user.

Of the learners only Ada and Ben have a server; Cleo has not come yet.
"""

import grp
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from classroom_site import DOCK, MILL, MODULE, Classroom, fill
from running_site import StartSite

from campus5g.site.classroom.people import ClassroomPeople
from campus5g.site.classroom.sources import GROUP
from campus5g.site.folders import SiteFolders

DISK_LIMIT_MIB = 300

# Each of pytest's workers, and each run beside this one, has a classroom on this one machine, whose
# numbers are not another's.
FIRST_UID = 30_000 + 100 * secrets.randbelow(200)


@pytest.fixture(scope="package", autouse=True)
def _root_alone() -> None:
    if os.geteuid() != 0 or shutil.which("useradd") is None:
        pytest.skip("Only root can make OS users, with the programs of the package passwd.")


@pytest.fixture(scope="package")
def classroom(start_site: StartSite) -> Iterator[Classroom]:
    prefix = f"t{secrets.token_hex(3)}-"
    data = Path(tempfile.mkdtemp(prefix="campus5g-classroom-"))
    folders = SiteFolders(data)
    fill(folders)
    site_user = f"{prefix}site"
    folders.classroom_settings.write_text(
        f"os_user_prefix: {prefix}\nsite_user: {site_user}\nfirst_uid: {FIRST_UID}\n"
        f"disk_limit_mib: {DISK_LIMIT_MIB}\n"
    )
    people = ClassroomPeople.of_site(folders)
    had_group = any(group.gr_name == GROUP for group in grp.getgrall())
    try:
        site = start_site(
            data,
            options=("--classroom", "--language", "en"),
            within=("unshare", "--mount", sys.executable, str(Path(__file__).parent / "openly.py")),
        )
        try:
            site.wait_until_open()
        except AssertionError as error:
            error.add_note(folders.log.read_text(errors="replace")[-4000:])
            raise
        yield Classroom(site, folders, people.os_users, site_user)
        site.stop()
    finally:
        for account in ("ada", "ben", "cleo", "tom", "uma"):
            people.os_users.remove(account)
        for cohort in (MILL, DOCK):
            people.os_users.remove_group(cohort)
        if any(user.pw_name == site_user for user in pwd.getpwall()):
            subprocess.run(["userdel", site_user], check=True)
        if not had_group and any(group.gr_name == GROUP for group in grp.getgrall()):
            subprocess.run(["groupdel", GROUP], check=True)
        shutil.rmtree(data)


@pytest.fixture(scope="module")
def ada(classroom: Classroom) -> httpx.Client:
    return classroom.sign_in("ada")


@pytest.fixture(scope="module")
def ben(classroom: Classroom) -> httpx.Client:
    return classroom.sign_in("ben")


@pytest.fixture(scope="module")
def adas(classroom: Classroom, ada: httpx.Client) -> psutil.Process:
    server = classroom.open_server(ada, "ada")
    ada.get(f"/user/ada/campus5g/open/{MILL}/{MODULE}").raise_for_status()
    return server


@pytest.fixture(scope="module")
def bens(classroom: Classroom, ben: httpx.Client) -> psutil.Process:
    return classroom.open_server(ben, "ben")
