"""How long a person waits: setting-up script, imports, virtual kit, site, demonstration.

Run it on a quiet machine that is set up: ``.venv/bin/python benchmarks/foundation.py [--json]``.
Prints the median and the worst of several runs in seconds, beside the target where there is one,
and one ratio: rows a second of `Capture.table` over packets a second of pyshark on the same file.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from campus5g.capture import open_capture
from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit
from campus5g.places import HOUSE

RUNS = 5


def seconds_of(action: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return how long each of several runs took."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return taken


def run(*command: str) -> None:
    """Run a program to its end, silently."""
    subprocess.run(command, check=True, capture_output=True, cwd=HOUSE)


def start_and_close_kit() -> None:
    """Start a virtual kit and its gateway."""
    start_private_kit().close()


def site_until_open(data: Path) -> float:
    """Start the site and return the seconds until it reports that it is open."""
    began = time.perf_counter()
    site = subprocess.Popen(
        [str(HOUSE / "campus"), "start", "--no-browser", "--port", "8769", "--data", str(data)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert site.stdout is not None
    for line in site.stdout:
        if "Ctrl-C" in line:
            break
    taken = time.perf_counter() - began
    site.terminate()
    site.communicate()
    return taken


def table_over_pyshark() -> float:
    """Return how many times faster a table is than pyshark on one registration."""
    with start_private_kit() as running, connect(url=running.url, token=running.token) as kit:
        with kit.capture("n2", "n3", "n4") as live:
            for ue in ("camera", "agv"):
                kit.ue(ue).restart()
        capture = open_capture(live.path)
        table_s = statistics.median(seconds_of(capture.table))
        pyshark_s = statistics.median(seconds_of(capture.pyshark, 3))
    return pyshark_s / table_s


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print data")
    as_json = parser.parse_args().json
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        rows: list[tuple[str, list[float], float | None]] = [
            ("second ./campus --version", seconds_of(lambda: run("./campus", "--version")), 2.0),
            ("python -c pass", seconds_of(lambda: run(python, "-c", "pass")), None),
            (
                "python -c 'import campus5g.kit'",
                seconds_of(lambda: run(python, "-c", "import campus5g.kit")),
                None,
            ),
            ("virtual kit and gateway up and down", seconds_of(start_and_close_kit), None),
            ("first site start", [site_until_open(Path(folder) / "site")], None),
            (
                "site start on a set-up machine",
                [site_until_open(Path(folder) / "site") for _ in range(3)],
                10.0,
            ),
            (
                "campus5g demo",
                seconds_of(lambda: run("./campus", "demo", "--data", folder), 2),
                60.0,
            ),
        ]
        ratio = table_over_pyshark()
    if as_json:
        figures = {
            name: {"median_s": statistics.median(taken), "worst_s": max(taken), "target_s": target}
            for name, taken, target in rows
        }
        print(json.dumps({"seconds": figures, "table_over_pyshark": ratio}, indent=2))
        return
    for name, taken, target in rows:
        aim = f"   target {target:g} s" if target else ""
        print(f"{name:40} {statistics.median(taken):6.2f} s   worst {max(taken):6.2f} s{aim}")
    print(f"{'table over pyshark, one small capture':40} {ratio:6.1f} ×")


if __name__ == "__main__":
    main()
