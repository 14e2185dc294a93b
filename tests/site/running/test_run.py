"""A site from its first start to its last: what a restart, a kill, a copy and Ctrl-C leave."""

import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import pytest
from running_site import CopyDemo, RunningSite, StartSite
from site_visits import (
    answers,
    commands_of,
    open_server,
    processes_of,
    send_sign_in,
    sign_in,
    start_kernel,
    visit,
)
from sqlalchemy import select

from campus5g.courseware.progress import Progress
from campus5g.courseware.progress.store import events_in
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.demonstration.cohort import LEARNER, TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.progress.received import Received
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

CHANGED, UNCHANGED = "ines", "ugo"
"""Whose pass phrases are or are not another when the site starts again."""
OLD, NEW = "two-cranes-on-the-quay", "four-robots-near-the-mill"
SERVER = "jupyterhub.singleuser"
PROGRAMS = ("campus5g.site.hub", "campus5g.site.hub.proxy", "campus5g.site.portal", "campus5g.pool")
# Only a server that sends nothing takes as long.
SENT_WITHIN_S = 300


def test_a_taken_port_is_one_clear_line_with_the_remedy(
    start_site: StartSite, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        site = start_site(tmp_path / "data", port)
        code = site.process.wait(60)

    said = site.process.stdout.read()  # type: ignore[union-attr]
    assert code == 1
    assert str(port) in said
    assert "--port" in said
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def visitors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@dataclass(frozen=True)
class Visited:
    """A site at which people are signed in, and a learner has a server."""

    site: RunningSite
    browsers: dict[str, httpx.Client]


@pytest.fixture(scope="module")
def opened(
    start_site: StartSite,
    copy_demo: CopyDemo,
    visitors: ExitStack,
    tmp_path_factory: pytest.TempPathFactory,
) -> Visited:
    """Start a site in a folder that others could read, and come to it."""
    data = copy_demo(tmp_path_factory.mktemp("run") / "data")
    data.chmod(0o755)
    site = start_site(data)
    site.wait_until_open()
    browsers = {LEARNER: sign_in(site, visitors, LEARNER)}
    with closing(Database.of_site(SiteFolders(data).records)) as database:
        for name in (CHANGED, UNCHANGED):
            Accounts(database).set(name, "learner", "fr", OLD)
            browsers[name] = visit(site.address, visitors)
            send_sign_in(browsers[name], name, OLD)
            assert answers(browsers[name])
    open_server(browsers[LEARNER], LEARNER)
    start_kernel(browsers[LEARNER], LEARNER)
    return Visited(site, browsers)


@dataclass(frozen=True)
class Stopped:
    """What was seen of a site that was ended by Ctrl-C."""

    commands: str
    """Of all that ran before."""
    code: int
    left: list[psutil.Process]
    log: str
    sign_ins: dict[str, str]


@pytest.fixture(scope="module")
def stopped(opened: Visited) -> Stopped:
    site = opened.site
    commands = " ".join(" ".join(command) for command in commands_of(site.data).values())
    code = site.stop(signal.SIGINT)
    log = SiteFolders(site.data).log.read_text()
    return Stopped(commands, code, processes_of(site.data), log, site.sign_ins)


@dataclass(frozen=True)
class Restarted(Visited):
    """The site as it was started again, after changes to what was stopped."""

    begun: datetime


@pytest.fixture(scope="module")
def restarted(opened: Visited, stopped: Stopped, start_site: StartSite) -> Restarted:
    data, port = opened.site.data, opened.site.port
    (data / "homes" / LEARNER / "mine.ipynb").write_text("{}")
    with sqlite3.connect(data / "cohorts" / "demo" / "gradebook.db") as gradebook:
        gradebook.execute("update student set lms_user_id = 'kept'")
    with closing(Database.of_site(SiteFolders(data).records)) as database:
        Accounts(database).set(CHANGED, "learner", "fr", NEW)
        with database.session() as records:
            camille = records.scalars(select(Person).where(Person.name == TRAINER)).one()
            camille.active = False
    begun = datetime.now(UTC)
    site = start_site(data, port)
    site.wait_until_open()
    return Restarted(site, opened.browsers, begun)


@dataclass(frozen=True)
class RunAfterKill:
    """A site that was started after a kill of the one before, with its learner at work."""

    site: RunningSite
    learner: httpx.Client
    orphans: list[psutil.Process]
    """What the killed one had left, stopped so that it could not end by itself."""


@pytest.fixture(scope="module")
def after_kill(
    restarted: Restarted, start_site: StartSite, visitors: ExitStack
) -> Iterator[RunAfterKill]:
    killed = restarted.site
    open_server(restarted.browsers[LEARNER], LEARNER)
    orphans: list[psutil.Process] = []
    # Those that others have started meanwhile are found at the next look.
    while new := [
        process
        for process in processes_of(killed.data)
        if process.pid != killed.process.pid and process not in orphans
    ]:
        for process in new:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        orphans += new
    orphans = [process for process in orphans if lives(process)]
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait(60)
    # From now on its portal reads no home.
    SiteFolders(killed.data).deployment.write_text("progress: portal\n")
    site = start_site(killed.data, killed.port)
    site.wait_until_open()
    learner = sign_in(site, visitors, LEARNER)
    open_server(learner, LEARNER)
    yield RunAfterKill(site, learner, orphans)
    site.stop()


def lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def servers_started_before(moment: datetime, learner: httpx.Client) -> list[str]:
    """Return the learner's servers that the Hub knows from before; home has a new one started."""
    servers = learner.get(f"/hub/api/users/{LEARNER}").json()["servers"]
    return [
        name
        for name, server in servers.items()
        if datetime.fromisoformat(server["started"]) < moment
    ]


def serving(site: RunningSite) -> dict[psutil.Process, str]:
    """Return the processes that serve people, each with its program's name."""
    found = {}
    for process, command in commands_of(site.data).items():
        for program in (*PROGRAMS, SERVER):
            if program in command:
                found[process] = program
    return found


@pytest.mark.proof
def test_a_data_folder_that_was_open_is_closed_and_root_is_told_what_it_means(
    opened: Visited,
) -> None:
    assert opened.site.data.stat().st_mode & 0o777 == 0o700
    assert "was open to other users" in opened.site.said
    assert ("runs as root" in opened.site.said) == (os.geteuid() == 0)


@pytest.mark.proof
def test_the_address_and_the_sign_ins_are_the_last_that_a_start_says(opened: Visited) -> None:
    said, site = opened.site.said, opened.site

    *steps, shown = said.partition("Campus 5G is open")
    assert [line[:3] for line in steps[0].splitlines() if line[1:2] == "/"] == ["1/3", "2/3", "3/3"]
    assert site.address not in steps[0]
    assert shown.index(site.address) < shown.index(site.sign_ins[LEARNER])
    assert "root" not in shown
    assert "Ctrl-C" in shown.splitlines()[-1]


@pytest.mark.proof
def test_a_second_start_on_the_same_data_shows_the_first_ones_address(
    opened: Visited, start_site: StartSite
) -> None:
    first = opened.site

    second = start_site(first.data)

    assert second.process.wait(60) == 1
    assert first.address in second.process.stdout.read()  # type: ignore[union-attr]
    assert httpx.get(f"{first.address}hub/login", timeout=60).status_code == 200


@pytest.mark.proof
def test_ctrl_c_ends_hub_proxy_servers_and_kernels(stopped: Stopped) -> None:
    for part in ("site.hub", "site.hub.proxy", "campus5g.pool", "singleuser", "ipykernel"):
        assert part in stopped.commands

    assert stopped.code == 0
    assert stopped.left == []


@pytest.mark.proof
def test_a_restart_keeps_sign_ins_cookies_gradebook_exchange_and_notebooks(
    restarted: Restarted, stopped: Stopped
) -> None:
    site = restarted.site

    assert site.sign_ins == stopped.sign_ins
    assert site.sign_ins[LEARNER] in site.said
    assert restarted.browsers[UNCHANGED].get("/hub/home").url.path == "/hub/home"
    with sqlite3.connect(site.data / "cohorts" / "demo" / "gradebook.db") as gradebook:
        assert gradebook.execute("select lms_user_id from student").fetchall() == [("kept",)]
    assert (site.data / "exchange" / "demo" / "outbound" / "packet-capture").is_dir()
    assert (site.data / "exchange" / "demo" / "editions" / "en" / "packet-capture").is_dir()
    assert (site.data / "homes" / LEARNER / "mine.ipynb").read_text() == "{}"
    log = SiteFolders(site.data).log.read_text()
    assert log.startswith(stopped.log)
    assert "starts." in log.removeprefix(stopped.log)


@pytest.mark.proof
def test_a_restart_knows_people_but_no_server_of_the_run_before(restarted: Restarted) -> None:
    learner = restarted.browsers[LEARNER]

    assert answers(learner)
    assert servers_started_before(restarted.begun, learner) == []


@pytest.mark.proof
def test_a_demo_account_that_was_closed_stays_closed(restarted: Restarted) -> None:
    site = restarted.site

    with closing(Database.of_site(SiteFolders(site.data).records)) as database:
        assert Accounts(database).verify(TRAINER, site.sign_ins[TRAINER]) is None
    assert LEARNER in site.said
    assert TRAINER not in site.said


@pytest.mark.proof
def test_what_changed_while_the_site_was_stopped_counts_when_it_starts(
    restarted: Restarted,
) -> None:
    assert not answers(restarted.browsers[CHANGED])
    assert answers(restarted.browsers[UNCHANGED])


@pytest.mark.proof
def test_a_start_after_a_kill_puts_everything_right(after_kill: RunAfterKill) -> None:
    assert f"{len(after_kill.orphans)} leftover processes" in after_kill.site.said
    assert not any(process.is_running() for process in after_kill.orphans)
    assert "version" in after_kill.learner.get(f"/user/{LEARNER}/api").json()


@pytest.mark.proof
def test_a_learners_server_sends_what_is_done_there_and_how_their_folders_stand(
    after_kill: RunAfterKill,
) -> None:
    folders = SiteFolders(after_kill.site.data)
    # A kernel of this learner's would write here.
    own = Progress("essentials-why-5g", LEARNER, folders.own_events(LEARNER))
    own.seen("one")
    (folders.homes / LEARNER / "demo" / "essentials-why-5g").mkdir(parents=True)

    came = Received(folders.progress, LEARNER)
    give_up_at = time.monotonic() + SENT_WITHIN_S
    while not (came.works() and came.last()) and time.monotonic() < give_up_at:
        time.sleep(0.1)

    assert list(events_in(came.events)) == own.events()
    assert "demo/essentials-why-5g" in came.works()


@pytest.mark.proof
@pytest.mark.timeout(900)  # Two sites run side by side.
def test_a_copy_that_starts_and_stops_ends_nothing_of_the_live_site(
    after_kill: RunAfterKill, start_site: StartSite, visitors: ExitStack, tmp_path: Path
) -> None:
    live = after_kill.site
    before = serving(live)
    assert {*before.values()} == {*PROGRAMS, SERVER}
    # As a snapshot of a disk copies it: with everything of the run.
    shutil.copytree(
        live.data, tmp_path / "copy", symlinks=True, ignore=shutil.ignore_patterns("*.sock")
    )

    begun = datetime.now(UTC)
    copy = start_site(tmp_path / "copy")
    copy.wait_until_open()
    visitor = sign_in(copy, visitors, LEARNER)
    assert answers(visitor)
    known_from_before = servers_started_before(begun, visitor)
    copy.stop()

    assert known_from_before == []
    assert "leftover" not in copy.said
    assert serving(live) == before
    assert "version" in after_kill.learner.get(f"/user/{LEARNER}/api").json()
    assert processes_of(copy.data) == []


@pytest.mark.proof
def test_a_hub_whose_supervisor_is_killed_ends_by_itself_with_all_servers(
    after_kill: RunAfterKill,
) -> None:
    site = after_kill.site
    orphans = [each for each in processes_of(site.data) if each.pid != site.process.pid]
    assert orphans

    os.kill(site.process.pid, signal.SIGKILL)

    _, alive = psutil.wait_procs(orphans, timeout=60)
    assert alive == []
