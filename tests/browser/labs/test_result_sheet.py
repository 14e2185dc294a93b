"""The result sheet under a lab's cell: dark where JupyterLab is dark, light on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from campus5g.courseware import lab

pytestmark = pytest.mark.browser

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(19, 35, 45)"


@pytest.fixture
def notebook(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page with JupyterLab's mark of a dark theme, and the sheet as a notebook shows it."""
    monkeypatch.chdir(tmp_path)
    page = chromium.new_page(color_scheme="light")
    shown = lab.sheet("Lab", {"RSRP": -90}, "Two numbers.")._repr_html_()
    page.set_content(f"<body data-jp-theme-light='false'>{shown}</body>")
    return page


def sheet(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_the_sheet_follows_jupyterlabs_theme_and_not_the_systems(notebook: Page) -> None:
    expect(sheet(notebook).locator("body")).to_have_css("background-color", DARK)

    notebook.evaluate("document.body.dataset.jpThemeLight = 'true'")
    expect(sheet(notebook).locator("body")).to_have_css("background-color", LIGHT)

    notebook.emulate_media(color_scheme="dark")
    expect(sheet(notebook).locator("body")).to_have_css("background-color", LIGHT)


@pytest.mark.proof
def test_the_sheet_is_light_on_paper(notebook: Page) -> None:
    expect(sheet(notebook).locator("body")).to_have_css("background-color", DARK)

    notebook.emulate_media(media="print")

    expect(sheet(notebook).locator("body")).to_have_css("background-color", LIGHT)


@pytest.mark.proof
def test_the_sheet_opened_alone_follows_the_system(notebook: Page, tmp_path: Path) -> None:
    notebook.goto((tmp_path / "result-sheet.html").as_uri())
    notebook.emulate_media(color_scheme="dark")

    expect(notebook.locator("body")).to_have_css("background-color", DARK)
