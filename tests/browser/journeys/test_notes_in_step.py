"""A trainer presents from the desk: the notes in a second window follow, and turn the screen."""

import pytest
from campus_pages import sign_in
from playwright.sync_api import expect
from previews import assert_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import find_module
from campus5g.site.demonstration.cohort import COHORT_ID, TRAINER

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

MODULE = find_module("essentials-why-5g")


def test_a_trainer_presents_from_the_desk_with_notes_in_step(
    visitors: Visitors, site: RunningSite
) -> None:
    screen = visitors.page(width=1366, height=768)
    sign_in(screen, TRAINER, site.sign_ins[TRAINER])
    screen.goto(f"/services/portal/desk/{COHORT_ID}/modules/{MODULE.id}")
    screen.get_by_role("link", name="Présenter le module").click()
    expect(screen.locator("body.presents")).to_be_visible()
    expect(screen.get_by_role("heading", level=1)).to_have_text(MODULE.manifest.title.fr)

    # An activity that was drawn while the title was in front is ready once its screen comes.
    waiting = screen.locator(".activity__waiting")
    expect(screen.locator(".c5x-prediction input").first).to_be_attached()
    while not screen.locator(".c5x-prediction").first.is_visible():
        screen.keyboard.press("PageDown")
    expect(waiting.locator("visible=true")).to_have_count(0)
    while not screen.get_by_role("heading", level=1).is_visible():
        screen.keyboard.press("PageUp")

    with screen.context.expect_page() as opened:
        screen.get_by_role("link", name="Notes").click()
    notes = opened.value
    expect(notes.locator(".note-block.is-now h2")).to_contain_text("Ouvrir")
    expect(notes.locator("[data-title]")).to_have_text(MODULE.manifest.title.fr)
    assert_accessible(notes)

    # From the notes: to a part of its own, as the clicker does, and black.
    notes.get_by_text("Toutes les parties").click()
    notes.locator("[data-parts] button").nth(1).click()
    title = notes.locator("[data-parts] button").nth(1).inner_text()
    expect(screen.locator("section.is-presented h2")).to_have_text(title)
    expect(notes.locator(".note-block.is-now h2")).to_contain_text(["Débattre", "Erreurs"])
    place = screen.locator("[data-present-here]")
    before = place.inner_text()
    screen.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    notes.keyboard.press("PageDown")
    expect(place).not_to_have_text(before)
    notes.get_by_role("button", name="Écran noir").click()
    expect(screen.locator("section.is-presented h2")).to_be_hidden()

    # From the screen: the notes follow to the last part.
    screen.bring_to_front()
    screen.keyboard.press("b")
    notes.locator("[data-parts] button").last.click()
    expect(notes.locator(".note-block.is-now h2")).to_contain_text("Conclure")
    screen.get_by_role("button", name="Quitter").click()
    expect(screen.get_by_role("link", name="Accueil", exact=True)).to_be_visible()
    assert visitors.strange_requests == []
    assert visitors.console_errors == []
