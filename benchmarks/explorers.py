"""How long an explorer takes from a slider to the redrawn figure, in a browser.

Run it on a quiet machine that is set up: ``.venv/bin/python benchmarks/explorers.py [MODULE …]
[--json]``. Opens each awareness module as `campus5g preview` shows it, makes the predictions, moves
every slider and list of every explorer to both ends and through the positions between, and prints
the median and the 95th percentile in milliseconds. From the event until what is drawn has changed
and the browser has painted it: page, connection, kernel, model and drawing together. The target is
100 ms (95th percentile).
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from playwright.sync_api import Locator, Page, sync_playwright

from campus5g.authoring.catalogue import Module, catalogue

TARGET_MS = 100.0
MOST_POSITIONS = 12
ROUNDS = 2
_EXPLORER = re.compile(r"\bexplorers\.(\w+)\(")

_EXPLORERS = ".c5x-explorer:not(.c5x-prediction)"

_MOVE = """
([control, position]) => new Promise((resolve) => {
  const explorer = control.closest(".c5x-explorer");
  const began = performance.now();
  const seen = new MutationObserver((changes) => {
    // A slider shows its own value at once; the figure is what counts.
    if (changes.every(({ target }) => (target.closest?.(".c5x-slider") ?? null) !== null)) return;
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)));
  });
  seen.observe(explorer, { subtree: true, childList: true, attributes: true, characterData: true });
  if (control.tagName === "SELECT") control.selectedIndex = position;
  else control.value = position;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
  // A control that changes nothing at this position, such as one of a part that is off.
  setTimeout(() => { seen.disconnect(); resolve(null); }, 3000);
})
"""


@dataclass(frozen=True)
class Redraw:
    """An explorer's redraws, in milliseconds."""

    module: str
    explorer: str
    moves: int
    p50_ms: float
    p95_ms: float
    worst_ms: float


@contextmanager
def preview(module: Module) -> Iterator[str]:
    """Serve a module and give its address."""
    command = "from campus5g.commands.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, "preview", module.id, "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def names(module: Module) -> list[str]:
    """Return the explorers of a module, in their order on the page."""
    return _EXPLORER.findall(module.notebook.read_text(encoding="utf-8"))


def make_predictions(page: Page, explorers: int) -> None:
    """Commit to the first guess before each explorer, which unlocks it."""
    page.wait_for_function(
        f"count => document.querySelectorAll('{_EXPLORERS}').length === count",
        arg=explorers,
        timeout=60_000,
    )
    open_ = page.locator(".c5x-prediction:has(input[type=radio])")
    while open_.count():
        first = open_.first.element_handle()
        first.query_selector_all("input[type=radio]")[0].check()
        first.query_selector_all("button")[0].click()
        page.wait_for_function("one => !one.querySelector('input[type=radio]')", arg=first)


def positions(control: Locator) -> list[float]:
    """Return where a control is moved: both ends first, then between."""
    if control.evaluate("one => one.tagName") == "SELECT":
        count = int(control.evaluate("one => one.options.length"))
        return [*range(1, count), 0]
    low, high, step = (
        float(control.evaluate(f"one => one.{name} || {instead}"))
        for name, instead in (("min", 0), ("max", 100), ("step", 1))
    )
    stops = int((high - low) / step)
    between = range(1, stops, max(1, stops // MOST_POSITIONS))
    return [high, low, *(low + at * step for at in between)]


def redraws(explorer: Locator) -> list[float]:
    """Return how long each redraw of an explorer took, in milliseconds."""
    taken = []
    for control in explorer.locator("input[type=range], select").all():
        if not control.is_visible() or not control.is_enabled():
            continue
        for position in positions(control) * ROUNDS:
            took = control.evaluate(f"(one, at) => ({_MOVE})([one, at])", position)
            if took is not None:
                taken.append(float(took))
    return taken


def measure(modules: Sequence[Module]) -> Iterator[Redraw]:
    """Measure the explorers of some modules."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for module in modules:
            with preview(module) as address:
                page = chromium.new_page(viewport={"width": 1366, "height": 768})
                page.goto(address)
                make_predictions(page, len(names(module)))
                shown = page.locator(_EXPLORERS).all()
                for name, explorer in zip(names(module), shown, strict=True):
                    taken = sorted(redraws(explorer))
                    if taken:
                        yield Redraw(
                            module.id,
                            name,
                            len(taken),
                            statistics.median(taken),
                            taken[int(0.95 * (len(taken) - 1))],
                            taken[-1],
                        )
                page.close()
        chromium.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="ids of the catalogue; all without")
    parser.add_argument("--json", action="store_true", help="print one object an explorer")
    options = parser.parse_args()
    modules = [
        module
        for module in catalogue()
        if module.kind == "awareness"
        and names(module)
        and (not options.modules or module.id in options.modules)
    ]
    for one in measure(modules):
        if options.json:
            print(json.dumps(asdict(one)), flush=True)
        else:
            late = "" if one.p95_ms <= TARGET_MS else f"  above {TARGET_MS:.0f} ms"
            print(
                f"{one.module:36} {one.explorer:22} p50 {one.p50_ms:6.1f} ms  "
                f"p95 {one.p95_ms:6.1f} ms  worst {one.worst_ms:6.1f} ms  "
                f"({one.moves} moves){late}",
                flush=True,
            )


if __name__ == "__main__":
    main()
