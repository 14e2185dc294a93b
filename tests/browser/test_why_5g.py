"""A technician takes the first module on a phone, in French, by keyboard, from start to hand-in."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

NORM = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDTH = 360

pytestmark = pytest.mark.browser


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where ``campus5g preview`` shows the module."""
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))
    command = "from campus5g.cli import main; main()"
    options = ("preview", "essentials-why-5g", "--no-browser")
    with subprocess.Popen(
        [sys.executable, "-c", command, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": WIDTH, "height": 740}, locale="fr-FR")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()
    machine = re.match(r"https?://([^/]+)/", address)
    assert machine
    own = re.compile(rf"(https?|wss?)://{re.escape(machine[1])}/|data:|blob:")
    assert [url for url in asked if not own.match(url)] == []


def predict(prediction: Locator, answer: str) -> None:
    """Choose and commit as the keyboard does: space on the choice, Enter to commit."""
    prediction.get_by_role("radio", name=answer, exact=True).press("Space")
    prediction.get_by_role("button", name="Je parie").press("Enter")


def test_why_5g_from_start_to_hand_in(page: Page) -> None:
    predictions = page.locator(".c5x-prediction")
    maps = page.locator(".c5x-map")
    expect(predictions).to_have_count(3)
    expect(page.get_by_role("slider")).to_have_count(0)

    # Nothing unlocks before the learner has committed.
    predictions.first.get_by_role("button", name="Je parie").press("Enter")
    expect(predictions.first.get_by_role("alert")).to_have_text("Choisissez d’abord une réponse.")
    predict(predictions.first, "Distance")
    expect(predictions.first).to_contain_text("Bien vu.")

    # The advice follows a slider.
    advice = maps.first.locator(".c5x-advice")
    expect(advice).to_contain_text("5G privée SA")
    delay = maps.first.get_by_role("slider", name="Délai")
    expect(delay).to_have_attribute("aria-valuetext", re.compile("80"))
    for _ in range(5):
        delay.press("ArrowRight")
    expect(advice).to_contain_text("Aucun de ces réseaux ne tient ce besoin")

    # The chart has the same numbers as a table.
    predict(predictions.nth(1), "Aucun")
    spider = page.locator(".c5x-spider")
    spider.get_by_role("checkbox", name="LoRaWAN").press("Space")
    expect(spider.get_by_role("list")).to_contain_text("LoRaWAN")
    spider.get_by_text("Les mêmes chiffres, en tableau").press("Enter")
    expect(spider.get_by_role("rowheader", name="5G privée SA")).to_be_visible()

    predict(predictions.nth(2), "Wi-Fi 6/7")
    expect(predictions.nth(2)).to_contain_text("LoRaWAN")
    maps.nth(1).get_by_label("Partir d’une situation").select_option(label="Derrière les bobines")
    expect(maps.nth(1).locator(".c5x-advice")).to_contain_text("5G privée SA")

    # A wrong answer is told why, a right one as well.
    question = page.locator("form", has_text="Votre téléphone affiche")
    question.get_by_role("radio", name="Le réseau est en SA").press("Space")
    question.get_by_role("button", name="Vérifier").press("Enter")
    expect(question.get_by_role("status").last).to_contain_text("en NSA aussi")

    page.get_by_label("Votre réponse").last.fill("Le poste de chargement, sous l’auvent.")
    expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
    found = Axe().run(page, options=NORM)
    assert found.violations_count == 0, found.generate_report()

    # The final: one question a screen, a review, and two steps to hand in.
    page.get_by_role("button", name="Commencer", exact=True).press("Enter")
    for _ in range(5):
        page.get_by_role("button", name="Suivante").press("Enter")
    page.get_by_role("button", name="Relire avant de remettre").press("Enter")
    page.get_by_role("button", name="Remettre mes réponses").press("Enter")
    page.get_by_role("button", name="Oui, remettre").press("Enter")
    expect(page.get_by_text("C’est remis")).to_be_visible()

    # Another day: what was predicted stays unlocked, what was handed in is handed in.
    page.reload()
    expect(predictions.first).to_contain_text("Vous avez déjà parié.")
    expect(maps.first.get_by_role("slider", name="Distance")).to_be_visible()
    expect(page.get_by_text("C’est remis")).to_be_visible()
