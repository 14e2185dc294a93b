"""A learner who goes through a whole course, at their screen, in French."""

import re
from dataclasses import dataclass

from module_pages import ModulePage
from playwright.sync_api import Page, expect
from previews import assert_fits

from campus5g.authoring.catalogue import Module, site_sheet_of

ANSWER = "Au poste de chargement, six chariots perdent la liaison sous l’auvent."


@dataclass(frozen=True)
class CourseLearner:
    """A learner of a course, who knows the answers."""

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
        """Read that each objective of a module is achieved, and that no point is missing."""
        self.page.goto("/services/portal/results")
        assert_fits(self.page)
        results = self.page.get_by_role("main")
        results.get_by_role("link", name=module.manifest.title.fr).click()
        full = f"{module.manifest.points:g}"
        expect(self.page.locator(".total")).to_have_text(re.compile(rf"^\s*{full}\s*/\s*{full}\s"))
        objectives = self.page.get_by_role("region", name="Objectif par objectif")
        achieved = objectives.get_by_text("acquis", exact=True)
        expect(achieved).to_have_count(len(module.manifest.objectives))
        assert_fits(self.page)


def sheet_rows(module: Module) -> list[tuple[str, str]]:
    """Return the titles of a module's rows of the site sheet, each with what learners write."""
    assert module.course
    rows = site_sheet_of(module.course)
    return [(row.title.fr, row.example.fr) for row in rows if row.module == module.id]
