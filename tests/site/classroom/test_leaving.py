"""What happens to a learner's OS user and files when they leave."""

import pwd
import re
import shutil
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest
from classroom_site import PHRASE, Classroom

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.records.database import Database

pytestmark = pytest.mark.proof


@pytest.fixture
def leo(classroom: Classroom) -> Iterator[str]:
    """A learner with an account, and an administrator."""
    database = Database(f"sqlite:///{classroom.folders.records}")
    accounts = Accounts(database)
    accounts.set("leo", "learner", "en", PHRASE)
    accounts.set("alma", "administrator", "en", PHRASE)
    yield "leo"
    database.close()
    classroom.os_users.remove("leo")
    shutil.rmtree(classroom.folders.homes / "leo", ignore_errors=True)


def test_a_closed_account_has_no_server_and_no_os_user_and_keeps_its_files_and_number(
    classroom: Classroom, leo: str
) -> None:
    with closing(classroom.sign_in("leo")) as client:
        server = classroom.open_server(client, leo)
    number = server.uids().real
    home = classroom.folders.homes / leo

    _send(classroom, leo, "", {"role": "learner"})

    _, alive = psutil.wait_procs([server], timeout=60)
    assert alive == []
    assert classroom.os_users.find(leo) is None
    assert home.stat().st_uid == number

    _send(classroom, leo, "", {"role": "learner", "active": "true"})
    with closing(classroom.sign_in("leo")) as client:
        assert classroom.open_server(client, leo).uids().real == number

    _send(classroom, leo, "/erase", {"sure": "true"})

    assert classroom.os_users.find(leo) is None
    assert not home.exists()
    assert number not in [user.pw_uid for user in pwd.getpwall()]


def _send(classroom: Classroom, account: str, form: str, fields: dict[str, str]) -> None:
    page = f"/services/portal/administration/accounts/{account}"
    with closing(classroom.sign_in("alma")) as alma:
        token = re.search(r'name="form_token" value="([0-9a-f]+)"', alma.get(page).text)
        assert token is not None
        alma.post(f"{page}{form}", data={"form_token": token[1], **fields}).raise_for_status()
