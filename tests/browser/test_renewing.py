"""A part of a page that keeps itself up to date leaves what its reader does alone.

Its page says when the site has gone.
"""

from itertools import chain, repeat

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from campus5g.site import portal

pytestmark = pytest.mark.browser

SCRIPT = portal.__path__[0] + "/static/renewing.js"
PLACE = "http://portal.test/results"
ASKED = "http://portal.test/static/renewing.js"
AWAY = "Le site ne répond pas."
TELLS_WITHIN_MS = 10_000
STEP_MS = 1000
COUNTS_QUESTIONS = """
  window.underWay = 0;
  const ask = window.fetch;
  window.fetch = (...asked) => {
    window.underWay += 1;
    return ask(...asked).finally(() => { window.underWay -= 1; });
  };
"""
EXPIRED = "Votre session a expiré."


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


def test_what_stands_elsewhere_changes_with_it_and_what_is_typed_beside_it_stays(
    page: Page,
) -> None:
    def with_state(part: str, state: str) -> str:
        return f'{part}<p id="state" data-follows="live">{state}</p><input>'

    serve(
        page,
        with_state(part("un module"), "s’ouvrira"),
        with_state(part("deux modules", renews=False), "ouvert"),
    )
    page.locator("input").fill("12/03")
    page.locator("input").blur()

    page.add_script_tag(path=SCRIPT)

    expect(page.locator("#state")).to_have_text("ouvert")
    expect(page.locator("input")).to_have_value("12/03")


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


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def serve_watched(page: Page, renews: str) -> None:
    """Show a page that renews itself so seldom that only its watch can notice anything."""
    words = f'data-away="{AWAY}" data-expired="{EXPIRED}"'
    said = f'<p role="status" data-asks="{ASKED}" {words}></p>'
    body = f'<!DOCTYPE html><body>{said}<div id="live" {renews}><p>à lire</p></div></body>'
    page.route(
        PLACE, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body)
    )
    page.goto(PLACE)


def run_clock(page: Page, duration_ms: int) -> None:
    """Run a page's clock in steps, each after the page has its answers: it plans by them."""
    for _ in range(duration_ms // STEP_MS):
        page.wait_for_function("window.underWay === 0")
        page.clock.run_for(STEP_MS)


def test_a_site_that_is_gone_is_reported_within_ten_seconds_and_no_longer_once_it_is_back(
    page: Page,
) -> None:
    page.clock.install(time=0)
    page.add_init_script(COUNTS_QUESTIONS)
    serve_watched(page, 'data-renews="3600"')
    page.route(ASKED, lambda route: route.fulfill())
    with page.expect_response(ASKED):
        page.add_script_tag(path=SCRIPT)
    expect(status(page)).to_be_empty()
    # From here on the page's clock goes only as far as it is told to.
    page.clock.pause_at(60)

    page.route(ASKED, lambda route: route.abort())
    run_clock(page, TELLS_WITHIN_MS)
    expect(status(page)).to_have_text(AWAY)

    page.route(ASKED, lambda route: route.fulfill())
    run_clock(page, TELLS_WITHIN_MS)
    expect(status(page)).to_be_empty()


def test_a_hub_that_answers_for_a_portal_that_is_gone_does_not_count(page: Page) -> None:
    serve_watched(page, 'data-renews="3600"')
    page.route(ASKED, lambda route: route.fulfill(status=503))

    page.add_script_tag(path=SCRIPT)

    expect(status(page)).to_have_text(AWAY)


def test_a_page_that_no_longer_renews_itself_asks_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    serve_watched(page, "")

    page.add_script_tag(path=SCRIPT)
    page.evaluate("() => new Promise((done) => setTimeout(done))")

    assert asked == [PLACE]


def test_whose_session_has_expired_is_told_so_and_asks_no_longer(page: Page) -> None:
    serve_watched(page, 'data-renews="0.05"')
    page.route(ASKED, lambda route: route.fulfill())
    page.add_script_tag(path=SCRIPT)
    expect(status(page)).to_be_empty()
    page.clock.install()
    # As a browser sees the way to the sign-in page.
    page.evaluate(
        """address => {
      window.asked = 0;
      window.fetch = async () => {
        window.asked += 1;
        return { ok: true, url: address, text: async () => "<p>Connexion</p>" };
      };
    }""",
        "http://portal.test/hub/login",
    )

    expect(status(page)).to_have_text(EXPIRED)

    asked = page.evaluate("window.asked")
    page.clock.run_for(60_000)
    assert page.evaluate("window.asked") == asked
    expect(status(page)).to_have_text(EXPIRED)
