"""What people do on the site's pages, in their words."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

# Running a whole lab, or grading it, on a kit that starts first.
RUN_MS = 180_000


def sign_in(page: Page, name: str, pass_phrase: str) -> None:
    """Sign in and wait until JupyterLab shows the welcome page."""
    page.goto("/")
    page.locator("#username").fill(name)
    page.locator("#password").fill(pass_phrase)
    page.locator("button[type=submit]").click()
    expect(page.locator(".jp-MarkdownViewer h1")).to_contain_text("Campus 5G")
    # The tab bar is complete, and no longer changes, once Lab has dropped its splash screen.
    expect(page.locator("#jupyterlab-splash")).to_have_count(0)


def menu(page: Page, title: str) -> Locator:
    """Open a menu of JupyterLab."""
    page.locator(".lm-MenuBar-itemLabel").get_by_text(title, exact=True).click()
    opened = page.locator(".lm-Menu:visible")
    expect(opened).to_be_visible()
    return opened


def choose(page: Page, title: str, entry: str) -> None:
    """Choose an entry of a menu of JupyterLab."""
    menu(page, title).get_by_text(entry, exact=True).click()


class AssignmentList:
    """nbgrader's list of assignments, in a learner's JupyterLab."""

    def __init__(self, page: Page) -> None:
        self._page = page
        choose(page, "Nbgrader", "Assignment List")
        page.locator(".lm-TabBar-tab", has_text="Assignments").click()
        self._lists = page.locator("#nbgrader-assignment-list")
        expect(self._lists.locator("#course_list_default")).to_have_text("demo")

    def fetch(self, lab: str) -> None:
        self._row("released", lab).get_by_role("button", name="Fetch").click()
        expect(self._row("fetched", lab)).to_be_visible()

    def open(self, lab: str) -> None:
        self._row("fetched", lab).locator(".assignment-notebooks-link").click()
        self._lists.locator("#fetched_assignments_list .assignment-notebooks").get_by_role(
            "link", name=lab, exact=True
        ).click()
        expect(self._page.locator(".jp-Notebook .jp-Cell").first).to_be_visible()

    def submit(self, lab: str) -> None:
        self._row("fetched", lab).get_by_role("button", name="Submit").click()
        expect(self._row("submitted", lab)).to_be_visible()

    def fetch_feedback(self, lab: str) -> None:
        self._lists.locator("#refresh_assignments_list").click()
        self._row("submitted", lab).get_by_role("button", name="Fetch Feedback").click()
        expect(self._lists.get_by_text("view feedback").first).to_be_attached()

    def _row(self, state: str, lab: str) -> Locator:
        return (
            self._lists.locator(f"#{state}_assignments_list .list_item").filter(has_text=lab).first
        )


class Notebook:
    """The notebook in front, in JupyterLab in French."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def run_all_cells(self) -> None:
        """Run every cell and wait until the kernel has come to the last one."""
        # JupyterLab drops what is run before the kernel has told its name and state.
        expect(self._page.locator("#jp-main-statusbar")).to_contain_text("(ipykernel) | Inactif")
        choose(self._page, "Exécution", "Exécuter toutes les cellules")
        last = self._page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").last
        expect(last).to_have_text(re.compile(r"\[\d+\]"), timeout=RUN_MS)

    def save(self) -> None:
        self._page.locator(".jp-Notebook").first.press("Control+s")
        expect(self._page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty")).to_have_count(0)

    def validate(self, says: str) -> None:
        """Press the Validate button and read what it found."""
        self._page.locator(".jp-Notebook-ExecutionIndicator").first.wait_for()
        self._page.locator(".validate-button").click()
        message = self._page.locator("#validation-message")
        expect(message).to_have_text(says, timeout=RUN_MS)
        self._page.locator(".nbgrader-SuccessDialog, .nbgrader-ErrorDialog").get_by_role(
            "button", name="OK"
        ).click()
        expect(message).to_have_count(0)

    def show_first_picture(self) -> None:
        """Scroll to what the lab draws of the learner's own packets."""
        drawing = self._page.locator(".jp-Notebook .jp-OutputArea-output svg[role=img]").first
        drawing.evaluate("drawing => drawing.scrollIntoView({block: 'center'})")
        # Cells that come into view are laid out only now, and push the drawing away.
        self._page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        drawing.evaluate("drawing => drawing.scrollIntoView({block: 'center'})")
        expect(drawing).to_be_in_viewport()


class Formgrader:
    """nbgrader's formgrader, framed in a trainer's JupyterLab."""

    def __init__(self, page: Page) -> None:
        self._page = page
        choose(page, "Nbgrader", "Formgrader")
        self._frame: FrameLocator = page.frame_locator("#formgrader iframe")

    def assignments(self) -> None:
        self._frame.get_by_role("link", name="Manage Assignments").first.click()
        expect(self._frame.get_by_role("heading", name="Manage Assignments")).to_be_visible()

    def act_on_assignment(self, lab: str, action: str) -> None:
        """Press the icon of a column, such as ``collect``, and wait for success."""
        self._row(lab).locator(f".{action} a").click()
        self._succeed()

    def open_submissions(self, lab: str) -> None:
        self._row(lab).locator(".num-submissions a").click()
        expect(self._frame.locator(".student-id").first).to_be_visible()

    def autograde(self, learner: str) -> None:
        self._row(learner).locator(".autograde a").click()
        self._succeed()

    def score(self, learner: str) -> Locator:
        return self._row(learner).locator(".score")

    def status(self, learner: str) -> Locator:
        return self._row(learner).locator(".status")

    def grade_by_hand(self, lab: str, points: dict[str, float]) -> None:
        """Give points to written answers of the only submission."""
        self._frame.get_by_role("link", name="Manual Grading").first.click()
        self._frame.locator("td").get_by_role("link", name=lab, exact=True).click()
        self._frame.locator("td").get_by_role("link", name=lab, exact=True).click()
        self._frame.get_by_role("link", name=re.compile("^Submission #")).click()
        # The page is filled in from the gradebook after it has loaded.
        expect(self._frame.locator("input.score").first).to_have_attribute(
            "placeholder", re.compile(r"\d")
        )
        for grade_id, value in points.items():
            box = self._frame.locator(f"input.score[id='{grade_id}']")
            with self._page.expect_response(
                lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"
            ) as saved:
                box.fill(str(value))
                box.press("Tab")
            assert saved.value.ok
        self._frame.get_by_role("link", name="Manual Grading").first.click()

    def _row(self, name: str) -> Locator:
        cell = self._frame.locator("td").get_by_text(name, exact=True)
        return self._frame.locator("tbody tr").filter(has=cell)

    def _succeed(self) -> None:
        answer = self._frame.locator(".modal-dialog:visible")
        expect(answer.locator(".modal-title")).to_have_text("Success", timeout=RUN_MS)
        answer.get_by_role("button", name="OK").click()
        expect(answer).to_have_count(0)
