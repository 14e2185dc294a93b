"""The site's log: one file across restarts, and a few older ones, each of bounded size."""

import datetime
import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from campus5g import __version__

LARGEST_BYTES = 16 * 2**20
KEPT = 4
"""Older files, `site.log.1` the youngest."""


def open_log(file: Path | None) -> BinaryIO:
    """Open the log at its end, with a line that says that the site starts.

    Args:
        file: the log; None is this process's standard output.
    """
    if file is None:
        return os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    turn_over_if_large(file)
    log = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)
    moment = datetime.datetime.now(datetime.UTC)
    log.write(f"\n[{moment:%Y-%m-%d %H:%M:%S} UTC] campus5g {__version__} starts.\n".encode())
    return log


def turn_over_if_large(file: Path, largest_bytes: int = LARGEST_BYTES) -> None:
    """Keep a log that has grown large as the youngest of the older ones, and empty it.

    Programs that have it open for appending go on in the empty file.
    """
    try:
        if file.stat().st_size <= largest_bytes:
            return
    except FileNotFoundError:
        return
    for number in range(KEPT, 1, -1):
        younger = _older(file, number - 1)
        if younger.exists():
            younger.replace(_older(file, number))
    shutil.copy(file, _older(file, 1))
    os.truncate(file, 0)


def _older(file: Path, number: int) -> Path:
    return file.with_name(f"{file.name}.{number}")
