"""A technician takes the positioning test on a phone, leaves it half-way, and reads the profile."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible

MOST = 24

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture
def page(preview: Previews) -> Page:
    return preview("positioning-positioning")


def test_a_beginner_gets_the_whole_path_in_plain_words(page: Page) -> None:
    test = page.locator(".c5g-quiz")
    page.get_by_role("button", name="Commencer", exact=True).press("Enter")
    expect(test).to_contain_text("Question 1 ")

    # Nothing is taken for an answer but an answer.
    page.get_by_role("button", name="Suivante").press("Enter")
    expect(test.get_by_role("status").last).to_contain_text("Répondez")

    page.get_by_role("button", name="Je ne sais pas").press("Enter")
    expect(test).to_contain_text("Question 2 ")
    page.reload()
    expect(test).to_contain_text("Question 2 ")

    profile = page.get_by_role("heading", name="Votre profil")
    for number in range(3, MOST + 2):
        page.get_by_role("button", name="Je ne sais pas").press("Enter")
        expect(test.get_by_text(f"Question {number} ").or_(profile).first).to_be_visible()
        if profile.is_visible():
            break

    expect(profile).to_be_focused()
    expect(test.get_by_role("table")).to_contain_text("à découvrir")
    expect(test).to_contain_text("Presque tout sera nouveau")
    test.locator("summary").first.press("Enter")
    expect(test.get_by_text(re.compile("Il fallait répondre")).first).to_be_visible()
    assert_fits_and_is_accessible(page)

    page.reload()
    expect(profile).to_be_visible()
