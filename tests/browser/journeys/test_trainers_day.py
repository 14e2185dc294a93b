"""A trainer's day: thirty learners from Excel's list to their documents, with a second trainer.

They have a whole course, of which three modules and a lab open on this day. Two do the modules in a
browser by turns, one on a phone and one on a laptop; the rest, and what is done at home, is handed
in by the way that browsers take. Others are only there, or never come.
"""

import csv
import datetime
import io
import json
import re
import zipfile
from contextlib import closing
from pathlib import Path

import pypdf
import pytest
from busy_campus import hand_in_right
from campus_pages import RUN_MS, Notebook, Portal, read_pdf, sign_in
from course_learner import CourseLearner, sheet_rows
from desk_pages import Desk, Slip
from jsonschema import Draft202012Validator
from lab_page import notebook_of
from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors
from xapi_statement import STATEMENT

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.records.database import Database
from campus5g.site.words import ZONE

# Three modules are done and graded, and a lab runs when it is graded.
pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(2700)]

GROUP = "Quai charbon, deux jours"
COURSE, LAB = "essentials", "meet-the-kit"
# How many modules of the course open on this day; the others open on the next.
ON_THIS_DAY = 3
SECOND, HER_PHRASE = "mado", "une phrase pour la seconde formatrice"
# On a phone, and on a laptop; one who is only there; one who never comes, as most of the others.
NADIA, LEO, MAEL, ZOE = "Nadia D’Hondt", "Léo Grue", "Maël Lœuvre", "Zoé Digue"
OTHERS, AT_HOME = 26, 1
PHONE, LAPTOP = (360, 740), (1366, 768)


