"""Visitors of the site, each with a separate browser profile."""

import io
from pathlib import Path

from campus_pages import enter_lab, sign_in
from headless_chromium import PATIENCE_MS
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from running_site import RunningSite

# As many colours as our pages need: a picture stays below some 40 KB.
COLOURS = 96
# What Chromium calls errors, and is meant: a form that comes back with a question, JupyterHub's
# answer while a person's server starts, and a graded copy whose scripts may not run.
MEANT = ("status of 422", "status of 424", "Blocked script execution")


class Visitors:
    """Opens the site for one person a browser profile, and notes what goes wrong unseen.

    Attributes:
        strange_requests: addresses of other machines that pages asked.
        console_errors: what pages reported to the browser's console as errors.
    """

    def __init__(self, chromium: Browser, site: RunningSite, pictures: Path | None) -> None:
        self._chromium = chromium
        self._site = site
        self._pictures = pictures
        self._contexts: list[BrowserContext] = []
        self.strange_requests: list[str] = []
        self.console_errors: list[str] = []

    def page(
        self, locale: str = "fr-FR", width: int = 1440, height: int = 900, base_url: str = ""
    ) -> Page:
        """Open a new profile, on this site or another that runs at an address."""
        context = self._chromium.new_context(
            base_url=base_url or self._site.address,
            locale=locale,
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: self._note(request.url))
        context.on("console", self._note_error)
        context.on("weberror", lambda error: self.console_errors.append(str(error.error.stack)))
        self._contexts.append(context)
        return context.new_page()

    def signed_in(self, name: str) -> Page:
        """Return the JupyterLab of a person of the demonstration."""
        page = self.page()
        sign_in(page, name, self._site.sign_ins[name])
        enter_lab(page, name)
        return page

    def picture(self, page: Page, name: str) -> None:
        """Save what the page shows, when pictures are wanted: a name is `folder/page`."""
        if self._pictures:
            file = self._pictures / f"{name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            save_small(page.screenshot(), file)

    def leave(self) -> None:
        for context in self._contexts:
            context.close()

    def _note_error(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(each in said.text for each in MEANT):
            self.console_errors.append(f"{said.location.get('url')}: {said.text}")

    def _note(self, url: str) -> None:
        own = self._site.address.removeprefix("http")
        if not url.startswith((f"http{own}", f"ws{own}", "data:", "blob:", "about:")):
            self.strange_requests.append(url)


def save_small(png: bytes, file: Path) -> None:
    """Save a picture with few colours, as few bytes."""
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
