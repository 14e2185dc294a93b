"""A technician on a phone, in French: from signing in to an attestation, half of it wrong at first.

Their trainer enrols a group at the desk, and marks. Anybody may ask whether the document counts.
"""

import datetime
import re

import pytest
from campus_pages import read_pdf, sign_in
from desk_pages import Desk, Slip
from module_pages import ModulePage
from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import Module, catalogue, find_module, site_sheet_of
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.words import ZONE

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

MODULE = "use-cases-predictive-maintenance"
TECHNICIAN, ABSENT = "Yasmine Lecœur", "Maël Digue"
ANSWER = "Sur la pompe du four, un roulement fatigue sans que personne ne s’en aperçoive."
WRITTEN_POINTS = 2


def test_a_technician_learns_half_of_a_module_and_is_certified_for_that(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module(MODULE, catalogue())
    desk = Desk(visitors.page(width=1366, height=768), TRAINER, site.sign_ins[TRAINER])
    slip = enrol(desk, module)

    phone = visitors.page(width=360, height=740)
    sign_in(phone, slip.account, slip.pass_phrase, called=TECHNICIAN)
    assert_fits_and_is_accessible(phone)
    phone.get_by_role("link", name="Commencer", exact=True).click()
    share = learn_half(phone, module)
    final = next(item for item in module.manifest.items if item.kind == "automatic")
    earned = share * final.points

    mark(desk, module, earned)
    assert_result(phone, module, final.points, earned)

    number = assert_only_one_is_certified(desk)
    phone.get_by_role("link", name="Attestations").click()
    assert_fits_and_is_accessible(phone)
    document = read_pdf(phone, f"Télécharger {number}")
    assert TECHNICIAN in document
    whole = module.manifest.points
    assert f"{earned + WRITTEN_POINTS:g} / {whole:g}".replace(".", ",") in document
    assert "non acquis" in document
    verify(visitors.page(width=360, height=740), number)
    assert visitors.strange_requests == []
    assert visitors.console_errors == []


def enrol(desk: Desk, module: Module) -> Slip:
    """Make a group of two for the module and open it; return the technician's slip."""
    today = datetime.datetime.now(ZONE).date()
    desk.make_group(
        "Usages industriels, équipe C",
        [module.manifest.title.fr],
        days=(today.isoformat(), today.isoformat()),
    )
    slip, _ = desk.enrol(*(" ; ".join(name.split(" ")) for name in (TECHNICIAN, ABSENT)))
    desk.hand_out_all(datetime.datetime.combine(today, datetime.time(23, 45)))
    return slip


def learn_half(phone: Page, module: Module) -> float:
    """Go through the module with every other answer wrong; return the final's share."""
    learn = ModulePage(phone, module)
    learn.guess()
    learn.answer_on_the_way(every_other_wrong=True)
    learn.write(ANSWER)
    assert module.course
    for row in site_sheet_of(module.course):
        if row.module == module.id:
            learn.fill_in_the_sheet(row.title.fr, row.example.fr)
    share = learn.take_the_final(every_other_wrong=True)
    learn.hand_in()
    assert 0.4 < share < 0.6
    return share


def mark(desk: Desk, module: Module, earned: float) -> None:
    """Grade, see what the final gave, mark the written answer, and give feedback."""
    title, whole = module.manifest.title.fr, f"{module.manifest.points:g}"
    desk.open_module(title)
    row = desk.submission(TECHNICIAN)
    expect(row).to_contain_text("à corriger")
    desk.collect_and_grade()
    expect(row).to_contain_text(points(earned, whole))
    desk.read()
    desk.mark({item.id: WRITTEN_POINTS for item in module.manifest.items if item.kind == "manual"})
    desk.open_module(title)
    expect(row).to_contain_text(points(earned + WRITTEN_POINTS, whole))
    desk.give_feedback()


def assert_result(phone: Page, module: Module, final_points: float, earned: float) -> None:
    """Read the points due, objective by objective, and each wrong answer with the right one."""
    phone.goto("/services/portal/results")
    phone.get_by_role("main").get_by_role("link", name=module.manifest.title.fr).click()
    whole = f"{module.manifest.points:g}"
    expect(phone.locator(".total")).to_have_text(points(earned + WRITTEN_POINTS, whole))
    final = phone.locator(".item", has_text="Quiz final").locator(".points")
    expect(final).to_have_text(points(earned, f"{final_points:g}"))
    objectives = phone.get_by_role("region", name="Objectif par objectif")
    expect(objectives.get_by_role("listitem")).to_have_count(len(module.manifest.objectives))
    expect(objectives.get_by_text("non acquis", exact=True)).not_to_have_count(0)
    wrong = phone.locator("#correction .corrected--wrong")
    expect(wrong).to_have_count(6)
    assert_fits_and_is_accessible(phone)


def assert_only_one_is_certified(desk: Desk) -> str:
    """Issue the technician's attestation, read it as their trainer; the other's is refused."""
    page = desk.tab("Attestations")
    absent = page.locator(".person-row", has_text=ABSENT)
    expect(absent).to_contain_text("Pas d’attestation")
    expect(absent).to_contain_text("rien n’est encore noté")
    expect(absent.locator("input")).to_have_count(0)
    number = desk.issue_attestation(TECHNICIAN)
    assert_accessible(page)
    assert TECHNICIAN in read_pdf(page, f"Télécharger {number}")
    expect(page.locator(".card", has_text=ABSENT)).to_have_count(0)
    assert_fits(page)
    return number


def points(earned: float, out_of: str) -> re.Pattern[str]:
    """Match points as a page writes them in French, with whatever follows."""
    written = f"{earned:g}".replace(".", ",")
    return re.compile(rf"{written}\s*/\s*{out_of}\b")


def verify(anyone: Page, number: str) -> None:
    """Ask the site, as anybody may, whether the document counts."""
    anyone.goto("/services/portal/verify")
    assert_fits_and_is_accessible(anyone)
    anyone.get_by_label("Numéro").fill(number)
    anyone.get_by_role("button", name="Vérifier").click()
    expect(anyone.get_by_role("heading", level=2).first).to_contain_text("Ce document est valable")
    expect(anyone.get_by_role("main")).not_to_contain_text(TECHNICIAN)
    assert_accessible(anyone)
