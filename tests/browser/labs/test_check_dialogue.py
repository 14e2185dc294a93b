"""The button that checks a notebook: what it found can be read, and leads to its cell."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from autograder.plugin.exercises import Exercise, Report
from autograder.plugin.problems import Problem
from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.notebooks import read_notebook
from campus5g.site.demonstration.demo import LAB

pytestmark = pytest.mark.browser

SAID = "Remplacez les points de suspension."
LINE_PX = 15
ANSWER = "fault-answer"


@pytest.mark.proof
def test_every_failing_answer_is_listed_under_its_exercise_and_leads_to_its_cell(
    page: Page,
) -> None:
    answer_with(page, failed(number=20))

    page.locator(".self-check-button").click()

    sections = page.locator("#self-check section", has_text=SAID)
    expect(sections).to_have_count(20)
    expect(sections.last.get_by_role("heading")).to_have_text("Exercice 20 · Un essai")
    heights = sections.locator("p").evaluate_all("all => all.map(each => each.clientHeight)")
    assert min(heights) >= LINE_PX

    page.get_by_role("button", name="Aller à la cellule").last.click()

    expect(page.locator("#self-check")).to_have_count(0)
    active = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    expect(active).to_be_in_viewport()
    expect(active).to_contain_text("fault = {")


def failed(number: int) -> Report:
    # Only the page is tried here: a whole lab takes its time in the sandbox.
    cells = read_notebook(find_module(LAB, catalogue()).notebook).cells
    answer = next(
        cell.id for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == ANSWER
    )
    problem = Problem(answer, SAID)
    return Report(
        [
            Exercise(f"Exercice {each} · Un essai", "failed", [problem])
            for each in range(1, number + 1)
        ],
        [],
    )


def answer_with(page: Page, report: Report) -> None:
    body = json.dumps({"success": True, "value": {}, "report": report.as_json()})

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=body)

    page.route(re.compile("/assignments/validate"), answer)
