"""A box that ticks others means it from the moment that it can be seen."""

import pytest
from people import sign_in
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.mark.usefixtures("client")
def test_a_course_that_is_ticked_before_the_script_has_come_takes_its_modules(page: Page) -> None:
    sign_in(page, "tina")
    late: list[Route] = []
    page.route("**/static/ticking.js", lambda script: late.append(script))
    page.goto("desk/new", wait_until="commit")
    course = page.locator("[data-ticks]").first
    modules = course.locator("xpath=ancestor::fieldset[1]").locator("input[name=modules]")

    course.check()
    expect(modules.first).not_to_be_checked()
    (script,) = late
    script.continue_()

    for module in modules.all():
        expect(module).to_be_checked()
    expect(course).to_be_checked()
