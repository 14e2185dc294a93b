"""A learner cannot hand in for another, claim another's work, or remove it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
from classroom_site import DOCK, MODULE, Classroom

pytestmark = pytest.mark.everything

NOTEBOOK = f"{MODULE}.ipynb"
WHEN = "2026-11-26 08:00:00.000000 UTC"

HAND_IN_AS = """
import sys; from pathlib import Path
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
account, home, cohort, exchange, module = sys.argv[1:]
NbGraderLearner(account, Path(home), cohort, Path(exchange)).submit(module)
"""

COLLECT = """
import sys; from pathlib import Path
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
course, exchange, homes, module = sys.argv[1:]
NbGraderCourse(Path(course), Path(exchange), Path(homes)).collect(module)
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
    """The place where the dockers hand in; empty before and after."""
    inbound = classroom.folders.exchange / DOCK / "inbound"
    yield inbound
    for each in inbound.iterdir():
        each.unlink() if each.is_symlink() else shutil.rmtree(each)
    shutil.rmtree(classroom.folders.cohorts / DOCK / "submitted", ignore_errors=True)


@pytest.fixture(scope="module")
def portal(classroom: Classroom) -> psutil.Process:
    (process, _) = next(classroom.processes("campus5g.site.portal"))
    return process


@pytest.fixture
def adas_work(classroom: Classroom, ada: httpx.Client, adas: psutil.Process, inbound: Path) -> Path:
    """Ada's submission."""
    hand_in(classroom, adas, "ada", opened_by(classroom, ada, "ada"))
    (work,) = inbound.iterdir()
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


def lay_in(
    classroom: Classroom, server: psutil.Process, folder: Path, link: str = "", to: Path = Path()
) -> None:
    classroom.run_as(server, LAY_IN, str(folder), link, str(to))


def collected(classroom: Classroom, portal: psutil.Process) -> Path:
    """Collect as the site does; return the folder of collected work, by account."""
    folders = classroom.folders
    course = folders.cohorts / DOCK
    places = (str(course), str(folders.exchange), str(folders.homes), MODULE)
    classroom.run_as(portal, COLLECT, *places)
    return course / "submitted"


def results_page(classroom: Classroom, name: str) -> str:
    """Return the text of a learner's page of results."""
    with closing(classroom.sign_in(name)) as client:
        return client.get(f"/services/portal/results/{DOCK}/{MODULE}").text


def test_work_handed_in_as_another_is_neither_shown_nor_collected(
    classroom: Classroom,
    ben: httpx.Client,
    bens: psutil.Process,
    portal: psutil.Process,
    inbound: Path,
) -> None:
    hand_in(classroom, bens, account="ada", home=opened_by(classroom, ben, "ben"))

    assert [each.name.partition("+")[0] for each in inbound.iterdir()] == ["ada"]
    assert "Vous n’avez encore rien rendu" in results_page(classroom, "ada")
    assert not (collected(classroom, portal) / "ada").exists()


def test_work_planted_for_a_future_learner_does_not_become_theirs(
    classroom: Classroom, bens: psutil.Process, portal: psutil.Process, inbound: Path
) -> None:
    forged = inbound / f"cleo+{MODULE}+{WHEN}+forged"
    lay_in(classroom, bens, forged)

    with closing(classroom.sign_in("cleo")) as cleo:
        classroom.open_server(cleo, "cleo")

    assert forged.stat().st_uid == bens.uids().real
    assert "Vous n’avez encore rien rendu" in results_page(classroom, "cleo")
    assert not (collected(classroom, portal) / "cleo").exists()


def test_a_link_to_anothers_submission_is_not_followed(
    classroom: Classroom,
    bens: psutil.Process,
    portal: psutil.Process,
    inbound: Path,
    adas_work: Path,
) -> None:
    lay_in(classroom, bens, inbound / f"ben+{MODULE}+{WHEN}+link", ".", adas_work)

    submitted = collected(classroom, portal)

    assert (submitted / "ada" / MODULE / NOTEBOOK).is_file()
    assert not (submitted / "ben" / MODULE).exists()


@pytest.mark.parametrize("target", ["homes/ada/{}/{}/{}", "cohorts/{}/source/{}/{}"])
def test_a_link_inside_a_submission_is_not_followed(
    classroom: Classroom,
    bens: psutil.Process,
    portal: psutil.Process,
    inbound: Path,
    adas_work: Path,
    target: str,
) -> None:
    file = classroom.folders.data / target.format(DOCK, MODULE, NOTEBOOK)
    assert file.is_file()
    lay_in(classroom, bens, inbound / f"ben+{MODULE}+{WHEN}+link", NOTEBOOK, file)

    submitted = collected(classroom, portal)

    assert [each.name for each in (submitted / "ben" / MODULE).iterdir()] == ["timestamp.txt"]


def test_a_hard_link_to_anothers_file_is_not_collected(
    classroom: Classroom,
    bens: psutil.Process,
    portal: psutil.Process,
    inbound: Path,
    adas_work: Path,
) -> None:
    own = inbound / f"ben+{MODULE}+{WHEN}+hard"
    lay_in(classroom, bens, own)
    # Some kernels let anybody give a file of another's a second name (fs.protected_hardlinks).
    os.link(adas_work / NOTEBOOK, own / NOTEBOOK)

    submitted = collected(classroom, portal)

    assert [each.name for each in (submitted / "ben" / MODULE).iterdir()] == ["timestamp.txt"]


def test_another_learners_submission_cannot_be_removed(
    classroom: Classroom, bens: psutil.Process, adas_work: Path
) -> None:
    classroom.run_as(bens, TAKE_AWAY, str(adas_work))

    assert (adas_work / NOTEBOOK).is_file()


def test_the_hub_hands_in_only_for_the_portal(
    classroom: Classroom, bens: psutil.Process, inbound: Path
) -> None:
    server = bens.environ()
    hub = server["JUPYTERHUB_API_URL"].removesuffix("/api")
    token = {"Authorization": f"token {server['JUPYTERHUB_API_TOKEN']}"}

    answer = httpx.post(f"{hub}/duties/people/ada/{DOCK}/{MODULE}", headers=token, timeout=60)

    assert answer.status_code == 403
    assert list(inbound.iterdir()) == []


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
