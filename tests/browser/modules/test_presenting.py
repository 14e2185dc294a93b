"""A module on the screen of a room: turned by a clicker, one screen after the other."""

from collections.abc import Iterator

import pytest
from module_pages import wait_until_whole
from playwright.sync_api import Page, expect
from previews import Previews, assert_accessible, assert_fits, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(600)]

MODULE = "essentials-radio"
# What is larger than the screen is turned like a page: nothing takes more turns than this.
MOST_TURNS = 12


@pytest.fixture(scope="module")
def shown(shared_preview: Previews) -> Page:
    """One page for all: each test goes on where it finds it, from the first screen."""
    page = shared_preview(MODULE)
    page.set_viewport_size({"width": 1366, "height": 768})
    wait_until_whole(page)
    return page


@pytest.fixture
def screen(shown: Page) -> Iterator[Page]:
    shown.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    shown.get_by_role("button", name="Présenter").click()
    yield shown
    if shown.locator(".presenter").is_visible():
        shown.get_by_role("button", name="Quitter").click()


def turn_to(page: Page, selector: str, key: str = "PageDown") -> None:
    for _ in range(MOST_TURNS):
        if page.locator(selector).first.is_visible():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} did not come")


def last(page: Page) -> str:
    return page.locator("[data-present-here]").inner_text().rpartition(" ")[2]


def test_what_an_explorer_still_covers_is_passed_over_until_it_opens(screen: Page) -> None:
    turn_to(screen, ".c5x-prediction")
    screen.get_by_role("button", name="Écran suivant").click()
    expect(screen.locator(".covered:visible")).to_have_count(0)
    expect(screen.locator(".c5g-quiz").first).to_be_visible()
    screen.get_by_role("button", name="Écran précédent").click()
    predict(screen.locator(".c5x-prediction").first, "La monter de 3 à 12 m")
    screen.get_by_role("button", name="Écran suivant").click()

    expect(screen.locator("[data-covered-by]:visible")).not_to_have_count(0)


def test_a_clicker_leads_from_the_drawing_to_an_explorer_that_fills_the_screen(
    screen: Page,
) -> None:
    expect(screen.get_by_role("heading", level=1)).to_be_visible()
    expect(screen.get_by_role("heading", level=2)).to_have_count(0)
    expect(screen.locator(".bar")).to_be_hidden()

    turn_to(screen, ".c5x-explorer")

    expect(screen.get_by_role("heading", level=1)).to_be_hidden()
    # The explorer is alone under the name of its part, and works.
    expect(screen.locator("section.is-presented > :visible:not(h2, .part__end)")).to_have_count(1)
    drawn = screen.locator("section.is-presented .c5x-explorer svg").first
    expect(drawn).to_be_visible()
    box = screen.locator("section.is-presented .activity:visible").bounding_box()
    assert box
    assert box["width"] > 0.85 * 1366
    assert_fits(screen)
    assert_accessible(screen)

    turn_to(screen, "h1", "PageUp")
    expect(screen.locator("[data-present-here]")).to_have_text("1 sur " + last(screen))


def test_b_blackens_the_screen_and_escape_leads_back_to_the_page(screen: Page) -> None:
    screen.keyboard.press("b")
    expect(screen.get_by_role("heading", level=1)).to_be_hidden()
    screen.keyboard.press("b")
    expect(screen.get_by_role("heading", level=1)).to_be_visible()
    turn_to(screen, "section.is-presented h2")
    title = screen.locator("section.is-presented h2").inner_text()

    screen.keyboard.press("Escape")

    expect(screen.locator(".presenter")).to_be_hidden()
    expect(screen.locator(".bar")).to_be_attached()
    expect(screen.get_by_role("heading", level=2, name=title)).to_be_in_viewport()
    expect(screen.get_by_role("heading", level=1)).to_be_attached()


def test_letters_that_are_typed_into_a_field_turn_nothing(screen: Page) -> None:
    turn_to(screen, ".c5x-explorer")
    screen.get_by_role("button", name="Écran suivant").click()
    field = screen.locator(".c5g-quiz input:not([type=radio]):not([type=checkbox])").first
    for _ in range(MOST_TURNS):
        if field.is_visible():
            break
        screen.keyboard.press("PageDown")

    field.press("b")

    expect(field).to_be_visible()
    expect(screen.locator("body.presents-dark")).to_have_count(0)
