"""The log of changes has what was done, and only that."""

from types import SimpleNamespace

import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.authenticator import AccountsAuthenticator
from campus5g.site.records.database import Database
from campus5g.site.records.trail import Trace
from campus5g.site.trail import SITE

PHRASE, NEW = "quai portique grue bobine", "laminoir vapeur capteur seize"


def noted(database: Database) -> list[tuple[str, str, str]]:
    with database.session() as records:
        lines = records.scalars(select(Trace).order_by(Trace.id))
        return [(line.who, line.action, line.subject) for line in lines]


def test_a_refused_change_is_not_noted_as_done(as_visitor: AsVisitor, database: Database) -> None:
    Accounts(database).set("ada", "learner", "fr", PHRASE)

    as_visitor("ada").post("account/pass-phrase", old="wrong wrong wrong", new=NEW)
    as_visitor("tina").post("desk/new", title="")
    as_visitor("alma").post("administration/accounts", name="Ada!", role="learner", language="fr")

    assert noted(database) == []


def test_a_change_is_noted_once_it_is_done(as_visitor: AsVisitor, database: Database) -> None:
    Accounts(database).set("ada", "learner", "fr", PHRASE)

    as_visitor("ada").post("account/pass-phrase", old=PHRASE, new=NEW)

    assert noted(database) == [("ada", "account/pass-phrase", "")]


class Page:
    """The Hub's sign-in page, as far as an authenticator looks at it."""

    wait_s = 0.0
    request = SimpleNamespace(remote_ip="10.0.0.1", headers={})

    def get_cookie(self, name: str) -> None:
        """Have a browser that was here never before."""


@pytest.fixture
def authenticator(
    folders: SiteFolders, database: Database, monkeypatch: pytest.MonkeyPatch
) -> AccountsAuthenticator:
    monkeypatch.setenv("CAMPUS5G_DATA", str(folders.data))
    Accounts(database).set("ada", "learner", "fr", PHRASE)
    return AccountsAuthenticator(allow_all=True)


async def test_sign_ins_and_failures_are_noted_without_addresses(
    authenticator: AccountsAuthenticator, database: Database, as_visitor: AsVisitor
) -> None:
    for typed in (PHRASE, "a wrong pass phrase"):
        await authenticator.get_authenticated_user(Page(), {"username": "ada", "password": typed})

    assert noted(database) == [("ada", "sign-in", "ada"), (SITE, "sign-in refused", "ada")]
    shown = as_visitor("alma").get("administration/log").text
    assert "connexion refusée" in shown
    assert "10.0.0.1" not in shown


async def test_a_pass_phrase_typed_as_a_name_is_not_kept(
    authenticator: AccountsAuthenticator, database: Database
) -> None:
    for name in (NEW, "nobody", "a\0b"):
        await authenticator.get_authenticated_user(Page(), {"username": name, "password": NEW})

    assert noted(database) == []