def excel_file() -> bytes:
    """A list as Excel writes it in France: its own encoding, semicolons, Windows' line ends."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow(["Civilité", "Nom", "Prénom", "Employeur"])
    for civility, name in (("Mme", NADIA), ("M.", LEO), ("M.", MAEL), ("Mme", ZOE)):
        first, last = name.split(" ", 1)
        table.writerow([civility, last, first, "Port de Dunkerque"])
    for number in range(1, OTHERS + 1):
        first, last = docker(number).split(" ", 1)
        table.writerow(["M.", last, first, "Manutention ; Quai"])
    return text.getvalue().encode("cp1252")


def docker(number: int) -> str:
    return f"Éric Docker {number:02}"


class Day(Desk):
    """The pages of this day that no other journey needs."""

    def import_list(self, content: bytes) -> dict[str, Slip]:
        """Enrol everyone on a list from a file; return their slips by name."""
        page = self.tab("Participants")
        page.locator("input[type=file]").set_input_files(
            {"name": "participants.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_role("button", name="Voir avant d’inscrire").click()
        expect(page.get_by_text("30 comptes seront créés")).to_be_visible()
        expect(page.get_by_text("Comprise, mais pas gardée : Civilité")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name=re.compile("Inscrire 30")).click()
        slips = page.locator(".slip")
        expect(slips).to_have_count(30, timeout=RUN_MS)
        found = {}
        for slip in slips.all():
            _, account, phrase = slip.locator("dd").all_inner_texts()
            found[slip.locator(".slip__name").inner_text().strip()] = Slip(account, phrase)
        page.get_by_role("link", name="C’est fait").click()
        return found

    def give_dates(
        self, ticked: list[Module] | None, opens: datetime.datetime, due: datetime.datetime
    ) -> None:
        """Give modules, all if not said which, an opening date and a deadline."""
        page = self.page
        page.goto(f"{self._group}/schedule")
        if ticked is None:
            page.get_by_label("Tout cocher").check()
        for module in ticked or []:
            page.locator(f"#ticked-{module.id}").check()
        page.get_by_label("Tous s’ouvrent le").fill(f"{opens:%Y-%m-%dT%H:%M}")
        page.get_by_label("Tous à rendre avant le").fill(f"{due:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Donner ces dates aux modules cochés").click()
        assert_accessible(page)

    def wait_until_open(self, some: int, out_of: int) -> None:
        """Wait until the modules whose date has come have opened, and no others."""
        opened = re.compile(rf"Ouverts\s:\s*{some} / {out_of}")
        expect(self.page.locator("#renews")).to_contain_text(opened, timeout=RUN_MS)

    def begin_grading(self, module: Module) -> None:
        """Collect and grade a module; the desk does it while its trainer goes on."""
        self.open_module(module.manifest.title.fr)
        self.page.get_by_role("button", name="Ramasser et corriger").click()

    def mark_and_publish(self, module: Module) -> None:
        """Find each written answer of a graded module perfect, and give feedback."""
        self.open_module(module.manifest.title.fr)
        done = self.page.get_by_text("Tout ce qui est rendu est corrigé")
        expect(done).to_be_visible(timeout=RUN_MS)
        self.read()
        by_hand = [item for item in module.manifest.items if item.kind == "manual"]
        self.mark_all({item.id: item.points for item in by_hand})
        self.open_module(module.manifest.title.fr)
        self.give_feedback()

    def sign_half_day(self, half: str) -> None:
        """Sign a half-day as the ticks propose it."""
        page = self.tab("Présence")
        assert_accessible(page)
        page.get_by_role("button", name=f"Signer : {half}", exact=True).click()
        expect(page.get_by_text("Signé le").first).to_be_visible()

    def see_all_at_once(self, learners: int) -> None:
        """Find everyone on the live board without scrolling, on a laptop."""
        page = self.tab("En direct")
        seats = page.locator(".seat")
        expect(seats).to_have_count(learners)
        for seat in seats.all():
            expect(seat).to_be_in_viewport(ratio=1)
        assert_accessible(page)

    def export(self, file: str) -> bytes:
        """Download an export as the page offers it."""
        page = self.tab("Exports")
        with page.expect_download() as download:
            page.locator(f"a[href$='{file}']").first.click()
        return Path(download.value.path()).read_bytes()


def half_now() -> str:
    return "matin" if datetime.datetime.now(ZONE).hour < 13 else "après-midi"


def sign_on_phone(page: Page) -> None:
    """Confirm on the phone that one is there, in the half-day of now."""
    page.get_by_role("link", name="Signer ma présence").first.click()
    assert_fits_and_is_accessible(page)
    half = "le matin" if half_now() == "matin" else "l’après-midi"
    page.get_by_role("button", name=f"Signer ma présence {half}").click()
    expect(page.get_by_text("✓ Signé à")).to_be_visible()
    assert_fits_and_is_accessible(page)


def hand_in_lab(
    site: RunningSite, visitors: Visitors, name: str, slip: Slip, cohort: str, module: Module
) -> None:
    """Open the lab, do all of it, and hand it in by its button in JupyterLab."""
    page, title = visitors.page(width=1366, height=768), module.manifest.title.fr
    sign_in(page, slip.account, slip.pass_phrase, called=name)
    portal = Portal(page)
    portal.open_lab(title)
    mine = notebook_of(site.data, slip.account, cohort, LAB)
    draw = draw_of(SiteFolders(site.data), slip.account, cohort, LAB)
    released, source = read_notebook(mine), read_notebook(module.notebook)
    write_notebook(answered(released, source, typed_answers(module, draw)), mine)
    portal.open_lab(title)
    notebook = Notebook(page)
    notebook.run_all_cells()
    assert notebook.hand_in().startswith("Votre notebook passe tous les tests visibles.")


def test_a_day_with_thirty_learners_ends_with_documents_for_those_who_earned_them(
    site: RunningSite, visitors: Visitors
) -> None:
    whole = [each for each in catalogue() if each.course and each.course.id == COURSE]
    modules, lab = whole[:ON_THIS_DAY], find_module(LAB, catalogue())
    course = modules[0].course
    assert course
    moment = datetime.datetime.now(ZONE)
    today = moment.date()
    tomorrow = today + datetime.timedelta(days=1)
    with closing(Database.of_site(SiteFolders(site.data).records)) as database:
        Accounts(database).set(SECOND, "trainer", "fr", HER_PHRASE)

    # In the morning: the group, its list, its dates.
    day = Day(visitors.page(width=1366, height=768), TRAINER, site.sign_ins[TRAINER])
    cohort = day.make_group(
        GROUP,
        [lab.manifest.title.fr],
        courses=[course.title.fr],
        days=(today.isoformat(), today.isoformat()),
    )
    slips = day.import_list(excel_file())
    assert set(slips) >= {NADIA, LEO, MAEL, ZOE}
    assert len({slip.account for slip in slips.values()}) == 30
    day.share_with(SECOND)
    evening = datetime.time(23, 45)
    begins, ends = datetime.time(8), datetime.datetime.combine(tomorrow, evening)
    day.give_dates(None, datetime.datetime.combine(tomorrow, begins), ends)
    day.give_dates([*modules, lab], moment, datetime.datetime.combine(today, evening))
    day.wait_until_open(len(modules) + 1, len(whole) + 1)

    # In the room: three sign on their phones, the trainer signs for all.
    pages = {}
    for name, (width, height) in ((NADIA, PHONE), (LEO, LAPTOP), (MAEL, PHONE)):
        pages[name] = visitors.page(width=width, height=height)
        sign_in(pages[name], slips[name].account, slips[name].pass_phrase, called=name)
        sign_on_phone(pages[name])
    day.sign_half_day(half_now())

    # At work: the course on a phone and a laptop, and at home; then the lab.
    learners = [CourseLearner(pages[name], name) for name in (NADIA, LEO)]
    learned = [modules[0::2], modules[1::2]]
    for learner, done in zip(learners, learned, strict=True):
        for module in modules:
            if module in done:
                learner.learn(module)
            else:
                hand_in_right(site, cohort, slips[learner.name].account, module)
    for number in range(1, AT_HOME + 1):
        for module in modules:
            hand_in_right(site, cohort, slips[docker(number)].account, module)
    day.see_all_at_once(30)
    hand_in_lab(site, visitors, NADIA, slips[NADIA], cohort, lab)
    learners[0].page.goto("/services/portal/")
    expect(learners[0].page.get_by_text("Rien à faire pour l’instant")).to_be_visible()

    # In the evening: two trainers mark, each a part.
    second = Day(visitors.page(width=1366, height=768), SECOND, HER_PHRASE, called=SECOND)
    second.enter_group(cohort)
    parts = ((day, modules[:2]), (second, [*modules[2:], lab]))
    for desk, part in parts:
        for module in part:
            desk.begin_grading(module)
    for desk, part in parts:
        for module in part:
            desk.mark_and_publish(module)

    assert_documents(day)
    for learner, done in zip(learners, learned, strict=True):
        assert_certified(learner, modules, done)

    check_grades(day.export("grades.csv"), modules, lab)
    check_moodle(day.export("moodle.csv"), slips)
    check_trace(day.export("trace.jsonl"), slips[NADIA].account)
    check_attendance(day.export("attendance.pdf"))
    check_training_file(day.export(f"{slips[NADIA].account}.zip"))
    assert visitors.strange_requests == []
    assert visitors.console_errors == []


def assert_documents(day: Day) -> None:
    """Documents are for those who were there, and for what was graded; others read why not."""
    page = day.tab("Attestations")
    assert_accessible(page)
    rows = page.locator(".person-row")
    expect(rows).to_have_count(30)
    never = rows.filter(has_text=ZOE)
    for why in ("min suivies", "absence signée", "modules ouverts non rendus", "rien n’est encore"):
        expect(never).to_contain_text(why)
    expect(never.locator("input")).to_have_count(0)
    only_there = rows.filter(has_text=MAEL)
    expect(only_there).to_contain_text("rien n’est encore noté")
    expect(only_there.locator("input")).to_have_count(1)
    at_home = rows.filter(has_text=docker(1))
    for why in ("absence signée", "1 module ouvert non rendu"):
        expect(at_home).to_contain_text(why)
    expect(at_home.locator("input")).to_have_count(1)
    documents = {NADIA: 2, LEO: 2, MAEL: 1, ZOE: 0, docker(1): 1, docker(AT_HOME + 1): 0}
    issued = 2 + 2 + 1 + AT_HOME
    ticked = page.locator(".person-row input:checked")
    expect(ticked).to_have_count(0)
    for kind in ("Certificat de réalisation", "Attestation"):
        page.get_by_role("checkbox", name=re.compile(f"^{kind}.: cocher")).press("Space")
    expect(ticked).to_have_count(issued)
    day.issue_ticked()
    expect(page.get_by_role("heading", name=f"{issued} documents délivrés")).to_be_visible()
    for name, number in documents.items():
        expect(page.locator(".card", has_text=name)).to_have_count(number)


def assert_certified(learner: CourseLearner, modules: list[Module], learned: list[Module]) -> None:
    """Read what was done in the browser, the attestation of all, and the sheet, as a learner."""
    for module in learned:
        learner.read_result(module)
    page = learner.page
    page.get_by_role("link", name="Attestations").click()
    assert_fits_and_is_accessible(page)
    issued = page.locator(".card").filter(has_text="Attestation de fin")
    (number,) = re.findall(r"C5G-[\w-]+", issued.locator(".soft").first.inner_text())
    document = read_pdf(page, f"Télécharger {number}")
    assert learner.name in document
    objectives = [each.fr for module in modules for each in module.manifest.objectives]
    assert [each for each in objectives if in_one_line(each) not in document] == []
    assert document.count("acquis · 100 %") >= len(objectives)
    page.goto("/services/portal/")
    sheet = read_pdf(page, "Ma fiche de site (PDF)")
    rows = [row for module in learned for row in sheet_rows(module)]
    assert len(rows) == len(learned)
    assert [text for _, text in rows if in_one_line(text) not in sheet] == []


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def check_grades(content: bytes, modules: list[Module], lab: Module) -> None:
    """A spreadsheet in French: thirty rows, Nadia's points in hers."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 31
    assert len({len(row) for row in rows}) == 1
    for each in (*modules, lab):
        assert any(each.manifest.title.fr in heading for heading in rows[0])
    (nadia,) = (row for row in rows if "D’Hondt" in row)
    assert [each.id for each in (*modules, lab) if f"{each.manifest.points:g}" not in nadia] == []


