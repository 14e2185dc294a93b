"""The button that hands a lab in where the learner works: saved, checked, sent, and followed."""

import json
import re
from collections.abc import Callable

import pytest
from campus_pages import NOTHING_WRONG, Notebook
from playwright.sync_api import Page, Route, expect
from running_site import RunningSite

from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def checked(page: Page) -> None:
    """A check finds nothing wrong."""
    # Only the page is tried here: a whole lab takes its time in the sandbox.
    page.route(re.compile("/assignments/validate"), fulfilled(NOTHING_WRONG))


def test_a_lab_is_handed_in_and_its_result_followed(page: Page, site: RunningSite) -> None:
    before = set(handed_in(site))

    Notebook(page).hand_in()

    (new,) = set(handed_in(site)) - before
    assert new.startswith(f"{LEARNER}+{LAB}+")


@pytest.mark.proof
def test_going_on_hands_nothing_in_and_a_refusal_is_told_in_its_own_words(
    page: Page, site: RunningSite
) -> None:
    before = handed_in(site)
    page.locator(".hand-in-button").click()

    page.get_by_role("button", name="Continuer à travailler").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert handed_in(site) == before

    trace = "Traceback:\n  …\nnbgrader.exchange.ExchangeError: Le dossier pèse 300 Mo. Retirez-en."
    page.route(re.compile("/assignments/submit"), fulfilled({"success": False, "value": trace}))
    page.locator(".hand-in-button").click()

    page.get_by_role("button", name="Rendre maintenant").click()

    said = page.locator("#handed-in")
    expect(said).to_contain_text("Le dossier pèse 300 Mo. Retirez-en.")
    expect(said).not_to_contain_text("Traceback")


def handed_in(site: RunningSite) -> list[str]:
    inbound = site.data / "exchange" / COHORT_ID / "inbound"
    return sorted(each.name for each in inbound.glob("*"))


def fulfilled(value: dict[str, object]) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps(value))

    return answer
