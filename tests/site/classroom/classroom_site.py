"""A running classroom server, and its processes and users on the machine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from hub_pages import ask_for_server
from running_site import RunningSite
from systemd_machine import until

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.site.accounts.accounts import hashed
from campus5g.site.classroom.os_users import OsUsers
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person, Role

MILL, DOCK, MODULE = "mill", "dock", "positioning-positioning"
PHRASE = "two-cranes-on-the-quay"


def _person(name: str, role: Role) -> Person:
    return Person(
        name=name,
        role=role,
        language="fr",
        pass_phrase_hash=hashed(PHRASE),
        identity=Identity(first_name=name.capitalize(), last_name="Essai"),
    )


def fill(folders: SiteFolders) -> None:
    """Create the state of a site without OS users: accounts, and a released lab."""
    database = Database(f"sqlite:///{folders.records}")
    database.upgrade()
    with database.session() as records:
        learners = [_person(name, "learner") for name in ("ada", "ben", "cleo")]
        for cohort, trainer in ((MILL, "tom"), (DOCK, "uma")):
            records.add(
                CohortRecord(
                    id=cohort,
                    title=cohort,
                    language="fr",
                    graded_at_once=cohort == MILL,
                    trainers=[_person(trainer, "trainer")],
                    enrolments=[Enrolment(person=person) for person in learners],
                    modules=[CohortModule(module=MODULE, position=0, released_at=now())],
                )
            )
    database.close()
    for cohort in (MILL, DOCK):
        built = Cohort(id=cohort, title=cohort, language="fr", trainer="tom", modules=[MODULE])
        build(built, folders.cohorts / cohort)
        release(folders.cohorts / cohort, MODULE, folders.exchange)


def sign_in(address: str, name: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Sign in to a site."""
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=120, transport=transport)
    client.get("/hub/login")
    client.post(
        "/hub/login",
        params={"_xsrf": client.cookies["_xsrf"]},
        data={"username": name, "password": PHRASE},
    ).raise_for_status()
    return client


def open_server(client: httpx.Client, name: str, server: str = "") -> bool:
    """Start a person's server, once its last one has ended; return whether it answers."""

    def ended() -> bool:
        servers = client.get(f"/hub/api/users/{name}").json()["servers"]
        return servers.get(server, {}).get("pending") != "stop"

    assert until(60, ended)
    ask_for_server(client, *filter(None, (name, server)))
    kind = f"servers/{server}" if server else "server"
    with client.stream("GET", f"/hub/api/users/{name}/{kind}/progress") as events:
        output = [line for line in events.iter_lines() if line.startswith("data:")]
    return bool(output) and bool(json.loads(output[-1].removeprefix("data:")).get("ready"))


@dataclass
class Classroom:
    """The running site, and its processes and users on the machine."""

    site: RunningSite
    folders: SiteFolders
    os_users: OsUsers
    site_user: str

    def sign_in(self, name: str) -> httpx.Client:
        return sign_in(self.site.address, name)

    def open_server(self, client: httpx.Client, name: str, server: str = "") -> psutil.Process:
        """Start a person's server; return its process when it answers."""
        assert open_server(client, name, server), self.folders.log.read_text()
        return self.server_of(name, server)

    def server_of(self, name: str, server: str = "") -> psutil.Process:
        wanted = {"JUPYTERHUB_USER": name, "JUPYTERHUB_SERVER_NAME": server}
        for process, environment in self.processes("jupyterhub.singleuser"):
            if all(environment.get(key, "") == value for key, value in wanted.items()):
                return process
        raise AssertionError(f"{name} has no server.")

    def processes(self, module: str) -> Iterator[tuple[psutil.Process, dict[str, str]]]:
        """Yield the site's processes that run a module, with their environments."""
        for process in psutil.process_iter(["environ", "cmdline"]):
            environment = process.info["environ"] or {}
            ours = environment.get("CAMPUS5G_DATA") == str(self.folders.data)
            if ours and module in (process.info["cmdline"] or []):
                yield process, environment

    def run_as(self, server: psutil.Process, code: str, *arguments: str) -> str:
        """Run Python as a person's kernel would: their user, groups and environment."""
        with self.begin_as(server, code, *arguments) as process:
            output, _ = process.communicate()
        assert process.returncode == 0, output
        return output

    def begin_as(self, server: psutil.Process, code: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                *("nsenter", "--target", str(server.pid), "--mount", "--"),
                *("setpriv", f"--reuid={server.uids().real}", f"--regid={server.gids().real}"),
                f"--groups={','.join(map(str, groups_of(server)))}",
                *(sys.executable, "-c", code, *arguments),
            ],
            env=server.environ(),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def groups_of(process: psutil.Process) -> list[int]:
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("Groups:"))
    return [int(each) for each in line.split()[1:]]
