"""The player of all explorers that move: by its buttons, by keyboard, at other speeds, in calm."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from campus5g.courseware import explorers
from campus5g.courseware.explorers.player import player_words
from campus5g.language import set_language

pytestmark = pytest.mark.browser

SCRIPTS = Path(explorers.__file__).parent
# A film of ten seconds with four stops.
FILM = """
window.seen = [];
const STOPS = [0, 2, 5, 10];
const film = player({
  words: WORDS,
  id: "film",
  pace: () => 1,
  end: () => 10,
  stops: () => STOPS,
  show: (at) => window.seen.push(at),
  tell: (at) => `stop ${STOPS.findLastIndex((each) => each <= at)}`,
  quiet: QUIET,
  jumps: JUMPS,
  timeline: { name: "Moment", labels: () => STOPS.map((each) => `${each} s`) },
});
document.body.append(film.row);
film.go(0);
"""


@pytest.fixture
def page(chromium: Browser) -> Page:
    page = chromium.new_page()
    yield page
    page.close()


def film(page: Page, *, quiet: bool = False, jumps: bool = False) -> Page:
    """Show the film, with a clock that the test moves."""
    set_language("en")
    words = json.dumps(player_words(), ensure_ascii=False)
    set_language(None)
    shared = "".join((SCRIPTS / each).read_text("utf-8") for each in ("drawing.js", "player.js"))
    script = FILM.replace("WORDS", words)
    for name, value in (("QUIET", quiet), ("JUMPS", jumps)):
        script = script.replace(name, str(value).lower())
    page.clock.install()
    page.set_content(f'<script type="module">{shared}{script}</script>')
    expect(told(page)).to_have_text("stop 0")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    return page


def press(page: Page, name: str, key: str = "Enter") -> None:
    page.get_by_role("button", name=name, exact=True).press(key)


def told(page: Page):
    return page.locator(".c5x-player-told")


def at(page: Page) -> float:
    return page.evaluate("window.seen.at(-1)")


def test_it_plays_to_the_end_pauses_and_starts_again(page: Page) -> None:
    film(page)

    press(page, "Play")
    page.clock.run_for(3000)
    press(page, "Pause")
    paused = at(page)
    page.clock.run_for(3000)

    assert 2 < paused < 5
    assert at(page) == paused
    expect(told(page)).to_have_text("stop 1")

    press(page, "Play")
    page.clock.run_for(20_000)
    assert at(page) == 10
    expect(told(page)).to_have_text("stop 3")

    press(page, "Play")
    page.clock.run_for(1000)
    assert 0 < at(page) < 2


def test_it_steps_from_stop_to_stop_and_useless_buttons_keep_the_focus(page: Page) -> None:
    film(page)

    visited = []
    for name in ("Step forward", "Step forward", "Step back", "Step forward", "Step forward"):
        press(page, name)
        visited.append(at(page))

    assert visited == [2, 5, 2, 5, 10]
    forward = page.get_by_role("button", name="Step forward")
    expect(forward).to_be_focused()
    expect(forward).to_have_attribute("aria-disabled", "true")
    press(page, "Back to the start")
    assert at(page) == 0
    expect(page.get_by_role("button", name="Step back")).to_have_attribute("aria-disabled", "true")


def test_arrows_step_and_home_leads_back_from_any_of_its_buttons(page: Page) -> None:
    film(page)

    visited = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home"):
        press(page, "Play", key)
        visited.append(at(page))

    assert visited == [2, 5, 2, 0]


def test_it_plays_at_the_chosen_speed(page: Page) -> None:
    film(page)
    page.get_by_label("Playback speed").select_option(label="× 4")

    press(page, "Play")
    page.clock.run_for(1000)

    assert 3 < at(page) <= 4.2


def test_its_slider_leads_to_stops_and_says_them(page: Page) -> None:
    film(page)
    slider = page.get_by_role("slider", name="Moment")

    slider.press("ArrowRight")
    slider.press("ArrowRight")

    assert at(page) == 5
    expect(slider).to_have_attribute("aria-valuetext", "5 s")
    press(page, "Step forward")
    expect(slider).to_have_value("3")


def test_who_asked_for_less_motion_sees_stops_only_and_is_told_so(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    film(page)
    expect(page.get_by_text("it plays step by step")).to_be_visible()

    press(page, "Play")
    page.clock.run_for(20_000)

    assert set(page.evaluate("window.seen")) == {0, 2, 5, 10}
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_one_that_jumps_shows_stops_only_and_steps_back_from_the_one_shown(page: Page) -> None:
    film(page, jumps=True)

    press(page, "Play")
    page.clock.run_for(6000)
    press(page, "Pause")
    paused = at(page)
    press(page, "Step back")

    assert (paused, at(page)) == (5, 2)
    assert set(page.evaluate("window.seen")) == {0, 2, 5}


@pytest.mark.parametrize(("quiet", "live"), [(True, "off"), (False, "polite")])
def test_a_quiet_one_is_read_aloud_only_when_it_stands(page: Page, quiet: bool, live: str) -> None:
    film(page, quiet=quiet)
    expect(told(page)).to_have_attribute("aria-live", "polite")

    press(page, "Play")
    page.clock.run_for(500)
    expect(told(page)).to_have_attribute("aria-live", live)
    press(page, "Pause")

    expect(told(page)).to_have_attribute("aria-live", "polite")
