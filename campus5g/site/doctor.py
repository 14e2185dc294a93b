"""Is this machine fit to run the campus? One finding a part, with the remedy."""

import contextlib
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from packaging.requirements import Requirement

from campus5g.capture.tshark import program as tshark
from campus5g.errors import CampusError
from campus5g.places import LOCK_FILE, VENV, data_folder

Level = Literal["ok", "warning", "failure"]

OLDEST_TSHARK = (4, 0, 0)
DEFAULT_PORT = 8000
NEEDED_DISK_GIB = 2


@dataclass(frozen=True)
class Finding:
    """What was found about one part of the machine."""

    subject: str
    level: Level
    detail: str
    remedy: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data."""
        return asdict(self)


def examine() -> Iterator[Finding]:
    """Examine the machine part by part, quick ones first."""
    yield _python()
    yield _packages()
    yield _tshark()
    yield _sandbox()
    yield _chromium()
    yield _port()
    yield _disk()
    yield _virtual_kit()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if Path(sys.prefix) == VENV:
        return Finding("Python", "ok", found)
    return Finding(
        "Python",
        "warning",
        f"{found} of {sys.prefix}, not of this checkout",
        "Run ./campus, which sets up and uses .venv.",
    )


def _packages() -> Finding:
    wrong = list(_differing_packages(LOCK_FILE))
    if not wrong:
        return Finding("Packages", "ok", "as in the lock file")
    named = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return Finding(
        "Packages", "failure", f"not as in the lock file: {named}", "Delete .venv and run ./campus."
    )


def _differing_packages(lock_file: Path) -> Iterator[str]:
    """Yield what is locked at one version and installed at another, or not at all."""
    for line in lock_file.read_text(encoding="utf-8").splitlines():
        if not line or line[0] in " #":
            continue
        locked = Requirement(line.rstrip("\\ "))
        if locked.marker is not None and not locked.marker.evaluate():
            continue
        try:
            installed = version(locked.name)
        except PackageNotFoundError:
            yield f"{locked.name} missing"
            continue
        if installed not in locked.specifier:
            yield f"{locked.name} {installed}"


def _tshark() -> Finding:
    try:
        found = tshark.tshark_version()
        unknown = tshark.unknown_fields(tshark.FIELDS_IN_USE)
    except CampusError as error:
        return Finding("tshark", "failure", error.problem, error.remedy)
    shown = ".".join(map(str, found))
    if found < OLDEST_TSHARK:
        return Finding("tshark", "failure", f"{shown} is too old", "Install tshark 4.0 or later.")
    if unknown:
        return Finding(
            "tshark",
            "failure",
            f"{shown} does not know {', '.join(unknown)}",
            "Install tshark 4.4, whose field names the labs use.",
        )
    return Finding("tshark", "ok", f"{shown}, knows the {len(tshark.FIELDS_IN_USE)} fields in use")


def _sandbox() -> Finding:
    from autograder.errors import NoSandboxError
    from autograder.sandbox import Level, best_level
    from autograder.sandbox.doctor.examination import examine as try_to_break
    from autograder.sandbox.host.obstacles import remedy

    try:
        level = best_level()
    except NoSandboxError as error:
        return Finding("Sandbox", "failure", error.problem, error.remedy)
    walls = try_to_break(level)
    broken = [wall.sentence for wall in walls if wall.broken]
    if broken:
        return Finding(
            "Sandbox", "failure", f"{level}: {' '.join(broken)}", "Run `autograder doctor`."
        )
    failed = sum(wall.held for wall in walls)
    detail = f"{level}: {failed} attempts to break out failed"
    if level is Level.NAMESPACES:
        return Finding("Sandbox", "ok", detail)
    return Finding("Sandbox", "warning", f"{detail}; a stronger level is refused here", remedy())


def _chromium() -> Finding:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return Finding("Chromium", "ok", name)
    return Finding(
        "Chromium",
        "warning",
        "missing; only the browser tests need it",
        "sudo apt-get install chromium",
    )


def _port() -> Finding:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", DEFAULT_PORT))
        except OSError:
            return Finding(
                "Port",
                "warning",
                f"{DEFAULT_PORT} is taken",
                "If that is not the running site, start with another: ./campus start --port 8080",
            )
    return Finding("Port", "ok", f"{DEFAULT_PORT} is free")


def _disk() -> Finding:
    folder = data_folder()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free_gib = shutil.disk_usage(existing).free / 2**30
    detail = f"{free_gib:.0f} GiB free for {folder}"
    if free_gib >= NEEDED_DISK_GIB:
        return Finding("Disk", "ok", detail)
    return Finding(
        "Disk",
        "failure",
        detail,
        f"Free {NEEDED_DISK_GIB} GiB, or put the state elsewhere with CAMPUS5G_DATA.",
    )


def _virtual_kit() -> Finding:
    from campus5g.kit.starting.private import start_private_kit

    began = time.monotonic()
    try:
        with start_private_kit() as running:
            seconds = time.monotonic() - began
            return Finding("Virtual kit", "ok", f"started in {seconds:.1f} s at {running.url}")
    except CampusError as error:
        return Finding("Virtual kit", "failure", error.problem, error.remedy)
