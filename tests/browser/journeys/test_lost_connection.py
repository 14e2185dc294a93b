"""A module's page whose network, server, kernel or session goes: nothing typed is lost."""

import json
import re

import psutil
import pytest
from campus_pages import sign_in
from playwright.sync_api import Dialog, Page, expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER

pytestmark = [pytest.mark.everything, pytest.mark.browser, pytest.mark.timeout(600)]

# A server that starts again on a loaded machine, and imports all a page needs.
BACK_WITHIN_MS = 120_000
SAYS_WITHIN_MS = 10_000
# Counts how often the page has said "saved".
NOTE_SAVES = """() => {
  window.saves = 0;
  for (const state of document.querySelectorAll(".answer__state[data-saved]"))
    new MutationObserver(() => { window.saves += state.textContent === state.dataset.saved; })
      .observe(state, {childList: true});
}"""


class OpenAnswer:
    """A module with an open question, in front of its learner."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.goto(f"/services/portal/open/{COHORT_ID}/essentials-why-5g")
        expect(page.locator("main.module")).to_be_visible(timeout=BACK_WITHIN_MS)
        expect(page.locator(".activity__waiting")).to_have_count(0, timeout=BACK_WITHIN_MS)
        self.says = page.locator("[data-connection]")
        self.box = page.get_by_label("Votre réponse").last
        self._state = page.locator(".answer__state[data-saved]").last

    def type(self, text: str) -> None:
        self.box.fill("")
        self.box.press_sequentially(text)

    def is_saved_within(self, milliseconds: int = BACK_WITHIN_MS) -> None:
        expect(self._state).to_have_text("Enregistré", timeout=milliseconds)

    def tells(self, words: str) -> None:
        expect(self.says).to_contain_text(words, timeout=SAYS_WITHIN_MS)

    def kernel(self) -> tuple[str, str]:
        """Return the base address of the learner's server, and the kernel's number."""
        config = json.loads(self._page.locator("#jupyter-config-data").inner_text())
        return config["baseUrl"], config["kernelId"]


@pytest.fixture
def page(visitors: Visitors, site: RunningSite) -> Page:
    page = visitors.page(width=360, height=740)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    return page


@pytest.fixture
def answer(page: Page) -> OpenAnswer:
    return OpenAnswer(page)


def server_of(site: RunningSite, name: str) -> psutil.Process:
    """Return the process of a learner's server."""
    (found,) = (
        each
        for each in psutil.Process(site.process.pid).children(recursive=True)
        if "singleuser" in " ".join(each.cmdline()) and each.environ()["JUPYTERHUB_USER"] == name
    )
    return found


def test_without_a_network_the_page_says_so_and_saves_later(page: Page, answer: OpenAnswer) -> None:
    page.context.set_offline(True)
    answer.type("Le pont roulant attend.")

    answer.tells("Pas de réponse de votre espace.")
    page.context.set_offline(False)

    expect(answer.says).to_be_hidden(timeout=BACK_WITHIN_MS)
    answer.is_saved_within()


def test_a_page_whose_server_ended_comes_back_with_what_was_typed(
    page: Page, answer: OpenAnswer, site: RunningSite
) -> None:
    server_of(site, LEARNER).kill()
    answer.type("Le pont roulant attend toujours.")

    expect(answer.says).to_be_visible(timeout=SAYS_WITHIN_MS)

    answer.is_saved_within()
    expect(answer.box).to_have_value("Le pont roulant attend toujours.")


def test_a_page_whose_kernel_ended_comes_back_with_what_was_typed(
    page: Page, answer: OpenAnswer
) -> None:
    base, kernel = answer.kernel()
    page.evaluate(
        "([base, kernel]) => fetch(`${base}voila/api/shutdown/${kernel}`, {method: 'POST', "
        "headers: {'X-XSRFToken': document.cookie.match(/_xsrf=([^;]*)/)[1]}})",
        [base, kernel],
    )
    answer.type("Six chariots attendent.")

    answer.tells("la page va se rouvrir")

    answer.is_saved_within()
    expect(answer.box).to_have_value("Six chariots attendent.")


def test_after_a_session_has_expired_signing_in_saves_what_was_typed(
    page: Page, answer: OpenAnswer, site: RunningSite
) -> None:
    page.context.clear_cookies()
    answer.type("Deux antennes au-dessus des allées.")

    answer.tells("Votre session a expiré.")
    page.get_by_role("button", name="Rouvrir la page").click()
    page.locator("#username").fill(LEARNER)
    page.locator("#password").fill(site.sign_ins[LEARNER])
    page.locator("button[type=submit]").click()

    expect(answer.box).to_have_value("Deux antennes au-dessus des allées.")


def test_a_page_that_is_not_left_after_all_goes_on_saving(page: Page, answer: OpenAnswer) -> None:
    asked: list[str] = []

    def stay(question: Dialog) -> None:
        asked.append(question.type)
        question.dismiss()

    page.once("dialog", stay)
    answer.box.press_sequentially(" Encore")
    page.evaluate("location.reload()")
    answer.box.press_sequentially(" un mot.")

    answer.is_saved_within()
    expect(answer.box).to_have_value(re.compile(r"^ Encore un mot\."))
    assert asked == ["beforeunload"]


def test_two_tabs_of_a_page_show_the_same_words(page: Page, answer: OpenAnswer) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".activity__waiting")).to_have_count(0, timeout=BACK_WITHIN_MS)

    other.get_by_label("Votre réponse").last.fill("Écrit dans l’autre onglet.")

    expect(answer.box).to_have_value("Écrit dans l’autre onglet.")
    answer.is_saved_within()


def test_words_are_saved_while_typing_goes_on(page: Page, answer: OpenAnswer) -> None:
    page.evaluate(NOTE_SAVES)

    # The pauses are shorter than the one after which it saves anyway.
    answer.box.press_sequentially("trente lettres et pas de pause", delay=300)

    assert page.evaluate("window.saves") > 0
