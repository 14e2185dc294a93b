from pathlib import Path

import pytest

from campus5g.site.accounts import Accounts
from campus5g.site.authenticator import AccountsAuthenticator
from campus5g.site.folders import SiteFolders


@pytest.fixture
def authenticator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AccountsAuthenticator:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    Accounts(SiteFolders(tmp_path).accounts).set("sacha", "learner", "fr", "bodina-kurevo")
    return AccountsAuthenticator(allow_all=True)


async def test_the_hub_learns_the_name_of_who_signs_in(
    authenticator: AccountsAuthenticator,
) -> None:
    person = await authenticator.get_authenticated_user(
        None, {"username": "Sacha", "password": "bodina-kurevo"}
    )

    assert person["name"] == "sacha"
    assert not person["admin"]


@pytest.mark.parametrize(
    "data",
    [
        {"username": "sacha", "password": "wrong"},
        {"username": "root", "password": "bodina-kurevo"},
        {"username": "sacha"},
        {},
    ],
)
async def test_the_hub_lets_nobody_else_in(
    authenticator: AccountsAuthenticator, data: dict[str, str]
) -> None:
    assert await authenticator.authenticate(None, data) is None


async def test_an_account_made_while_the_hub_runs_can_sign_in(
    authenticator: AccountsAuthenticator,
) -> None:
    authenticator.accounts.set("charlie", "learner", "en", "sitamu-nepoda")

    signed_in = await authenticator.authenticate(
        None, {"username": "charlie", "password": "sitamu-nepoda"}
    )
    assert signed_in == "charlie"
