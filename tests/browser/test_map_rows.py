"""The streets of the site's map break into rows that leave no module alone."""

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campus5g.site import portal

WAY = Path(portal.__file__).parent / "static" / "way.css"
# The sheet of the home page on a laptop, and on a phone.
WIDTHS = (848, 328)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_no_module_stands_alone_in_a_row_of_its_street(chromium: Browser, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    streets = "".join(
        f'<ol class="street__stops">{"<li class=stop><svg></svg></li>" * stops}</ol>'
        for stops in range(2, 11)
    )
    style = f"* {{ margin: 0; box-sizing: border-box }} {WAY.read_text(encoding='utf-8')}"
    page.set_content(f"<style>{style}</style>{streets}")

    tops = page.evaluate(
        """() => [...document.querySelectorAll("ol")].map((street) =>
          [...street.children].map((stop) => Math.round(stop.getBoundingClientRect().top)))"""
    )
    page.close()

    assert len(tops) == 9
    assert [len(each) for each in tops if 1 in Counter(each).values()] == []
