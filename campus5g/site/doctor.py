"""Whether this machine can run the campus: one finding per part, with the remedy."""

import contextlib
import ctypes
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Literal

from packaging.requirements import Requirement

from campus5g.capture.tshark import program as tshark
from campus5g.errors import CampusError
from campus5g.places import CHECKOUT, LOCK_FILE, VENV, data_folder

Level = Literal["ok", "warning", "failure"]

OLDEST_TSHARK = (4, 0, 0)
DEFAULT_PORT = 8000
NEEDED_DISK_GIB = 2
PDF_LIBRARIES = {
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""What WeasyPrint loads to write PDF, and the Debian packages that have it."""


@dataclass(frozen=True)
class Finding:
    """The state of one part of the machine."""

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
    yield _mosquitto()
    yield _pdf_libraries()
    yield _sandbox()
    yield from examine_workers()
    yield _chromium()
    yield _port()
    yield _disk()
    yield _virtual_kit()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if CHECKOUT is None or Path(sys.prefix) == VENV:
        return Finding("Python", "ok", found)
    return Finding(
        "Python",
        "warning",
        f"{found} of {sys.prefix}, not of this checkout",
        "Run ./campus, which sets up and uses .venv.",
    )


def _packages() -> Finding:
    if CHECKOUT is None:
        wanted = [Requirement(line) for line in requires("campus5g") or ()]
        source, remedy = "the package needs", "Install the wheel again: pip install campus5g-*.whl"
    else:
        wanted = _locked(LOCK_FILE)
        source, remedy = "in the lock file", "Delete .venv and run ./campus."
    wrong = list(_differing_packages(wanted))
    if not wrong:
        return Finding("Packages", "ok", f"as {source}")
    named = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return Finding("Packages", "failure", f"not as {source}: {named}", remedy)


def _locked(lock_file: Path) -> list[Requirement]:
    lines = lock_file.read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if line and line[0] not in " #"]


def _differing_packages(wanted: Iterable[Requirement]) -> Iterator[str]:
    """Yield the wanted packages that are installed in another version, or not at all."""
    for each in wanted:
        if each.marker is not None and not each.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = version(each.name)
        except PackageNotFoundError:
            yield f"{each.name} missing"
            continue
        if installed not in each.specifier:
            yield f"{each.name} {installed}"


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


def _mosquitto() -> Finding:
    # Debian keeps the server's programs off the search path of most people.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    if shutil.which("mosquitto", path=path):
        return Finding("mosquitto", "ok", "the broker of a kit's sensors")
    return Finding(
        "mosquitto",
        "warning",
        "missing; only the sensors of virtual kits need it",
        "sudo apt-get install mosquitto",
    )


def _pdf_libraries() -> Finding:
    missing = [name for name in PDF_LIBRARIES if not _can_be_loaded(name)]
    if not missing:
        return Finding("PDF libraries", "ok", ", ".join(PDF_LIBRARIES))
    return Finding(
        "PDF libraries",
        "failure",
        f"{', '.join(missing)} missing: certificates and reports can't be written",
        f"sudo apt-get install {' '.join(PDF_LIBRARIES[name] for name in missing)}",
    )


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


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


def examine_workers() -> Iterator[Finding]:
    """Say which sandbox each worker has, where a deployment names a scheduler."""
    from autograder.batch.cluster import dask_workers
    from autograder.batch.elsewhere import counted
    from autograder.errors import AutograderError
    from autograder.sandbox import Level
    from campus5g.site.deployment import load_deployment
    from campus5g.site.folders import SiteFolders
    from campus5g.site.teaching.grading_workers import certificates_of

    subject = "Grading workers"
    try:
        cluster = load_deployment(SiteFolders(data_folder()).deployment).grading
        if cluster is None:
            return
        with dask_workers(cluster.scheduler, certificates_of(cluster)) as (workers, _):
            levels = workers.levels()
    except (AutograderError, CampusError) as error:
        yield Finding(subject, "failure", error.problem, error.remedy)
        return
    detail = f"{cluster.scheduler}: {counted(levels)}"
    if not all(isinstance(level, Level) for level in levels.values()):
        yield Finding(subject, "failure", detail, "Run `autograder doctor` on that machine.")
    elif not cluster.scheduler.startswith("tls:"):
        yield Finding(
            subject,
            "warning",
            f"{detail}; not encrypted: who reaches the scheduler runs programs on its workers",
            "Use tls://, or keep the scheduler's network to the site.",
        )
    elif set(levels.values()) == {Level.NAMESPACES}:
        yield Finding(subject, "ok", detail)
    else:
        yield Finding(
            subject,
            "warning",
            f"{detail}; the weakest of them grades all",
            "Allow user namespaces on the others: `autograder doctor` says how.",
        )


def _chromium() -> Finding:
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return Finding("Chromium", "ok", name)
    return Finding(
        "Chromium",
        "warning",
        "missing; only the browser tests need it",
        "sudo apt-get install chromium-headless-shell",
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
                "If that is not the running site, start with another: campus5g start --port 8080",
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
