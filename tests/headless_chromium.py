"""Chromium without a window, for every test that looks at a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

# A page may wait for a JupyterLab that starts on a machine busy with other tests.
PATIENCE_MS = 60_000


@contextmanager
def headless_chromium() -> Iterator[Browser]:
    """Start a browser; its driver holds the event loop that others' tests need until it ends."""
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
