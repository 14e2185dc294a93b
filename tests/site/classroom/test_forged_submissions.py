"""A learner cannot hand in for another, claim another's work, or remove it.

Learners hand in over the portal. Where `hand_in: exchange` opens nbgrader's own way, what they can
write there is not trusted either.
"""

import datetime
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
from classroom_site import DOCK, MODULE, Classroom

from campus5g.authoring.cohorts.exchange import close_to_learners, open_to_learners
from campus5g.site.learning.submission_times import moment_of_stamp

pytestmark = pytest.mark.proof

NOTEBOOK = f"{MODULE}.ipynb"
WHEN = "2026-11-26 08:00:00.000000 UTC"

HAND_IN_AS = """
import sys; from pathlib import Path
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
account, home, cohort, exchange, module = sys.argv[1:]
NbGraderLearner(account, Path(home), cohort, Path(exchange)).submit(module)
"""

# Whenever it is told to: what takes its time is nbgrader's start.
COLLECT = """
import sys; from pathlib import Path
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
course, exchange, homes, module = sys.argv[1:]
for _ in sys.stdin:
    NbGraderCourse(Path(course), Path(exchange), Path(homes)).collect(module)
    print("collected", flush=True)
"""

LAY_IN = """
import os, sys; from pathlib import Path
folder, link, target = sys.argv[1:]
if link == ".":
    os.symlink(target, folder)
else:
    Path(folder).mkdir()
    Path(folder, "timestamp.txt").write_text(folder.split("+")[2])
    if link: os.symlink(target, Path(folder, link))
"""

TOUCH = """
import sys
for file in sys.argv[1:]:
    try:
        open(file, "a").close()
        print("written")
    except OSError as error:
        print(type(error).__name__)
"""

TAKE_AWAY = """
import os, shutil, sys
for act in (lambda path: os.rename(path, path + "x"), shutil.rmtree, os.rmdir):
    try:
        act(sys.argv[1])
    except OSError:
        pass
"""


@pytest.fixture
def inbound(classroom: Classroom) -> Iterator[Path]:
    """The place where the dockers' work comes to; empty before and after."""
    inbound = classroom.folders.exchange / DOCK / "inbound"
    yield inbound
    close_to_learners(inbound)
    for each in inbound.iterdir():
        each.unlink() if each.is_symlink() else shutil.rmtree(each)
    shutil.rmtree(classroom.folders.cohorts / DOCK / "submitted", ignore_errors=True)


@pytest.fixture
def exchange(inbound: Path) -> Path:
    """The same, open to learners as `hand_in: exchange` has it."""
    open_to_learners(inbound)
    return inbound


Collect = Callable[[], Path]


@pytest.fixture(scope="module")
def collect(classroom: Classroom) -> Iterator[Collect]:
    """Collect as the site does; return the folder of collected work, by account."""
    (portal, _) = next(classroom.processes("campus5g.site.portal"))
    folders = classroom.folders
    course = folders.cohorts / DOCK
    places = (str(course), str(folders.exchange), str(folders.homes), MODULE)
    with classroom.begin_as(portal, COLLECT, *places) as collecting:
        told, says = collecting.stdin, collecting.stdout
        assert told is not None
        assert says is not None

        def collected() -> Path:
            print(file=told, flush=True)
            assert says.readline() == "collected\n"
            return course / "submitted"

        yield collected
        told.close()


@pytest.fixture
def adas_work(
    classroom: Classroom, ada: httpx.Client, adas: psutil.Process, exchange: Path
) -> Path:
    """Ada's submission."""
    hand_in(classroom, adas, "ada", opened_by(classroom, ada, "ada"))
    (work,) = exchange.iterdir()
    return work


def opened_by(classroom: Classroom, client: httpx.Client, name: str) -> str:
    """See that a learner has opened the module; return their account."""
    if not (classroom.folders.homes / name / DOCK / MODULE).exists():
        client.get(f"/user/{name}/campus5g/open/{DOCK}/{MODULE}").raise_for_status()
    return name


def hand_in(classroom: Classroom, server: psutil.Process, account: str, home: str) -> None:
    """Hand in the files of a home from one person's server, under any name."""
    folders = classroom.folders
    where = (str(folders.homes / home / DOCK), DOCK, str(folders.exchange), MODULE)
    classroom.run_as(server, HAND_IN_AS, account, *where)


def handed_in_from_server(client: httpx.Client, name: str) -> bool:
    """Hand in as a module's page does; return whether the server says that it has."""
    home = f"/user/{name}"
    answer = client.post(
        f"{home}/assignments/submit",
        headers={"X-XSRFToken": client.cookies.get("_xsrf", path=f"{home}/") or ""},
        data={"course_id": DOCK, "assignment_id": MODULE},
    )
    return bool(answer.raise_for_status().json()["success"])


def lay_in(
    classroom: Classroom, server: psutil.Process, folder: Path, link: str = "", to: Path = Path()
) -> None:
    classroom.run_as(server, LAY_IN, str(folder), link, str(to))


