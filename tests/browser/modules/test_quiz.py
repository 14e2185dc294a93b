"""A quiz in the browser: by keyboard alone, on a phone, through a reload, in both languages."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from headless_chromium import PATIENCE_MS
from module_pages import let_nothing_be_heard
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.courseware.learner_file import recorded
from campus5g.courseware.quiz.answers import Answers
from campus5g.draw import DRAW_VARIABLE, Draw
from campus5g.site.running.ports import free_ports

pytestmark = [pytest.mark.proof, pytest.mark.browser]

COURSES = Path(__file__).parents[2] / "courseware" / "courses"
MODULE = "harbour-first-steps"
DRAW = Draw.named("ada")
PHONE: ViewportSize = {"width": 360, "height": 740}
# WCAG 2.1, success criterion 2.5.5.
TOUCH_PX = 44


@dataclass(frozen=True)
class Served:
    """A learner's copy of the test module, served by Voilà."""

    folder: Path
    url: str
    end: Callable[[], None]

    @property
    def answers(self) -> Answers:
        answers = recorded(self.folder, Answers)
        assert answers
        return answers


Visit = Callable[..., Page]
"""Opens what is served; with ``heard=False`` its kernel hears nothing of what is answered."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Serve the module in a language, each time a new copy."""
    running: list[subprocess.Popen[str]] = []

    def serve(language: str) -> Served:
        folder = tmp_path_factory.mktemp(f"module-{language}")
        module = find_module(MODULE, catalogue(COURSES, COURSES / "none"))
        values = {"id": "quay", "title": "Quai", "trainer": "formatrice", "modules": [MODULE]}
        build(Cohort.model_validate({**values, "language": language}), folder, [module])
        NbGraderCourse(folder, folder / "exchange").generate_assignment(MODULE)
        copy = shutil.copytree(folder / "release" / MODULE, folder / "copy")
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "voila", f"{MODULE}.ipynb"),
                *("--no-browser", f"--port={free_ports(1)[0]}", "--Voila.ip=127.0.0.1"),
            ],
            cwd=copy,
            env={**os.environ, "CAMPUS5G_LEARNER": "ada", DRAW_VARIABLE: DRAW.seed.hex()},
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stderr is not None
        said = process.stderr
        url = next(found[0] for line in said if (found := re.findall(r"http://\S+", line)))
        threading.Thread(target=said.read, daemon=True).start()
        return Served(copy, url, process.terminate)

    yield serve
    for process in running:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def in_french(served: Callable[[str], Served]) -> Served:
    return served("fr")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    context = chromium.new_context(viewport=PHONE, color_scheme="dark")
    context.set_default_timeout(PATIENCE_MS)

    def open_page(served: Served, *, heard: bool = True) -> Page:
        page = context.new_page()
        if not heard:
            let_nothing_be_heard(page)
        page.goto(served.url)
        page.locator(".c5g-quiz").nth(2).wait_for()
        return page

    yield open_page
    context.close()


def focused(locator: Locator) -> bool:
    return bool(locator.evaluate("element => element === document.activeElement"))


def tab_to(locator: Locator) -> None:
    """Press the tabulator key until an element has the focus."""
    for _ in range(150):
        locator.page.keyboard.press("Tab")
        if focused(locator):
            return
    pytest.fail(f"The keyboard does not reach {locator}.")


def test_a_quiz_is_answered_and_handed_in_by_keyboard_alone(
    in_french: Served, visit: Visit
) -> None:
    page = visit(in_french)
    press = page.keyboard.press
    part, way, final = (page.locator(".c5g-quiz").nth(number) for number in range(3))

    tab_to(part.get_by_role("radio").first)
    press("Space")
    tab_to(part.get_by_role("button", name="Vérifier").first)
    press("Enter")
    expect(part.locator(".c5g-told").first).to_contain_text(re.compile("C’est juste|Pas encore"))

    tab_to(way.locator(".c5g-order button:enabled").first)
    press("Enter")
    expect(way.locator(".c5g-order + [role=status]")).to_contain_text(re.compile(r"place \d sur 4"))

    tab_to(final.get_by_role("button", name="Commencer"))
    press("Enter")
    for number in range(1, 5):
        expect(final.locator(".c5g-step")).to_have_text(
            f"Question {number} sur 4 · Tentative 1 sur 2 · tirage {DRAW.code}"
        )
        expect(final.locator(".c5g-step")).to_be_focused()
        control = final.locator("fieldset :is(input, select, button):enabled").first
        tab_to(control)
        if control.get_attribute("type") == "text":
            page.keyboard.type("12")
        else:
            press("ArrowDown" if control.evaluate("each => each.tagName === 'SELECT'") else "Space")
        tab_to(final.locator(".c5g-main"))
        press("Enter")
    expect(final.locator(".c5g-missing")).to_have_count(0)
    tab_to(final.get_by_role("button", name="Terminer le quiz"))
    press("Enter")
    expect(final.locator(".c5g-sure")).to_be_focused()
    tab_to(final.get_by_role("button", name="Oui, terminer"))
    press("Enter")

    expect(final.get_by_role("heading", name="Quiz terminé")).to_be_focused()
    expect(final).to_contain_text("Il reste à rendre le module, en bas de la page.")
    [attempt] = in_french.answers.attempts
    assert attempt.handed_in
    assert len(attempt.answers) == 4


