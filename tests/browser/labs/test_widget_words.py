"""A widget of an earlier visit: what to do to see it again, in the reader's words."""

import pytest
from campus_pages import Notebook, choose, has_opened
from lab_page import notebook_of
from playwright.sync_api import Page, expect
from running_site import RunningSite

from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = [pytest.mark.proof, pytest.mark.browser]

SLIDER = "import ipywidgets\nipywidgets.IntSlider()"


def test_a_widget_whose_kernel_is_gone_asks_for_another_run_in_french(
    page: Page, site: RunningSite
) -> None:
    forget_outputs(site)
    open_again(page)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("(ipykernel) | Inactif")
    cell = page.locator(".jp-CodeCell .cm-content", has_text="votre code ici").first
    cell.click()
    cell.press("Control+a")
    page.keyboard.insert_text(SLIDER)
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".widget-slider")).to_be_visible()
    Notebook(page).save()
    choose(page, "Noyau", "Arrêter le noyau")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Aucun noyau")

    open_again(page)

    page.locator(".jp-CodeCell .cm-content", has_text="ipywidgets").scroll_into_view_if_needed()
    asks = page.get_by_text("Exécutez à nouveau cette cellule pour voir ce qu’elle affiche.")
    expect(asks).to_be_visible()


def forget_outputs(site: RunningSite) -> None:
    """JupyterLab shows no widgets in a notebook with outputs that were written by another."""
    mine = notebook_of(site.data, LEARNER, COHORT_ID, LAB)
    notebook = read_notebook(mine)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    write_notebook(notebook, mine)


def open_again(page: Page) -> None:
    page.goto(page.url)
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
    has_opened(page)