def check_moodle(content: bytes, slips: dict[str, Slip]) -> None:
    """What Moodle reads: commas, a header, no grade above its maximum, no formula."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {slips[NADIA].account, slips[ZOE].account} <= {
        value for row in rows for value in row.values()
    }
    assert len(rows) == 30
    values = [value or "" for row in rows for value in row.values()]
    assert not any(value.startswith(("=", "+", "@")) for value in values)


def check_trace(content: bytes, account: str) -> None:
    """Every line is a statement of xAPI, with no score outside its bounds."""
    found = [json.loads(line) for line in content.decode().splitlines()]
    assert found
    assert len({each["id"] for each in found}) == len(found)
    statement = Draft202012Validator(STATEMENT)
    for each in found:
        statement.validate(each)
        score = each.get("result", {}).get("score", {})
        assert score.get("raw", 0) <= score.get("max", float("inf"))
    assert account in {each["actor"]["account"]["name"] for each in found}


def check_attendance(content: bytes) -> None:
    """Three have signed with their accounts; the trainer has signed for all thirty."""
    text = text_of(content)
    for name in (NADIA, LEO, MAEL, ZOE):
        assert name in text
    assert text.count("signé sur son compte") == 3
    assert len(re.findall(r"\bprésent\b", text)) == 3
    assert len(re.findall(r"\babsent\b", text)) == 27
    assert re.search(r"signé le \d", text)


def check_training_file(content: bytes) -> None:
    """Every file of the archive opens as what its name says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        for name in names:
            data = archive.read(name)
            if name.endswith(".pdf"):
                assert text_of(data)
            elif name.endswith(".json"):
                json.loads(data)
            elif name.endswith(".csv"):
                assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert any(name.endswith(".pdf") for name in names)


def text_of(pdf: bytes) -> str:
    leaves = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(leaf.extract_text() for leaf in leaves).split())
