"""A group in the middle of its course: something on each page of its learners and trainer."""

import datetime
from contextlib import closing
from dataclasses import dataclass

from campus_pages import RUN_MS
from desk_pages import Desk, Slip
from playwright.sync_api import expect
from running_site import RunningSite
from sqlalchemy import select

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.courseware.progress import Progress
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Enrolment, HelpRequest
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE

MODULES = ("essentials-why-5g", "essentials-radio", "meet-the-kit")
HANDED_IN, LAB, KIT = "essentials-why-5g", "meet-the-kit", "classroom"
WORDS = "Au poste de chargement, six chariots perdent la liaison sous l’auvent."


@dataclass(frozen=True)
class BusyCampus:
    """What its pages' addresses need to name."""

    cohort: str
    learner: Slip
    certificate: str
    invitation: str


def make_busy(desk: Desk, site: RunningSite) -> BusyCampus:
    """Make the group at the desk; its learners work, are graded, and ask."""
    titles = [find_module(each, catalogue()).manifest.title.fr for each in MODULES]
    today = datetime.datetime.now(ZONE).date().isoformat()
    cohort = desk.make_group("Maintenance, équipe B", titles, days=(today, today), kits=[KIT])
    desk.hand_out(titles[0])
    desk.hand_out(titles[2])
    slips = desk.enrol("Nadia ; D’Hondt", "Zoë-Aïcha ; L’Écluse", "Maël ; Digue")
    for slip in slips[:2]:
        hand_in(site, cohort, slip.account)
    desk.open_module(titles[0])
    expect(desk.page.get_by_text("2 copies à corriger")).to_be_visible(timeout=RUN_MS)
    desk.collect_and_grade()
    desk.give_feedback()
    number = desk.issue_attestation("Nadia D’Hondt")
    begin_lab(site, cohort, slips[0].account)
    ask(site, slips[0].account)
    return BusyCampus(cohort, slips[0], number, desk.invite())


def hand_in(site: RunningSite, cohort: str, account: str) -> None:
    """Have a learner read the module, answer its final and the open question, and hand it in."""
    module = find_module(HANDED_IN, catalogue())
    hand_in_right(site, cohort, account, module)
    quiz = quiz_of(module)
    assert quiz is not None
    doing = Progress(quiz.id, account, site.data / "progress")
    for part in ("families", "networks", "choice"):
        doing.seen(part)
    doing.attempted(1)
    doing.handed_in(1)


def hand_in_right(site: RunningSite, cohort: str, account: str, module: Module) -> None:
    """Hand a module in, by the exchange as their page does, with right answers and some words."""
    quiz = quiz_of(module)
    assert quiz is not None
    learner = learner_of(site, cohort, account)
    folder = SiteFolders(site.data).homes / account / cohort / module.id
    if not folder.exists():
        learner.fetch(module.id)
    draw = draw_of(SiteFolders(site.data), account, cohort, module.id)
    answers = right_answers(quiz, account, draw)
    (folder / "answers.json").write_text(answers.model_dump_json(), encoding="utf-8")
    file = folder / f"{module.id}.ipynb"
    notebook = read_notebook(file)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = WORDS
    write_notebook(notebook, file)
    learner.submit(module.id)


def begin_lab(site: RunningSite, cohort: str, account: str) -> None:
    """Have a learner open the lab, and go no further."""
    learner_of(site, cohort, account).fetch(LAB)


def learner_of(site: RunningSite, cohort: str, account: str) -> NbGraderLearner:
    folders = SiteFolders(site.data)
    return NbGraderLearner(account, folders.homes / account / cohort, cohort, folders.exchange)


def ask(site: RunningSite, account: str) -> None:
    """Have a learner ask two questions, of which one was answered."""
    with (
        closing(Database(f"sqlite:///{SiteFolders(site.data).records}")) as database,
        database.session() as records,
    ):
        enrolment = records.scalars(
            select(Enrolment).join(Person).where(Person.name == account)
        ).one()
        records.add_all(
            [
                HelpRequest(
                    enrolment=enrolment,
                    module=HANDED_IN,
                    question="La 5G privée remplace-t-elle le Wi-Fi des bureaux ?",
                    answer="Non : là où le Wi-Fi suffit, il reste le plus simple.",
                    answered_at=now(),
                ),
                HelpRequest(
                    enrolment=enrolment,
                    module=HANDED_IN,
                    question="Que se passe-t-il derrière une pile de bobines ?",
                ),
            ]
        )
