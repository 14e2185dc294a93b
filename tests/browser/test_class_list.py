"""A class at the desk: in order on every page, opened at once, warned about by name."""

import csv
import datetime
import io
import re
from pathlib import Path

import pytest
from busy_campus import HANDED_IN, MODULES, hand_in_right, learner_of
from campus_pages import RUN_MS
from desk_pages import Desk, Slip
from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.words import ZONE

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

AS_ENROLLED = ("Zoé Œuvrard", "Rémi Hoët", "Élodie d’Hérouville", "Abel Hénin", "Wim De Smet")
IN_ORDER = ["Wim De Smet", "Élodie d’Hérouville", "Abel Hénin", "Rémi Hoët", "Zoé Œuvrard"]
WORKED, HARDLY = "Rémi Hoët", "Abel Hénin"


def test_a_class_stands_in_order_opens_at_once_and_is_warned_about_by_name(
    site: RunningSite, visitors: Visitors
) -> None:
    titles = [find_module(each, catalogue()).manifest.title.fr for each in MODULES]
    today = datetime.datetime.now(ZONE).date().isoformat()
    desk = Desk(visitors.page(width=1366, height=768), TRAINER, site.sign_ins[TRAINER])
    cohort = desk.make_group("Quai, liste de classe", titles, days=(today, today))
    slips = desk.enrol(*(" ; ".join(each.split(" ", 1)) for each in AS_ENROLLED))

    open_the_whole_course(desk, len(titles))
    hand_in(site, cohort, dict(zip(AS_ENROLLED, slips, strict=True)))
    desk.open_module(titles[0])
    expect(desk.page.get_by_text("2 copies à corriger")).to_be_visible(timeout=RUN_MS)
    desk.collect_and_grade()

    assert listed(desk.page, "tbody th bdi") == IN_ORDER
    assert listed(desk.tab("Participants"), ".row__title bdi") == IN_ORDER
    assert listed(desk.tab("En direct"), ".seat__name") == IN_ORDER
    assert listed(desk.tab("Présence"), "[id^=morning-] + label bdi") == IN_ORDER
    assert listed(desk.tab("Attestations"), ".person-row__name bdi") == IN_ORDER
    assert exported_names(desk) == [each.split(" ", 1)[1] for each in IN_ORDER]

    assert_warned_by_name(desk)
    assert visitors.strange_requests == []
    assert visitors.console_errors == []


def open_the_whole_course(desk: Desk, modules: int) -> None:
    """Open all modules by one button of the group's first page."""
    page = desk.tab("Modules")
    assert_accessible(page)
    page.get_by_role("button", name=f"Ouvrir les {modules} modules maintenant").click()
    opened = re.compile(rf"Ouverts\s:\s*{modules} / {modules}")
    expect(page.locator("#renews")).to_contain_text(opened, timeout=RUN_MS)
    expect(page.get_by_text("ouvert le")).to_have_count(modules)


def hand_in(site: RunningSite, cohort: str, slips: dict[str, Slip]) -> None:
    """Have one learner hand a module in with all its answers, and another without any."""
    hand_in_right(site, cohort, slips[WORKED].account, find_module(HANDED_IN, catalogue()))
    other = learner_of(site, cohort, slips[HARDLY].account)
    other.fetch(HANDED_IN)
    other.submit(HANDED_IN)


def listed(page: Page, where: str) -> list[str]:
    """Return the names that a page lists, from top to bottom."""
    names = page.locator(where)
    expect(names).to_have_count(len(AS_ENROLLED))
    return [each.strip() for each in names.all_inner_texts()]


def exported_names(desk: Desk) -> list[str]:
    """Return the last names of the table of grades, from top to bottom."""
    page = desk.tab("Exports")
    with page.expect_download() as download:
        page.locator("a[href$='grades.csv']").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]


def assert_warned_by_name(desk: Desk) -> None:
    """Both attestations would say little: each is named with why, and only one is issued."""
    page = desk.tab("Attestations")
    for name in (WORKED, HARDLY):
        page.get_by_role("checkbox", name=re.compile(f"^Attestation.*{name}")).check()
    page.get_by_role("button", name="Délivrer les documents cochés").click()

    warned = page.get_by_role("alert").get_by_role("listitem")
    expect(warned).to_have_count(2)
    expect(warned.nth(0)).to_contain_text(
        re.compile(rf"{HARDLY}, attestation\s: 0\sobjectif acquis sur \d+, .*aucune demi-journée")
    )
    expect(warned.nth(1)).to_contain_text(re.compile(rf"{WORKED}, .*\d\sobjectifs acquis sur \d+"))
    expect(page.locator(".card")).to_have_count(0)
    page.set_viewport_size({"width": 360, "height": 740})
    assert_fits_and_is_accessible(page)

    page.get_by_role("checkbox", name=re.compile(f"^Attestation.*{HARDLY}")).uncheck()
    page.get_by_role("button", name="Délivrer les documents cochés").click()
    expect(warned).to_have_count(1)
    page.get_by_role("button", name="Délivrer quand même").click()
    expect(page.locator("#outcome")).to_contain_text("document délivré")
    expect(page.locator(".card", has_text=WORKED)).to_have_count(1)
    expect(page.locator(".card")).to_have_count(1)
