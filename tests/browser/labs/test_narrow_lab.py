"""A lab in a narrow window: the notebook has the room, in a wide one the files stay beside it."""

import pytest
from campus_pages import Portal
from playwright.sync_api import Locator, expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = [pytest.mark.everything, pytest.mark.browser]


def notebook(visitors: Visitors, site: RunningSite, width: int) -> Locator:
    page = visitors.page(width=width, height=800)
    portal = Portal(page, LEARNER, site.sign_ins[LEARNER])
    portal.open_lab(find_module(LAB, catalogue()).manifest.title.fr)
    visitors.picture(page, f"lab-{width}")
    return page.locator(".jp-NotebookPanel")


def test_the_side_bar_starts_closed_only_on_a_narrow_screen(
    site: RunningSite, visitors: Visitors
) -> None:
    wide = notebook(visitors, site, 1280)
    expect(wide.page.locator("#jp-left-stack")).to_be_visible()

    narrow = notebook(visitors, site, 400)
    expect(narrow.page.locator("#jp-left-stack")).to_be_hidden()
    narrow.page.wait_for_function(
        "document.querySelector('.jp-NotebookPanel').getBoundingClientRect().width > 300"
    )
