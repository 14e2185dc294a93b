"""Who makes an account is signed in by the Hub without typing the pass phrase again."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from running_site import CopyDemo, RunningSite, StartSite
from site_visits import PORTAL, answers, read, sign_in, visit

from campus5g.site.accounts.first_sign_in import COOKIE, PAGE
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.settings import Access, Settings, keep

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def site(
    start_site: StartSite, copy_demo: CopyDemo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSite]:
    data = copy_demo(tmp_path_factory.mktemp("newcomers") / "data")
    with Database.of_site(SiteFolders(data).records).session() as records:
        keep(records, Settings(access=Access(sign_up="open")))
    site = start_site(data)
    site.wait_until_open()
    yield site
    site.stop()


def make_account(client: httpx.Client, name: str, first_name: str) -> None:
    form = {
        "name": name,
        "first_name": first_name,
        "last_name": "Phare",
        "pass_phrase": "quai portique grue bobine",
    }
    made = client.post(f"{PORTAL}sign-up", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert PAGE in made.text, made.text


def test_a_newcomer_is_signed_in_once(site: RunningSite, visitors: ExitStack) -> None:
    client = visit(site.address, visitors)
    make_account(client, "ines-phare", "Inès")

    landed = client.get(PAGE)

    assert landed.url.path == PORTAL
    assert "Bonjour Inès Phare" in read(client, "")
    assert COOKIE not in client.cookies
    client.get("/hub/logout")
    assert client.get(PAGE).url.path == "/hub/login"


def test_who_was_signed_in_on_this_browser_no_longer_is(
    site: RunningSite, visitors: ExitStack
) -> None:
    client = sign_in(site, visitors, LEARNER)
    assert answers(client)
    make_account(client, "zoe-phare", "Zoé")

    client.get(PAGE)

    assert "Bonjour Zoé Phare" in read(client, "")


def test_another_browser_is_sent_to_the_sign_in_page(
    site: RunningSite, visitors: ExitStack
) -> None:
    make_account(visit(site.address, visitors), "max-phare", "Max")
    other = visit(site.address, visitors)
    other.cookies.set(COOKIE, "max-phare:2|1:0|forged", path=PAGE)

    assert other.get(PAGE).url.path == "/hub/login"
