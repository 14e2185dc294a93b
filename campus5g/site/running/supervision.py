"""One program of the site, watched: from its start until people can come, and to its end."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.running.processes import reap_orphans
from campus5g.site.running.site_log import open_log, turn_over_if_large

_READY_WITHIN_S = 90
_STOP_WITHIN_S = 20
_LOG_CHECKED_EVERY_S = 60
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """What is started: it prints one line when it is ready, and ends when its input closes.

    Args:
        module: of Python, with its arguments.
        folder: where it works.
        environment: all its variables.
        log: where its messages go; None is this process's own standard output.
    """

    module: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    log: Path | None


async def supervise(
    program: Program,
    console: Console,
    prepare: Callable[[], None],
    when_ready: Callable[[], None],
) -> None:
    """Run a program until it or this process is told to end.

    Args:
        program: what runs.
        console: says that it stops.
        prepare: called in a thread while it starts.
        when_ready: called once it is ready.

    Raises:
        CampusError: the program does not become ready, or ends by itself.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    process = await _start(program)
    loop.add_signal_handler(signal.SIGCHLD, reap_orphans, process.pid)
    try:
        await asyncio.to_thread(prepare)
        await _unless(stop, _until_ready(program, process))
        if not stop.is_set():
            when_ready()
            await _unless(stop, _keeping_the_log_small(program.log, process.wait()))
        if not stop.is_set():
            raise _failed(program)
    finally:
        with console.status(t(fr="Le site s’arrête…", en="The site is stopping…")):
            await _end(process)


async def _start(program: Program) -> Process:
    with open_log(program.log) as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *program.module),
            cwd=program.folder,
            env=program.environment,
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
            # The terminal's Ctrl-C is for the supervisor, which stops the program cleanly.
            start_new_session=True,
        )


async def _until_ready(program: Program, process: Process) -> None:
    assert process.stdout is not None  # noqa: S101 -- it was opened as a pipe
    try:
        async with asyncio.timeout(_READY_WITHIN_S):
            if not await process.stdout.readline():
                raise _failed(program)
    except TimeoutError:
        raise _failed(program) from None


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _keeping_the_log_small(log: Path | None, until: Awaitable[object]) -> None:
    ended = asyncio.ensure_future(until)
    try:
        while not ended.done():
            await asyncio.wait({ended}, timeout=_LOG_CHECKED_EVERY_S)
            # A full disk is said elsewhere, and must not end the site.
            with suppress(OSError):
                if log is not None:
                    await asyncio.to_thread(turn_over_if_large, log)
    finally:
        ended.cancel()


async def _unless(stop: asyncio.Event, awaited: Awaitable[object]) -> None:
    """Wait for `awaited`, or cancel it when `stop` is set."""
    task = asyncio.ensure_future(awaited)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        task.cancel()
        stopped.cancel()


def _failed(program: Program) -> CampusError:
    return CampusError(
        t(
            fr="Le serveur du site ne répond pas ou s’est arrêté.",
            en="The site’s server is not responding or has stopped.",
        ),
        t(
            fr=f"Lisez la fin de {program.log}, puis relancez « start ».",
            en=f"Read the end of {program.log}, then run “start” again.",
        )
        if program.log is not None
        else t(
            fr="Lisez ses messages plus haut, puis relancez « start ».",
            en="Read its messages above, then run “start” again.",
        ),
    )
