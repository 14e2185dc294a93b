"""Every page of a busy campus: it fits a screen and a phone, axe finds nothing, and it is drawn.

With ``--screenshots DIR`` the pictures of `docs/reference/screens.md` are made again.
"""

import datetime
from collections.abc import Iterator

import pytest
from busy_campus import HANDED_IN, KIT, LAB, BusyCampus, make_busy
from campus_pages import enter_lab, has_opened, sign_in
from desk_pages import Desk
from module_pages import ModulePage
from playwright.sync_api import Browser, Page, expect
from previews import assert_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.words import ZONE

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

SCREEN, PHONE = (1280, 800), (360, 740)


@pytest.fixture(scope="module")
def campus(chromium: Browser, site: RunningSite) -> Iterator[BusyCampus]:
    visitors = Visitors(chromium, site, None)
    yield make_busy(Desk(visitors.page(width=1280), TRAINER, site.sign_ins[TRAINER]), site)
    visitors.leave()


def book_tomorrow(page: Page) -> None:
    """Book the group's kit for tomorrow at nine."""
    tomorrow = datetime.datetime.now(ZONE).date() + datetime.timedelta(days=1)
    page.goto(f"/services/portal/kits/{KIT}")
    page.get_by_label("Jour", exact=True).fill(tomorrow.isoformat())
    page.get_by_label("Heure").fill("09:00")
    page.get_by_role("button", name="Réserver", exact=True).click()
    expect(page.get_by_role("heading", name="Mes réservations")).to_be_visible()


def assert_well_made(visitors: Visitors, page: Page, name: str) -> None:
    """The page fits both screens, axe finds nothing, and nothing was asked of other machines."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    for width, height in (PHONE, SCREEN):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert_accessible(page)
    visitors.picture(page, name)
    assert visitors.strange_requests == []


def test_public_pages(visitors: Visitors, site: RunningSite, campus: BusyCampus) -> None:
    page = visitors.page(width=1280, height=800)
    for name, address in {
        "open/sign-in": "/hub/login",
        "open/invitation": campus.invitation,
        "open/sign-up": f"/services/portal/sign-up?invitation={campus.invitation.rsplit('/')[-1]}",
        "open/sign-up-done": "/services/portal/sign-up/done?name=zoe-ecluse",
        "open/verify": "/services/portal/verify",
        "open/verified": f"/services/portal/verify/{campus.certificate}",
        "open/no-page": "/services/portal/verify/C5G-2026-7F3K-9QXM",
    }.items():
        page.goto(address)
        assert_well_made(visitors, page, name)


def test_pages_of_a_learner(visitors: Visitors, campus: BusyCampus) -> None:
    page = visitors.page(width=1280, height=800)
    sign_in(page, campus.learner.account, campus.learner.pass_phrase, called="Nadia D’Hondt")
    book_tomorrow(page)
    for name, address in {
        "learner/home": "",
        "learner/catalogue": "catalogue",
        "learner/about-a-module": f"catalogue/{HANDED_IN}",
        "learner/question": f"ask/{campus.cohort}/{HANDED_IN}",
        "learner/hand-in": f"hand-in/{campus.cohort}/{LAB}",
        "learner/results": "results",
        "learner/result": f"results/{campus.cohort}/{HANDED_IN}",
        "learner/certificates": "certificates",
        "learner/kits": "kits",
        "learner/kit": f"kits/{KIT}",
        "learner/survey": f"survey/{campus.cohort}",
        "learner/attendance": f"attendance/{campus.cohort}",
        "learner/account": "account",
        "learner/no-page": "nowhere",
    }.items():
        page.goto(f"/services/portal/{address}")
        assert_well_made(visitors, page, name)


def test_the_workspace_of_a_learner_and_a_module_as_an_app(
    visitors: Visitors, campus: BusyCampus
) -> None:
    page = visitors.page(width=1280, height=800)
    sign_in(page, campus.learner.account, campus.learner.pass_phrase, called="Nadia D’Hondt")
    page.goto("/hub/home")
    expect(page.get_by_role("heading")).to_have_text("Bonjour Nadia D’Hondt")
    assert_well_made(visitors, page, "workspace/switch")
    enter_lab(page, campus.learner.account)
    visitors.picture(page, "workspace/welcome")
    page.goto(f"/services/portal/open/{campus.cohort}/{LAB}")
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
    has_opened(page)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("(ipykernel) | Inactif")
    visitors.picture(page, "workspace/lab")

    module = find_module(HANDED_IN, catalogue())
    page.goto(f"/services/portal/open/{campus.cohort}/{module.id}")
    learn = ModulePage(page, module)
    assert_well_made(visitors, page, "module/opening")
    learn.guess()
    for name, part in {"module/explorer": ".c5x-map", "module/quiz": ".c5g-quiz"}.items():
        page.locator(part).first.evaluate("part => part.scrollIntoView()")
        visitors.picture(page, name)
    assert_well_made(visitors, page, "module/quiz")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator(".c5x-map").first.evaluate("part => part.scrollIntoView()")
    visitors.picture(page, "module/phone")


def test_pages_of_a_trainer(visitors: Visitors, site: RunningSite, campus: BusyCampus) -> None:
    page = visitors.page(width=1280, height=800)
    sign_in(page, TRAINER, site.sign_ins[TRAINER])
    group, module = f"desk/{campus.cohort}", f"desk/{campus.cohort}/modules/{HANDED_IN}"
    for name, address in {
        "desk/home": "",
        "desk/groups": "desk",
        "desk/new-group": "desk/new",
        "desk/group": group,
        "desk/module": module,
        "desk/marking": f"{module}/submissions",
        "desk/items": f"{module}/items",
        "desk/learners": f"{group}/learners",
        "desk/live": f"{group}/board",
        "desk/questions": f"{group}/questions",
        "desk/attendance": f"{group}/attendance",
        "desk/surveys": f"{group}/surveys",
        "desk/certificates": f"{group}/certificates",
        "desk/exports": f"{group}/exports",
        "desk/settings": f"{group}/settings",
        "desk/schedule": f"{group}/schedule",
        "desk/kits": f"{group}/kits",
        "desk/trainers": f"{group}/trainers",
        "desk/library": "library",
        "desk/reading": f"library/{HANDED_IN}",
    }.items():
        page.goto(f"/services/portal/{address}")
        assert_well_made(visitors, page, name)


def test_pages_of_an_administrator(
    visitors: Visitors, site: RunningSite, campus: BusyCampus
) -> None:
    page = visitors.page(width=1280, height=800)
    name, pass_phrase = site.administrator()
    sign_in(page, name, pass_phrase, called=name)
    for name, address in {
        "office/health": "",
        "office/accounts": "accounts",
        "office/new-account": "accounts/new",
        "office/account": f"accounts/{campus.learner.account}",
        "office/settings": "settings",
        "office/kits": "kits",
        "office/figures": "figures",
        "office/retention": "retention",
        "office/log": "log",
    }.items():
        page.goto(f"/services/portal/administration/{address}".rstrip("/"))
        assert_well_made(visitors, page, name)
