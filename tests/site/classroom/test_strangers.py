"""What the users of one machine can and cannot see of each other."""

import fcntl
import json
import pwd
import re
import sqlite3
from pathlib import Path

import httpx
import psutil
import pytest
from classroom_site import DOCK, MILL, MODULE, Classroom, groups_of

from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.site.learning.draws import draw_of

pytestmark = pytest.mark.proof

TRY = """
import json, os, sys
found = {}
for path in json.loads(sys.argv[1]):
    try:
        if os.path.isdir(path):
            os.listdir(path)
        else:
            open(path, "rb").read(1)
        found[path] = "read"
    except OSError as error:
        found[path] = type(error).__name__
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def tom(classroom: Classroom) -> httpx.Client:
    return classroom.sign_in("tom")


@pytest.fixture(scope="module")
def toms(classroom: Classroom, tom: httpx.Client) -> psutil.Process:
    return classroom.open_server(tom, "tom", MILL)


@pytest.fixture(scope="module")
def handed_in(classroom: Classroom, ada: httpx.Client, adas: psutil.Process) -> None:
    """Ada hands in from her server, then from the portal, and her group is graded at once."""
    ada.post(
        "/user/ada/assignments/submit",
        headers={"X-XSRFToken": ada.cookies.get("_xsrf", path="/user/ada/") or ""},
        data={"course_id": MILL, "assignment_id": MODULE},
    ).raise_for_status()
    page = ada.get(f"/services/portal/hand-in/{MILL}/{MODULE}")
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert token is not None, page.text
    ada.post(
        f"/services/portal/hand-in/{MILL}/{MODULE}", data={"form_token": token[1]}
    ).raise_for_status()
    # The step of grading holds the lock of its course until it has ended.
    with (classroom.folders.work / f"{MILL}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


def tried(classroom: Classroom, server: psutil.Process, *paths: Path) -> dict[str, str]:
    output = classroom.run_as(server, TRY, json.dumps([str(path) for path in paths]))
    found: dict[str, str] = json.loads(output)
    return found


def test_each_server_and_the_portal_run_as_users_of_their_own(
    classroom: Classroom, adas: psutil.Process, bens: psutil.Process
) -> None:
    users = {adas.username(), bens.username(), classroom.site_user}

    assert users == {
        classroom.os_users.user_name("ada"),
        classroom.os_users.user_name("ben"),
        classroom.site_user,
    }
    assert groups_of(adas) == [adas.gids().real]
    portals = [each.username() for each, _ in classroom.processes("campus5g.site.portal")]
    assert portals == [classroom.site_user]


def test_learners_os_users_cannot_sign_in_to_the_machine(
    classroom: Classroom, adas: psutil.Process
) -> None:
    user = pwd.getpwnam(adas.username())

    assert user.pw_shell.endswith("nologin")
    assert user.pw_dir == str(classroom.folders.homes / "ada")


def test_a_learner_reads_their_own_files(
    classroom: Classroom, adas: psutil.Process, handed_in: None
) -> None:
    folders = classroom.folders
    own = [
        folders.homes / "ada" / MILL / MODULE / f"{MODULE}.ipynb",
        folders.progress / "ada.jsonl",
        folders.exchange / MILL / "outbound" / MODULE,
    ]

    assert set(tried(classroom, adas, *own).values()) == {"read"}


def test_a_learner_reads_no_files_of_others_or_of_the_site(
    classroom: Classroom, bens: psutil.Process, handed_in: None
) -> None:
    folders = classroom.folders
    closed = [
        folders.data,
        folders.homes,
        folders.homes / "ada",
        folders.homes / "ada" / MILL / MODULE / f"{MODULE}.ipynb",
        folders.progress,
        folders.progress / "ada.jsonl",
        folders.exchange / MILL / "inbound",
        folders.exchange / MILL / "feedback",
        folders.records,
        folders.portal,
        folders.database,
        folders.cookie_secret,
        folders.draw_secret,
        folders.log,
        folders.run,
        folders.classroom_settings,
        folders.os_user_numbers,
        folders.cohorts,
        folders.cohorts / MILL,
        folders.cohorts / MILL / "gradebook.db",
        folders.cohorts / MILL / "source" / MODULE,
        folders.cohorts / MILL / "submitted" / "ada" / MODULE,
        folders.work,
        folders.data / "gateways",
        folders.data / "kits",
    ]

    assert set(tried(classroom, bens, *closed).values()) == {"PermissionError"}


def test_a_learner_s_server_and_the_portal_compute_the_same_draw(
    classroom: Classroom, adas: psutil.Process, bens: psutil.Process
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from campus5g.draw import draw_in\n"
        "print(draw_in(Path('/', *sys.argv[1:]), 'anybody').seed.hex())"
    )

    seen = {
        name: classroom.run_as(server, code, MILL, MODULE).strip()
        for name, server in (("ada", adas), ("ben", bens))
    }

    folders = classroom.folders
    assert seen == {name: draw_of(folders, name, MILL, MODULE).seed.hex() for name in seen}
    assert folders.draw_secret.owner() == classroom.site_user
    assert folders.draw_secret.stat().st_mode & 0o777 == 0o600


def test_the_same_work_from_a_server_and_the_portal_is_graded_and_returned_once(
    classroom: Classroom, ada: httpx.Client, adas: psutil.Process, handed_in: None
) -> None:
    gradebook = classroom.folders.cohorts / MILL / "gradebook.db"
    with sqlite3.connect(gradebook) as grades:
        points = grades.execute("select count(*) from grade").fetchone()[0]
    results = ada.get(f"/services/portal/results/{MILL}/{MODULE}")

    assert points > 0
    assert results.status_code == 200
    (submission,) = (classroom.folders.exchange / MILL / "inbound").iterdir()
    assert submission.owner() == classroom.site_user
    fetched = ada.post(
        "/user/ada/assignments/fetch_feedback",
        headers={"X-XSRFToken": ada.cookies.get("_xsrf", path="/user/ada/") or ""},
        data={"course_id": MILL, "assignment_id": MODULE},
    )
    assert fetched.json()["success"], fetched.text
    feedback = classroom.folders.homes / "ada" / MILL / MODULE / "feedback"
    assert [each.name for each in feedback.rglob("*.html")] == [f"{MODULE}.html"]


def test_a_trainers_server_reaches_only_its_cohort(
    classroom: Classroom, toms: psutil.Process, handed_in: None
) -> None:
    folders = classroom.folders
    own = [
        folders.cohorts / MILL / "gradebook.db",
        folders.cohorts / MILL / "submitted" / "ada" / MODULE,
        folders.exchange / MILL / "inbound",
    ]
    others = [
        folders.cohorts / DOCK,
        folders.cohorts / DOCK / "source",
        folders.exchange / DOCK / "inbound",
        folders.homes / "ada",
        folders.records,
    ]

    assert set(tried(classroom, toms, *own).values()) == {"read"}
    assert set(tried(classroom, toms, *others).values()) == {"PermissionError"}
    classroom.run_as(
        toms,
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1])\n"
        "c.execute('create table note (x)'); c.commit()\n"
        "open(sys.argv[2], 'w').write('read')",
        str(own[0]),
        str(own[1] / "note.txt"),
    )
    assert set(groups_of(toms)) == {toms.gids().real, classroom.os_users.ensure_group(MILL)}


A_KIT = """
import json, sys
from campus5g.kit.starting.private import our_private_kit, this_learner
from campus5g.kit import connect
kit = our_private_kit()
with connect(url=kit.url, token=kit.token) as mine:
    lost = mine.latency("agv", count=3).lost
