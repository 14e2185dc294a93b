"""A technician takes the first module on a phone, in French, by keyboard, from start to hand-in."""

import re

import pytest
from module_pages import let_nothing_be_heard
from playwright.sync_api import Locator, Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]

TICKED = re.compile(r"\bis-read\b")
# What comes into view is noticed between two frames.
SCROLL_TO = """(end) => {
  end.scrollIntoView({ block: "center", behavior: "instant" });
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@pytest.fixture
def page(preview: Previews) -> Page:
    return preview("essentials-why-5g")


def test_why_5g_from_start_to_hand_in(page: Page) -> None:
    predictions = page.locator(".c5x-prediction")
    maps = page.locator(".c5x-map")
    expect(predictions).to_have_count(3)
    expect(page.get_by_role("slider")).to_have_count(0)

    # Nothing unlocks before the learner has committed, and no words tell the answer.
    answer = page.get_by_text("Ce n’est pas le débit qui manque au Wi-Fi.")
    expect(answer).to_be_hidden()
    expect(page.get_by_text("quand vous aurez parié")).to_have_count(3)
    predictions.first.get_by_role("button", name="Je parie").press("Enter")
    expect(predictions.first.get_by_role("alert")).to_have_text("Choisissez d’abord une réponse.")
    predict(predictions.first, "Distance")
    expect(predictions.first).to_contain_text("Bien vu.")
    expect(answer).to_be_visible()
    expect(page.get_by_text("quand vous aurez parié")).to_have_count(2)

    # The advice follows a slider.
    advice = maps.first.locator(".c5x-advice")
    expect(advice).to_contain_text("5G privée")
    delay = maps.first.get_by_role("slider", name="Aller-retour")
    expect(delay).to_have_attribute("aria-valuetext", re.compile("80"))
    for _ in range(5):
        delay.press("ArrowRight")
    expect(advice).to_contain_text("Aucun de ces réseaux ne tient ce besoin")

    # A beginner has six networks, LTE-M in two modes, on one need alone, too.
    maps.first.get_by_role("combobox", name="Ce qui est dessiné").select_option(label="Distance")
    expect(maps.first.locator(".c5x-network")).to_have_count(7)
    expect(maps.first.locator(".c5x-networks")).to_contain_text(re.compile(r"95\s+m \(bilan de"))

    # The chart has the same numbers as a table.
    predict(predictions.nth(1), "Aucun")
    spider = page.locator(".c5x-spider")
    spider.get_by_role("checkbox", name="LoRaWAN").press("Space")
    expect(spider.get_by_role("list")).to_contain_text("LoRaWAN")
    spider.get_by_text("Les mêmes chiffres, en tableau").press("Enter")
    expect(spider.get_by_role("rowheader", name="5G privée", exact=True)).to_be_visible()

    predict(predictions.nth(2), "Wi-Fi 6/7")
    expect(predictions.nth(2)).to_contain_text("LoRaWAN")
    maps.nth(1).get_by_label("Partir d’une situation").select_option(label="Derrière les bobines")
    expect(maps.nth(1).locator(".c5x-advice")).to_contain_text("5G privée")

    # Wrong and right answers are both explained.
    question = page.locator("form", has_text="Votre téléphone affiche")
    question.get_by_role("radio", name="il est autonome (SA)").press("Space")
    question.get_by_role("button", name="Vérifier").press("Enter")
    expect(question.get_by_role("status").last).to_contain_text("en NSA aussi")

    expect(page.get_by_text("quand vous aurez parié")).to_have_count(0)

    page.get_by_label("Votre réponse").last.fill("Le poste de chargement, sous l’auvent.")
    expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()

    assert_fits_and_is_accessible(page)

    # The final: one question a screen, a review, and two steps to hand in.
    page.get_by_role("button", name="Commencer", exact=True).press("Enter")
    for _ in range(11):
        page.get_by_role("button", name="Suivante").press("Enter")
    page.get_by_role("button", name="Relire avant de terminer").press("Enter")
    page.get_by_role("button", name="Terminer le quiz").press("Enter")
    page.get_by_role("button", name="Oui, terminer").press("Enter")
    expect(page.get_by_text("Quiz terminé")).to_be_visible()

    # Another day: what was predicted stays unlocked, what was handed in is handed in.
    page.reload()
    expect(predictions.first).to_contain_text("Vous avez déjà parié.")
    expect(maps.first.get_by_role("slider", name="Distance")).to_be_visible()
    expect(page.get_by_text("Quiz terminé")).to_be_visible()


def test_a_part_is_ticked_once_something_in_it_was_done_and_not_when_it_was_scrolled_past(
    page: Page,
) -> None:
    predictions = page.locator(".c5x-prediction")
    expect(predictions).to_have_count(3)
    to_do = page.locator("section.part[id]:has(.activity:not([data-quiet]), .answer)")
    ends = to_do.locator(".part__end")
    expect(ends.first).to_be_attached()
    ticks = {part.get_attribute("id"): tick_of(page, part) for part in to_do.all()}
    assert len(ticks) >= 3

    for end in ends.all():
        end.evaluate(SCROLL_TO)
    assert [part for part, tick in ticks.items() if is_ticked(tick)] == []

    predict(predictions.first, "Distance")
    part = to_do.filter(has=predictions).first
    expect(tick_of(page, part)).to_have_class(TICKED)
    done = part.get_attribute("id")
    assert [part for part, tick in ticks.items() if is_ticked(tick)] == [done]


def tick_of(page: Page, part: Locator) -> Locator:
    """Return the entry of a part in the list of all."""
    return page.locator(f".way [data-part='{part.get_attribute('id')}']")


def is_ticked(tick: Locator) -> bool:
    return bool(TICKED.search(tick.get_attribute("class") or ""))


def test_a_bet_that_the_kernel_did_not_hear_is_made_when_the_page_is_back(page: Page) -> None:
    let_nothing_be_heard(page)
    page.reload()
    bet = page.locator(".c5x-prediction").first
    bet.get_by_role("radio", name="Distance").check()
    bet.get_by_role("button", name="Je parie").click()
    expect(bet).not_to_contain_text("Bien vu.")

    back = page.context.new_page()
    back.goto(page.url)

    expect(back.locator(".c5x-prediction").first).to_contain_text("Bien vu.")
