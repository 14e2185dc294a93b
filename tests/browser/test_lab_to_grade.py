"""The campus's main road: a learner's lab becomes a grade, and the learner reads why."""

import socket
from pathlib import Path

import pytest
from campus_pages import AssignmentList, Formgrader, Notebook
from nbformat.v4 import new_code_cell
from playwright.sync_api import Page, expect
from running_site import RunningSite
from visitors import Visitors

from autograder.sandbox.tree import HOST_NAME
from campus5g.authoring.answers import answered
from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.site.demo_cohort import COHORT_ID, LAB, LEARNER, TRAINER

pytestmark = pytest.mark.browser


# Where a cell runs tells it: the learner's own host, or the sandbox's.
WHERE = "import socket; print('I run on', socket.gethostname())"


def points(number: float) -> str:
    return f"{number:g}"


def where(notebook: Path) -> str:
    """Return what the last cell printed."""
    (output,) = read_notebook(notebook).cells[-1].outputs
    return str(output.text)


def test_a_lab_goes_from_fetch_to_grade_and_feedback(
    site: RunningSite, visitors: Visitors, learner: Page
) -> None:
    module = find_module(LAB, catalogue())
    automatic = sum(item.points for item in module.manifest.items if item.kind == "automatic")
    by_hand = {item.id: item.points for item in module.manifest.items if item.kind == "manual"}
    total = automatic + sum(by_hand.values())

    assignments = AssignmentList(learner)
    assignments.fetch(LAB)
    mine = site.data / "homes" / LEARNER / COHORT_ID / LAB / f"{LAB}.ipynb"
    filled = answered(read_notebook(mine), read_notebook(module.notebook))
    filled.cells.append(new_code_cell(WHERE))
    write_notebook(filled, mine)
    assignments.open(LAB)
    notebook = Notebook(learner)
    notebook.run_all_cells()
    notebook.save()
    notebook.validate("Success! Your notebook passes all the tests.")
    notebook.show_first_picture()
    visitors.picture(learner, "learner-lab")
    AssignmentList(learner).submit(LAB)

    trainer = visitors.signed_in(TRAINER)
    formgrader = Formgrader(trainer)
    formgrader.act_on_assignment(LAB, "collect")
    formgrader.open_submissions(LAB)
    formgrader.autograde(LEARNER)
    expect(formgrader.score(LEARNER)).to_have_text(f"{points(automatic)} / {points(total)}")
    expect(formgrader.status(LEARNER)).to_have_text("needs manual grading")
    assert where(mine) == f"I run on {socket.gethostname()}\n"
    graded = site.data / "cohorts" / COHORT_ID / "autograded" / LEARNER / LAB / f"{LAB}.ipynb"
    assert where(graded) == f"I run on {HOST_NAME}\n"
    formgrader.grade_by_hand(LAB, by_hand)
    formgrader.assignments()
    formgrader.open_submissions(LAB)
    expect(formgrader.score(LEARNER)).to_have_text(f"{points(total)} / {points(total)}")
    expect(formgrader.status(LEARNER)).to_have_text("graded")
    visitors.picture(trainer, "trainer-grades")
    formgrader.assignments()
    formgrader.act_on_assignment(LAB, "generate-feedback")
    formgrader.act_on_assignment(LAB, "release-feedback")

    AssignmentList(learner).fetch_feedback(LAB)
    (feedback,) = mine.parent.glob(f"feedback/*/{LAB}.html")
    assert f"Score: {float(total)} / {float(total)}" in " ".join(feedback.read_text().split())
    assert visitors.strange_requests == []
