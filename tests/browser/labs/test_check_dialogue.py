"""The button that checks a notebook: what it found can be read."""

import json
import re

import pytest
from campus_pages import Portal
from playwright.sync_api import Route, expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = pytest.mark.browser

SAID = "AssertionError: Remplacez les points de suspension."
LINE_PX = 15
FAILED = [{"source": "assert answer", "error": SAID, "raw_error": SAID}] * 20


def test_every_failing_answer_is_listed(site: RunningSite, visitors: Visitors) -> None:
    page = visitors.page()
    portal = Portal(page, LEARNER, site.sign_ins[LEARNER])
    portal.open_lab(find_module(LAB, catalogue()).manifest.title.fr)
    # Only the page is tried here: a whole lab takes its time in the sandbox.
    page.route(re.compile("/assignments/validate"), answer_with_many_failures)

    page.locator(".self-check-button").click()

    message = page.locator("#self-check pre", has_text=SAID)
    expect(message).to_have_count(len(FAILED))
    heights = message.evaluate_all("all => all.map(each => each.clientHeight)")
    assert min(heights) >= LINE_PX


def answer_with_many_failures(route: Route) -> None:
    found = {"success": True, "value": {"failed": FAILED}}
    route.fulfill(content_type="application/json", body=json.dumps(found))
