import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from running_site import StartSite
from site_visits import commands_of, processes_of, sign_in
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.demonstration.cohort import LEARNER, TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def visitors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def wait_for_server(client: httpx.Client, name: str) -> None:
    """Start the person's server, and follow the Hub's progress until it is ready."""
    client.get("/hub/spawn").raise_for_status()
    with client.stream("GET", f"/hub/api/users/{name}/server/progress") as events:
        for line in events.iter_lines():
            if '"ready": true' in line:
                return
    raise AssertionError("The server did not get ready.")


def start_kernel(client: httpx.Client, name: str) -> None:
    client.get(f"/user/{name}/lab").raise_for_status()
    token = client.cookies.get("_xsrf", path=f"/user/{name}/")
    answer = client.post(f"/user/{name}/api/kernels", headers={"X-XSRFToken": token or ""})
    assert answer.status_code == 201, answer.text


@pytest.mark.everything
def test_ctrl_c_ends_hub_proxy_servers_and_kernels(
    start_site: StartSite, data: Path, visitors: ExitStack
) -> None:
    site = start_site(data)
    site.wait_until_open()
    client = sign_in(site, visitors, LEARNER)
    wait_for_server(client, LEARNER)
    start_kernel(client, LEARNER)
    commands = " ".join(" ".join(command) for command in commands_of(data).values())
    for part in ("site.hub", "site.hub.proxy", "campus5g.pool", "singleuser", "ipykernel"):
        assert part in commands

    code = site.stop(signal.SIGINT)

    assert code == 0
    assert processes_of(data) == []


@pytest.mark.everything
def test_a_restart_keeps_sign_ins_cookies_gradebook_exchange_and_notebooks(
    start_site: StartSite, data: Path, visitors: ExitStack
) -> None:
    first = start_site(data)
    first.wait_until_open()
    sign_ins = first.sign_ins
    client = sign_in(first, visitors, TRAINER)
    first.stop(signal.SIGTERM)
    notebook = data / "homes" / LEARNER / "mine.ipynb"
    notebook.write_text("{}")
    with sqlite3.connect(data / "cohorts" / "demo" / "gradebook.db") as gradebook:
        gradebook.execute("update student set lms_user_id = 'kept'")

    second = start_site(data, first.port)
    second.wait_until_open()

    assert second.sign_ins == sign_ins
    assert all(phrase in second.said for phrase in sign_ins.values())
    assert client.get("/hub/home").url.path == "/hub/home"
    with sqlite3.connect(data / "cohorts" / "demo" / "gradebook.db") as gradebook:
        assert gradebook.execute("select lms_user_id from student").fetchall() == [("kept",)]
    assert (data / "exchange" / "demo" / "outbound" / "packet-capture").is_dir()
    assert notebook.read_text() == "{}"
    second.stop()
    assert (data / "site.log").read_text().count("campus5g") >= 2


@pytest.mark.everything
def test_a_demo_account_that_was_closed_stays_closed(start_site: StartSite, data: Path) -> None:
    first = start_site(data)
    first.wait_until_open()
    closed = first.sign_ins[TRAINER]
    database = Database(f"sqlite:///{SiteFolders(data).records}")
    with database.session() as records:
        camille = records.scalars(select(Person).where(Person.name == TRAINER)).one()
        camille.active = False
    assert httpx.head(first.address, follow_redirects=True, timeout=60).status_code == 200
    first.stop()

    second = start_site(data, first.port)
    second.wait_until_open()

    assert LEARNER in second.said
    assert TRAINER not in second.said
    assert Accounts(database).verify(TRAINER, closed) is None
    database.close()
    second.stop()


@pytest.mark.everything
def test_a_second_start_on_the_same_data_shows_the_first_ones_address(
    start_site: StartSite, data: Path
) -> None:
    first = start_site(data)
    first.wait_until_open()

    second = start_site(data)

    assert second.process.wait(60) == 1
    assert first.address in second.process.stdout.read()  # type: ignore[union-attr]
    assert httpx.get(f"{first.address}hub/login", timeout=60).status_code == 200
    first.stop()


def test_a_taken_port_is_one_clear_line_with_the_remedy(start_site: StartSite, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        site = start_site(data, port)
        code = site.process.wait(60)

    said = site.process.stdout.read()  # type: ignore[union-attr]
    assert code == 1
    assert str(port) in said
    assert "--port" in said
    assert "Traceback" not in said


def lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.everything
def test_a_start_after_a_kill_puts_everything_right(
    start_site: StartSite, data: Path, visitors: ExitStack
) -> None:
    killed = start_site(data)
    killed.wait_until_open()
    client = sign_in(killed, visitors, LEARNER)
    wait_for_server(client, LEARNER)
    orphans: list[psutil.Process] = []
    # Those that others have started meanwhile are found at the next look.
    while new := [
        process
        for process in processes_of(data)
        if process.pid != killed.process.pid and process not in orphans
    ]:
        for process in new:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        orphans += new
    orphans = [process for process in orphans if lives(process)]
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait(60)

    site = start_site(data, killed.port)
    site.wait_until_open()

    assert f"{len(orphans)} leftover processes" in site.said
    assert not any(process.is_running() for process in orphans)
    wait_for_server_again = sign_in(site, visitors, LEARNER)
    wait_for_server(wait_for_server_again, LEARNER)
    site.stop()


@pytest.mark.everything
def test_a_hub_whose_supervisor_is_killed_ends_by_itself(start_site: StartSite, data: Path) -> None:
    site = start_site(data)
    site.wait_until_open()
    orphans = [p for p in processes_of(data) if p.pid != site.process.pid]
    assert orphans

    os.kill(site.process.pid, signal.SIGKILL)

    _, alive = psutil.wait_procs(orphans, timeout=60)
    assert alive == []