def results_page(classroom: Classroom, name: str) -> str:
    """Return the text of a learner's page of results."""
    with closing(classroom.sign_in(name)) as client:
        return client.get(f"/services/portal/results/{DOCK}/{MODULE}").text


def test_learners_reach_nothing_of_what_was_handed_in(
    classroom: Classroom, ada: httpx.Client, adas: psutil.Process, inbound: Path
) -> None:
    opened_by(classroom, ada, "ada")
    assert handed_in_from_server(ada, "ada")
    (work,) = inbound.iterdir()

    own = classroom.run_as(adas, TOUCH, str(work / "timestamp.txt"), str(inbound / "new"))

    assert own.split() == ["PermissionError", "PermissionError"]
    assert work.owner() == classroom.site_user


def test_a_server_hands_in_for_its_owner_and_is_told_the_sites_time(
    classroom: Classroom,
    ben: httpx.Client,
    bens: psutil.Process,
    collect: Collect,
    inbound: Path,
) -> None:
    opened_by(classroom, ben, "ben")
    before = datetime.datetime.now(datetime.UTC)

    assert handed_in_from_server(ben, "ben")

    (work,) = inbound.iterdir()
    learner, _, stamp, _ = work.name.split("+")
    moment = moment_of_stamp(stamp)
    assert learner == "ben"
    assert moment is not None
    assert moment >= before
    assert (collect() / "ben" / MODULE / NOTEBOOK).is_file()
    assert "Vous n’avez encore rien rendu" not in results_page(classroom, "ben")


def test_work_handed_in_as_another_is_neither_shown_nor_collected(
    classroom: Classroom,
    ben: httpx.Client,
    bens: psutil.Process,
    collect: Collect,
    exchange: Path,
) -> None:
    hand_in(classroom, bens, account="ada", home=opened_by(classroom, ben, "ben"))

    assert [each.name.partition("+")[0] for each in exchange.iterdir()] == ["ada"]
    assert "Vous n’avez encore rien rendu" in results_page(classroom, "ada")
    assert not (collect() / "ada").exists()


def test_work_planted_for_a_future_learner_does_not_become_theirs(
    classroom: Classroom, bens: psutil.Process, collect: Collect, exchange: Path
) -> None:
    forged = exchange / f"cleo+{MODULE}+{WHEN}+forged"
    lay_in(classroom, bens, forged)

    with closing(classroom.sign_in("cleo")) as cleo:
        classroom.open_server(cleo, "cleo")

    assert forged.stat().st_uid == bens.uids().real
    assert "Vous n’avez encore rien rendu" in results_page(classroom, "cleo")
    assert not (collect() / "cleo").exists()


def test_others_work_is_neither_collected_by_links_nor_removed(
    classroom: Classroom,
    bens: psutil.Process,
    collect: Collect,
    exchange: Path,
    adas_work: Path,
) -> None:
    classroom.run_as(bens, TAKE_AWAY, str(adas_work))
    assert (adas_work / NOTEBOOK).is_file()
    bens_work = exchange / f"ben+{MODULE}+{WHEN}+link"

    lay_in(classroom, bens, bens_work, ".", adas_work)

    submitted = collect()
    assert (submitted / "ada" / MODULE / NOTEBOOK).is_file()
    assert not (submitted / "ben" / MODULE).exists()
    bens_work.unlink()

    for target in ("homes/ada/{}/{}/{}", "cohorts/{}/source/{}/{}"):
        file = classroom.folders.data / target.format(DOCK, MODULE, NOTEBOOK)
        assert file.is_file()
        lay_in(classroom, bens, bens_work, NOTEBOOK, file)

        assert collected_of_ben(collect()) == ["timestamp.txt"]
        shutil.rmtree(bens_work)
        shutil.rmtree(submitted / "ben")

    lay_in(classroom, bens, bens_work)
    # Some kernels let anybody give a file of another's a second name (fs.protected_hardlinks).
    os.link(adas_work / NOTEBOOK, bens_work / NOTEBOOK)

    assert collected_of_ben(collect()) == ["timestamp.txt"]


def collected_of_ben(submitted: Path) -> list[str]:
    """Return the names of what was collected of Ben's."""
    return [each.name for each in (submitted / "ben" / MODULE).iterdir()]


def test_the_portals_form_hands_in_only_for_the_signed_in_person(
    classroom: Classroom, ben: httpx.Client, bens: psutil.Process, inbound: Path
) -> None:
    opened_by(classroom, ben, "ben")
    page = f"/services/portal/hand-in/{DOCK}/{MODULE}"
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', ben.get(page).text)
    assert token is not None

    ben.post(
        page, params={"account": "ada"}, data={"form_token": token[1], "account": "ada"}
    ).raise_for_status()

    assert [each.name.partition("+")[0] for each in inbound.iterdir()] == ["ben"]
