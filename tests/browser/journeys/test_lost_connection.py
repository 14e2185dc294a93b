"""Network, server, kernel, session or the whole site goes: nothing typed is lost."""

import json
import re
from pathlib import Path

import pytest
from campus_pages import sign_in
from module_pages import ModulePage
from open_lab import BACK_WITHIN_MS, SAYS_WITHIN_MS, OpenLab, learners_page, saved
from playwright.sync_api import Dialog, Page, expect
from running_site import CopyDemo, RunningSite, StartSite
from site_processes import hub_of, server_of
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(600)]

# Counts how often the page has said "saved".
NOTE_SAVES = """() => {
  window.saves = 0;
  for (const state of document.querySelectorAll(".answer__state[data-saved]"))
    new MutationObserver(() => { window.saves += state.textContent === state.dataset.saved; })
      .observe(state, {childList: true});
}"""
# Notes what the page says of its connection: it may open again before anybody has looked.
NOTE_TOLD = """addEventListener("DOMContentLoaded", () => {
  const says = document.querySelector("[data-connection]");
  const note = () => {
    if (!says.hidden) sessionStorage.told = (sessionStorage.told ?? "") + says.innerText;
  };
  if (says) new MutationObserver(note).observe(says, {
    attributes: true, childList: true, subtree: true
  });
});"""


class OpenAnswer:
    """A module with an open question, in front of its learner."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(NOTE_TOLD)
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
        self._page.wait_for_function(
            "words => sessionStorage.told?.includes(words)", arg=words, timeout=SAYS_WITHIN_MS
        )

    def kernel(self) -> tuple[str, str]:
        """Return the base address of the learner's server, and the kernel's number."""
        config = json.loads(self._page.locator("#jupyter-config-data").inner_text())
        return config["baseUrl"], config["kernelId"]


@pytest.fixture
def page(visitors: Visitors, site: RunningSite) -> Page:
    return learners_page(visitors, site, width=360, height=740)


@pytest.fixture
def answer(page: Page) -> OpenAnswer:
    return OpenAnswer(page)


def test_without_a_network_the_page_says_so_and_saves_later(page: Page, answer: OpenAnswer) -> None:
    page.context.set_offline(True)
    answer.type("Le pont roulant attend.")

    answer.tells("Pas de réponse de votre espace.")
    page.context.set_offline(False)

    expect(answer.says).to_be_hidden(timeout=BACK_WITHIN_MS)
    answer.is_saved_within()


def test_a_page_whose_server_ended_comes_back_with_all_that_was_under_way(
    page: Page, answer: OpenAnswer, site: RunningSite
) -> None:
    final = page.locator(".c5g-quiz").last
    begin = re.compile("^(Commencer|Continuer|Reprendre)")
    final.get_by_role("button", name=begin).click()
    step = final.locator(".c5g-step")
    learn = ModulePage(page, find_module("essentials-why-5g", catalogue()))
    expect(step).to_contain_text("Question 1")
    learn.answer_one_of_the_final()
    expect(step).to_contain_text("Question 2")
    row = page.locator(".c5g-sheet-row").first

    server_of(site, LEARNER).kill()
    row.get_by_role("textbox").fill("Quai aux charbons, douze engins.")
    answer.type("Le pont roulant attend toujours.")
    answer.tells("reste dans ce navigateur")

    answer.is_saved_within()
    expect(answer.box).to_have_value("Le pont roulant attend toujours.")
    expect(row.get_by_role("status")).to_have_text("Enregistré.", timeout=BACK_WITHIN_MS)
    expect(row.get_by_role("textbox")).to_have_value("Quai aux charbons, douze engins.")
    expect(answer.says).to_be_hidden(timeout=BACK_WITHIN_MS)
    final.get_by_role("button", name=begin).or_(step).first.wait_for(timeout=BACK_WITHIN_MS)
    if not step.count():
        final.get_by_role("button", name=begin).click()
    expect(step).to_contain_text("Question 2")


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


def test_who_only_waits_for_a_result_is_told_of_an_expired_session(
    page: Page, answer: OpenAnswer
) -> None:
    page.evaluate("() => void window.campus5gParts.results.follow(() => {})")

    page.context.clear_cookies()

    answer.tells("Votre session a expiré")


def test_a_page_whose_site_ended_comes_back_with_it(
    visitors: Visitors, start_site: StartSite, copy_demo: CopyDemo, tmp_path: Path
) -> None:
    """The Hub is killed, which ends all of the site; somebody starts it again."""
    site = start_site(copy_demo(tmp_path / "data"))
    site.wait_until_open()
    page = visitors.page(width=360, height=740, base_url=site.address)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    lab = OpenLab(page.context.new_page())
    answer = OpenAnswer(page)

    hub_of(site).kill()
    answer.type("La grue trois attend.")
    answer.tells("Pas de réponse de votre espace.")
    lab.says("Pas de réponse du site.")
    lab.type("La grue quatre aussi.")
    site.stop()
    again = start_site(site.data, site.port)
    again.wait_until_open()

    answer.is_saved_within()
    expect(answer.box).to_have_value("La grue trois attend.")
    lab.reopens_if_asked()
    lab.says("ce que vous avez écrit est enregistré", BACK_WITHIN_MS)
    assert "La grue quatre aussi." in saved(again)


def test_a_question_survives_signing_in_again(page: Page, site: RunningSite) -> None:
    address = f"/services/portal/ask/{COHORT_ID}/essentials-why-5g"
    page.goto(address)
    page.get_by_label("Votre question").fill("Pourquoi deux antennes ?")
    page.context.clear_cookies()

    page.get_by_role("button", name="Envoyer au formateur").click()
    page.locator("#username").fill(LEARNER)
    page.locator("#password").fill(site.sign_ins[LEARNER])
    page.locator("button[type=submit]").click()

    expect(page.get_by_label("Votre question")).to_have_value("Pourquoi deux antennes ?")
    expect(page.get_by_text("Ce que vous aviez écrit a été retrouvé")).to_be_visible()
    page.get_by_role("button", name="Envoyer au formateur").click()
    expect(page.locator("[data-sent]").first).to_have_text("Pourquoi deux antennes ?")
    expect(page.get_by_label("Votre question")).to_have_value("")


def test_when_a_server_ends_handing_in_says_so_and_a_module_comes_by_itself(
    page: Page, answer: OpenAnswer, site: RunningSite
) -> None:
    server_of(site, LEARNER).kill()
    page.get_by_role("button", name="Rendre le module").click()

    failed = re.compile("n’a pas pu être rendu|Toujours pas de confirmation")
    expect(page.get_by_text(failed)).to_be_visible(timeout=SAYS_WITHIN_MS)

    # The Hub does not know yet.
    page.goto(f"/services/portal/open/{COHORT_ID}/essentials-why-5g")
    expect(page.locator("main.module")).to_be_visible(timeout=BACK_WITHIN_MS)


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
    answer.box.press_sequentially("vingt lettres sans pause", delay=300)

    assert page.evaluate("window.saves") > 0
