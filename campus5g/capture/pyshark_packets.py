"""A capture as pyshark packets, read in a thread that has an event loop of its own.

pyshark drives tshark by asyncio, and its synchronous calls fail where a loop
is already running, as in every notebook.
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from campus5g.capture.errors import CaptureError
from campus5g.capture.tshark import LONGEST_RUN_SECONDS, PREFERENCES, read_fields
from campus5g.language import t


def read_pyshark_packets(
    file: Path, display_filter: str | None, limit: int | None, options: Sequence[str] = ()
) -> list[Any]:
    """Return what `Capture.pyshark` describes."""
    matching, _ = read_fields(
        file,
        ["frame.number"],
        separator="/t",
        aggregator=",",
        display_filter=display_filter,
        options=options,
    )
    wanted = matching.count("\n") if limit is None else min(limit, matching.count("\n"))
    if wanted <= 0:
        return []
    given_up = threading.Event()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pyshark") as pool:
        packets = _read(file, display_filter, wanted, [*PREFERENCES, *options], given_up)
        reading = pool.submit(asyncio.run, packets)
        try:
            return reading.result()
        except KeyboardInterrupt:
            given_up.set()
            raise
        except TimeoutError as error:
            raise _too_slow() from error


async def _read(
    file: Path,
    display_filter: str | None,
    wanted: int,
    arguments: list[str],
    given_up: threading.Event,
) -> list[Any]:
    import pyshark
    from pyshark.capture.capture import StopCapture

    packets: list[Any] = []

    def keep(packet: Any) -> None:
        if not given_up.is_set():
            packets.append(packet)
        if given_up.is_set() or len(packets) >= wanted:
            raise StopCapture

    capture = pyshark.FileCapture(
        str(file),
        display_filter=display_filter or None,
        keep_packets=False,
        use_ek=True,
        eventloop=asyncio.get_running_loop(),
        custom_parameters=arguments,
    )
    async with asyncio.timeout(LONGEST_RUN_SECONDS):
        await capture.packets_from_tshark(keep)
    return packets


def _too_slow() -> CaptureError:
    return CaptureError(
        t(
            fr=f"pyshark n’a pas fini en {LONGEST_RUN_SECONDS:.0f} secondes.",
            en=f"pyshark did not end within {LONGEST_RUN_SECONDS:.0f} seconds.",
        ),
        t(
            fr="Filtrez d’abord (display_filter=…), limitez (limit=…), ou prenez `table`.",
            en="Filter first (display_filter=…), limit (limit=…), or use `table`.",
        ),
    )
