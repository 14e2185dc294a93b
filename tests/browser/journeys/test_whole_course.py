"""A whole course in French, by a learner on a phone and one on a laptop, to their certificates."""

import datetime
import re
from dataclasses import dataclass

import pytest
from campus_pages import read_pdf, sign_in
from desk_pages import Desk, Slip
from module_pages import ModulePage
from playwright.sync_api import Page, expect
from previews import assert_fits
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import Module, catalogue, site_sheet_of
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.words import ZONE

# Two people each do seven modules.
pytestmark = [pytest.mark.everything, pytest.mark.browser, pytest.mark.timeout(1800)]

COURSE = "essentials"
PHONE, LAPTOP = (360, 740), (1366, 768)
ANSWER = "Au poste de chargement, six chariots perdent la liaison sous l’auvent."


@dataclass(frozen=True)
class CourseLearner:
    """A learner of the course, at their screen."""

    page: Page
    name: str

    def learn(self, module: Module) -> None:
        """Open the module that the home page proposes, do all of it, and hand it in."""
        self.page.goto("/services/portal/")
        assert_fits(self.page)
        self.page.get_by_role("link", name="Commencer", exact=True).click()
        learn = ModulePage(self.page, module)
        assert_fits(self.page)
        if not learn.only_asks:
            learn.guess()
            learn.answer_on_the_way()
        learn.write(ANSWER)
        for title, text in sheet_rows(module):
            learn.fill_in_the_sheet(title, text)
        learn.take_the_final()
        learn.hand_in()
        self.page.get_by_role("link", name="Suivre mon rendu").click()
        expect(self.page.get_by_text("Bien reçu.")).to_be_visible()
        assert_fits(self.page)

    def read_result(self, module: Module) -> None:
        """Read that each objective of a module is acquired, and that no point is missing."""
        self.page.goto("/services/portal/results")
        assert_fits(self.page)
        results = self.page.get_by_role("main")
        results.get_by_role("link", name=module.manifest.title.fr).click()
        full = f"{module.manifest.points:g}"
        expect(self.page.locator(".total")).to_have_text(re.compile(rf"^\s*{full}\s*/\s*{full}\s"))
        objectives = self.page.get_by_role("region", name="Objectif par objectif")
        acquired = objectives.get_by_text("acquis", exact=True)
        expect(acquired).to_have_count(len(module.manifest.objectives))
        assert_fits(self.page)


def sheet_rows(module: Module) -> list[tuple[str, str]]:
    """Return the titles of a module's rows of the site sheet, each with what learners write."""
    assert module.course
    rows = site_sheet_of(module.course)
    return [(row.title.fr, row.example.fr) for row in rows if row.module == module.id]


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def make_course(desk: Desk, modules: list[Module]) -> list[Slip]:
    """Make the group of a course that ends today, hand everything out, and enrol two people."""
    titles = [module.manifest.title.fr for module in modules]
    today = datetime.datetime.now(ZONE).date().isoformat()
    desk.make_group("Terminal vraquier, l’essentiel", titles, days=(today, today))
    for title in titles:
        desk.hand_out(title)
    return desk.enrol("Nadia ; D’Hondt", "Maël ; Digue")


def grade(desk: Desk, module: Module) -> None:
    """Grade a module, find each written answer perfect, and give feedback."""
    desk.open_module(module.manifest.title.fr)
    desk.collect_and_grade()
    desk.read()
    by_hand = {item.id: item.points for item in module.manifest.items if item.kind == "manual"}
    desk.mark_all(by_hand)
    desk.give_feedback()


def test_two_learners_go_through_a_course_to_their_certificates(
    site: RunningSite, visitors: Visitors
) -> None:
    modules = [each for each in catalogue() if each.course and each.course.id == COURSE]
    desk = Desk(visitors.page(width=1366, height=768), TRAINER, site.sign_ins[TRAINER])
    learners = []
    for slip, name, (width, height) in zip(
        make_course(desk, modules), ("Nadia D’Hondt", "Maël Digue"), (PHONE, LAPTOP), strict=True
    ):
        page = visitors.page(width=width, height=height)
        sign_in(page, slip.account, slip.pass_phrase, called=name)
        learners.append(CourseLearner(page, name))

    for learner in learners:
        for module in modules:
            learner.learn(module)
        learner.page.goto("/services/portal/")
        expect(learner.page.get_by_text("Rien à faire pour l’instant")).to_be_visible()
    for module in modules:
        grade(desk, module)

    objectives = [each.fr for module in modules for each in module.manifest.objectives]
    for learner in learners:
        number = desk.issue_attestation(learner.name)
        for module in modules:
            learner.read_result(module)
        learner.page.get_by_role("link", name="Attestations").click()
        assert_fits(learner.page)
        certificate = read_pdf(learner.page, f"Télécharger {number}")
        assert learner.name in certificate
        assert [each for each in objectives if in_one_line(each) not in certificate] == []
        assert certificate.count("acquis · 100 %") == len(objectives)
        learner.page.goto("/services/portal/")
        assert_fits(learner.page)
        sheet = read_pdf(learner.page, "Ma fiche de site (PDF)")
        rows = [row for module in modules for row in sheet_rows(module)]
        assert len(rows) == len(modules)
        assert [text for _, text in rows if in_one_line(text) not in sheet] == []
    assert visitors.strange_requests == []
    assert visitors.console_errors == []
