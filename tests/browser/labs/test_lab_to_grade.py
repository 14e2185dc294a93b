"""The campus's main road: a learner's lab becomes a grade, and the learner reads why."""

import re
import socket
from pathlib import Path

import pytest
from campus_pages import Notebook, Portal
from desk_pages import Desk
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from running_site import RunningSite
from visitors import Visitors

from autograder.sandbox.walls.tree import HOST_NAME
from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.preview.file_changes import FileChanges
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.courseware.lab.notes import LabNotes
from campus5g.draw import Draw
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER, TRAINER
from campus5g.site.demonstration.demo import LAB
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of

# A site starts, and a whole lab runs three times: before its learner, checked, and graded.
pytestmark = [pytest.mark.everything, pytest.mark.browser, pytest.mark.timeout(900)]


# Shows where a cell runs: on the learner's host, or in the sandbox.
WHERE = "import socket; print('I run on', socket.gethostname())"


def points(number: float) -> str:
    return f"{number:g}"


def enter_answers(mine: Path, module: Module, draw: Draw) -> None:
    """Write the worked answers into the learner's notebook, and a cell that shows where it runs."""
    source = read_notebook(module.notebook)
    filled = answered(read_notebook(mine), source, typed_answers(module, draw))
    filled.cells.append(new_code_cell(WHERE))  # type: ignore[no-untyped-call]
    write_notebook(filled, mine)


def where(notebook: Path) -> str:
    """Return what the last cell printed."""
    (output,) = read_notebook(notebook).cells[-1].outputs
    return str(output.text)


def packets_of(capture: str, texts: list[str]) -> set[int]:
    """Return the packet counts that the progress of a capture showed, each once."""
    counts = (re.match(rf"{capture} · (\d+) paquets", text) for text in texts)
    return {int(found[1]) for found in counts if found}


def test_a_lab_goes_from_the_portal_to_grade_and_feedback(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module(LAB, catalogue())
    title = module.manifest.title.fr
    automatic = sum(item.points for item in module.manifest.items if item.kind == "automatic")
    by_hand = {item.id: item.points for item in module.manifest.items if item.kind == "manual"}
    total = automatic + sum(by_hand.values())
    mine = site.data / "homes" / LEARNER / COHORT_ID / LAB / f"{LAB}.ipynb"

    learner = visitors.page()
    portal = Portal(learner, LEARNER, site.sign_ins[LEARNER])
    portal.open_lab(title)
    draw = draw_of(SiteFolders(site.data), LEARNER, COHORT_ID, LAB)
    enter_answers(mine, module, draw)
    portal.open_lab(title)
    notebook = Notebook(learner)
    notebook.run_all_cells()
    assert len(packets_of("n3, n6", notebook.told_while_running())) > 1
    notes = LabNotes(mine.parent)
    with FileChanges([mine.parent]) as changes:
        saved = iter(changes)
        notebook.open_hint(1)
        while notes.hints() != {"allowed": 1}:
            next(saved)
    notebook.save()
    assert notebook.check() == "Votre notebook passe tous les tests visibles."
    notebook.show_ladder()
    visitors.picture(learner, "learner/lab")
    portal.hand_in(title)

    trainer = visitors.page()
    desk = Desk(trainer, TRAINER, site.sign_ins[TRAINER])
    desk.enter_group(COHORT_ID)
    desk.open_module(title)
    desk.collect_and_grade()
    expect(desk.submission("Sacha Démo")).to_contain_text("à lire")
    expect(desk.submission("Sacha Démo")).to_contain_text(f"{points(automatic)} / {points(total)}")
    assert where(mine) == f"I run on {socket.gethostname()}\n"
    graded = site.data / "cohorts" / COHORT_ID / "autograded" / LEARNER / LAB / f"{LAB}.ipynb"
    assert where(graded) == f"I run on {HOST_NAME}\n"
    desk.read()
    desk.mark(by_hand)
    desk.give_feedback()
    expect(desk.submission("Sacha Démo")).to_contain_text("corrigé")
    expect(desk.submission("Sacha Démo")).to_contain_text(f"{points(total)} / {points(total)}")

    result = portal.result(title)
    expect(result).to_contain_text(f"{points(total)} / {points(total)}")
    score = f"Points : {points(total)} / {points(total)}"
    expect(portal.graded_copy().get_by_text(score).first).to_be_visible()
    assert visitors.strange_requests == []
