"""An employee comes by an invitation, learns on a phone, and takes a certificate home."""

import datetime
import re

import pytest
from campus_pages import read_pdf, sign_in
from desk_pages import Desk
from module_pages import ModulePage
from newcomers import Newcomer, fill_in
from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.words import ZONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

EMPLOYEE = Newcomer("Zoë-Aïcha", "L’Écluse", "zoe-ecluse")


def test_an_employee_goes_from_an_invitation_to_a_certificate_that_can_be_verified(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module("essentials-why-5g", catalogue())
    title, objectives = module.manifest.title.fr, module.manifest.objectives
    today = datetime.datetime.now(ZONE).date().isoformat()
    desk = Desk(visitors.page(width=1280), TRAINER, site.sign_ins[TRAINER])
    desk.make_group("Quai nord, printemps", [title], days=(today, today))
    desk.hand_out(title)
    link = desk.invite()

    phone = visitors.page(width=360, height=740)
    phone.goto(link)
    assert_fits_and_is_accessible(phone)
    phone.get_by_role("link", name="Créer un compte").click()
    fill_in(phone, EMPLOYEE)
    sign_in(phone, EMPLOYEE.account, EMPLOYEE.pass_phrase, called=EMPLOYEE.name)
    assert_fits_and_is_accessible(phone)
    phone.get_by_role("link", name="Commencer").click()
    learn = ModulePage(phone, module)
    learn.guess()
    learn.answer_the_first_question()
    learn.write("Au poste de chargement, six chariots perdent la liaison sous l’auvent.")
    learn.take_the_final()
    assert_fits_and_is_accessible(phone)
    learn.hand_in()

    desk.open_module(title)
    desk.collect_and_grade()
    desk.give_feedback()
    number = desk.issue_attestation(EMPLOYEE.name)

    phone.goto("/services/portal/results")
    phone.get_by_role("main").get_by_role("link", name=title).click()
    # All that is graded without a reader was right.
    expect(phone.locator(".item", has_text="Quiz final").locator(".points")).to_have_text(
        re.compile(r"12\s*/\s*12")
    )
    phone.get_by_role("link", name="Attestations").click()
    assert_fits_and_is_accessible(phone)
    text = read_pdf(phone, f"Télécharger {number}")
    assert EMPLOYEE.name in text
    assert number in text
    assert [each.fr for each in objectives if each.fr not in text] == []

    verify(visitors.page(locale="fr-FR", width=360, height=740), number)
    assert visitors.strange_requests == []


def verify(anyone: Page, number: str) -> None:
    """Ask the site, as anybody may, whether the document counts."""
    anyone.goto("/services/portal/verify")
    assert_fits_and_is_accessible(anyone)
    anyone.get_by_label("Numéro").fill(number)
    anyone.get_by_role("button", name="Vérifier").click()
    expect(anyone.get_by_role("heading", level=2).first).to_contain_text("Ce document est valable")
    expect(anyone.get_by_role("main")).not_to_contain_text(EMPLOYEE.last_name)
    assert_accessible(anyone)
