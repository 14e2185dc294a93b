"""A site's grading computes each learner's draw, regardless of what they hand in."""

import os
import subprocess
import sys

import pytest
from case_lab import write_case_lab

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.draw import DRAW_VARIABLE, KEY_VARIABLE, Draw
from campus5g.places import HOUSE
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of, key_of
from campus5g.site.learning.grade_items import item_scores

SPRING, AUTUMN, LAB = "spring", "autumn", "tiny"
WITHIN_S = 120

# A class is released, measured and graded for all tests.
pytestmark = pytest.mark.timeout(120)

IN_NOTEBOOK = """
from pathlib import Path
from campus5g.draw import draw_in

print(draw_in(Path.cwd(), "ada").seed.hex())
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> SiteFolders:
    """Two cohorts on the lab with cases; Ada and Ben hand in, and the command grades."""
    folders = SiteFolders(tmp_path_factory.mktemp("site"))
    lab = write_case_lab(folders.data / "labs")
    for cohort in (SPRING, AUTUMN):
        made = Cohort(id=cohort, title=cohort, language="fr", trainer="tina", modules=[LAB])
        build(made, folders.cohorts / cohort, [lab])
        release(folders.cohorts / cohort, LAB, folders.exchange)
    in_spring, in_autumn = (fetched(folders, "ada", cohort) for cohort in (SPRING, AUTUMN))
    for learner in (in_spring, in_autumn):
        hand_in(learner, typed_answers(lab, shown_in_notebook(folders, learner)))
    copier = fetched(folders, "ben", SPRING)
    adas = shown_in_notebook(folders, in_spring)
    claim = (
        f"import os\nos.environ[{DRAW_VARIABLE!r}] = {adas.seed.hex()!r}\n"
        f"os.environ[{KEY_VARIABLE!r}] = {key_of(folders, 'ada').hex()!r}\n"
    )
    copied = typed_answers(lab, adas)
    hand_in(copier, {cell: claim + source for cell, source in copied.items()})
    for cohort in (SPRING, AUTUMN):
        NbGraderCourse(folders.cohorts / cohort, folders.exchange).collect(LAB)
        grade(folders, cohort)
    return folders


def fetched(folders: SiteFolders, learner: str, cohort: str) -> NbGraderLearner:
    server = NbGraderLearner(learner, folders.homes / learner / cohort, cohort, folders.exchange)
    server.home.mkdir(parents=True)
    server.fetch(LAB)
    return server


def shown_in_notebook(folders: SiteFolders, learner: NbGraderLearner) -> Draw:
    """The draw that a kernel of the learner's server computes, from their key alone."""
    shown = subprocess.run(
        [sys.executable, "-c", IN_NOTEBOOK],
        cwd=learner.home / LAB,
        env={
            **os.environ,
            "CAMPUS5G_DATA": "/nowhere",
            KEY_VARIABLE: key_of(folders, learner.name).hex(),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=WITHIN_S,
    )
    return Draw(bytes.fromhex(shown.stdout))


def hand_in(learner: NbGraderLearner, answers: dict[str, str]) -> None:
    file = learner.home / LAB / f"{LAB}.ipynb"
    copy = read_notebook(file)
    for grade_id, source in answers.items():
        answer_cells(copy)[grade_id].source = source
    write_notebook(copy, file)
    learner.submit(LAB)


def grade(folders: SiteFolders, cohort: str) -> None:
    command = [sys.executable, "-c", "from campus5g.commands.main import main; main()", "grade"]
    subprocess.run(
        [*command, LAB, "--cohort", cohort, "--data", str(folders.data)],
        env={**os.environ, "JUPYTER_CONFIG_PATH": str(HOUSE)},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=WITHIN_S,
    )


def points(folders: SiteFolders, learner: str, cohort: str) -> float:
    return item_scores(folders.cohorts / cohort)[learner, LAB]["camera"].points


@pytest.mark.proof
@pytest.mark.parametrize("cohort", [SPRING, AUTUMN])
def test_answering_ones_own_draw_in_each_cohort_earns_the_points(
    folders: SiteFolders, cohort: str
) -> None:
    assert points(folders, "ada", cohort) == 20


def test_copying_a_neighbour_and_their_draw_earns_nothing(folders: SiteFolders) -> None:
    assert points(folders, "ben", SPRING) == 0


def test_the_desk_and_the_learner_s_notebook_name_the_same_draw(folders: SiteFolders) -> None:
    learner = NbGraderLearner("ada", folders.homes / "ada" / SPRING, SPRING, folders.exchange)

    assert shown_in_notebook(folders, learner) == draw_of(folders, "ada", SPRING, LAB)
