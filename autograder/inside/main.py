"""The life of a confined process: one cell after another, until the grader says end."""

import asyncio
import atexit
import contextlib
import gc
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Coroutine, Mapping
from contextvars import copy_context
from typing import Any

from tornado.ioloop import IOLoop

from autograder.inside.frames import JSON, MAX_REQUEST_BYTES, Frames
from autograder.inside.isolated import Isolated
from autograder.inside.kernel import FrameKernelApp, prepared
from autograder.inside.seal import Seal, record_originals

_WRITERS = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)
# How deep the event loop lies in ``python -m ipykernel_launcher``: six frames and an ``exec``.
_STOCK_DEPTH = 7


def prepare() -> None:
    """Do in the warm parent, once, what every confined process would do for itself.

    Call it after the preloading of modules and before any fork. It builds the kernel and its
    shell; it starts no thread.
    """
    app = prepared()
    asyncio.get_event_loop_policy()  # which is made when somebody first asks
    record_originals(app.shell)


def serve(channel: socket.socket, setup: JSON) -> None:
    """Run the cells that come over the channel; returns when the grader, or `exit()`, ends it.

    The working directory and the environment are the caller's; before any cell has run it says
    ``{"kind": "ready", "language_info": …}``. `setup` may hold:

    variables: more environment variables for the notebook, e.g. ``NBGRADER_EXECUTION``. A sealed
        test cell sees them as they were given.

    It answers each ``run`` with messages and one ``done``, each ``probe`` with one ``probed``.
    ``seal`` (with a ``key`` in hexadecimal digits; before the first cell) has test cells sealed by
    `autograder.inside.seal.Seal`; ``comm`` is a front end's message to a widget (``content``);
    neither has an answer.
    """
    variables = setup.get("variables", {})
    os.environ.update(variables)
    _Service(channel, variables).run()


class _Service:
    """Takes requests from the channel and answers them with the kernel."""

    def __init__(self, channel: socket.socket, variables: Mapping[str, str]) -> None:
        self._channel = channel
        self._variables = variables
        self._pid = os.getpid()
        self._seal: Seal | None = None
        self._tests: Isolated | None = None
        self._frames = Frames(channel, max_frame_bytes=MAX_REQUEST_BYTES)
        self._app: FrameKernelApp = prepared()
        self._running: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Serve until the end."""
        # Between cells a kernel ignores interrupts.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        self._publisher = self._app.connect(self._frames)
        # Every cell runs in the same context, so that context variables live on.
        self._context = copy_context()
        self._loop = loop
        loop.call_soon(self._start)
        # An endless recursion shows all of its frames, and so has to be as deep as in ipykernel.
        sys.setrecursionlimit(sys.getrecursionlimit() + _depth() - _STOCK_DEPTH)
        loop.run_forever()
        _leave()

    def _start(self) -> None:
        self._app.kernel.io_loop = IOLoop.current()
        self._app.kernel.shell.exit_now = False
        self._loop.add_reader(self._channel, self._take_all)
        language_info = self._app.kernel.language_info
        self._frames.send({"kind": "ready", "language_info": language_info})

    def _take_all(self) -> None:
        """Take all requests that have arrived."""
        while True:
            try:
                request = self._frames.receive(0)
            except TimeoutError:
                return
            if request is None or request["op"] == "end":
                self._loop.stop()
                return
            self._take(request)

    def _take(self, request: JSON) -> None:
        if request["op"] == "run":
            self._do(self._run_cell(request))
        elif request["op"] == "probe":
            self._do(self._probe(request))
        elif request["op"] == "comm":
            self._do(self._comm(request))
        elif request["op"] == "isolated":
            self._do(self._isolated(request))
        elif request["op"] == "seal":
            shell = self._app.kernel.shell
            self._seal = Seal(shell, request["key"], self._channel.fileno(), self._variables)

    def _do(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(coroutine, context=self._context)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run_cell(self, request: JSON) -> None:
        reply = await self._app.kernel.run(request)
        if os.getpid() != self._pid:
            # A fork that the cell left running: there is one kernel only.
            os._exit(0)
        self._app.flush()
        done = b'{"kind":"done","cell":%d,"reply":%s}' % (request["cell"], reply)
        self._publisher.send_between_cells(done)

    async def _probe(self, request: JSON) -> None:
        if self._seal is not None:
            self._answer({**self._seal.probed(request), "kind": "probed"})

    async def _comm(self, request: JSON) -> None:
        self._app.kernel.comm(request)

    async def _isolated(self, request: JSON) -> None:
        if self._tests is None:
            self._tests = Isolated(self._app.kernel, self._frames, self._publisher.send)
        answer = self._tests.answer(request)
        with contextlib.suppress(Exception):  # the stream may be the notebook's own
            self._app.flush()
        if answer is not None:
            self._answer(answer)

    def _answer(self, frame: JSON) -> None:
        self._publisher.send_between_cells(json.dumps(frame).encode())


def _leave() -> None:
    """Do what ending an interpreter does that others can see; a fork skips it."""
    history: Any = prepared().kernel.shell.history_manager
    with contextlib.suppress(AttributeError):  # a notebook may have taken it away
        # It is in memory and goes with the process.
        history.end_session = history.close = _nothing
    atexit._run_exitfuncs()
    for obj in gc.get_objects():
        if isinstance(obj, _WRITERS) and not obj.closed and obj.writable():
            with contextlib.suppress(OSError, ValueError):
                obj.flush()


def _nothing() -> None:
    """Do nothing."""


def _depth() -> int:
    """Count the caller's frame and those below it."""
    count, frame = 0, sys._getframe(1)
    while frame is not None:
        count, frame = count + 1, frame.f_back  # type: ignore[assignment]
    return count
