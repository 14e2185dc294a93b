"""A copy of a site runs beside it, on the same machine, and leaves it alone."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest
from running_site import RunningSite, StartSite
from site_visits import answers, commands_of, processes_of, sign_in

from campus5g.site.demonstration.cohort import LEARNER

# Two sites run side by side.
pytestmark = [pytest.mark.everything, pytest.mark.timeout(900)]


@pytest.fixture
def visitors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def live(start_site: StartSite, tmp_path: Path) -> Iterator[RunningSite]:
    running = start_site(tmp_path / "live")
    running.wait_until_open()
    yield running
    running.stop()


@pytest.fixture
def learner(live: RunningSite, visitors: ExitStack) -> httpx.Client:
    """A learner of the live site, whose server runs."""
    client = sign_in(live, visitors, LEARNER)
    client.get("/hub/spawn").raise_for_status()
    with client.stream("GET", f"/hub/api/users/{LEARNER}/server/progress") as events:
        assert any('"ready": true' in line for line in events.iter_lines())
    return client


def campus5g(*arguments: str) -> None:
    program = "from campus5g.commands.main import main; main()"
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, timeout=120)


def restored(live: RunningSite, folder: Path) -> None:
    file = folder.with_name("backup.tar.gz")
    campus5g("backup", str(file), "--data", str(live.data))
    campus5g("restore", str(file), "--data", str(folder))


def copied(live: RunningSite, folder: Path) -> None:
    """Copy the folder as a snapshot of a disk does: with everything of the run."""
    shutil.copytree(live.data, folder, symlinks=True, ignore=shutil.ignore_patterns("*.sock"))


PROGRAMS = ("campus5g.site.hub", "campus5g.site.hub.proxy", "campus5g.site.portal", "campus5g.pool")


def serving(live: RunningSite) -> dict[psutil.Process, str]:
    """Return the processes that serve people, each with its program's name."""
    found = {}
    for process, command in commands_of(live.data).items():
        for program in (*PROGRAMS, "jupyterhub.singleuser"):
            if program in command:
                found[process] = program
    return found


@pytest.mark.parametrize("make", [restored, copied])
def test_a_copy_that_starts_and_stops_ends_nothing_of_the_live_site(
    live: RunningSite,
    learner: httpx.Client,
    start_site: StartSite,
    visitors: ExitStack,
    make: Callable[[RunningSite, Path], None],
    tmp_path: Path,
) -> None:
    before = serving(live)
    assert {*before.values()} == {*PROGRAMS, "jupyterhub.singleuser"}
    make(live, tmp_path / "copy")

    copy = start_site(tmp_path / "copy")
    copy.wait_until_open()
    visitor = sign_in(copy, visitors, LEARNER)
    assert answers(visitor)
    servers_of_copy = visitor.get(f"/hub/api/users/{LEARNER}").json()["servers"]
    copy.stop()

    assert servers_of_copy == {}
    assert "leftover" not in copy.said
    assert serving(live) == before
    assert "version" in learner.get(f"/user/{LEARNER}/api").json()
    assert processes_of(copy.data) == []


def test_a_restart_knows_people_but_no_server_of_the_run_before(
    live: RunningSite, learner: httpx.Client, start_site: StartSite
) -> None:
    live.stop()

    again = start_site(live.data, live.port)
    again.wait_until_open()

    assert answers(learner)
    found = learner.get(f"/hub/api/users/{LEARNER}").json()
    assert found["servers"] == {}
    again.stop()
