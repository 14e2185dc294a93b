"""A site that runs, a browser, and people who are signed in."""

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from headless_chromium import headless_chromium
from house_pages import HousePages
from playwright.sync_api import Browser, Page
from previews import Previews
from running_site import RunningSite, StartSite
from visitors import Visitors

from campus5g.site.demonstration.cohort import LEARNER, TRAINER

browsers = ExitStack()
sites: list[RunningSite] = []


@functools.cache
def started_browser() -> Browser:
    return browsers.enter_context(headless_chromium())


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """One browser for the tests of this folder that follow each other in a worker."""
    return started_browser()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End the browser with the last test that may want it: it holds the event loop.

    Tests of other folders that look at pages start their own, which needs that loop. The site ends
    when tests of another folder follow: with all its servers, even an idle one has its price.
    """
    is_ours = nextitem is not None and nextitem.path.is_relative_to(Path(__file__).parent)
    if not is_ours or not nextitem.get_closest_marker("browser"):
        browsers.close()
        started_browser.cache_clear()
    if not is_ours:
        while sites:
            sites.pop().stop()


@pytest.fixture(scope="module")
def site(
    start_site: StartSite,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> RunningSite:
    """One site for the tests of this folder that follow each other in a worker."""
    if sites:
        return sites[-1]
    data = tmp_path_factory.mktemp("site") / "data"
    # The default selection has no other site of the demonstration: a copy would save nothing.
    if request.config.getoption("--proof"):
        request.getfixturevalue("copy_demo")(data)
    running = start_site(data)
    running.wait_until_open()
    sites.append(running)
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


@pytest.fixture(scope="session")
def house_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HousePages]:
    pages = HousePages(tmp_path_factory.mktemp("house"))
    yield pages
    pages.close()


@pytest.fixture
def preview(
    chromium: Browser, house_pages: HousePages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Previews]:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))
    previews = Previews(chromium, house_pages)
    yield previews
    previews.close()


@pytest.fixture(scope="module")
def shared_preview(chromium: Browser, house_pages: HousePages) -> Iterator[Previews]:
    """Pages that the tests of a file share: each unlocks other explorers on them."""
    previews = Previews(chromium, house_pages)
    yield previews
    previews.close()
