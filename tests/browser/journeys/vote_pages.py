"""A vote of a class: the trainer's screen, and the phones in the room."""

from playwright.sync_api import Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from visitors import Visitors

from campus5g.site.demonstration.cohort import COHORT_ID

MODULE = f"/services/portal/desk/{COHORT_ID}/modules/essentials-radio"


def start(page: Page, visitors: Visitors) -> str:
    """Start a vote on the predictions of a module; return the address that the QR code has."""
    page.goto(MODULE)
    page.get_by_role("link", name="Faire voter la classe").click()
    assert_fits_and_is_accessible(page)
    visitors.picture(page, "desk/votes")
    page.get_by_role("button", name="Commencer").click()
    assert_accessible(page)
    code = page.locator(".vote__code").inner_text().replace(" ", "")
    page.get_by_role("link", name="Écran de la salle").click()
    expect(page.locator(".join__qr svg")).to_be_visible()
    assert_accessible(page)
    return f"/services/portal/vote?code={code}"


def join(phone: Page, address: str, name: str = "prénom", button: str = "Entrer") -> Page:
    """Join by the address of the QR code and a first name."""
    phone.goto(address)
    assert_fits_and_is_accessible(phone)
    phone.get_by_label(name).fill("Zoé" if name == "prénom" else "Lea")
    phone.get_by_role("button", name=button).click()
    phone.wait_for_url("**/vote/room")
    return phone


def press(screen: Page, key: str, state: str) -> None:
    """Press a key of the keyboard or the clicker, and read the state that it leads to."""
    screen.keyboard.press(key)
    expect(screen.locator(".stage__state")).to_contain_text(state)


def vote(phone: Page, choice: str, button: str, told: str) -> None:
    """Choose, vote, and read what became of it."""
    phone.get_by_role("radio", name=choice).check()
    phone.get_by_role("button", name=button, exact=True).click()
    expect(phone.locator("#status")).to_contain_text(told)
