import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from new_records import new_records

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.accounts.sign_in_limit import BY_BOTH
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.authenticator import AccountsAuthenticator


class Page:
    """The Hub's sign-in page, as far as an authenticator looks at it."""

    wait_s = 0.0

    def __init__(self, prefers: str = "") -> None:
        headers = {"Accept-Language": prefers} if prefers else {}
        self.request = SimpleNamespace(remote_ip="10.0.0.1", headers=headers)

    def get_cookie(self, name: str) -> None:
        """Have a browser that was here never before."""


@pytest.fixture
def authenticator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AccountsAuthenticator:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    database = new_records(SiteFolders(tmp_path).records)
    Accounts(database).set("sacha", "learner", "fr", "bodina-kurevo")
    return AccountsAuthenticator(allow_all=True)


async def test_a_correct_pass_phrase_gives_the_hub_the_account_name(
    authenticator: AccountsAuthenticator,
) -> None:
    person = await authenticator.get_authenticated_user(
        Page(), {"username": "Sacha", "password": "bodina-kurevo"}
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
async def test_the_hub_refuses_everyone_else(
    authenticator: AccountsAuthenticator, data: dict[str, str]
) -> None:
    assert await authenticator.authenticate(Page(), data) is None


async def test_the_language_chosen_on_the_sign_in_page_is_the_accounts(
    authenticator: AccountsAuthenticator,
) -> None:
    phrase = {"username": "sacha", "password": "bodina-kurevo"}

    await authenticator.authenticate(Page(), {**phrase, "password": "wrong", "language": "en"})
    await authenticator.authenticate(Page(), {**phrase, "language": "xx"})
    await authenticator.authenticate(Page(), phrase)
    before = authenticator.accounts.find("sacha")
    await authenticator.authenticate(Page(), {**phrase, "language": "en"})
    after = authenticator.accounts.find("sacha")

    assert before is not None
    assert before.language == "fr"
    assert after is not None
    assert after.language == "en"


async def test_until_a_language_is_chosen_an_account_has_that_of_its_browser(
    authenticator: AccountsAuthenticator,
) -> None:
    phrase = {"username": "sacha", "password": "bodina-kurevo"}

    async def language_after(page: Page, **sent: str) -> str:
        await authenticator.authenticate(page, {**phrase, **sent})
        account = authenticator.accounts.find("sacha")
        assert account is not None
        return account.language

    assert await language_after(Page("de")) == "fr"
    assert await language_after(Page("en-GB,en;q=0.9")) == "en"
    assert await language_after(Page("fr")) == "fr"
    assert await language_after(Page("fr"), language="en") == "en"
    assert await language_after(Page("fr")) == "en"


async def test_an_account_made_while_the_hub_runs_can_sign_in(
    authenticator: AccountsAuthenticator,
) -> None:
    authenticator.accounts.set("charlie", "learner", "en", "sitamu-nepoda")

    signed_in = await authenticator.authenticate(
        Page(), {"username": "charlie", "password": "sitamu-nepoda"}
    )
    assert signed_in == "charlie"


async def test_after_failed_guesses_the_right_phrase_waits_too(
    authenticator: AccountsAuthenticator,
) -> None:
    for _ in range(BY_BOTH):
        await authenticator.authenticate(Page(), {"username": "sacha", "password": "wrong"})
    page = Page()

    name = await authenticator.authenticate(
        page, {"username": "sacha", "password": "bodina-kurevo"}
    )

    assert name is None
    assert page.wait_s > 0


async def test_guesses_sent_at_once_are_limited_as_guesses_one_by_one(
    authenticator: AccountsAuthenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = authenticator.accounts.verify

    def count(name: str, pass_phrase: str) -> object:
        checked.append(pass_phrase)
        return verify(name, pass_phrase)

    monkeypatch.setattr(authenticator.accounts, "verify", count)

    await asyncio.gather(
        *(
            authenticator.authenticate(Page(), {"username": "sacha", "password": f"guess {each}"})
            for each in range(20)
        )
    )

    assert len(checked) == BY_BOTH
