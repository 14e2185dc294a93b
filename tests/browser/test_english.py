"""A learner who reads English in a French group: from the invitation to the points, no French."""

import datetime

import pytest
from desk_pages import Desk
from french_left import french_left
from module_pages import ModulePage
from newcomers import Newcomer, fill_in
from playwright.sync_api import Page, expect
from previews import assert_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.words import ZONE

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

LEARNER = Newcomer("Grace", "Harbour", "grace-harbour", "a phrase that nobody will guess")


def test_an_english_reader_sees_no_french(site: RunningSite, visitors: Visitors) -> None:
    module = find_module("essentials-why-5g", catalogue())
    today = datetime.datetime.now(ZONE).date().isoformat()
    desk = Desk(visitors.page(width=1280), TRAINER, site.sign_ins[TRAINER])
    cohort = desk.make_group("North quay, spring", [module.manifest.title.fr], days=(today, today))
    desk.hand_out(module.manifest.title.fr)
    link = desk.invite()

    page = visitors.page(locale="en-GB", width=1280)
    page.goto(link)
    assert_english(page)
    page.get_by_role("link", name="Create an account").click()
    assert_english(page)
    fill_in(page, LEARNER, "en")
    assert_english(page)
    page.get_by_role("link", name="Start").click()
    learn = ModulePage(page, module, "en")
    learn.guess()
    learn.answer_the_first_question()
    learn.write("Six forklifts lose the link under the canopy.")
    learn.take_the_final()
    learn.hand_in()
    assert_english(page)

    desk.open_module(module.manifest.title.fr)
    desk.collect_and_grade()
    desk.give_feedback()
    number = desk.issue_attestation(LEARNER.name)

    result = f"results/{cohort}/{module.id}"
    for address in (
        *("catalogue", f"catalogue/{module.id}", f"ask/{cohort}/{module.id}"),
        *("results", result, f"survey/{cohort}", "certificates", "kits", "account"),
        *("nowhere", "verify", f"verify/{number}"),
    ):
        page.goto(f"/services/portal/{address}")
        assert_english(page)
    page.goto(f"/services/portal/{result}")
    expect(page.get_by_role("heading", name="The quiz, question by question")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("answer is still to be read")
    expect(page.get_by_text("See my graded copy")).to_have_count(0)
    for address in ("/hub/home", "/hub/nowhere"):
        page.goto(address)
        assert_english(page)
    page.goto("/hub/logout")
    assert_english(page)
    assert visitors.strange_requests == []


def assert_english(page: Page) -> None:
    """The page says that it is English, is English, and axe finds nothing."""
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert french_left(page) == []
    assert_accessible(page)
