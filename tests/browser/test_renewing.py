"""A part of a page that keeps itself up to date leaves what its reader does alone."""

from itertools import chain, repeat

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from campus5g.site import portal

pytestmark = pytest.mark.browser

SCRIPT = portal.__path__[0] + "/static/renewing.js"
PLACE = "http://portal.test/results"


def part(points: str, renews: bool = True) -> str:
    again = 'data-renews="0.05"' if renews else ""
    copy = "<details><summary>Ma copie</summary><p>Le texte</p></details>"
    return f'<div id="live" {again}><p>{points}</p>{copy}</div>'


@pytest.fixture
def page(chromium: Browser) -> Page:
    page = chromium.new_page()
    page.set_default_timeout(10_000)
    return page


def serve(page: Page, *parts: str) -> list[str]:
    """Show parts one after the other, the last for ever; return what was asked so far."""
    answers, asked = chain(parts, repeat(parts[-1])), []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        body = f"<!DOCTYPE html><body>{next(answers)}</body>"
        route.fulfill(content_type="text/html; charset=utf-8", body=body)

    page.route(PLACE, answer)
    page.goto(PLACE)
    return asked


def test_what_was_opened_stays_open_while_nothing_changes_and_when_something_does(
    page: Page,
) -> None:
    pause = [part("à lire")] * 6
    asked = serve(page, *pause, part("9,5 / 12", renews=False))
    page.locator("summary").click()
    page.locator("summary").evaluate("summary => summary.blur()")

    page.add_script_tag(path=SCRIPT)

    expect(page.get_by_text("9,5 / 12")).to_be_visible()
    expect(page.get_by_text("Le texte")).to_be_visible()
    assert len(asked) == 7


def test_a_part_that_stays_the_same_is_not_drawn_again(page: Page) -> None:
    asked = serve(page, *[part("à lire")] * 4, part("à lire", renews=False))
    page.evaluate("""() => {
      window.replaced = 0;
      new MutationObserver((all) => { window.replaced += all.length; })
        .observe(document.body, {childList: true});
    }""")

    page.add_script_tag(path=SCRIPT)

    page.wait_for_function("!document.querySelector('[data-renews]')")
    assert len(asked) == 5
    assert page.evaluate("window.replaced") == 1
