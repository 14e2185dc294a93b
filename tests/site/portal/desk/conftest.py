"""A browser that comes to the portal."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from headless_chromium import headless_chromium
from playwright.sync_api import Browser, Page
from portal_server import serving


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with headless_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, client: TestClient, pages: FastAPI) -> Iterator[Page]:
    """A page where nobody is signed in."""
    with serving(pages) as portal:
        context = chromium.new_context(base_url=f"{portal.url}/", locale="fr-FR")
        yield context.new_page()
        context.close()
