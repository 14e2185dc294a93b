"""The classroom server as a service that systemd starts: docs/classroom/campus5g.service."""

import json
import re
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from classroom_site import MILL, MODULE, groups_of, open_server, sign_in
from running_program import running
from systemd_machine import INSTALLED, PYTHON, Machine, booted, network_name, possible, until
from websockets import Origin
from websockets.sync.client import ClientConnection, unix_connect

from campus5g.site.classroom.settings import ClassroomSettings
from campus5g.site.classroom.spawning import MOST_PROCESSES

WHY_NOT = possible()
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.timeout(600),
]

ADDRESS = "http://127.0.0.1:8000/"
DATA = "/srv/campus"
NETWORK = network_name("campus")
LIMIT_MIB = 512
FILL = f"""
import sys
tests = "{INSTALLED}/tests"
sys.path[:0] = [tests, tests + "/site", tests + "/site/classroom"]
from pathlib import Path
from campus5g.site.folders import SiteFolders
from classroom_site import fill
fill(SiteFolders(Path("{DATA}")))
"""
UNIT = {
    "ActiveState": "active",
    "User": "20000",
    "MemoryMax": str(LIMIT_MIB << 20),
    "CPUQuotaPerSecUSec": "2s",
    "PrivateTmp": "yes",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "full",
    "OOMPolicy": "continue",
    "UMask": "0022",
    "LimitFSIZE": str(ClassroomSettings().disk_limit_mib << 20),
    "TasksMax": str(MOST_PROCESSES),
}
"""The properties of a learner's server that systemd reports."""
COUNT = """
import sqlite3, sys
grades = sqlite3.connect(sys.argv[1])
print(grades.execute("select count(*) from grade").fetchone()[0])
"""
TRIES = """
import errno, json, os
found = {"temporary files": str([name for name in os.listdir("/tmp") if "machine" in name])}
for place in ("etc", "usr"):
    try:
        open(f"/{place}/campus5g-trial", "w")
        found[place] = "written"
    except OSError as error:
        found[place] = "read-only" if error.errno == errno.EROFS else str(error)
status = open("/proc/self/status").read().split()
found["no new rights"] = status[status.index("NoNewPrivs:") + 1]
print(json.dumps(found))
"""
A_KIT = """
import json
from campus5g.kit import connect
from campus5g.kit.starting.private import our_private_kit
kit = our_private_kit()
with connect(url=kit.url, token=kit.token) as mine:
    with mine.capture("n3") as capture:
        lost = mine.latency("agv", count=3).lost
    print(json.dumps({"lost": lost, "captured": len(capture.table())}))
"""
DOOR = ("/usr/lib/systemd/systemd-socket-proxyd", "127.0.0.1:8000")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the site installed as documented, started again."""
    folder = tmp_path_factory.mktemp("campus")
    subprocess.run(["ip", "netns", "add", NETWORK], check=True)
    try:
        with booted("campus", NETWORK, folder) as machine:
            machine.run("mkdir", "--mode", "0700", DATA)
            machine.run(PYTHON, "-c", FILL)
            machine.write(f"{DATA}/classroom.yaml", f"memory_limit_mib: {LIMIT_MIB}\n")
            unit = INSTALLED / "docs/classroom/campus5g.service"
            machine.run("cp", str(unit), "/etc/systemd/system/")
            machine.run("systemctl", "enable", "campus5g")
            # The suite installs it; kits need its port.
            machine.run("systemctl", "disable", "irtt")
            machine.reboot()
            open_door(machine)
            yield machine
    finally:
        subprocess.run(["ip", "netns", "del", NETWORK], check=True)


def open_door(machine: Machine) -> None:
    """Make a server on the machine's loopback address reachable through a socket file."""
    at = "ListenStream=/run/host/door"
    machine.run("systemd-run", "--unit", "door", f"--socket-property={at}", *DOOR)


def wait_until_open(machine: Machine) -> None:
    """Read the output of the running service until it shows its address."""
    run = machine.shows("campus5g", "InvocationID")["InvocationID"]
    only = f"_SYSTEMD_INVOCATION_ID={run}"
    follow = machine.command("journalctl", "--follow", "--no-tail", "--output=cat", only)
    with running(follow, stdout=subprocess.PIPE, text=True) as output:
        assert output.stdout is not None
        assert any(ADDRESS in line for line in output.stdout)


