"""Every awareness module, its explorers unlocked: on a laptop, and fully opened on a phone.

They are looked at in French and in English by turns, what differs being how long their words are,
and each in the other language than `tests/courses` hands it in.

On a laptop, what an explorer sets and shows stands in one window. On a phone nothing is too wide,
and axe finds nothing. On neither do words of a drawing stand on each other, or scripts fail.
"""

import pytest
from module_pages import colliding_words, explorers_higher_than_window, guess_everything
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.language import LANGUAGES, Language

pytestmark = [pytest.mark.proof, pytest.mark.browser]


PHONE, LAPTOP = (360, 740), (1366, 768)


def look_on(page: Page, screen: tuple[int, int]) -> None:
    width, height = screen
    page.set_viewport_size({"width": width, "height": height})


def unfold_everything(page: Page) -> None:
    page.locator("main details").evaluate_all(
        "all => all.forEach(details => { details.open = true; })"
    )


@pytest.mark.parametrize(
    ("module", "language"),
    [
        pytest.param(module, LANGUAGES[(number + 1) % len(LANGUAGES)], id=module.id)
        for number, module in enumerate(
            module for module in catalogue() if module.kind == "awareness"
        )
    ],
)
def test_a_module_fits_a_laptop_and_a_phone_and_axe_finds_nothing(
    preview: Previews, module: Module, language: Language
) -> None:
    page = preview(module.id, language=language)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{error}\n{error.stack}"))
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(getattr(module.manifest.title, language))

    guess_everything(page)
    look_on(page, LAPTOP)
    assert explorers_higher_than_window(page) == []
    assert colliding_words(page) == []

    look_on(page, PHONE)
    assert colliding_words(page) == []
    unfold_everything(page)
    assert_fits_and_is_accessible(page)
    assert broken == []
