"""A trainer’s personnel file in a browser: its columns named, corrected, and then enrolled."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from desk_pages import Desk
from playwright.sync_api import Page, expect
from previews import assert_fits_and_is_accessible
from running_site import RunningSite
from sqlalchemy import select
from visitors import Visitors

from campus5g.places import HOUSE
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(600)]

FILES = HOUSE / "tests" / "site" / "teaching" / "personnel_files"
PHONE, LAPTOP = (360, 740), (1366, 768)
MODULE = "Pourquoi la 5G ?"
READS_ENGLISH, HER_PHRASE = "grace", "une phrase pour qui lit l’anglais"


def accounts(site: RunningSite) -> set[str]:
    with (
        closing(Database.of_site(SiteFolders(site.data).records)) as database,
        database.session() as records,
    ):
        return set(records.scalars(select(Person.name)))


def load(page: Page, file: Path, button: str) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=button).click()


def assert_rows(page: Page, *people: str) -> None:
    """The preview has these people: first name, last name, employer, with bars between."""
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(people))
    read = [
        [cell.strip() for cell in row.locator("td").all_inner_texts()[1:4]] for row in rows.all()
    ]
    assert read == [[cell.strip() for cell in each.split("|")] for each in people]


def test_a_file_without_headings_is_shown_by_column_corrected_and_then_enrolled(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page(width=PHONE[0], height=PHONE[1])
    desk = Desk(page, TRAINER, site.sign_ins[TRAINER])
    desk.make_group("Fichier du personnel", [MODULE])
    before = accounts(site)
    desk.tab("Participants")

    load(page, FILES / "last_first.csv", "Voir avant d’inscrire")

    expect(page.get_by_role("heading", name="Que contient chaque colonne ?")).to_be_visible()
    first, second = page.get_by_label("Colonne 1"), page.get_by_label("Colonne 2")
    expect(first).to_have_accessible_description("DUPONT · Lefèvre · Martin")
    expect(second).to_have_accessible_description("Élodie · Camille")
    expect(first).to_have_value("")
    expect(page.get_by_role("button", name=re.compile("^Inscrire"))).to_have_count(0)
    assert_fits_and_is_accessible(page)
    visitors.picture(page, "personnel/asked-fr")

    # Swapped by mistake, seen in the preview, and put right with the keyboard.
    first.select_option(label="Prénom")
    second.select_option(label="Nom")
    page.get_by_role("button", name="Voir le résultat").click()
    assert_rows(page, "DUPONT | Élodie |", "Lefèvre | Élodie |", "Martin | Camille |")
    page.get_by_text("Changer ce que contient une colonne").press("Enter")
    first.press("ArrowUp")
    second.press("ArrowDown")
    expect(first).to_have_value("last_name")
    expect(second).to_have_value("first_name")
    visitors.picture(page, "personnel/changed-fr")
    page.get_by_role("button", name="Relire").press("Enter")
    expect(page.get_by_text("Colonne 1 (Nom), Colonne 2 (Prénom).")).to_be_visible()
    assert_rows(page, "Élodie | DUPONT |", "Élodie | Lefèvre |", "Camille | Martin |")
    assert_fits_and_is_accessible(page)
    visitors.picture(page, "personnel/read-fr")
    assert accounts(site) == before

    page.get_by_role("button", name="Inscrire 3 personnes").click()

    expect(page.locator(".slip")).to_have_count(3)
    assert accounts(site) - before == {"elodie-dupont", "elodie-lefevre", "camille-martin"}
    desk.tab("Participants")
    names = page.locator(".row__title").all_inner_texts()
    assert names == ["Élodie DUPONT", "Élodie Lefèvre", "Camille Martin"]


def test_headings_are_read_and_the_employer_is_kept(site: RunningSite, visitors: Visitors) -> None:
    page = visitors.page(width=LAPTOP[0], height=LAPTOP[1])
    with closing(Database.of_site(SiteFolders(site.data).records)) as database:
        Accounts(database).set(READS_ENGLISH, "trainer", "fr", HER_PHRASE)
    desk = Desk(page, READS_ENGLISH, HER_PHRASE, called=READS_ENGLISH)
    desk.make_group("Fichier du port", [MODULE])
    before = accounts(site)
    desk.tab("Participants")
    page.get_by_role("button", name="English").click()

    load(page, FILES / "port.csv", "Check before enrolling")

    expect(page.get_by_text("Recognised, but not stored: Civilité")).to_be_visible()
    assert_rows(
        page,
        "Léa | D'Hondt | Manutention du Quai Ouest",
        "Jean-Baptiste | de La Fontaine | Manutention du Quai Ouest",
        "Luc | van den Berghe | Remorquage des Flandres",
        "Françoise | d’Hérouville | Remorquage des Flandres",
        "Anaïs | Le Bœuf | Grues & Portiques du Nord",
        "Noël | Lœuillet-Garçon | Grues & Portiques du Nord",
    )
    assert_fits_and_is_accessible(page)
    visitors.picture(page, "personnel/read-en")
    assert accounts(site) == before
    page.get_by_role("button", name="Enrol 6 people").click()
    expect(page.locator(".slip")).to_have_count(6)
    assert {"anais-le-boeuf", "noel-loeuillet-garcon"} < accounts(site) - before
    page.get_by_role("link", name="Done").click()
    row = page.locator(".row", has_text="Anaïs Le Bœuf")
    expect(row).to_contain_text("Grues & Portiques du Nord")

    load(page, FILES / "everything_without_headings.csv", "Check before enrolling")
    expect(page.get_by_role("heading", name="What does each column hold?")).to_be_visible()
    expect(page.get_by_label("Column 1")).to_have_value("civility")
    expect(page.get_by_label("Column 4")).to_have_value("email")
    expect(page.get_by_label("Column 5")).to_have_value("")
    assert_fits_and_is_accessible(page)
    visitors.picture(page, "personnel/asked-en")
