"""Every awareness module on a phone, fully opened: it fits, and is accessible."""

import pytest
from module_pages import guess_everything
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible

from campus5g.authoring.catalogue import Module, catalogue

pytestmark = [pytest.mark.everything, pytest.mark.browser]


def open_everything(page: Page) -> None:
    """Commit to a guess before each explorer, and open whatever can be opened."""
    guess_everything(page)
    page.locator("main details").evaluate_all(
        "all => all.forEach(details => { details.open = true; })"
    )


@pytest.mark.parametrize(
    "module",
    [module for module in catalogue() if module.kind == "awareness"],
    ids=lambda module: module.id,
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_module_fits_a_phone_and_axe_finds_nothing(
    preview: Previews, module: Module, language: str
) -> None:
    page = preview(module.id, "--lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        getattr(module.manifest.title, language)
    )

    open_everything(page)

    assert_fits_and_is_accessible(page)
