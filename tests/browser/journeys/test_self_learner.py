"""A person signs up, joins an open group, does a lab on a virtual kit, and is graded at once."""

import pytest
from campus_pages import RUN_MS, Notebook, Portal
from desk_pages import Desk
from newcomers import Newcomer, fill_in
from playwright.sync_api import Page, expect
from previews import assert_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered

# A lab runs twice, before its learner and graded.
pytestmark = [pytest.mark.everything, pytest.mark.browser, pytest.mark.timeout(900)]

LEARNER = Newcomer("Inès", "Phare", "ines-phare")
LAB = "meet-the-kit"


def test_a_self_learner_goes_from_sign_up_to_a_grade_without_a_trainer(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module(LAB, catalogue())
    title = module.manifest.title.fr
    office = visitors.page(width=1280)
    name, pass_phrase = site.administrator()
    cohort = make_open_group(Desk(office, name, pass_phrase, called=name), title)
    open_sign_up(office)

    page = visitors.page(width=1280)
    page.goto("/")
    page.get_by_role("link", name="Créer un compte").click()
    fill_in(page, LEARNER)
    portal = Portal(page, LEARNER.account, LEARNER.pass_phrase, called=LEARNER.name)
    page.get_by_role("link", name="Catalogue").click()
    assert_accessible(page)
    page.get_by_role("button", name="S’inscrire : Le port, à votre rythme").click()

    portal.open_lab(title)
    mine = site.data / "homes" / LEARNER.account / cohort / LAB / f"{LAB}.ipynb"
    write_notebook(answered(read_notebook(mine), read_notebook(module.notebook)), mine)
    portal.open_lab(title)
    notebook = Notebook(page)
    notebook.run_all_cells()
    notebook.save()
    portal.hand_in(title)

    # Without a click, the page shows the grade once it exists.
    expect(page.get_by_role("heading", name="Vos points")).to_be_visible(timeout=RUN_MS)
    automatic = [item for item in module.manifest.items if item.kind == "automatic"]
    for item in automatic:
        heading = page.get_by_role("heading", name=item.title.fr, exact=True)
        points = page.locator(".item", has=heading)
        expect(points.locator(".points")).to_contain_text(f"{item.points:g} / {item.points:g}")
    assert_accessible(page)
    page.get_by_text("Voir ma copie corrigée").first.click()
    expect(portal.graded_copy().locator("body")).to_contain_text("Points")
    assert visitors.strange_requests == []


def make_open_group(desk: Desk, lab: str) -> str:
    cohort = desk.make_group("Le port, à votre rythme", [lab], without_trainer=True)
    desk.hand_out(lab)
    return cohort


def open_sign_up(office: Page) -> None:
    """Open signing up to everyone."""
    office.get_by_role("link", name="Administration").click()
    assert_accessible(office)
    office.get_by_role("navigation", name="Administration").get_by_role(
        "link", name="Réglages"
    ).click()
    office.locator("select[name=sign_up]").select_option(label="Tout le monde")
    assert_accessible(office)
    office.get_by_role("button", name="Enregistrer").first.click()
    expect(office.get_by_role("status")).to_contain_text("Enregistré")