def test_feedback_disappears_when_the_answer_changes(in_french: Served, visit: Visit) -> None:
    part = visit(in_french).locator(".c5g-quiz").first
    part.get_by_label("Délai court et sûr").check()
    part.get_by_role("button", name=re.compile("Vérifier")).first.click()
    explanation = part.locator(".c5g-told").first
    expect(explanation).to_contain_text("Une image qui arrive 50 ms plus tard reste utile.")

    part.get_by_role("button", name="Réessayer").first.click()
    expect(part.get_by_label("Délai court et sûr")).to_be_focused()
    part.get_by_label("Haut débit (eMBB)").check()
    expect(explanation).to_be_empty()

    part.get_by_role("button", name="Vérifier").first.click()
    expect(explanation).to_contain_text("C’est juste")


def test_a_right_answer_is_told_in_view_and_asks_for_no_more_until_it_is_changed(
    in_french: Served, visit: Visit
) -> None:
    page = visit(in_french)
    page.set_viewport_size({"width": 1366, "height": 600})
    form = page.locator(".c5g-quiz form").first
    # Whatever was answered before.
    form.get_by_label("Délai court et sûr").check()
    form.get_by_label("Haut débit (eMBB)").check()
    button = form.get_by_role("button", name="Vérifier")

    button.evaluate("button => button.scrollIntoView({block: 'end'})")
    button.press("Enter")

    verdict = form.locator(".c5g-verdict")
    expect(verdict).to_be_focused()
    expect(verdict).to_be_in_viewport(ratio=1)
    expect(button).to_have_count(0)

    form.get_by_label("Délai court et sûr").check()
    expect(button).to_be_visible()


def test_a_reopened_page_resumes_with_what_was_answered_while_the_kernel_was_away(
    served: Callable[[str], Served], visit: Visit
) -> None:
    address = served("en")
    before = visit(address)
    final = before.locator(".c5g-quiz").nth(2)
    final.get_by_role("button", name="Start").click()
    asked = final.locator("legend").inner_text()
    final.locator("fieldset :is(input, select)").first.wait_for()
    before.close()
    deaf = visit(address, heard=False)
    chosen = deaf.locator(".c5g-quiz").first.get_by_role("radio").nth(1)
    chosen.check()
    answer_something(deaf.locator(".c5g-quiz").nth(2))
    deaf.close()
    assert address.answers.attempts[0].answers == {}

    after = visit(address)

    expect(after.locator(".c5g-quiz").first.get_by_role("radio").nth(1)).to_be_checked()
    final = after.locator(".c5g-quiz").nth(2)
    expect(final.locator(".c5g-step")).to_contain_text("Question 2 of 4")
    expect(final.locator(".c5g-status")).to_have_text("Answer kept.")
    assert len(address.answers.attempts[0].answers) == 1
    final.get_by_role("button", name="Previous").click()
    expect(final.locator("legend")).to_have_text(asked)


def answer_something(final: Locator) -> None:
    control = final.locator("fieldset :is(input, select)").first
    if control.get_attribute("type") == "text":
        control.fill("12")
        control.blur()
    elif control.get_attribute("type"):
        control.check()
    else:
        control.select_option(index=1)


def test_a_quiz_fits_a_phone_with_touch_targets_large_enough(
    in_french: Served, visit: Visit
) -> None:
    page = visit(in_french)

    sizes = page.locator(".c5g-quiz :is(button, select, input[type=text], .c5g-choice)")
    small = [
        (box["width"], box["height"])
        for box in (each.bounding_box() for each in sizes.all())
        if box and (box["width"] < TOUCH_PX or box["height"] < TOUCH_PX)
    ]
    over = page.evaluate(
        "[...document.querySelectorAll('.c5g-quiz, .c5g-quiz *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )

    assert sizes.count() > 20
    assert small == []
    assert over == 0


def test_a_page_that_has_lost_its_kernel_says_so(in_french: Served, visit: Visit) -> None:
    page = visit(in_french)
    part = page.locator(".c5g-quiz").first
    # Nobody needs it any more: this test is the file's last.
    in_french.end()

    # Whatever was answered before.
    for answer in part.get_by_role("radio").all()[:2]:
        answer.check()
    part.get_by_role("button", name="Vérifier").first.click()

    expect(part.get_by_role("alert")).to_contain_text("La page n’a plus de contact")
