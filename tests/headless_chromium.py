"""Chromium without a window, for every test that looks at a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

# A page may wait for a JupyterLab that starts on a machine busy with other tests.
PATIENCE_MS = 180_000


# The shell draws the same pages for two thirds of the work: it has no window to draw them in.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium_program() -> str:
    """Return the path of the lightest Chromium that this machine has."""
    path = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    assert path, "Install Chromium: apt install chromium-headless-shell"
    return path


@contextmanager
def headless_chromium() -> Iterator[Browser]:
    """Start a browser; its driver holds the event loop that others' tests need until it ends."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_program(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()
