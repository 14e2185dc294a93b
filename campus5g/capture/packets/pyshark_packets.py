"""A capture as pyshark packets, read in a thread with its own event loop.

pyshark runs tshark with asyncio, and its synchronous calls fail if a loop is
already running, as in every notebook.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue
from typing import Any

from campus5g.capture.errors import CaptureError
from campus5g.capture.tshark.program import LONGEST_RUN_S, PREFERENCES, lines_of_fields
from campus5g.language import t

_AHEAD = 64
"""Number of packets read ahead."""
_CHECK_INTERVAL_S = 0.1
"""How often a waiting thread checks whether it is still needed."""
_EXIT_S = 1.0
"""How long tshark may take to exit after the last packet."""


def iterate_pyshark_packets(
    file: Path, display_filter: str | None, limit: int | None, options: Sequence[str] = ()
) -> Generator[Any, None, None]:
    """Return what `Capture.pyshark` describes; a wrong filter is reported at once."""
    matching = lines_of_fields(
        file,
        ["frame.number"],
        separator="/t",
        aggregator=",",
        display_filter=display_filter,
        options=options,
    )
    found = sum(1 for _ in matching)
    wanted = found if limit is None else min(limit, found)
    return _packets(file, display_filter, wanted, [*PREFERENCES, *options])


def _packets(
    file: Path, display_filter: str | None, wanted: int, arguments: list[str]
) -> Generator[Any, None, None]:
    if wanted <= 0:
        return
    relay = _Relay()
    thread = threading.Thread(
        target=lambda: relay.run(file, display_filter, arguments), name="pyshark", daemon=True
    )
    thread.start()
    try:
        for _ in range(wanted):
            yield relay.take()
    finally:
        relay.given_up.set()
        thread.join(LONGEST_RUN_S)


class _Relay:
    """Passes packets and errors from the thread to the caller."""

    def __init__(self) -> None:
        self.given_up = threading.Event()
        self._queue: Queue[tuple[Any, BaseException | None]] = Queue(_AHEAD)

    def take(self) -> Any:
        """Return the next packet, or raise pyshark's error."""
        try:
            packet, error = self._queue.get(timeout=LONGEST_RUN_S)
        except Empty:
            raise _too_slow() from None
        if error is not None:
            raise _failed(error) from error
        return packet

    def run(self, file: Path, display_filter: str | None, arguments: list[str]) -> None:
        """Read packets until the last one, or until the caller stops."""
        try:
            asyncio.run(self._read(file, display_filter, arguments))
            self._put(None, EOFError("tshark"))
        except Exception as error:
            self._put(None, error)

    async def _read(self, file: Path, display_filter: str | None, arguments: list[str]) -> None:
        import pyshark
        from pyshark.capture.capture import StopCapture

        def keep(packet: Any) -> None:
            if not self._put(packet, None):
                raise StopCapture

        capture = pyshark.FileCapture(
            str(file),
            display_filter=display_filter or None,
            keep_packets=False,
            use_ek=True,
            eventloop=asyncio.get_running_loop(),
            custom_parameters=arguments,
        )
        reading = asyncio.ensure_future(capture.packets_from_tshark(keep, close_tshark=False))
        try:
            while not (reading.done() or self.given_up.is_set()):
                await asyncio.wait([reading], timeout=_CHECK_INTERVAL_S)
            if self.given_up.is_set():
                reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
        finally:
            await self._end(capture)

    async def _end(self, capture: Any) -> None:
        """End pyshark's tshark, then pyshark.

        `Process.kill` first checks whether the process has ended; if it has just done so, asyncio
        misses its end and prints a warning in the middle of a learner's cell.
        """
        for process in capture._running_processes:
            if not self.given_up.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _EXIT_S)
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                await process.wait()
        try:
            await capture.close_async()
        finally:
            # pyshark refuses to close after a tshark that failed, and would try again, without
            # a loop, when it is garbage-collected.
            capture._running_processes.clear()

    def _put(self, packet: Any, error: BaseException | None) -> bool:
        """Wait for room in the queue; return False if the caller has stopped."""
        while not self.given_up.is_set():
            try:
                self._queue.put((packet, error), timeout=_CHECK_INTERVAL_S)
            except Full:
                continue
            return True
        return False


def _failed(error: BaseException) -> CaptureError:
    return CaptureError(
        t(
            fr=f"pyshark s’est arrêté avant la fin ({error}).",
            en=f"pyshark stopped before the end ({error}).",
        ),
        t(
            fr="Lisez le même fichier avec `table`.",
            en="Read the same file with `table`.",
        ),
    )


def _too_slow() -> CaptureError:
    return CaptureError(
        t(
            fr=f"pyshark n’a rien rendu en {LONGEST_RUN_S:.0f} secondes.",
            en=f"pyshark returned nothing within {LONGEST_RUN_S:.0f} seconds.",
        ),
        t(
            fr="Filtrez d’abord (display_filter=…), limitez (limit=…), ou prenez `table`.",
            en="Filter first (display_filter=…), limit (limit=…), or use `table`.",
        ),
    )
