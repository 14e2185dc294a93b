"""The file that ends course 3: handed in, marked by two trainers apart, defended, and certified."""

import datetime
import re
from collections.abc import Sequence
from contextlib import closing

import pytest
from busy_campus import hand_in_right
from campus_pages import read_pdf, sign_in
from desk_pages import Desk
from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.words import ZONE

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

SECOND, HER_PHRASE = "odile", "une phrase pour la seconde correctrice"
LEARNER = "Inès Vasseur"
COMPLAINT = "Huit préparateurs attendent leurs scanners un quart d’heure, à la relève du matin."
# By line of the rubric. They lie two points apart on the stop rules.
HIS, HERS = (3, 2.5, 3, 2, 3, 3, 2, 2.5), (3, 2.5, 3, 2, 3, 1, 2, 2.5)
HIS_DEFENCE, HER_DEFENCE = 9, 10
DEFENDED = "299 messages : d’où vient ce nombre ? Expliqué sans ses notes."


class FileDesk(Desk):
    """The desk of a trainer who reads a project file."""

    def open_file(self, module: str) -> Page:
        """Go to the file of the first submission that waits."""
        self.open_module(module)
        self.read()
        self.page.get_by_role("link", name="Lire et noter le dossier de projet").first.click()
        expect(self.page.get_by_role("heading", name="Vos points")).to_be_visible()
        assert_fits_and_is_accessible(self.page)
        return self.page

    def mark_file(self, points: Sequence[float], defence: float, *, apart: bool) -> None:
        """Give points to each line and for the defence, and save them."""
        for number, value in enumerate(points):
            self.page.locator(f"[id='points.{number}']").fill(f"{value:g}")
        self.page.get_by_label("Ce qui a été demandé et répondu").fill(DEFENDED)
        self.page.get_by_label("Points de la soutenance").fill(f"{defence:g}")
        second = self.page.get_by_label("Un second correcteur notera aussi")
        if apart:
            second.check()
        self.page.get_by_role("button", name="Enregistrer mes points").click()
        expect(self.page.locator("[id='points.0']")).to_have_value(f"{points[0]:g}")
        assert_accessible(self.page)


def test_two_trainers_mark_a_file_apart_and_the_certificate_shows_their_mean(
    site: RunningSite, visitors: Visitors
) -> None:
    module = find_module("project-assessment", catalogue())
    title = module.manifest.title.fr
    today = datetime.datetime.now(ZONE).date().isoformat()
    with closing(Database.of_site(SiteFolders(site.data).records)) as database:
        Accounts(database).set(SECOND, "trainer", "fr", HER_PHRASE)
    his = FileDesk(visitors.page(width=1366, height=768), TRAINER, site.sign_ins[TRAINER])
    cohort = his.make_group("Jury du dossier", [title], days=(today, today))
    his.share_with(SECOND)
    his.hand_out(title)
    (slip,) = his.enrol(LEARNER.replace(" ", " ; "))

    learner = visitors.page(width=360, height=740)
    sign_in(learner, slip.account, slip.pass_phrase, called=LEARNER)
    learner.get_by_role("link", name="Commencer", exact=True).click()
    complaint = learner.get_by_label("La plainte et ce qu’elle coûte", exact=True)
    complaint.fill(COMPLAINT)
    complaint.press("Tab")
    written = learner.locator(".c5g-file-field", has=complaint)
    expect(written.get_by_text("Enregistré.")).to_be_visible()
    # The questions are another journey's.
    learner.goto("/services/portal/")
    hand_in_right(site, cohort, slip.account, module)

    his.open_module(title)
    his.collect_and_grade()
    page = his.open_file(title)
    expect(page.get_by_role("main")).to_contain_text(COMPLAINT)
    visitors.picture(page, "file/first-marker")
    his.mark_file(HIS, HIS_DEFENCE, apart=True)
    expect(page.get_by_text("Vos points attendent un second correcteur")).to_be_visible()
    page.get_by_role("heading", name="Vos points").scroll_into_view_if_needed()
    visitors.picture(page, "file/first-marked")

    hers = FileDesk(visitors.page(width=1366, height=768), SECOND, HER_PHRASE, called=SECOND)
    hers.enter_group(cohort)
    page = hers.open_file(title)
    expect(page.get_by_text("Une autre personne a déjà noté ce dossier")).to_be_visible()
    expect(page.get_by_text("L’autre :")).to_have_count(0)
    expect(page.get_by_role("main")).not_to_contain_text(DEFENDED)
    expect(page.locator("[id='points.5']")).to_have_value("")
    visitors.picture(page, "file/second-marker")
    hers.mark_file(HERS, HER_DEFENCE, apart=False)
    expect(page.get_by_text("avez noté : la moyenne compte.")).to_be_visible()
    far_apart = page.get_by_role("listitem").filter(has_text="Le plan a ses règles d’arrêt")
    expect(far_apart.first).to_be_visible()
    expect(page.locator(".file-line").get_by_text("L’autre :")).to_have_count(len(HIS))
    page.get_by_role("heading", name="Vos points").scroll_into_view_if_needed()
    visitors.picture(page, "file/both-marked")

    his.open_module(title)
    his.give_feedback()
    number = his.issue_attestation(LEARNER)
    assert_result(learner, title)
    visitors.picture(learner, "file/result")
    learner.get_by_role("link", name="Attestations").click()
    assert_fits_and_is_accessible(learner)
    certificate = read_pdf(learner, f"Télécharger {number}")
    assert LEARNER in certificate
    assert [each.fr for each in module.manifest.objectives if each.fr not in certificate] == []
    assert visitors.strange_requests == []


def assert_result(learner: Page, title: str) -> None:
    """The learner reads the mean of both markers, of the file and of the defence."""
    file, defence = (sum(HIS) + sum(HERS)) / 2, (HIS_DEFENCE + HER_DEFENCE) / 2
    learner.goto("/services/portal/results")
    learner.get_by_role("main").get_by_role("link", name=title).click()
    for name, points, most in (
        ("Questions du bilan", 24.0, 24),
        ("Le dossier de projet", file, 24),
        ("La soutenance", defence, 12),
    ):
        shown = re.compile(rf"{in_french(points)}\s*/\s*{most}")
        item = learner.locator(".item").filter(has=learner.get_by_role("heading", name=name))
        expect(item.locator(".points")).to_have_text(shown)
    whole = re.compile(rf"{in_french(24 + file + defence)}\s*/\s*60")
    expect(learner.locator(".total")).to_have_text(whole)
    assert_fits_and_is_accessible(learner)


def in_french(points: float) -> str:
    return f"{points:g}".replace(".", ",")
