"""A site whose parts are killed at work: nothing is lost, and the state shown is the true one."""

import copy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from polling import WITHIN_S, until
from postgres_server import postgres_server
from running_site import CopyDemo, RunningSite, StartSite
from site_visits import PORTAL, answers, form_token, press, process_of, processes_of, read, sign_in
from sqlalchemy import select

from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.notebooks import read_notebook
from campus5g.site.backup.making import back_up
from campus5g.site.backup.restoring import restore
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER, TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import Grading
from campus5g.site.records.database import ADDRESS, Database
from campus5g.whole_file import turn

# A site is killed in parts, then as a whole, and starts again.
pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]

MODULE = "essentials-why-5g"
HAND_IN, RESULT = f"hand-in/{COHORT_ID}/{MODULE}", f"results/{COHORT_ID}/{MODULE}"
DESK = f"desk/{COHORT_ID}/modules/{MODULE}"
FILES = 40


@pytest.fixture(scope="module")
def site(
    start_site: StartSite, copy_demo: CopyDemo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSite]:
    running = start_site(copy_demo(tmp_path_factory.mktemp("crashes") / "data"))
    running.wait_until_open()
    yield running
    running.stop()


def fetched(site: RunningSite) -> Path:
    """Have the learner fetch the module if they have not; return its folder."""
    home = site.data / "homes" / LEARNER / COHORT_ID
    if (home / MODULE).exists():
        return home / MODULE
    learner = NbGraderLearner(LEARNER, home, COHORT_ID, SiteFolders(site.data).exchange)
    return learner.fetch(MODULE)


def inbound(site: RunningSite) -> list[Path]:
    """Everything of the learner that came to where trainers collect, complete or not."""
    return [each for each in folder_of_inbound(site).iterdir() if f"{LEARNER}+" in each.name]


def folder_of_inbound(site: RunningSite) -> Path:
    return SiteFolders(site.data).exchange / COHORT_ID / "inbound"


def test_a_portal_killed_during_a_hand_in_takes_all_or_nothing(
    site: RunningSite, visitors: ExitStack
) -> None:
    learner = sign_in(site, visitors, LEARNER)
    work = fetched(site)
    (work / "measurements").mkdir()
    for number in range(FILES):
        (work / "measurements" / f"{number:04}.csv").write_text("1;2;3\n")

    # Work gets its name by turns.
    with turn(folder_of_inbound(site)), ThreadPoolExecutor(1) as pool:
        handing_in = pool.submit(press, learner, HAND_IN)
        until(lambda: inbound(site), "a hand-in begins")
        process_of(site.data, "campus5g.site.portal").kill()
        assert handing_in.exception() or handing_in.result().status_code >= 500

    # The Hub restarts it, and visitors stay signed in.
    until(lambda: answers(learner), "the portal answers again")
    assert inbound(site) == []
    assert "Vous n’avez encore rien rendu" in read(learner, RESULT)
    assert "rien de rendu" in read(sign_in(site, visitors, TRAINER), DESK)
    assert press(learner, HAND_IN).status_code == 200
    assert "Bien reçu" in read(learner, RESULT)
    (taken,) = inbound(site)
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


def test_a_killed_database_loses_nothing_of_a_site_that_was_restored_into_it(
    start_site: StartSite,
    copy_demo: CopyDemo,
    tmp_path: Path,
    visitors: ExitStack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backed_up, backup = SiteFolders(copy_demo(tmp_path / "demo")), tmp_path / "backup.tar.gz"
    with closing(Database.of_site(backed_up.records)) as records:
        back_up(backed_up, records, backup)
    server = visitors.enter_context(postgres_server())
    monkeypatch.setenv(ADDRESS, server.url)
    restore(backup, SiteFolders(tmp_path / "data"))
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
    trainer = sign_in(site, visitors, TRAINER)
    press(trainer, DESK, "grade")
    until(lambda: "Tout ce qui est rendu est corrigé" in read(trainer, DESK), "all is graded")
    # Sessions and grades are in the database, too.
    assert not SiteFolders(site.data).database.exists()
    assert not list(SiteFolders(site.data).cohorts.rglob("gradebook.db"))
