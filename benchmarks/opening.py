"""How long a learner waits between a click and what they clicked for, in Chromium.

Used by `benchmarks/site.py`: a demonstration site, its learner, one module and one lab. A server is
cold when it does not run, warm when it has shown the page before; a browser comes new to a cold
server, and with what it has kept to a warm one. And how long the first cell of a lab takes that
starts a kit, in the lab that changes most of its network.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

LEARNER = "sacha"
TARGETS_S = {
    "module, cold": (6.0, 6.0),
    "module, warm": (1.0, 3.0),
    "lab, cold": (6.0, 6.0),
    "lab, warm": (6.0, 6.0),
    "first kit cell": (2.0, 2.0),
}
"""Until the first words can be read, and until all can be used; of a cell, until it has run."""

WEIGHT_KB = 400
"""What a module's page weighs, also for a browser that has kept nothing."""

_PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
_PATIENCE_MS = 60_000
_READS_MS = 8_000
# The heading can be read: words come before what a kernel shows.
_TITLE = "document.querySelector('main.module h1')?.checkVisibility()"
# No activity waits, and each is drawn.
_USE = """document.readyState === "complete" && document.querySelector(".activity")
  && !document.querySelector(".activity__waiting")
  && [...document.querySelectorAll(".activity:not([data-quiet]) .shown")].every(
    (shown) => shown.textContent.trim() || shown.querySelector("svg, img"))"""
_LAB = """document.querySelectorAll(".jp-Notebook .jp-Cell").length > 3
  && document.querySelector(".jp-Notebook-ExecutionIndicator[data-status='idle']")"""
_FIRST_CELL = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt"
_RUNS = f"document.querySelector({_FIRST_CELL!r}).textContent.includes('*')"
_STOP = """async () => {
  const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
  const headers = { "X-XSRFToken": decodeURIComponent(token) };
  const hub = async (method, path) =>
    fetch(`/hub/api/users/%s${path}`, { method, headers });
  await hub("DELETE", "/server");
  const servers = async () => (await (await hub("GET", "")).json()).servers ?? {};
  while (Object.keys(await servers()).length)
    await new Promise((resolve) => setTimeout(resolve, 100));
}"""


@dataclass(frozen=True)
class Opened:
    """What is clicked on, and how its page shows that it is there."""

    name: str
    title: str
    use: str


MODULE_PAGE = Opened("essentials-why-5g", _TITLE, _USE)
LAB_PAGE = Opened("packet-capture", _LAB.partition("&&")[0], _LAB)
# Its draw renames the cells, which restart.
KIT_PAGE = Opened("network-security", _LAB.partition("&&")[0], _LAB)


@dataclass(frozen=True)
class Opening:
    """One way from a click to what was clicked for."""

    title_s: float
    use_s: float
    weight_kb: float
    """What came over the network, as sent."""


class Learner:
    """The demonstration's learner in a browser of their own."""

    def __init__(self, chromium: Browser, address: str, pass_phrase: str) -> None:
        self._context: BrowserContext = chromium.new_context(base_url=address, locale="fr-FR")
        self._context.set_default_timeout(_PATIENCE_MS)
        page = self._context.new_page()
        page.goto("/")
        page.locator("input[name=username]").fill(LEARNER)
        page.locator("input[type=password]").fill(pass_phrase)
        page.locator("form [type=submit]").first.click()
        page.locator("main a[href*='/open/']").first.wait_for(state="attached")
        self._shown = page

    def stop_server(self) -> None:
        """Have no server, as somebody who comes for the first time today."""
        hub = self._context.new_page()
        hub.goto("/hub/home")
        hub.evaluate(_STOP % LEARNER)
        hub.close()

    def read(self) -> None:
        """Read for a while, in which the server gets ready for the next page."""
        self._shown.wait_for_timeout(_READS_MS)

    def open(self, opened: Opened) -> Opening:
        """Click on a module at home, which has been read for a moment, and wait for it."""
        page, left = self._context.new_page(), self._shown
        self._shown = page
        left.close()
        page.goto("/services/portal/")
        weight = _weighed(page)
        way_in = page.locator(f"main a[href*='/open/'][href$='/{opened.name}']").first
        way_in.wait_for(state="attached")
        weight.clear()
        clicked = time.perf_counter()
        way_in.evaluate("each => { location.href = each.getAttribute('href') }")
        page.wait_for_function(opened.title)
        read = time.perf_counter() - clicked
        page.wait_for_function(opened.use)
        used = time.perf_counter() - clicked
        return Opening(read, used, sum(weight) / 1000)

    def start_kit(self) -> Opening:
        """Run the first cell of the lab that is shown."""
        page = self._shown
        page.locator(_FIRST_CELL).first.click()
        pressed = time.perf_counter()
        page.keyboard.press("Control+Enter")
        page.wait_for_function(_RUNS)
        page.wait_for_function(f"!{_RUNS}")
        ran = time.perf_counter() - pressed
        return Opening(ran, ran, 0.0)

    def leave(self) -> None:
        """Close the browser."""
        self._context.close()


def _weighed(page: Page) -> list[float]:
    sizes: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    return sizes


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a Chromium without a window."""
    path = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def openings(address: str, data: Path, rounds: int) -> dict[str, list[Opening]]:
    """Open a module and a lab at a running site, cold and warm, and start a kit.

    Args:
        address: the site's.
        data: its data folder.
        rounds: how often each.
    """
    phrase = json.loads((data / "demo-sign-ins.json").read_text(encoding="utf-8"))[LEARNER]
    found: dict[str, list[Opening]] = {}
    with chromium() as browser:
        for _ in range(rounds):
            new = Learner(browser, address, phrase)
            for kind, opened in (("module", MODULE_PAGE), ("lab", LAB_PAGE)):
                new.stop_server()
                found.setdefault(f"{kind}, cold", []).append(new.open(opened))
                new.read()
                found.setdefault(f"{kind}, warm", []).append(new.open(opened))
                new.read()
            new.stop_server()
            new.open(KIT_PAGE)
            new.read()
            found.setdefault("first kit cell", []).append(new.start_kit())
            new.leave()
    return found


def missed(found: dict[str, list[Opening]]) -> list[str]:
    """Return which targets the fastest of each kind misses, in words."""
    lines = []
    for name, openings in found.items():
        for what, seconds, target in zip(
            ("words", "use"),
            (min(each.title_s for each in openings), min(each.use_s for each in openings)),
            TARGETS_S[name],
            strict=True,
        ):
            if seconds > target:
                lines.append(f"{name}: {what} after {seconds:.1f} s, not {target:g}")
        weight_kb = max(each.weight_kb for each in openings)
        if name.startswith("module") and weight_kb > WEIGHT_KB:
            lines.append(f"{name}: {weight_kb:.0f} kB, not {WEIGHT_KB}")
    return lines


def told(found: dict[str, list[Opening]]) -> Iterator[str]:
    """Give the lines about what was measured: the fastest of each, and all."""
    for name, openings in found.items():
        titles, uses, targets = (
            [each.title_s for each in openings],
            [each.use_s for each in openings],
            TARGETS_S[name],
        )
        yield (
            f"{name:13} words {min(titles):5.1f} s (≤ {targets[0]:g}), "
            f"use {min(uses):5.1f} s (≤ {targets[1]:g}), "
            f"{max(each.weight_kb for each in openings):6.0f} kB; all: "
            + ", ".join(f"{title:.1f}/{use:.1f}" for title, use in zip(titles, uses, strict=True))
        )