def comes(machine: Machine, name: str) -> httpx.Client:
    wait_until_open(machine)
    through_the_door = httpx.HTTPTransport(uds=str(machine.folder / "host" / "door"))
    return sign_in(ADDRESS, name, through_the_door)


@pytest.fixture(scope="module")
def ada(machine: Machine) -> Iterator[httpx.Client]:
    with closing(comes(machine, "ada")) as ada:
        yield ada


@pytest.fixture(scope="module")
def ben(machine: Machine) -> Iterator[httpx.Client]:
    with closing(comes(machine, "ben")) as ben:
        yield ben


@pytest.fixture(scope="module")
def tom(machine: Machine) -> Iterator[httpx.Client]:
    with closing(comes(machine, "tom")) as tom:
        yield tom


def has_server(machine: Machine, client: httpx.Client, name: str, server: str = "") -> None:
    assert open_server(client, name, server), machine.run("cat", f"{DATA}/site.log").stdout[-4000:]


def units_of_servers(machine: Machine) -> set[str]:
    listed = ("systemctl", "list-units", "--all", "--plain", "--no-legend", "c5g-*")
    return {line.split()[0] for line in machine.run(*listed).stdout.splitlines()}


def main_process(machine: Machine, unit: str) -> psutil.Process:
    """Return a unit's first process, by its number here."""
    number = machine.shows(unit, "MainPID")["MainPID"]
    inside = f"NSpid:.*\\b{number}$"
    for process in psutil.Process(machine.pid).children(recursive=True):
        with suppress(FileNotFoundError, ProcessLookupError):
            status = (Path("/proc") / str(process.pid) / "status").read_text()
            if re.search(inside, status, re.MULTILINE):
                return process
    raise AssertionError(f"{unit} has no process.")


@contextmanager
def kernel(machine: Machine, client: httpx.Client, name: str) -> Iterator[ClientConnection]:
    """Start a kernel on a person's server, as JupyterLab does."""
    home = f"/user/{name}"
    client.get(f"{home}/lab").raise_for_status()
    begun = client.post(
        f"{home}/api/kernels",
        headers={"X-XSRFToken": client.cookies.get("_xsrf", path=f"{home}/") or ""},
        json={"name": "python3"},
    )
    channels = f"{home}/api/kernels/{begun.raise_for_status().json()['id']}/channels"
    with unix_connect(
        str(machine.folder / "host" / "door"),
        ADDRESS.replace("http", "ws", 1).rstrip("/") + channels,
        additional_headers={"Cookie": client.build_request("GET", channels).headers["Cookie"]},
        origin=Origin(ADDRESS.rstrip("/")),
        open_timeout=60,
        max_size=None,
    ) as connection:
        yield connection


