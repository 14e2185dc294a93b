"""A lab's notebook in JupyterLab, as a learner of either language works in it."""

import re
from pathlib import Path
from typing import cast

from campus_pages import RUN_MS, has_opened, sign_in, unfold_courses
from playwright.sync_api import Locator, expect
from visitors import Visitors

from campus5g.language import Language

OPENS_WITHIN_MS = 120_000
RAN = re.compile(r"\[\d+\]")

_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "name": "Français",
        "locale": "fr-FR",
        "run": "Exécution",
        "all": "Exécuter toutes les cellules",
        "idle": "(ipykernel) | Inactif",
        "hint": "Indice 1 sur 3",
        "passed": "Votre notebook passe tous les tests visibles.",
        "now": "Rendre maintenant",
        "done": "Votre travail a été rendu à",
        "result": "Voir le résultat",
        "open copy": "Voir ma copie corrigée",
        "copy": "Copie corrigée",
    },
    "en": {
        "name": "English",
        "locale": "en-GB",
        "run": "Run",
        "all": "Run All Cells",
        "idle": "(ipykernel) | Idle",
        "hint": "Hint 1 of 3",
        "passed": "Your notebook passes all the visible tests.",
        "now": "Hand in now",
        "done": "Your work was handed in at",
        "result": "See the result",
        "open copy": "See my graded copy",
        "copy": "Graded copy",
    },
}


class LabLearner:
    """A learner at work on one lab, from the portal to the feedback.

    Args:
        visitors: opens their browser.
        name: their account.
        pass_phrase: theirs.
        language: that they read.
    """

    def __init__(
        self,
        visitors: Visitors,
        name: str,
        pass_phrase: str,
        language: Language,
    ) -> None:
        self._visitors = visitors
        self._language = language
        self._words = words = _WORDS[language]
        self.page = page = visitors.page(words["locale"], width=1366, height=768)
        sign_in(page, name, pass_phrase)
        self._former = cast("Language", page.locator("html").get_attribute("lang"))
        self._read_in(language)

    def leave(self) -> None:
        """Give the account its language back, for whom comes next."""
        self.page.goto("/services/portal/")
        self._read_in(self._former)

    def _read_in(self, language: Language) -> None:
        document = self.page.locator("html")
        if document.get_attribute("lang") != language:
            self.page.get_by_role("button", name=_WORDS[language]["name"]).click()
            expect(document).to_have_attribute("lang", language)

    def open(self, cohort: str, lab: str) -> None:
        """Open a lab, in place of what was open before."""
        page = self.page
        page.goto(f"/services/portal/open/{cohort}/{lab}", wait_until="commit")
        page.wait_for_url("**/lab/**", wait_until="commit", timeout=OPENS_WITHIN_MS)
        page.goto(f"{page.url.partition('?')[0]}?reset")
        expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=OPENS_WITHIN_MS)
        has_opened(page)

    def run_until(self, shown: Locator) -> None:
        """Run every cell, until the last has run or one has failed."""
        page = self.page
        # JupyterLab drops cells that are run before the kernel has reported its name and state.
        expect(page.locator("#jp-main-statusbar")).to_contain_text(self._words["idle"])
        page.locator(".lm-MenuBar-itemLabel").get_by_text(self._words["run"], exact=True).click()
        page.locator(".lm-Menu:visible").get_by_text(self._words["all"], exact=True).click()
        expect(shown).to_be_visible(timeout=RUN_MS)
        _bring_to_the_middle(shown)

    def said(self, text: str) -> Locator:
        """Return the first output with a text."""
        return self.page.locator(".jp-OutputArea-output", has_text=text).first

    @property
    def last_prompt(self) -> Locator:
        """The number of the last cell, once it has run."""
        prompts = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        return prompts.last.filter(has_text=RAN)

    def type_instead(self, begins: str, answer: str) -> None:
        """Type an answer in place of the one in the cell that begins so."""
        cell = self.page.locator(".jp-CodeCell .cm-content", has_text=begins).first
        cell.click()
        cell.press("Control+a")
        self.page.keyboard.insert_text(answer)

    def open_hint(self) -> None:
        """Open the first hint of the first exercise that has one."""
        head = self.page.locator(".jp-Notebook .jupyter-widget-Collapse-header")
        mine = head.filter(has_text=self._words["hint"]).first
        # JupyterLab reflows as cells come into view: a press and its release could miss each other.
        mine.dispatch_event("click")
        expect(mine.locator("xpath=..").locator("p")).to_be_visible()
        _bring_to_the_middle(mine)

    def hand_in(self) -> None:
        """Press the button that saves, checks and hands in; all that was checked is right."""
        page = self.page
        page.locator(".hand-in-button").click()
        now = page.get_by_role("button", name=self._words["now"])
        expect(now).to_be_visible(timeout=RUN_MS)
        expect(page.locator("#self-check")).to_contain_text(self._words["passed"])
        now.click()
        expect(page.locator("#handed-in")).to_contain_text(self._words["done"], timeout=RUN_MS)

    def read_result(self, title: str) -> Locator:
        """Go to a lab's result, and return what its page says."""
        named = re.compile(rf"{self._words['result']}\s*:\s*{re.escape(title)}")
        self.page.goto("/services/portal/")
        unfold_courses(self.page)
        self.page.get_by_role("link", name=named).click()
        return self.page.locator("#live")

    def read_copy(self) -> Locator:
        """Open the graded copy of the result in front."""
        self.page.get_by_text(self._words["open copy"]).first.click()
        return self.page.frame_locator(f"iframe[title='{self._words['copy']}']").first.locator(
            "body"
        )

    def picture(self, name: str, *, width: int = 1366) -> None:
        """Save what the page shows at a width, when pictures are wanted."""
        self.page.set_viewport_size({"width": width, "height": 768})
        self._visitors.picture(self.page, f"{name}-{self._language}-{width}")
        self.page.set_viewport_size({"width": 1366, "height": 768})


def _bring_to_the_middle(shown: Locator) -> None:
    # JupyterLab draws what comes into view only then, which pushes what is below away.
    for _ in range(2):
        shown.evaluate("element => element.scrollIntoView({block: 'center'})")


def notebook_of(data: Path, learner: str, cohort: str, lab: str) -> Path:
    """Return a learner's notebook on a site."""
    return data / "homes" / learner / cohort / lab / f"{lab}.ipynb"
