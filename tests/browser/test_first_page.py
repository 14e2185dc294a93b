"""A learner’s first page: what to do next is in view, the rest stands in order, labs apart."""

import pytest
from campus_pages import sign_in
from playwright.sync_api import Locator, expect
from previews import assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue
from campus5g.site.demonstration.cohort import LEARNER

pytestmark = [pytest.mark.proof, pytest.mark.browser]

# What a phone's browser leaves of its 740 px.
PHONE, LAPTOP = (360, 640), (1366, 768)


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_the_way_on_is_in_view_and_every_module_leads_on_from_its_place(
    site: RunningSite, visitors: Visitors, size: tuple[int, int]
) -> None:
    page = visitors.page(width=size[0], height=size[1])
    sign_in(page, LEARNER, site.sign_ins[LEARNER])

    expect(page.locator(".next").get_by_role("link")).to_be_in_viewport(ratio=1)
    assert_fits_and_is_accessible(page)
    visitors.picture(page, f"home/{size[0]}")

    kinds = {module.id: module.kind for module in catalogue()}
    *courses, labs = page.locator(".street").all()
    expect(labs.get_by_role("heading")).to_contain_text("Ateliers sur kit")
    assert {kinds[each] for each in modules_of(labs)} == {"lab"}
    before = [module for street in courses for module in modules_of(street)]
    assert {kinds[each] for each in before} == {"awareness"}
    assert sorted([*before, *modules_of(labs)]) == sorted(kinds)
    assert places_of(page.locator(".street")) == list(range(1, len(kinds) + 1))


def modules_of(street: Locator) -> list[str]:
    """Return the modules of a street, to each of which a link leads."""
    links = street.locator(".stop").get_by_role("link")
    expect(links).to_have_count(street.locator(".stop").count())
    return [str(link.get_attribute("href")).rpartition("/")[2] for link in links.all()]


def places_of(streets: Locator) -> list[int]:
    """Return the numbers that modules have on the map; a tick stands for one that is done."""
    marks = streets.locator(".stop__mark").all_inner_texts()
    return [int(mark) if mark != "✓" else place for place, mark in enumerate(marks, start=1)]
