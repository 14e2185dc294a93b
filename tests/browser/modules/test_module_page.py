"""A learner works through a module's page by keyboard, and its author sees each save at once."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible

COURSES = Path(__file__).parents[2] / "courseware" / "courses"
NOTEBOOK = Path("quay/crane-order/crane-order.ipynb")

FETCHED_KB = """performance.getEntriesByType("resource")
  .reduce((sum, each) => sum + each.decodedBodySize, 0) / 1000"""
FIRST_VISIT_KB = 1_000

pytestmark = pytest.mark.browser


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """The courses as an author has them in front of them."""
    return Path(shutil.copytree(COURSES, tmp_path / "courses"))


@pytest.fixture
def page(preview: Previews, courses: Path) -> Page:
    return preview("quay-crane-order", "--courses", str(courses))


def test_a_module_by_keyboard_on_a_phone(page: Page, courses: Path) -> None:
    slider = page.get_by_role("slider", name="Caméras")
    expect(slider).to_be_visible()
    # What a browser fetches once, before compression: a quarter of it as sent.
    assert page.evaluate(FETCHED_KB) < FIRST_VISIT_KB

    # The skip link is the first stop; the activity answers to arrow keys.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_text("L’ordre met 22 ms.")).to_be_visible()

    # A word of the field explains itself, and Escape closes the explanation.
    word = page.get_by_role("button", name="tranche").first
    word.focus()
    page.keyboard.press("Enter")
    explanation = page.locator("#word-slice")
    expect(explanation).to_contain_text("Une part du réseau réservée")
    page.keyboard.press("Escape")
    expect(explanation).to_be_hidden()

    # A failing activity is explained in plain words.
    expect(page.get_by_text("Cette activité n’a pas pu s’ouvrir.")).to_be_visible()
    assert "secret reason" not in page.content()

    assert_fits_and_is_accessible(page)

    # What was written and read is there when the page is opened again.
    answer = page.get_by_label("Votre réponse")
    answer.fill("L’arrêt du pont roulant.")
    expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Votre réponse")).to_have_value("L’arrêt du pont roulant.")
    expect(page.get_by_role("link", name="Reprendre où vous en étiez")).to_be_visible()

    # Once the author saves, the page shows it.
    source = courses / NOTEBOOK
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("Ce qui retarde l’ordre", "D’où vient le retard"), "utf-8")
    expect(page.get_by_role("heading", name="D’où vient le retard")).to_be_visible()


@pytest.mark.proof
def test_the_bar_leads_to_the_other_language_and_back_and_kernels_end_with_their_pages(
    page: Page,
) -> None:
    expect(page.get_by_role("slider", name="Caméras")).to_be_visible()
    config = json.loads(page.locator("#jupyter-config-data").inner_text())

    page.get_by_role("link", name="English").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_function(
        "async (address) => (await fetch(address)).status === 404",
        arg=f"{config['baseUrl']}api/kernels/{config['kernelId']}",
    )

    page.get_by_role("link", name="Français").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
