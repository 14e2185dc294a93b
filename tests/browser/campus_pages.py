"""What people do on the site's pages, in their words."""

import re

import pypdf
from playwright.sync_api import FrameLocator, Locator, Page, expect

from autograder.plugin.exercises import Report

# Running a whole lab, or grading it, on a kit that starts first.
RUN_MS = 400_000
# What the server answers when a check finds nothing.
NOTHING_WRONG = {"success": True, "value": {}, "report": Report([], []).as_json()}
# The number of a cell that has run.
RAN = re.compile(r"\[\d+\]")
# Notes each text that a widget's label has from now on.
NOTE_WIDGETS = """() => {
  window.labelTexts = new Set();
  new MutationObserver(() => {
    for (const label of document.querySelectorAll(".jp-OutputArea .widget-label"))
      window.labelTexts.add(label.textContent);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def sign_in(page: Page, name: str, pass_phrase: str, called: str = "") -> None:
    """Sign in, and come to the portal, which greets people by their name."""
    page.goto("/")
    page.locator("#username").fill(name)
    page.locator("#password").fill(pass_phrase)
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(called or name.capitalize())


def enter_lab(page: Page, name: str) -> None:
    """Go to the person's JupyterLab and wait until it shows the welcome page."""
    page.goto(f"/user/{name}/")
    expect(page.locator(".jp-MarkdownViewer h1")).to_contain_text("Campus 5G")
    has_opened(page)


def has_opened(page: Page) -> None:
    """Wait until JupyterLab has opened: its tabs no longer change, and it asks for no more files.

    Should the session end before, a dialogue says that the file can't be opened, though it is.
    """
    expect(page.locator("#jupyterlab-splash, .jp-FileBrowser.jp-mod-restoring")).to_have_count(0)


def menu(page: Page, title: str) -> Locator:
    """Open a menu of JupyterLab."""
    page.locator(".lm-MenuBar-itemLabel").get_by_text(title, exact=True).click()
    opened = page.locator(".lm-Menu:visible")
    expect(opened).to_be_visible()
    return opened


def choose(page: Page, title: str, entry: str) -> None:
    """Choose an entry of a menu of JupyterLab."""
    menu(page, title).get_by_text(entry, exact=True).click()


def read_pdf(page: Page, link: str) -> str:
    """Download a PDF by its link; return what can be read on it, line breaks aside."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    leaves = pypdf.PdfReader(download.value.path()).pages
    return " ".join(" ".join(leaf.extract_text() for leaf in leaves).split())


class Portal:
    """A signed-in learner's pages of the portal, in French."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open_lab(self, title: str) -> None:
        """Go to a lab from the first page, and wait until JupyterLab shows its notebook."""
        self.page.goto("/services/portal/")
        self.page.get_by_role("link", name=title, exact=True).first.click()
        self.page.wait_for_url("**/lab/**", wait_until="commit")
        # Without the tabs and the side bar that an earlier visit left open.
        self.page.goto(f"{self.page.url.partition('?')[0]}?reset")
        expect(self.page.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
        has_opened(self.page)

    def hand_in(self, title: str) -> None:
        """Hand a lab in, as it is saved."""
        self.page.goto("/services/portal/")
        unfold_courses(self.page)
        self.page.get_by_role("link", name=f"Rendre : {title}").click()
        self.page.get_by_role("button", name="Rendre maintenant").click()
        expect(self.page.locator("#live")).to_contain_text("Bien reçu")

    def result(self, title: str) -> Locator:
        """Return what the page of a lab's result says, and the graded copy within."""
        self.page.goto("/services/portal/")
        unfold_courses(self.page)
        self.page.get_by_role("link", name=f"Voir le résultat : {title}").click()
        self.page.get_by_text("Voir ma copie corrigée").first.click()
        return self.page.locator("#live")

    def graded_copy(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title='Copie corrigée']").first


def unfold_courses(page: Page) -> None:
    """Unfold every course of the list on a learner's home page."""
    folded = page.locator(".course:not([open]) > summary")
    while folded.count():
        folded.first.click()


class Notebook:
    """The notebook in front, in JupyterLab in French."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def run_all_cells(self) -> None:
        """Run every cell and wait until the kernel has come to the last one."""
        self.start_all_cells()
        expect(self._last_prompt).to_have_text(RAN, timeout=RUN_MS)

    def start_all_cells(self) -> None:
        """Have every cell run, up to the first one that fails."""
        # JupyterLab drops cells that are run before the kernel has reported its name and state.
        expect(self._page.locator("#jp-main-statusbar")).to_contain_text("(ipykernel) | Inactif")
        self._page.evaluate(NOTE_WIDGETS)
        choose(self._page, "Exécution", "Exécuter toutes les cellules")

    def told_while_running(self) -> list[str]:
        """Return each text that a widget's label has had since all cells were run."""
        texts: list[str] = self._page.evaluate("[...window.labelTexts]")
        return texts

    def open_hint(self, number: int) -> None:
        """Open the first hint of an exercise."""
        head = self._page.locator(".jp-Notebook .jupyter-widget-Collapse-header")
        mine = head.filter(has_text="Indice 1 sur 3").nth(number - 1)
        # JupyterLab reflows as cells come into view: a press and its release could miss each other.
        mine.dispatch_event("click")
        expect(mine.locator("xpath=..").locator("p")).to_be_visible()

    @property
    def _last_prompt(self) -> Locator:
        return self._page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").last

    def save(self) -> None:
        self._page.locator(".jp-Notebook").first.press("Control+s")
        expect(self._page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty")).to_have_count(0)

    def hand_in(self) -> str:
        """Press the button that saves, checks and hands in; return what the check found."""
        self._page.locator(".hand-in-button").click()
        now = self._page.get_by_role("button", name="Rendre maintenant")
        expect(now).to_be_visible(timeout=RUN_MS)
        found = self._page.locator("#self-check").inner_text()
        now.click()
        done = self._page.locator("#handed-in")
        expect(done).to_contain_text("Votre travail a été rendu à")
        done.get_by_role("link", name="Suivre mon rendu").click()
        expect(self._page.locator("#live")).to_contain_text("Bien reçu")
        return found
