"""The scenes of *augmented-operator* that move: played, paused, stepped, and without motion."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from previews import Previews, assert_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]

CALL, MARK = 1, 2


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("use-cases-augmented-operator")


def opened(page: Page, number: int, guess: str) -> Locator:
    predict(page.locator(".c5x-prediction").nth(number), guess)
    scene = page.locator(".c5x-scene-panel").nth(number)
    expect(scene.locator(".c5x-advice")).to_be_visible()
    return scene


def test_a_call_is_played_paused_and_stepped_by_keyboard(page: Page) -> None:
    scene = opened(page, CALL, "Le sens montant, des lunettes vers l’antenne")
    told = scene.locator(".c5x-player-told")
    expect(told).to_have_text(re.compile("^0,0"))

    scene.get_by_role("button", name="Avancer").press("Enter")
    expect(told).to_have_text(re.compile("^0,1"))
    scene.get_by_role("button", name="Lecture").press("Enter")
    expect(told).to_contain_text("image figée")
    scene.get_by_role("button", name="Pause").press("Enter")
    expect(scene.get_by_role("button", name="Lecture")).to_be_visible()
    stands = told.inner_text()
    scene.get_by_role("button", name="Reculer").press("Enter")
    expect(told).not_to_have_text(stands)

    scene.get_by_label("Débit de la vidéo").select_option(label="suit la liaison")
    expect(scene.locator(".c5x-advice")).to_contain_text("Aucune image figée")
    assert_accessible(page)


def test_a_mark_slips_while_the_head_turns_and_comes_back(page: Page) -> None:
    scene = opened(page, MARK, "Sur la vanne d’à côté")
    told = scene.locator(".c5x-player-told")
    moment = scene.get_by_role("slider", name="Instant")
    expect(told).to_contain_text("immobile")

    # The slider is at its first moment; half of it further on, the head turns.
    moment.evaluate("slider => { slider.value = slider.max / 2; }")
    moment.dispatch_event("input")
    expect(told).to_contain_text("à 16")
    moment.press("End")
    expect(told).to_contain_text("immobile")

    scene.get_by_label("Le repère est calculé").select_option(label="dans les lunettes")
    expect(scene.locator(".c5x-advice")).to_contain_text("la bonne vanne")


def test_who_asks_for_less_motion_is_told_and_gets_steps(preview: Previews) -> None:
    page = preview("use-cases-augmented-operator")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    scene = opened(page, CALL, "Le sens montant, des lunettes vers l’antenne")

    expect(scene).to_contain_text("la lecture avance par pas")
    scene.get_by_role("button", name="Avancer").press("Enter")
    expect(scene.locator(".c5x-player-told")).to_have_text(re.compile("^0,1"))
