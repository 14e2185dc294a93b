"""A learner works through a module's page by keyboard, and its author sees each save at once."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

COURSES = Path(__file__).parents[1] / "courseware" / "courses"
NOTEBOOK = Path("quay/crane-order/crane-order.ipynb")

# Best practices of axe's authors are welcome, the norm (WCAG 2.1 AA) is what counts.
NORM = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

pytestmark = pytest.mark.browser


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """The courses as an author has them in front of them."""
    return Path(shutil.copytree(COURSES, tmp_path / "courses"))


@pytest.fixture
def address(courses: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where ``campus5g preview`` shows the module."""
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))
    command = "from campus5g.cli import main; main()"
    options = ("preview", "quay-crane-order", "--courses", str(courses), "--no-browser")
    with subprocess.Popen(
        [sys.executable, "-c", command, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    strange: list[str] = []
    own = re.match(r"https?(://[^/]+/)", address)
    assert own
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((f"http{own[1]}", f"ws{own[1]}", "data:", "blob:"))
            else strange.append(request.url)
        ),
    )
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()
    assert strange == []


def test_a_module_by_keyboard_on_a_phone(page: Page, courses: Path) -> None:
    slider = page.get_by_role("slider", name="Caméras")
    expect(slider).to_be_visible()

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

    # A failing activity is told calmly.
    expect(page.get_by_text("Cette activité n’a pas pu s’ouvrir.")).to_be_visible()
    assert "secret reason" not in page.content()

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    found = Axe().run(page, options=NORM)
    assert found.violations_count == 0, found.generate_report()

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
