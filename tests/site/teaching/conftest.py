"""A cohort on the tiny lab: built and handed out, its learners' submissions in the exchange."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from tiny_lab import write_lab
from tiny_site import COHORT, LEARNERS, MODULE, TinySite, person

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.teaching import courses


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a cohort whose lab was released, and submitted by everybody."""
    data = tmp_path_factory.mktemp("site")
    folders = SiteFolders(data)
    module = write_lab(data / "labs")
    cohort = Cohort(id=COHORT, title="Printemps", language="fr", trainer="tina", modules=[MODULE])
    build(cohort, folders.cohorts / COHORT, [module])
    release(folders.cohorts / COHORT, MODULE, folders.exchange)
    learners = [
        NbGraderLearner(name, folders.homes / name / COHORT, COHORT, folders.exchange)
        for name in LEARNERS
    ]
    first = learners[0].fetch(MODULE)
    released, source = read_notebook(first / "tiny.ipynb"), read_notebook(module.notebook)
    right = answered(released, source)
    wrong = answered(released, source, module.manifest.wrong["forgets-the-second"].cells)
    for number, learner in enumerate(learners):
        folder = learner.home / MODULE
        if number:
            shutil.copytree(first, folder)
        write_notebook(wrong if number % 3 == 0 else right, folder / "tiny.ipynb")
        learner.submit(MODULE)
    return data


@pytest.fixture
def site(handed_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinySite]:
    """That site, for one test alone."""
    data = tmp_path / "site"
    shutil.copytree(handed_out, data, symlinks=True)
    folders = SiteFolders(data)
    monkeypatch.setenv("CAMPUS5G_DATA", str(data))
    monkeypatch.setattr(courses, "build_course", lambda folders, cohort: None)
    database = new_records(folders.records)
    with database.session() as records:
        records.add(
            CohortRecord(
                id=COHORT,
                title="Printemps",
                language="fr",
                trainers=[person("tina", "trainer")],
                enrolments=[Enrolment(person=person(name)) for name in LEARNERS],
                modules=[CohortModule(module=MODULE, position=0, released_at=now())],
            )
        )
    yield TinySite(folders, database)
    database.close()
