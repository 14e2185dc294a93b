"""Programs that run for a block of a test."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# Whoever is asked to end has this long; a test that runs out of time must not wait for more.
ENDS_WITHIN_S = 20


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator["subprocess.Popen[Any]"]:
    """Run a program, and end it with the block, also when the block fails."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            end(process)


def end(process: "subprocess.Popen[Any]") -> None:
    """Ask a program to end, and kill it if it does not."""
    process.terminate()
    try:
        process.wait(ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
