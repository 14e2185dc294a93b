"""A learner who has no mouse: from the sign-in to handed in, seeing at each step where they are."""

import re

import pytest
from desk_pages import Desk
from module_pages import wait_until_whole
from playwright.sync_api import Locator, Page, expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import TRAINER

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

# More than any page has between two elements of interest.
MOST_STOPS = 150
# Whether what has the focus, or what stands for it, is drawn with a ring and within the window.
FOCUS_IS_SEEN = """() => {
  const focused = document.activeElement;
  const ringed = [focused, ...(focused.labels ?? [])].some((each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      || style.boxShadow !== "none";
  });
  const box = focused.getBoundingClientRect();
  const within = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return ringed && within ? "" : focused.outerHTML.slice(0, 200);
}"""


def test_a_learner_without_a_mouse_signs_in_answers_and_hands_in(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module("essentials-security", catalogue())
    title = module.manifest.title.fr
    desk = Desk(visitors.page(width=1280), TRAINER, site.sign_ins[TRAINER])
    desk.make_group("Sans souris", [title])
    (slip,) = desk.enrol("Maël ; Digue")
    desk.hand_out(title)
    page = visitors.page(width=1280)
    # Otherwise the page still glides to what has the focus when the next key comes.
    page.emulate_media(reduced_motion="reduce")
    keys = page.keyboard

    page.goto("/")
    expect(page.get_by_label("Identifiant")).to_be_focused()
    keys.type(slip.account)
    tab_to(page.get_by_label("Phrase secrète", exact=True))
    keys.type(slip.pass_phrase)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maël Digue")

    # The first stop of a page leads past its header.
    keys.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page.get_by_role("link", name="Commencer"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()
    wait_until_whole(page)

    guess = page.locator(".c5x-prediction").first
    tab_to(guess.get_by_role("radio").first)
    keys.press("Space")
    tab_to(guess.get_by_role("button"))
    keys.press("Enter")
    expect(guess.get_by_role("radio")).to_have_count(0)
    # What it unlocks is drawn when its cases are there, and takes room.
    expect(page.locator(".c5x-messages > li").first).to_be_visible()

    question = page.locator(".c5g-quiz form:has(input[type=radio])").first
    tab_to(question.get_by_role("radio").first)
    keys.press("Space")
    tab_to(question.get_by_role("button", name="Vérifier"))
    keys.press("Enter")
    verdict = question.get_by_role("status").last
    expect(verdict).to_contain_text(re.compile("C’est juste|Pas encore"))

    tab_to(page.get_by_label("Votre réponse").last)
    keys.type("Un badge volé ouvre le parc.")
    expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
    tab_to(page.get_by_role("button", name="Rendre le module"))
    keys.press("Enter")
    expect(page.get_by_text(re.compile("^Module rendu à"))).to_be_visible()
    tab_to(page.get_by_role("link", name="Suivre mon rendu"))
    keys.press("Enter")
    expect(page.get_by_text("Bien reçu")).to_be_visible()
    assert visitors.strange_requests == []


def tab_to(wanted: Locator) -> None:
    """Press the tabulator key until something has the focus, which is seen at each stop."""
    page: Page = wanted.page
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        unseen = page.evaluate(FOCUS_IS_SEEN)
        assert unseen == ""
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"The keyboard does not reach {wanted}.")
