"""Brings a released module into a server's own exchange, from the portal, when it has changed."""

import fcntl
import logging
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import httpx

from campus5g.errors import CampusError
from campus5g.kit.starting.booked import PORTAL
from campus5g.site.hand_ins.archive import unpack
from campus5g.site.handing_out.packing import places

_ANSWER_S = 60.0

_log = logging.getLogger(__name__)


def bring(exchange: Path, cohort: str, module: str) -> None:
    """Have a module in the exchange as it was released last.

    While the portal is away, or has it no longer, what is here stays: begun work opens by it.

    Args:
        exchange: the server's own.
        cohort: the group, whose course it is of.
        module: its id.

    Raises:
        OSError: the disk does not take it.
    """
    course = exchange / cohort
    course.mkdir(parents=True, exist_ok=True)
    # Where servers share an exchange, one brings the module for all.
    with (course / ".bringing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _bring(course, cohort, module)


def _bring(course: Path, cohort: str, module: str) -> None:
    state = course / f".{module}.state"
    known = state.read_text(encoding="ascii") if state.exists() else ""
    address = f"{os.environ[PORTAL].rstrip('/')}/own/modules/{quote(cohort)}/{quote(module)}"
    headers = {
        "Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}",
        "If-None-Match": known,
    }
    try:
        with httpx.stream(
            "GET", address, headers=headers, timeout=_ANSWER_S, trust_env=False
        ) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return
            answer.raise_for_status()
            with tempfile.TemporaryDirectory(dir=course, prefix=".arriving-") as folder:
                with tempfile.TemporaryFile(dir=folder) as archive:
                    for piece in answer.iter_bytes():
                        archive.write(piece)
                    archive.seek(0)
                    unpack(archive, Path(folder) / "released")
                state.unlink(missing_ok=True)
                _put_in_place(Path(folder) / "released", course, module)
            state.write_text(answer.headers["ETag"], encoding="ascii")
    except (httpx.HTTPError, CampusError) as error:
        _log.warning("%s of %s did not come from the portal: %s", module, cohort, error)


def _put_in_place(released: Path, course: Path, module: str) -> None:
    for place in places(module):
        shutil.rmtree(course / place, ignore_errors=True)
        if (released / place).is_dir():
            (course / place).parent.mkdir(parents=True, exist_ok=True)
            (released / place).rename(course / place)
