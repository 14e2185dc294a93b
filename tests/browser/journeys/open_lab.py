"""A lab in JupyterLab, in front of its learner, who loses what it runs on."""

from campus_pages import has_opened, sign_in
from playwright.sync_api import Page, expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER
from campus5g.site.folders import SiteFolders

# A server that starts again on a loaded machine, and imports all a page needs.
BACK_WITHIN_MS = 120_000
SAYS_WITHIN_MS = 60_000
# Whether this browser keeps a text of a notebook that the server has not saved.
KEPT = "text => Object.values(localStorage).some(value => value.includes(text))"


class OpenLab:
    """A lab's notebook in JupyterLab, in front of its learner."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto(f"/services/portal/open/{COHORT_ID}/meet-the-kit")
        expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=BACK_WITHIN_MS)
        has_opened(page)
        self.has_kernel()

    def has_kernel(self) -> None:
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("Inactif", timeout=BACK_WITHIN_MS)

    def type(self, text: str) -> None:
        answers = self.page.locator(".jp-CodeCell .cm-content", has_text="votre code ici")
        cell = answers.first
        cell.click()
        cell.press("Control+End")
        self.page.keyboard.insert_text(f"\nprint({text!r})")

    def says(self, words: str, within_ms: int = SAYS_WITHIN_MS) -> None:
        said = self.page.locator(".jp-Dialog, #campus5g-connection").get_by_text(words)
        expect(said.first).to_be_visible(timeout=within_ms)

    def reopens_if_asked(self) -> None:
        """Reopen the learner's server, unless another page of theirs did."""
        reopen = self.page.get_by_role("button", name="Rouvrir mon espace")
        back = self.page.locator("#campus5g-connection", has_text="est enregistré")
        expect(reopen.or_(back).first).to_be_visible(timeout=BACK_WITHIN_MS)
        if reopen.count():
            reopen.click()

    def keeps(self, text: str) -> None:
        """Wait until what was typed is kept in the browser."""
        self.page.wait_for_function(KEPT, arg=text, timeout=SAYS_WITHIN_MS)

    def runs(self, text: str) -> None:
        """Run the cell that was typed into; it prints what was typed."""
        self.has_kernel()
        self.page.keyboard.press("Control+Enter")
        printed = self.page.locator(".jp-OutputArea-output", has_text=text)
        expect(printed.first).to_be_visible(timeout=BACK_WITHIN_MS)


def learners_page(visitors: Visitors, site: RunningSite, width: int, height: int) -> Page:
    """Return a page of the learner, who has signed in."""
    page = visitors.page(width=width, height=height)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    return page


def saved(site: RunningSite) -> str:
    """Return a learner's lab as it is on the disk."""
    folder = SiteFolders(site.data).homes / LEARNER / COHORT_ID / "meet-the-kit"
    return (folder / "meet-the-kit.ipynb").read_text("utf-8")
