"""A course from its group to the points: a trainer at a desk, a learner on a phone, in French."""

import re

import pytest
from campus_pages import sign_in
from desk_pages import Desk
from module_pages import ModulePage
from playwright.sync_api import expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import TRAINER

pytestmark = [pytest.mark.everything, pytest.mark.browser]


def test_a_module_goes_from_a_new_group_to_points_that_its_learner_sees(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module("essentials-why-5g", catalogue())
    title = module.manifest.title.fr
    desk = Desk(visitors.page(width=1280), TRAINER, site.sign_ins[TRAINER])
    desk.make_group("Laminoir, équipe B", [title])
    (slip,) = desk.enrol("Nadia ; D’Hondt")
    desk.hand_out(title)

    phone = visitors.page(width=360, height=740)
    sign_in(phone, slip.account, slip.pass_phrase, called="Nadia D’Hondt")
    assert_fits_and_is_accessible(phone)
    phone.get_by_role("link", name="Commencer").click()
    page = ModulePage(phone, module)
    page.write("Le poste de chargement, sous l’auvent.")
    assert_fits_and_is_accessible(phone)
    page.hand_in()

    desk.open_module(title)
    row = desk.page.get_by_role("row", name=re.compile("Nadia D’Hondt"))
    expect(row).to_contain_text("à corriger")
    assert_accessible(desk.page)
    desk.collect_and_grade()
    desk.give_feedback()

    phone.goto("/services/portal/")
    phone.get_by_role("link", name="Résultats").click()
    assert_fits_and_is_accessible(phone)
    phone.get_by_role("main").get_by_role("link", name=title).click()
    expect(phone.get_by_role("heading", name="Vos points")).to_be_visible()
    expect(phone.locator(".total")).to_have_text(re.compile(r"\d+\s*/\s*\d+"))
    expect(phone.get_by_role("main")).to_contain_text("réponse sera encore lue")
    assert_fits_and_is_accessible(phone)
    assert visitors.strange_requests == []
