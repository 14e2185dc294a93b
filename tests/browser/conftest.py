"""A site that runs, a browser, and people who are signed in."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from headless_chromium import headless_chromium
from playwright.sync_api import Browser, Page
from previews import Previews
from running_site import RunningSite, StartSite
from visitors import Visitors

from campus5g.site.demonstration.cohort import LEARNER, TRAINER

browsers = ExitStack()


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """One browser for all tests of this folder, which go to one worker."""
    return browsers.enter_context(headless_chromium())


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End the browser with the last test that may want it: it holds the event loop."""
    if nextitem is None or not nextitem.get_closest_marker("browser"):
        browsers.close()


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


@pytest.fixture
def preview(
    chromium: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Previews]:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))
    previews = Previews(chromium)
    yield previews
    previews.close()
