"""A widget of an earlier visit: what to do to see it again, in the reader's words."""

import pytest
from campus_pages import Notebook, Portal, choose
from playwright.sync_api import expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = [pytest.mark.proof, pytest.mark.browser]

SLIDER = "import ipywidgets\nipywidgets.IntSlider()"


def test_a_widget_whose_kernel_is_gone_asks_for_another_run_in_french(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page()
    portal = Portal(page, LEARNER, site.sign_ins[LEARNER])
    title = find_module(LAB, catalogue()).manifest.title.fr
    portal.open_lab(title)
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

    portal.open_lab(title)

    page.locator(".jp-CodeCell .cm-content", has_text="ipywidgets").scroll_into_view_if_needed()
    asks = page.get_by_text("Exécutez à nouveau cette cellule pour voir ce qu’elle affiche.")
    expect(asks).to_be_visible()
