"""How a person without an account creates one, in French or English."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect
from previews import assert_accessible

from campus5g.language import Language, translator


@dataclass(frozen=True)
class Newcomer:
    """A person who will create an account."""

    first_name: str
    last_name: str
    account: str
    pass_phrase: str = "une phrase que personne ne devine"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def fill_in(page: Page, newcomer: Newcomer, language: Language = "fr") -> None:
    """Fill the form of a new account in, send it, and come to the first page, signed in."""
    t = translator(language)
    page.get_by_label(t(fr="Prénom", en="First name")).fill(newcomer.first_name)
    page.get_by_label(t(fr="Nom", en="Last name"), exact=True).fill(newcomer.last_name)
    page.get_by_label(t(fr="Identifiant", en="Account name")).fill(newcomer.account)
    page.get_by_label(t(fr="Phrase secrète", en="Pass phrase")).fill(newcomer.pass_phrase)
    assert_accessible(page)
    page.get_by_role("button", name=t(fr="Créer mon compte", en="Create my account")).click()
    made = t(fr="Votre compte est créé", en="Your account has been created")
    expect(page.get_by_role("heading", name=made)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=t(fr="Commencer", en="Start")).click()
    hello = t(fr="Bonjour", en="Hello")
    expect(page.get_by_role("heading", name=f"{hello} {newcomer.name}")).to_be_visible()
    assert_accessible(page)
