"""Module pages as `campus5g preview` shows them, on a phone."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import PIPE

from axe_playwright_python.sync_playwright import Axe
from headless_chromium import PATIENCE_MS
from playwright.sync_api import Browser, Locator, Page, expect
from running_program import running

# Best practices of axe's authors are welcome, the norm (WCAG 2.1 AA) is what counts.
_NORM = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
_WIDTH = 360
_COMMAND = "from campus5g.commands.main import main; main()"


class Previews:
    """Opens previews; each is ended with the test, which fails if one asked another machine."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._open = ExitStack()

    def __call__(self, module: str, *options: str) -> Page:
        """Open a module, with options of the command."""
        return self._open.enter_context(self._page(module, *options))

    def close(self) -> None:
        self._open.close()

    @contextmanager
    def _page(self, module: str, *options: str) -> Iterator[Page]:
        asked: list[str] = []
        with running(
            [sys.executable, "-c", _COMMAND, "preview", module, "--no-browser", *options],
            stdout=PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            context = self._chromium.new_context(
                viewport={"width": _WIDTH, "height": 740}, locale="fr-FR"
            )
            context.set_default_timeout(PATIENCE_MS)
            context.on("request", lambda request: asked.append(request.url))
            page = context.new_page()
            page.goto(address)
            yield page
            context.close()
        machine = re.match(r"https?://([^/]+)/", address)
        assert machine
        own = re.compile(rf"(https?|wss?)://{re.escape(machine[1])}/|data:|blob:")
        assert [url for url in asked if not own.match(url)] == []


def predict(prediction: Locator, answer: str) -> None:
    """Choose and commit as the keyboard does: space on the choice, Enter to commit."""
    prediction.get_by_role("radio", name=answer, exact=True).press("Space")
    prediction.get_by_role("button", name="Je parie").press("Enter")
    expect(prediction.get_by_role("radio")).to_have_count(0)


def assert_fits_and_is_accessible(page: Page) -> None:
    """Nothing is wider than the screen, and axe finds no violation of the norm."""
    assert_fits(page)
    assert_accessible(page)


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen: no page scrolls sideways."""
    # A page has its width once its style sheets are there.
    page.wait_for_load_state("load")
    screen = page.viewport_size
    assert screen
    assert page.evaluate("document.documentElement.scrollWidth") == screen["width"], page.url


def assert_accessible(page: Page) -> None:
    """Axe finds no violation of the norm."""
    found = Axe().run(page, options=_NORM)
    assert found.violations_count == 0, found.generate_report()