print(json.dumps({"url": kit.url, "pids": kit.pids, "lost": lost}), flush=True)
sys.stdin.read()
"""


def test_a_learners_kit_runs_as_the_site_and_answers_only_them(
    classroom: Classroom, adas: psutil.Process, bens: psutil.Process
) -> None:
    with classroom.begin_as(adas, A_KIT) as kernel:
        assert kernel.stdout is not None
        kit = json.loads(kernel.stdout.readline())
        owners = {psutil.Process(pid).username() for pid in kit["pids"]}
        answer = classroom.run_as(
            bens,
            "import sys, httpx\n"
            "print(httpx.get(sys.argv[1] + '/captures', timeout=60).status_code)",
            kit["url"],
        )
        kernel.communicate()

    assert kit["lost"] == 0
    assert owners == {classroom.site_user}
    assert answer.strip() == "401"


OWN_PROGRAMS = """
import json, os, socket, sys
from campus5g.places import KITS, pool_socket

inventory = sys.argv[1] or str(KITS / "virtual.yaml")
order = {
    "program": "campus5g.gateway",
    "arguments": ["--inventory", inventory, "--block", "127.77.7.0/24", "--until-stdin-closes"],
    "kit": {
        "inventory": inventory, "scenario": "nominal", "owner": "me", "learner": "ada",
        "seed": None, "block": "127.77.7.0/24",
    },
    "environment": {"CAMPUS5G_TOKEN": "t" * 32},
    "folder": "/",
}
if sys.argv[2]:
    del order[sys.argv[2]]
stdin, to_stdin = os.pipe()
from_stdout, stdout = os.pipe()
complaints = os.open("/dev/null", os.O_WRONLY)
with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(120)
    connection.connect(str(pool_socket()))
    line = json.dumps(order).encode() + b"\\n"
    socket.send_fds(connection, [line], [stdin, stdout, complaints])
    answered = bool(connection.recv(4096))
os.close(stdout)
ready = b""
while piece := os.read(from_stdout, 4096):
    ready += piece
    if ready.endswith(b"\\n"):
        break
print(json.dumps({"answered": answered, "ready": ready.decode()}))
"""


def test_a_learner_s_own_programs_are_never_behind_a_gateway_of_the_site(
    classroom: Classroom, bens: psutil.Process
) -> None:
    single = json.loads(classroom.run_as(bens, OWN_PROGRAMS, "", "kit"))
    pair = json.loads(classroom.run_as(bens, OWN_PROGRAMS, "", ""))

    assert single == {"answered": False, "ready": ""}
    assert pair["answered"]
    assert "127.77.7." not in pair["ready"]
    assert json.loads(pair["ready"])["ready"]


def test_a_learner_orders_no_gateway_of_a_real_kit(
    classroom: Classroom, bens: psutil.Process
) -> None:
    real = next(file for file in sorted(KITS.glob("*.yaml")) if load_inventory(file).kind == "real")

    ordered = json.loads(classroom.run_as(bens, OWN_PROGRAMS, str(real), ""))

    assert ordered["ready"] == ""
    assert not (classroom.folders.data / "gateways" / load_inventory(real).name).exists()


LEND = """
import json, sys
import httpx
from campus5g.kit.starting.private import our_private_kit
kit = our_private_kit()
given = {name: httpx.post(
    kit.url + "/leases", json={"learner": name}, timeout=60,
    headers={"Authorization": "Bearer " + kit.token},
).status_code for name in sys.argv[1:]}
print(json.dumps(given))
"""


def test_a_learner_s_kit_measures_in_nobody_else_s_name(
    classroom: Classroom, adas: psutil.Process
) -> None:
    given = json.loads(classroom.run_as(adas, LEND, "ben", "ada"))

    assert given == {"ben": 403, "ada": 201}
