"""A lab in JupyterLab, in front of its learner."""

import pytest
from campus_pages import Portal, sign_in
from playwright.sync_api import Page
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.demonstration.demo import LAB


@pytest.fixture
def page(site: RunningSite, visitors: Visitors) -> Page:
    """The demonstration's lab, as it lies in its learner's folder, on a laptop."""
    page = visitors.page(width=1366, height=768)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    portal = Portal(page)
    portal.open_lab(find_module(LAB, catalogue()).manifest.title.fr)
    return page
