"""Real programs at both ends of the virtual network."""

import contextlib
import http.server
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WITHIN_S = 60


@contextlib.contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program while the block runs."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=WITHIN_S)


def wait_for_line(process: subprocess.Popen[str], part: str) -> None:
    """Wait until a program has printed a line with a text."""
    assert process.stdout is not None
    for line in process.stdout:
        if part in line:
            return
    raise AssertionError(f"{process.args} ended without saying {part!r}")


def wait_for_listener(host: str, port: int) -> None:
    """Wait until a program listens."""
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
    raise AssertionError(f"nobody listens at {host}:{port}")


def output_of(*command: str) -> str:
    """Run a program to its end and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@contextlib.contextmanager
def web_server(host: str, port: int, folder: Path) -> Iterator[None]:
    """Serve a folder by HTTP."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer((host, port), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
