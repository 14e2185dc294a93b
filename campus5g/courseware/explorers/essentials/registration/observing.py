"""A registration on a private virtual kit, observed while the page stays responsive.

Run as a program, this starts the kit, lets its vehicle register and get an order, and prints what
was captured. A page runs it beside itself: reading a capture would hold the page's kernel up.
"""

import argparse
import asyncio
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

from campus5g.courseware.explorers.essentials.registration.model import (
    Observation,
    from_json,
    read_registration,
)

State = Literal["idle", "watching", "live", "kept"]
"""Not requested yet; a kit is running; its capture is shown; a recording is shown instead."""

ORDER = b"STOP CRANE 07 #00421"
"""Twenty bytes: the stop command of the module."""

_DEVICE = "agv"
_SCENARIO = "concealed"
_PORT = 5007
_LONGEST_CAPTURE_S = 90.0
_RECEIVED_WITHIN_S = 60.0
_WATCHED_WITHIN_S = 120.0
"""After this time, the recorded registration is shown instead of a live one."""
_KEPT = Path(__file__).with_name("registration.json")
KEPT_CAPTURE = _KEPT.with_suffix(".pcapng")
"""The capture behind the recorded registration."""

_log = logging.getLogger(__name__)


class Watching(Protocol):
    """A capture being made in another process."""

    def ready(self) -> dict[str, Any]:
        """Wait for the observation and return it."""

    def end(self) -> None:
        """End the capture."""


@cache
def kept_observation() -> Observation:
    """Return the registration recorded with this explorer."""
    return from_json(json.loads(_KEPT.read_text(encoding="utf-8")))


def observe(keep_in: Path | None = None) -> Observation:
    """Start a virtual kit, capture a registration and an order, and end the kit.

    Args:
        keep_in: a folder to write the capture and the observation to.

    Raises:
        KitError: the kit does not start or does not answer.
        OSError: the order does not come through.
        CaptureError: the capture can't be read here.
        NotARegistrationError: the capture lacks a step.
    """
    from campus5g import kit
    from campus5g.kit.starting.private import start_private_kit

    with (
        start_private_kit(scenario=_SCENARIO, seed=secrets.randbelow(2**31)) as own,
        kit.connect(url=own.url, token=own.token) as k,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control_room,
    ):
        device.bind((k.programs[_DEVICE].serves_at, _PORT))
        device.settimeout(_RECEIVED_WITHIN_S)
        host, _, port = k.forward(_DEVICE, _PORT, "udp").rpartition(":")
        with k.capture("n2", "n3", "n4", "n6", max_seconds=_LONGEST_CAPTURE_S) as seen:
            k.ue(_DEVICE).restart()
            control_room.sendto(ORDER, (host, int(port)))
            device.recv(len(ORDER))
        observation = read_registration(seen.file, ORDER)
        if keep_in is not None:
            shutil.copyfile(seen.path, keep_in / KEPT_CAPTURE.name)
            line = observation.to_json() + "\n"
            (keep_in / _KEPT.name).write_text(line, encoding="utf-8")
    return observation


def _beside_this_page() -> Watching:
    from campus5g.kit.starting.processes import Child

    return Child(__name__, [], ready_within_s=_WATCHED_WITHIN_S)


class Observer:
    """Observes registrations and notifies its followers; starts with the recorded one.

    Args:
        watch: starts the capture in another process; raises if it can't.
    """

    def __init__(self, watch: Callable[[], Watching] = _beside_this_page) -> None:
        self.state: State = "idle"
        self.observation = kept_observation()
        self._watch = watch
        self._tell: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None

    def follow(self, tell: Callable[[], None]) -> None:
        """Call a function at every change, in the page's thread."""
        self._tell.append(tell)

    def begin(self) -> None:
        """Start observing a registration unless one is being observed; return at once."""
        if self.state == "watching":
            return
        self._became("watching", self.observation)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        # A daemon: what it waits for ends with this process, and so does the kit.
        self._thread = threading.Thread(target=self._run, args=(loop,), daemon=True)
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait until the registration has been observed, or has failed."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self, loop: asyncio.AbstractEventLoop | None) -> None:
        state: State = "live"
        try:
            watching = self._watch()
            try:
                observation = from_json(watching.ready())
            finally:
                watching.end()
        except Exception:  # whatever it was: the page goes on with the kept one
            _log.info("no live registration", exc_info=True)
            state, observation = "kept", kept_observation()
        if loop is None:
            self._became(state, observation)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(self._became, state, observation)

    def _became(self, state: State, observation: Observation) -> None:
        self.state, self.observation = state, observation
        for tell in self._tell:
            tell()


@cache
def observer_here() -> Observer:
    """Return this page's observer, so that its explorers show the same registration."""
    return Observer()


def _end_with_standard_input() -> None:
    """Stop when the parent process has gone, so that the kit ends as well."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGINT)


def main() -> int:
    """Print an observation as one line of JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="put capture and JSON there")
    parser.add_argument("--until-stdin-closes", action="store_true")
    options = parser.parse_args()
    if options.until_stdin_closes:
        threading.Thread(target=_end_with_standard_input, daemon=True).start()
    try:
        print(observe(options.keep).to_json(), flush=True)
    except KeyboardInterrupt:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
