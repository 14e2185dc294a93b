"""A changed pass phrase, another role and a closed account end all that was signed in to."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest
from running_site import RunningSite, StartSite
from site_visits import PORTAL, answers, form_token, until

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Role

pytestmark = pytest.mark.everything

OLD, NEW = "two-cranes-on-the-quay", "four-robots-near-the-mill"


@pytest.fixture(scope="module")
def site(start_site: StartSite, tmp_path_factory: pytest.TempPathFactory) -> RunningSite:
    site = start_site(tmp_path_factory.mktemp("sign-ins") / "data")
    site.wait_until_open()
    return site


@pytest.fixture
def visitors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def accounts(site: RunningSite) -> Accounts:
    return Accounts(Database(f"sqlite:///{SiteFolders(site.data).records}"))


def browser(site: RunningSite, visitors: ExitStack, name: str, phrase: str = OLD) -> httpx.Client:
    client = visitors.enter_context(
        httpx.Client(base_url=site.address, follow_redirects=True, timeout=60)
    )
    client.get("/hub/login")
    client.post(
        "/hub/login",
        params={"_xsrf": client.cookies["_xsrf"]},
        data={"username": name, "password": phrase},
    )
    client.get(PORTAL)
    return client


def open_server(client: httpx.Client, name: str) -> None:
    client.get("/hub/spawn").raise_for_status()
    with client.stream("GET", f"/hub/api/users/{name}/server/progress") as events:
        assert any('"ready": true' in line for line in events.iter_lines())
    client.get(f"/user/{name}/lab").raise_for_status()
    token = client.cookies.get("_xsrf", path=f"/user/{name}/") or ""
    made = client.post(f"/user/{name}/api/kernels", headers={"X-XSRFToken": token})
    assert made.status_code == 201, made.text


def api_token(client: httpx.Client, name: str, **asked: object) -> httpx.Response:
    client.get("/hub/token")
    return client.post(
        f"/hub/api/users/{name}/tokens",
        json={"note": "of a program", **asked},
        headers={"X-XSRFToken": client.cookies.get("_xsrf", path="/hub/") or ""},
    )


def works(site: RunningSite, token: str) -> bool:
    answer = httpx.get(
        f"{site.address}hub/api/user", headers={"Authorization": f"token {token}"}, timeout=60
    )
    return answer.status_code == 200


def processes_of(name: str, site: RunningSite) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            environment = process.environ()
        except psutil.Error:
            continue
        ours = environment.get("CAMPUS5G_DATA") == str(site.data)
        if ours and environment.get("JUPYTERHUB_USER") == name:
            found.append(process)
    return found


def leave_running(name: str, site: RunningSite) -> psutil.Process:
    """Start what a learner's kernel may leave behind: a process that minds no server."""
    environment = processes_of(name, site)[0].environ()
    left = subprocess.Popen(["sleep", "600"], env=environment, start_new_session=True)
    return psutil.Process(left.pid)


def at_work(
    site: RunningSite, visitors: ExitStack, accounts: Accounts, name: str, role: Role = "learner"
) -> tuple[list[httpx.Client], str]:
    """Sign in twice, with a kernel, a program's token, and a process left behind."""
    accounts.set(name, role, "fr", OLD)
    clients = [browser(site, visitors, name) for _ in range(2)]
    assert all(answers(client) for client in clients)
    token = api_token(clients[0], name).json()["token"]
    assert works(site, token)
    open_server(clients[0], name)
    leave_running(name, site)
    return clients, token


def assert_all_has_ended(
    site: RunningSite, clients: list[httpx.Client], token: str, name: str
) -> None:
    assert not any(answers(client) for client in clients)
    assert not works(site, token)
    until(lambda: not processes_of(name, site), f"{name} has no process")


def test_a_changed_pass_phrase_ends_every_session_token_server_and_process(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    clients, token = at_work(site, visitors, accounts, "lea")
    form = {"form_token": form_token(clients[0], "account"), "old": OLD, "new": NEW}

    clients[0].post(f"{PORTAL}account/pass-phrase", data=form)

    assert_all_has_ended(site, clients, token, "lea")
    assert answers(browser(site, visitors, "lea", NEW))


def test_a_closed_account_ends_every_session_token_server_and_process(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    clients, token = at_work(site, visitors, accounts, "max")
    alma = browser(site, visitors, accounts.set("alma", "administrator", "fr", OLD).name)
    form = {"form_token": form_token(alma, "administration/accounts/max"), "role": "learner"}

    alma.post(f"{PORTAL}administration/accounts/max", data=form).raise_for_status()

    assert_all_has_ended(site, clients, token, "max")
    assert not answers(browser(site, visitors, "max"))
    assert answers(alma)


def test_what_the_command_changes_ends_them_too(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    clients, token = at_work(site, visitors, accounts, "noa", "trainer")

    accounts.set("noa", "learner", "fr", OLD)

    until(lambda: not works(site, token), "the token has ended")
    assert_all_has_ended(site, clients, token, "noa")


def test_what_changed_while_the_site_was_stopped_counts_when_it_starts(
    start_site: StartSite, visitors: ExitStack, tmp_path: Path
) -> None:
    first = start_site(tmp_path / "data")
    first.wait_until_open()
    accounts = Accounts(Database(f"sqlite:///{SiteFolders(first.data).records}"))
    accounts.set("ines", "learner", "fr", OLD)
    accounts.set("ugo", "learner", "fr", OLD)
    changed, unchanged = (browser(first, visitors, name) for name in ("ines", "ugo"))
    first.stop()
    accounts.set("ines", "learner", "fr", NEW)

    second = start_site(first.data, first.port)
    second.wait_until_open()

    assert not answers(changed)
    assert answers(unchanged)


def test_a_token_of_a_program_ends_after_a_time(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    client = browser(site, visitors, accounts.set("pia", "learner", "fr", OLD).name)

    without_end = api_token(client, "pia").json()
    too_long = api_token(client, "pia", expires_in=400 * 24 * 3600)

    assert without_end["expires_at"] is not None
    assert too_long.status_code == 400
