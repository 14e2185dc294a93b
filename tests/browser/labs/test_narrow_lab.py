"""A lab in a narrow window: the notebook has the room, in a wide one the files stay beside it."""

import pytest
from campus_pages import Portal, sign_in
from playwright.sync_api import expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = [pytest.mark.proof, pytest.mark.browser]


def test_the_side_bar_starts_closed_only_on_a_narrow_screen(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page(width=1280, height=800)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    portal = Portal(page)
    title = find_module(LAB, catalogue()).manifest.title.fr
    portal.open_lab(title)
    visitors.picture(page, "lab-1280")
    expect(page.locator("#jp-left-stack")).to_be_visible()

    page.set_viewport_size({"width": 400, "height": 800})
    portal.open_lab(title)
    visitors.picture(page, "lab-400")
    expect(page.locator("#jp-left-stack")).to_be_hidden()
    page.wait_for_function(
        "document.querySelector('.jp-NotebookPanel').getBoundingClientRect().width > 300"
    )
