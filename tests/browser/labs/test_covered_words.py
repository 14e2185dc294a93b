"""An explanation in a lab can be read once its prediction has been compared, not before."""

import pytest
from campus_pages import Portal, sign_in
from nbformat.v4 import new_output
from playwright.sync_api import expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER
from campus5g.site.demonstration.demo import LAB

pytestmark = pytest.mark.browser

COMPARES, PREDICTION = "record", "identity"
ANSWER = "en clair sur N2"


@pytest.mark.proof
def test_the_words_open_once_an_output_says_that_the_prediction_was_compared(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page()
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    portal = Portal(page)
    title = find_module(LAB, catalogue()).manifest.title.fr

    portal.open_lab(title)
    answer = page.locator(".jp-RenderedMarkdown strong", has_text=ANSWER)
    expect(answer).to_be_attached()
    expect(answer).to_be_hidden()
    covered = page.locator(".campus5g-covered")
    expect(covered.first).to_be_visible()

    mine = site.data / "homes" / LEARNER / COHORT_ID / LAB / f"{LAB}.ipynb"
    notebook = read_notebook(mine)
    compares = next(cell for cell in notebook.cells if cell.id == COMPARES)
    compares.outputs = [
        new_output(
            "execute_result",
            data={"text/plain": "A"},
            metadata={"campus5g": {"compared": PREDICTION}},
        )
    ]
    write_notebook(notebook, mine)
    portal.open_lab(title)

    expect(answer).to_be_visible()
    # The other explanations wait for predictions of their own.
    expect(covered.first).to_be_visible()
