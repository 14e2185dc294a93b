"""Module pages as `campus5g preview` shows them, on a phone."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import PIPE

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from headless_chromium import PATIENCE_MS
from house_pages import HousePages
from playwright.sync_api import Browser, Locator, Page, expect
from running_program import running

from campus5g.language import Language

# Best practices of axe's authors are welcome, the norm (WCAG 2.1 AA) is what counts.
_NORM = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
# Contrast takes axe nine tenths of its time, and a page of a thousand words has a hundred kinds of
# them: three of each are looked at, alike in their own style, and in every ground they stand on.
_FIND_VIOLATIONS = """async ({ within, ...options }) => {
  const grounds = new Map();
  const groundOf = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      grounds.set(element,
        groundOf(element.parentElement) + [backgroundColor, backgroundImage, opacity]);
    }
    return grounds.get(element);
  };
  const isRead = (element) => element.matches("input, select, textarea, button")
    || [...element.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  const seen = new Map();
  const looked = [...document.querySelectorAll(`${within} *`)].filter((element) => {
    if (!isRead(element) || !element.checkVisibility({ visibilityProperty: true })) return false;
    const { color, fill, fontSize, fontWeight } = getComputedStyle(element);
    const around = [element, element.parentElement].map(
      (each) => [each.tagName, each.getAttribute("class"), each.matches(":disabled")]);
    const kind = [around, color, fill, fontSize, fontWeight, groundOf(element)].join();
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return seen.get(kind) <= 3;
  });
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast]" }] });
  looked.forEach((element) => { element.dataset.contrast = ""; });
  try {
    return await axe.run(within, options);
  } finally {
    looked.forEach((element) => { delete element.dataset.contrast; });
  }
}"""
_WIDTH = 360
_COMMAND = "from campus5g.commands.main import main; main()"


class Previews:
    """Opens previews; each is ended with the test, which fails if one asked another machine.

    Args:
        chromium: the browser.
        house: serves the house's modules, where a test has no wish but a language; each preview
            is a program of its own if not given.
    """

    def __init__(self, chromium: Browser, house: HousePages | None = None) -> None:
        self._chromium = chromium
        self._house = house
        self._open = ExitStack()

    def __call__(self, module: str, *options: str, language: Language = "fr") -> Page:
        """Open a module, with options of the command."""
        if self._house and not options:
            address = self._house.address(module, language)
        else:
            address = self._open.enter_context(previewed(module, "--lang", language, *options))
        return self._open.enter_context(self._page(address))

    def close(self) -> None:
        self._open.close()

    @contextmanager
    def _page(self, address: str) -> Iterator[Page]:
        asked: list[str] = []
        context = self._chromium.new_context(
            viewport={"width": _WIDTH, "height": 740}, locale="fr-FR"
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(address)
        yield page
        # A page that is left ends its kernel.
        page.goto("about:blank")
        context.close()
        machine = re.match(r"https?://([^/]+)/", address)
        assert machine
        own = re.compile(rf"(https?|wss?)://{re.escape(machine[1])}/|data:|blob:")
        assert [url for url in asked if not own.match(url)] == []


@contextmanager
def previewed(module: str, *options: str) -> Iterator[str]:
    """Run `campus5g preview`; give the address of its page."""
    command = [sys.executable, "-c", _COMMAND, "preview", module, "--no-browser", *options]
    with running(command, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


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


def assert_accessible(page: Page, within: str = "body") -> None:
    """Axe finds no violation of the norm, in the page or in a part of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(_FIND_VIOLATIONS, {"within": within, **_NORM}))
    assert found.violations_count == 0, found.generate_report()
