"""A changed pass phrase, another role and a closed account end all that was signed in to."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import psutil
import pytest
from polling import until
from running_site import CopyDemo, RunningSite, StartSite
from site_visits import PORTAL, answers, form_token, open_server, send_sign_in, start_kernel, visit

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.accounts.sign_in_limit import BY_BOTH
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.client_address import TRUSTED
from campus5g.site.records.database import Database
from campus5g.site.records.people import Role

pytestmark = pytest.mark.proof

OLD, NEW = "two-cranes-on-the-quay", "four-robots-near-the-mill"


@pytest.fixture(scope="module")
def site(
    start_site: StartSite, copy_demo: CopyDemo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSite]:
    data = copy_demo(tmp_path_factory.mktemp("sign-ins") / "data")
    with pytest.MonkeyPatch.context() as patch:
        # No web server is in front of it.
        patch.setenv(TRUSTED, "")
        site = start_site(data)
    site.wait_until_open()
    yield site
    site.stop()


@pytest.fixture
def accounts(site: RunningSite) -> Accounts:
    return Accounts(Database(f"sqlite:///{SiteFolders(site.data).records}"))


def browser(site: RunningSite, visitors: ExitStack, name: str, phrase: str = OLD) -> httpx.Client:
    client = visit(site.address, visitors)
    send_sign_in(client, name, phrase)
    client.get(PORTAL)
    return client


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


def signed_in(
    site: RunningSite, visitors: ExitStack, accounts: Accounts, name: str, role: Role = "learner"
) -> tuple[list[httpx.Client], str]:
    """Sign in twice, with a program's token."""
    accounts.set(name, role, "fr", OLD)
    clients = [browser(site, visitors, name) for _ in range(2)]
    assert all(answers(client) for client in clients)
    token = api_token(clients[0], name).json()["token"]
    assert works(site, token)
    return clients, token


def assert_sign_ins_have_ended(site: RunningSite, clients: list[httpx.Client], token: str) -> None:
    assert not any(answers(client) for client in clients)
    assert not works(site, token)


def test_a_changed_pass_phrase_ends_every_session_token_server_and_process(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    clients, token = signed_in(site, visitors, accounts, "lea")
    open_server(clients[0], "lea")
    start_kernel(clients[0], "lea")
    leave_running("lea", site)
    form = {"form_token": form_token(clients[0], "account"), "old": OLD, "new": NEW}

    clients[0].post(f"{PORTAL}account/pass-phrase", data=form)

    assert_sign_ins_have_ended(site, clients, token)
    until(lambda: not processes_of("lea", site), "lea has no process")
    assert answers(browser(site, visitors, "lea", NEW))


def test_a_closed_account_ends_every_session_and_token(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    clients, token = signed_in(site, visitors, accounts, "max")
    alma = browser(site, visitors, accounts.set("alma", "administrator", "fr", OLD).name)
    form = {"form_token": form_token(alma, "administration/accounts/max"), "role": "learner"}

    alma.post(f"{PORTAL}administration/accounts/max", data=form).raise_for_status()

    assert_sign_ins_have_ended(site, clients, token)
    assert not answers(browser(site, visitors, "max"))
    assert answers(alma)


def test_what_the_command_changes_ends_them_too(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    clients, token = signed_in(site, visitors, accounts, "noa", "trainer")

    accounts.set("noa", "learner", "fr", OLD)

    until(lambda: not works(site, token), "the token has ended")
    assert_sign_ins_have_ended(site, clients, token)


def test_a_token_of_a_program_ends_after_a_time(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    client = browser(site, visitors, accounts.set("pia", "learner", "fr", OLD).name)

    without_end = api_token(client, "pia").json()
    too_long = api_token(client, "pia", expires_in=400 * 24 * 3600)

    assert without_end["expires_at"] is not None
    assert too_long.status_code == 400


def test_a_claimed_address_gives_no_extra_sign_in_attempts(
    site: RunningSite, visitors: ExitStack, accounts: Accounts
) -> None:
    accounts.set("eli", "learner", "fr", OLD)
    stranger = visit(site.address, visitors)
    stranger.get("/hub/login")

    for number in range(BY_BOTH + 1):
        address = f"203.0.113.{number}"
        answer = stranger.post(
            "/hub/login",
            params={"_xsrf": stranger.cookies["_xsrf"]},
            data={"username": "eli", "password": "guessed"},
            headers={"X-Forwarded-For": address, "X-Real-Ip": address},
        )

    assert "Trop d’essais" in answer.text
