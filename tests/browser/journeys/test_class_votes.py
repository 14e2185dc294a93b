"""A class votes: a trainer with a clicker, and two phones, of which one loses its network."""

import pytest
from campus_pages import sign_in
from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors
from vote_pages import join, press, start, vote

from campus5g.site.demonstration.cohort import TRAINER

# A site starts, unless another test has one.
pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(600)]

SCREEN, PHONE = (1366, 768), (360, 740)
RIGHT, WRONG = "En poser une seconde", "Doubler sa puissance"


def test_a_class_votes_discusses_and_votes_again(site: RunningSite, visitors: Visitors) -> None:
    screen = visitors.page(width=SCREEN[0], height=SCREEN[1])
    sign_in(screen, TRAINER, site.sign_ins[TRAINER])
    code = start(screen, visitors)
    zoe = join(visitors.page(width=PHONE[0], height=PHONE[1]), code)
    lea = join(visitors.page("en-GB", width=PHONE[0], height=PHONE[1]), code, "First", "Join")
    expect(screen.locator("#count")).to_contain_text("2")

    # The clicker: the first question, then its vote.
    press(screen, "PageDown", "à lire")
    expect(zoe.get_by_text("Le vote va s’ouvrir")).to_be_visible()
    press(screen, "PageDown", "vote ouvert")
    vote(zoe, WRONG, "Voter", "enregistré")
    vote(lea, "Adding a second one", "Vote", "recorded")
    expect(screen.locator("#count")).to_contain_text("2 / 2")
    expect(screen.locator(".bar__after")).to_have_count(0)
    assert_fits_and_is_accessible(zoe)
    visitors.picture(zoe, "learner/vote")

    press(screen, "f", "discutez à deux")
    expect(screen.locator(".bar__after").first).to_be_visible()
    expect(zoe.get_by_text("votre vote")).to_be_visible()
    assert_accessible(screen)

    # The second vote: one phone has no network, and sends its vote once it is back.
    press(screen, "PageDown", "vote ouvert")
    expect(zoe.get_by_role("button", name="Voter")).to_be_visible()
    zoe.context.set_offline(True)
    vote(zoe, RIGHT, "Voter", "Pas de réseau")
    vote(lea, "Adding a second one", "Vote", "recorded")
    expect(screen.locator("#count")).to_contain_text("1 / 2")
    zoe.context.set_offline(False)
    expect(zoe.locator("#status")).to_contain_text("enregistré")
    expect(screen.locator("#count")).to_contain_text("2 / 2")
    zoe.reload()
    expect(zoe.get_by_role("radio", name=RIGHT)).to_be_checked()

    press(screen, "PageDown", "vote fermé")
    expect(screen.locator(".bar__before").first).to_be_visible()
    press(screen, "m", "réponse")
    expect(screen.locator(".bars__sum")).to_contain_text("1 personne y est venue")
    expect(zoe.get_by_text("Juste")).to_be_visible()
    expect(lea.get_by_text("Right", exact=True)).to_be_visible()
    assert screen.evaluate("document.documentElement.scrollHeight") <= SCREEN[1]
    assert_accessible(screen)
    assert_fits_and_is_accessible(lea)
    visitors.picture(screen, "desk/vote-screen")

    end(screen)
    for phone, told in ((zoe, "Le vote est terminé"), (lea, "The vote has ended")):
        expect(phone.locator("#status")).to_contain_text(told)
    expect(screen.get_by_text("Zoé")).to_have_count(0)
    visitors.picture(screen, "desk/vote-results")
    for width, height in (SCREEN, PHONE):
        screen.set_viewport_size({"width": width, "height": height})
        assert_fits_and_is_accessible(screen)
    assert visitors.strange_requests == []


def end(screen: Page) -> None:
    """Go back to the trainer's own page, which names who is there, and end the vote."""
    screen.get_by_role("link", name="Quitter l’écran").click()
    expect(screen.get_by_text("Zoé")).to_be_visible()
    screen.get_by_role("button", name="Terminer le vote").click()
    expect(screen.locator(".bar__before").first).to_be_visible()
