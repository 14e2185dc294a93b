"""What a trainer sees and does at the desk in a browser, on a laptop."""

import datetime

import pytest
from people import sign_in, sign_out
from playwright.sync_api import Page, expect
from signed_half_days import be_present

from campus5g.courseware.progress.events import event
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person

pytestmark = [pytest.mark.proof, pytest.mark.browser]

DESK = "desk/rolling-mill"
LAPTOP = {"width": 1366, "height": 768}
RENEWED_WITHIN = 20_000


def a_class_at_work(database: Database, folders: SiteFolders, learners: int) -> None:
    """Enrol so many more that there are ``learners``, each of whom is at a module."""
    folders.progress.mkdir()
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        for number in range(len(cohort.enrolments), learners):
            person = Person(
                name=f"docker{number}",
                role="learner",
                language="fr",
                pass_phrase_hash="-",
                identity=Identity(
                    first_name="Marie-Madeleine", last_name=f"De Vlaeminck-Lhermitte {number}"
                ),
            )
            cohort.enrolments.append(Enrolment(person=person))
        for each in cohort.enrolments:
            each.enrolled_at = now() - datetime.timedelta(days=1)
            done = event(each.person.name, "answered", "essentials-why-5g", ("item", "q"), 1.0)
            (folders.progress / f"{each.person.name}.jsonl").write_text(f"{done.as_line()}\n")


def assert_in_sight(page: Page, learners: int) -> None:
    seats = page.locator(".seat")
    expect(seats).to_have_count(learners)
    for seat in seats.all():
        expect(seat).to_be_in_viewport(ratio=1)


@pytest.fixture
def board_of_thirty(database: Database, folders: SiteFolders, page: Page) -> Page:
    a_class_at_work(database, folders, 30)
    sign_in(page, "tina")
    page.set_viewport_size(LAPTOP)
    page.goto(f"{DESK}/board")
    return page


def test_a_class_of_thirty_is_on_one_screen(board_of_thirty: Page) -> None:
    assert_in_sight(board_of_thirty, 30)


def test_a_class_of_thirty_stays_on_one_screen_while_the_site_is_gone(
    board_of_thirty: Page,
) -> None:
    board_of_thirty.context.set_offline(True)

    expect(board_of_thirty.locator("[data-asks]")).to_contain_text("Le site ne répond pas.")
    assert_in_sight(board_of_thirty, 30)


def test_one_key_ticks_everyone_who_has_earned_a_document_and_nobody_else(
    database: Database, page: Page
) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.starts, cohort.ends = datetime.date(2026, 11, 2), datetime.date(2026, 11, 27)
    be_present(database, "ada")
    sign_in(page, "tina")
    page.goto(f"{DESK}/certificates")
    ticked = page.locator(".person-row input:checked")
    expect(ticked).to_have_count(0)

    page.get_by_role("checkbox", name="cocher toutes les personnes").press("Space")

    expect(ticked).to_have_count(1)
    expect(page.locator(".person-row", has=page.locator("input:checked"))).to_contain_text(
        "Ada Îlot"
    )


def test_the_live_board_says_that_the_site_is_gone_and_when_it_is_back(page: Page) -> None:
    sign_in(page, "tina")
    page.goto(f"{DESK}/board")
    status = page.locator("[data-asks]")
    expect(status).to_have_js_property("childNodes.length", 0)

    page.context.set_offline(True)
    expect(status).to_contain_text("Le site ne répond pas.")

    page.context.set_offline(False)
    expect(status).to_be_empty()


def test_the_live_board_says_once_that_the_session_has_expired_and_asks_no_more(
    page: Page,
) -> None:
    page.clock.install()
    sign_in(page, "tina")
    page.goto(f"{DESK}/board")
    sign_out(page)

    page.clock.fast_forward(RENEWED_WITHIN)
    expect(page.locator("[data-asks]")).to_contain_text("Votre session a expiré")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(2 * RENEWED_WITHIN)

    assert asked == []
