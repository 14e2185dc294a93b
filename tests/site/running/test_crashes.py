"""A site whose parts are killed at work: nothing is lost, and the state shown is the true one."""

import copy
import fcntl
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from postgres_server import postgres_server
from running_site import RunningSite, StartSite
from site_visits import (
    PORTAL,
    WITHIN_S,
    answers,
    form_token,
    press,
    process_of,
    processes_of,
    read,
    sign_in,
    until,
)
from sqlalchemy import select

from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.notebooks import read_notebook
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER, TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import Grading
from campus5g.site.records.database import ADDRESS, Database

# A site starts, is killed, and starts again.
pytestmark = [pytest.mark.everything, pytest.mark.timeout(900)]

MODULE = "essentials-why-5g"
HAND_IN, RESULT = f"hand-in/{COHORT_ID}/{MODULE}", f"results/{COHORT_ID}/{MODULE}"
DESK = f"desk/{COHORT_ID}/modules/{MODULE}"
FILES = 40


@pytest.fixture
def visitors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def site(start_site: StartSite, tmp_path: Path) -> Iterator[RunningSite]:
    running = start_site(tmp_path / "data")
    running.wait_until_open()
    yield running
    running.stop()


def fetched(site: RunningSite) -> Path:
    """Have the learner fetch the module; return its folder."""
    home = site.data / "homes" / LEARNER / COHORT_ID
    learner = NbGraderLearner(LEARNER, home, COHORT_ID, SiteFolders(site.data).exchange)
    return learner.fetch(MODULE)


def inbound(site: RunningSite) -> list[Path]:
    """Everything of the learner that came to where trainers collect, complete or not."""
    folder = SiteFolders(site.data).exchange / COHORT_ID / "inbound"
    return [each for each in folder.iterdir() if f"{LEARNER}+{MODULE}+" in each.name]


@contextmanager
def not_to_be_read(file: Path) -> Iterator[None]:
    """Make programs that open a file wait until the block ends (a lease; fcntl(2))."""
    with file.open("r+") as held:
        fcntl.fcntl(held, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        yield


def test_a_portal_killed_during_a_hand_in_takes_all_or_nothing(
    site: RunningSite, visitors: ExitStack
) -> None:
    learner = sign_in(site, visitors, LEARNER)
    work = fetched(site)
    (work / "measurements").mkdir()
    for number in range(FILES):
        (work / "measurements" / f"{number:04}.csv").write_text("1;2;3\n")

    last = work / "measurements" / f"{FILES - 1:04}.csv"
    with not_to_be_read(last), ThreadPoolExecutor(1) as pool:
        handing_in = pool.submit(press, learner, HAND_IN)
        until(lambda: inbound(site), "a hand-in begins")
        process_of(site.data, "campus5g.site.portal").kill()
        assert handing_in.exception() or handing_in.result().status_code >= 500

    # The Hub restarts it, and visitors stay signed in.
    until(lambda: answers(learner), "the portal answers again")
    assert "Vous n’avez encore rien rendu" in read(learner, RESULT)
    assert "rien de rendu" in read(sign_in(site, visitors, TRAINER), DESK)
    assert press(learner, HAND_IN).status_code == 200
    assert "Bien reçu" in read(learner, RESULT)
    (taken,) = [each for each in inbound(site) if not each.name.startswith(".")]
    assert len(list((taken / "measurements").iterdir())) == FILES


def test_a_hub_killed_during_a_grading_run_leaves_a_run_that_can_be_finished(
    site: RunningSite, start_site: StartSite, visitors: ExitStack
) -> None:
    notebook = fetched(site) / f"{MODULE}.ipynb"
    as_fetched = read_notebook(notebook)
    endless = copy.deepcopy(as_fetched)
    endless.cells.insert(0, new_code_cell("while True:\n    pass"))  # type: ignore[no-untyped-call]
    nbformat.write(endless, notebook)
    learner = sign_in(site, visitors, LEARNER)
    press(learner, HAND_IN)
    trainer = sign_in(site, visitors, TRAINER)
    press(trainer, DESK, "grade")
    until(lambda: submissions_found(site), "a submission is being graded")

    process_of(site.data, "campus5g.site.hub").kill()

    assert site.process.wait(WITHIN_S) == 1
    site.stop()
    assert str(SiteFolders(site.data).log) in site.said.replace("\n", "")
    assert processes_of(site.data) == []
    again = start_site(site.data, site.port)
    again.wait_until_open()
    assert "Interrompu en route" in read(trainer, DESK)
    nbformat.write(as_fetched, notebook)
    press(learner, HAND_IN)
    press(trainer, DESK, "grade")
    until(lambda: "Tout ce qui est rendu est corrigé" in read(trainer, DESK), "all is graded")
    again.stop()


def submissions_found(site: RunningSite) -> bool:
    """Return whether a run has found what it will grade."""
    database = Database(f"sqlite:///{SiteFolders(site.data).records}")
    with database.session() as records:
        found = any(records.scalars(select(Grading.total)))
    database.close()
    return found


def test_a_killed_database_loses_nothing(
    start_site: StartSite, tmp_path: Path, visitors: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = visitors.enter_context(postgres_server())
    monkeypatch.setenv(ADDRESS, server.url)
    site = start_site(tmp_path / "data")
    visitors.callback(site.stop)
    site.wait_until_open()
    learner = sign_in(site, visitors, LEARNER)
    fetched(site)
    token = form_token(learner, HAND_IN)

    server.kill()

    answer = learner.get(PORTAL)
    assert answer.status_code == 503
    assert "très occupé" in answer.text
    refused = learner.post(PORTAL + HAND_IN, data={"form_token": token})
    assert refused.status_code == 503
    assert inbound(site) == []
    server.start()
    until(lambda: answers(learner), "the portal answers again")
    assert press(learner, HAND_IN).status_code == 200
    assert "Bien reçu" in read(learner, RESULT)