def run_cell(connection: ClientConnection, code: str) -> str:
    """Run a cell; return its output, or that its kernel ended."""
    number = uuid.uuid4().hex
    header = {"msg_id": number, "msg_type": "execute_request", "session": number, "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    request = {"channel": "shell", "parent_header": {}, "metadata": {}, "buffers": []}
    header |= {"username": "", "date": ""}
    connection.send(json.dumps({**request, "header": header, "content": content}))
    printed = ""
    while True:
        answer = json.loads(connection.recv(timeout=90))
        if answer["content"].get("execution_state") in ("restarting", "dead"):
            return "its kernel ended"
        if answer["parent_header"].get("msg_id") == number:
            printed += answer["content"].get("text", "")
            assert answer["msg_type"] != "error", "\n".join(answer["content"]["traceback"])
            if answer["content"].get("execution_state") == "idle":
                return printed


def test_the_site_starts_with_its_machine(machine: Machine, ada: httpx.Client) -> None:
    page = ada.get("/services/portal/")

    assert page.status_code == 200
    assert machine.shows("campus5g", "ActiveState", "NRestarts") == {
        "ActiveState": "active",
        "NRestarts": "0",
    }


def test_a_learners_server_is_a_unit_of_their_os_user_with_its_limits(
    machine: Machine, ada: httpx.Client
) -> None:
    has_server(machine, ada, "ada")

    shown = machine.shows("c5g-ada-server", *UNIT)
    process = main_process(machine, "c5g-ada-server")
    number = machine.run("id", "-u", "c5g-ada").stdout.strip()

    assert shown == UNIT
    assert process.uids().real == int(number)
    assert groups_of(process) == [process.gids().real]


def test_a_kernel_over_its_limit_ends_and_its_server_stays(
    machine: Machine, ada: httpx.Client
) -> None:
    has_server(machine, ada, "ada")
    before = main_process(machine, "c5g-ada-server")

    with kernel(machine, ada, "ada") as learning:
        fits = run_cell(learning, "print(len(b'5' * (100 << 20)))")
        ended = run_cell(learning, f"print(len(b'5' * ({LIMIT_MIB} << 20)))")

    assert fits.strip() == str(100 << 20)
    assert ended == "its kernel ended"
    assert ada.get("/user/ada/api/status").status_code == 200
    assert main_process(machine, "c5g-ada-server") == before


def test_a_learners_code_has_private_temporary_files_and_cannot_change_the_machine(
    machine: Machine, ben: httpx.Client
) -> None:
    machine.write("/tmp/of-the-machine", "read me")  # noqa: S108  the machine's own
    has_server(machine, ben, "ben")

    with kernel(machine, ben, "ben") as learning:
        found = json.loads(run_cell(learning, TRIES))

    assert found == {
        "temporary files": "[]",
        "etc": "read-only",
        "usr": "read-only",
        "no new rights": "1",
    }


def test_submissions_are_graded_under_the_units_restrictions(
    machine: Machine, ada: httpx.Client
) -> None:
    has_server(machine, ada, "ada")
    ada.get(f"/user/ada/campus5g/open/{MILL}/{MODULE}").raise_for_status()
    page = ada.get(f"/services/portal/hand-in/{MILL}/{MODULE}")
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert token is not None, page.text

    ada.post(
        f"/services/portal/hand-in/{MILL}/{MODULE}", data={"form_token": token[1]}
    ).raise_for_status()

    assert until(90, lambda: graded(machine)), machine.run("cat", f"{DATA}/site.log").stdout


def graded(machine: Machine) -> bool:
    shown = machine.run(PYTHON, "-c", COUNT, f"{DATA}/cohorts/{MILL}/gradebook.db", check=False)
    return shown.returncode == 0 and int(shown.stdout) > 0


def test_a_learners_kit_measures_and_captures_under_the_units_restrictions(
    machine: Machine, ada: httpx.Client
) -> None:
    has_server(machine, ada, "ada")

    with kernel(machine, ada, "ada") as learning:
        found = json.loads(run_cell(learning, A_KIT))

    assert found["lost"] == 0
    assert found["captured"] > 0


def test_a_trainers_server_has_the_group_of_its_cohort(machine: Machine, tom: httpx.Client) -> None:
    has_server(machine, tom, "tom", MILL)

    server = main_process(machine, f"c5g-tom-server-{MILL}")

    group = machine.run("getent", "group", f"c5g_{MILL}").stdout.split(":")[2]
    assert set(groups_of(server)) == {server.gids().real, int(group)}


def test_a_closed_server_leaves_no_unit(machine: Machine, ben: httpx.Client) -> None:
    has_server(machine, ben, "ben")
    assert "c5g-ben-server.service" in units_of_servers(machine)

    ben.delete(
        "/hub/api/users/ben/server", params={"_xsrf": ben.cookies.get("_xsrf", path="/hub/")}
    ).raise_for_status()

    # The Hub answers before a slow server has stopped, and continues.
    assert until(60, lambda: "c5g-ben-server.service" not in units_of_servers(machine))


def test_a_killed_server_leaves_no_unit(machine: Machine, tom: httpx.Client) -> None:
    has_server(machine, tom, "tom", MILL)
    unit = f"c5g-tom-server-{MILL}"
    assert f"{unit}.service" in units_of_servers(machine)

    machine.run("systemctl", "kill", "--signal=KILL", unit)

    assert until(30, lambda: f"{unit}.service" not in units_of_servers(machine))


def test_the_site_restarts_after_a_crash_and_ends_orphans(
    machine: Machine, ada: httpx.Client
) -> None:
    has_server(machine, ada, "ada")
    before = machine.shows("campus5g", "MainPID")["MainPID"]

    machine.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "campus5g")

    assert until(60, lambda: machine.shows("campus5g", "MainPID")["MainPID"] not in ("0", before))
    wait_until_open(machine)
    assert "c5g-ada-server.service" not in units_of_servers(machine)


def test_stopping_the_site_ends_all_servers_in_order(machine: Machine, ada: httpx.Client) -> None:
    has_server(machine, ada, "ada")

    machine.run("systemctl", "stop", "campus5g")

    assert machine.shows("campus5g", "ActiveState", "Result") == {
        "ActiveState": "inactive",
        "Result": "success",
    }
    assert units_of_servers(machine) == set()
