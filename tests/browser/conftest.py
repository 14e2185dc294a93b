"""A site that runs, a browser, and people who are signed in."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from running_site import RunningSite, StartSite
from visitors import PATIENCE_MS, Visitors

from campus5g.site.demo_cohort import LEARNER, TRAINER


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one module: its driver holds the event loop that others' tests need."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Install Chromium: apt install chromium"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(start_site: StartSite, tmp_path_factory: pytest.TempPathFactory) -> RunningSite:
    running = start_site(tmp_path_factory.mktemp("site") / "data")
    running.wait_until_open()
    return running


@pytest.fixture
def visitors(
    chromium: Browser, site: RunningSite, request: pytest.FixtureRequest
) -> Iterator[Visitors]:
    people = Visitors(chromium, site, request.config.getoption("--screenshots"))
    yield people
    people.leave()


@pytest.fixture
def learner(visitors: Visitors) -> Page:
    return visitors.signed_in(LEARNER)


@pytest.fixture
def trainer(visitors: Visitors) -> Page:
    return visitors.signed_in(TRAINER)
