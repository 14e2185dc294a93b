"""The campus's main road: a lab in JupyterLab, from its first cell to its grade and feedback.

It is done in English; a lab without a trainer is done in French.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_pages import Desk
from lab_page import LabLearner, notebook_of
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from running_site import RunningSite
from visitors import Visitors

from autograder.sandbox.walls.tree import HOST_NAME
from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.courseware.lab.notes import LabNotes
from campus5g.draw import Draw
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER, TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of

# A site starts, and a whole lab runs: before its learner, and graded.
pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

LAB = "coverage-survey"
WRONG = "def mean_power(values):\n    return sum(values) / len(values)"
CORRECTED = """def mean_power(values):
    milliwatts = [10 ** (value / 10) for value in values]
    return 10 * math.log10(sum(milliwatts) / len(milliwatts))"""
TOLD = "−90 is the mean of the dBm"
# Shows where a cell runs: on the learner's host, or in the sandbox.
WHERE = "import socket; print('I run on', socket.gethostname())"


def enter_answers(mine: Path, module: Module, draw: Draw) -> None:
    """Write the worked answers into the learner's notebook, but for a mean of decibels.

    A last cell shows where it runs.
    """
    source = read_notebook(module.notebook)
    typed = {**typed_answers(module, draw), "mean-answer": WRONG}
    filled = answered(read_notebook(mine), source, typed)
    filled.cells.append(new_code_cell(WHERE))  # type: ignore[no-untyped-call]
    write_notebook(filled, mine)


def where(notebook: Path) -> str:
    """Return what the last cell printed."""
    (output,) = read_notebook(notebook).cells[-1].outputs
    return str(output.text)


@pytest.fixture
def learner(site: RunningSite, visitors: Visitors) -> Iterator[LabLearner]:
    at_work = LabLearner(visitors, LEARNER, site.sign_ins[LEARNER], "en")
    yield at_work
    at_work.leave()


def test_a_learner_surveys_the_yard_corrects_an_answer_and_reads_their_points(
    site: RunningSite, visitors: Visitors, learner: LabLearner
) -> None:
    module = find_module(LAB, catalogue())
    mine = notebook_of(site.data, LEARNER, COHORT_ID, LAB)
    learner.open(COHORT_ID, LAB)
    learner.picture("survey/start")
    enter_answers(mine, module, draw_of(SiteFolders(site.data), LEARNER, COHORT_ID, LAB))

    learner.open(COHORT_ID, LAB)
    learner.run_until(learner.said(TOLD))
    learner.picture("survey/wrong")
    learner.open_hint()
    learner.picture("survey/hint")
    learner.type_instead("def mean_power", CORRECTED)
    learner.run_until(learner.last_prompt)
    learner.picture("survey/end")
    learner.hand_in()
    learner.picture("survey/handed-in")

    assert LabNotes(mine.parent).hints()
    desk = Desk(visitors.page(), TRAINER, site.sign_ins[TRAINER])
    desk.enter_group(COHORT_ID)
    desk.open_module(module.manifest.title.fr)
    desk.collect_and_grade()
    expect(desk.submission("Sacha Démo")).to_contain_text("à lire")
    expect(desk.submission("Sacha Démo")).to_contain_text("22 / 26")
    assert where(mine) == f"I run on {socket.gethostname()}\n"
    graded = site.data / "cohorts" / COHORT_ID / "autograded" / LEARNER / LAB / f"{LAB}.ipynb"
    assert where(graded) == f"I run on {HOST_NAME}\n"
    desk.read()
    desk.mark({item.id: item.points for item in module.manifest.items if item.kind == "manual"})
    desk.give_feedback()
    expect(desk.submission("Sacha Démo")).to_contain_text("corrigé")
    expect(learner.read_result(module.manifest.title.en)).to_contain_text("26 / 26")
    for width in (1366, 360):
        learner.picture("survey/result", width=width)
    expect(learner.read_copy()).to_contain_text("26")
    learner.picture("survey/copy")
    assert visitors.strange_requests == []
