"""A kernel that waits, imports done, for the next module page of a server.

Voilà's own pool runs every notebook beforehand and works in its own application only. People's
servers are Jupyter servers and may offer many modules: one kernel waits there for any of them.
A page is given its kernel as a promise, so that its words are sent while the kernel gets ready;
the next is started once the page is in the browser, and takes nothing from it.
A learner who has begun a lab is unlikely to open a page, and needs the memory: then no kernel
waits, until a page has been opened again.
"""

import asyncio
from collections.abc import Awaitable, Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets import Bool, Integer, default

from campus5g.courseware.page.socket_kernels import ConnectedClient

_IMPORTS = "import campus5g.courseware.warm_up"
_READY_WITHIN_S = 60
_MOVES_WITHIN_S = 10

# It can't be started, does not answer in time (TimeoutError is an OSError), or has died.
_NO_KERNEL = (OSError, RuntimeError)
# It has ended already.
_GONE = (HTTPError, KeyError)


@dataclass(frozen=True)
class _Waiting:
    """A kernel that waits for a page, or is getting ready to."""

    kernel_id: str
    started: asyncio.Task[str]
    imported: asyncio.Task[ConnectedClient]
    """Done when the kernel has its imports, with a client that is connected."""


@dataclass(frozen=True)
class _PageKernel:
    """The promise of a page's kernel: it gets ready when it is awaited."""

    kernels: "WarmKernelManager"
    kernel_id: str
    waiting: _Waiting | None
    path: str
    settings: dict[str, Any]

    def __await__(self) -> Generator[Any, None, Any]:
        """Return the kernel's manager."""
        return self.kernels.get_ready(self).__await__()


class WarmKernelManager(AsyncMappingKernelManager):  # type: ignore[misc]
    """Keeps one kernel ready for the page that is opened next."""

    keep_warm = Bool(True, help="Whether a kernel waits for the next page.").tag(config=True)
    cull_idle_lab_timeout = Integer(
        60 * 60, help="Seconds after which the kernel of a lab that is not open anywhere is ended."
    ).tag(config=True)

    @default("kernel_manager_class")
    def _on_sockets(self) -> str:
        return "campus5g.courseware.page.socket_kernels.SocketKernelManager"

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._waiting: _Waiting | None = None
        self._promised: dict[str, _PageKernel] = {}
        self._unused: set[str] = set()
        self._of_pages: set[str] = set()
        if self.keep_warm:
            IOLoop.current().add_callback(self.warm_another)

    async def start_kernel(
        self, *, kernel_id: str | None = None, path: Any = None, **settings: Any
    ) -> str:
        """Start a kernel; promise a page the waiting one, or one that starts when it is awaited."""
        # Only Voilà tells kernels of the page that asks for them.
        if kernel_id is None and "VOILA_REQUEST_URL" in (settings.get("env") or {}):
            return self._promise(path or "", settings)
        started: str = await super().start_kernel(kernel_id=kernel_id, path=path, **settings)
        await self._end_waiting_kernel()
        return started

    def _promise(self, path: str, settings: dict[str, Any]) -> str:
        waiting, self._waiting = self._waiting, None
        kernel_id = waiting.kernel_id if waiting else self.new_kernel_id()
        self._unused.discard(kernel_id)
        self._promised[kernel_id] = _PageKernel(self, kernel_id, waiting, path, settings)
        return kernel_id

    def get_kernel(self, kernel_id: str) -> Any:
        """Return a kernel's manager; of a page's that was just asked for, the promise of it."""
        return self._promised.pop(kernel_id, None) or super().get_kernel(kernel_id)

    async def get_ready(self, page: _PageKernel) -> Any:
        """Return the manager of a page's kernel, which is in the page's folder."""
        self._of_pages.add(page.kernel_id)
        if page.waiting is not None:
            environment = page.settings.get("env") or {}
            try:
                client = await page.waiting.imported
                if not await client.is_alive():
                    raise RuntimeError("It has died.")
                await _move(client, self.cwd_for_path(page.path), environment)
            except _NO_KERNEL:
                self.log.warning("The waiting kernel %s does not answer.", page.kernel_id)
                await self._end(page.waiting)
            else:
                kernel = self.get_kernel(page.kernel_id)
                kernel.keep(client)
                return kernel
        await super().start_kernel(kernel_id=page.kernel_id, path=page.path, **page.settings)
        return self.get_kernel(page.kernel_id)

    def notify_connect(self, kernel_id: str) -> None:
        """Note that a browser has come to a kernel; once a page is there, warm the next."""
        super().notify_connect(kernel_id)
        if self.keep_warm and self._waiting is None and kernel_id in self._of_pages:
            IOLoop.current().add_callback(self.warm_another)

    async def shutdown_all(self, now: bool = False) -> None:
        """End every kernel; those of pages have nothing to save, and complain where asked."""
        await self._end_waiting_kernel()
        kernels = {*self.list_kernel_ids(), *self._pending_kernels}
        async with asyncio.TaskGroup() as ending:
            for kernel_id in kernels:
                at_once = now or kernel_id in self._of_pages
                ending.create_task(self._end_kernel(kernel_id, now=at_once))

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End an unused kernel: a page's soon, a lab's late, the waiting one never.

        Jupyter looks itself whether a cell runs, and whether a browser has it open.
        """
        if kernel_id in self._unused:
            return
        if kernel_id in self._of_pages or self._left_long_ago(kernel_id):
            await super().cull_kernel_if_idle(kernel_id)
            self._of_pages.intersection_update(self._kernels)

    def _left_long_ago(self, kernel_id: str) -> bool:
        kernel = self._kernels[kernel_id]
        if not kernel.trait_has_value("last_activity"):
            # It is being started.
            return False
        idle: timedelta = datetime.now(UTC) - kernel.last_activity
        return idle > timedelta(seconds=self.cull_idle_lab_timeout)

    def list_kernels(self) -> list[Any]:
        """Return the kernels in use."""
        return [model for model in super().list_kernels() if model["id"] not in self._unused]

    async def warm_another(self) -> str | None:
        """Start a kernel that waits, unless one does; return its id once it has its imports.

        Returns None if it could not get them, or if a lab was begun meanwhile, which ends it.
        """
        if self._waiting is None:
            self._waiting = self._warm()
        waiting = self._waiting
        try:
            await asyncio.shield(waiting.imported)
        except (*_NO_KERNEL, asyncio.CancelledError) as error:
            self.log.info("The kernel %s does not wait: %s", waiting.kernel_id, error)
            return None
        return waiting.kernel_id

    def _warm(self) -> _Waiting:
        kernel_id: str = self.new_kernel_id()
        self._unused.add(kernel_id)
        name = self.default_kernel_name
        started = asyncio.ensure_future(super().start_kernel(kernel_id=kernel_id, kernel_name=name))
        return _Waiting(kernel_id, started, asyncio.ensure_future(self._with_imports(started)))

    async def _with_imports(self, started: Awaitable[str]) -> ConnectedClient:
        kernel_id = await started
        client: ConnectedClient = self.get_kernel(kernel_id).client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=_READY_WITHIN_S)
            await _run(client, _IMPORTS, _READY_WITHIN_S)
        except BaseException:
            client.stop_channels()
            raise
        return client

    async def _end_waiting_kernel(self) -> None:
        """End the kernel that waits for a page, also while it is getting ready."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            await self._end(waiting)

    async def _end(self, waiting: _Waiting) -> None:
        with suppress(*_NO_KERNEL):
            await waiting.started
        waiting.imported.cancel()
        with suppress(*_NO_KERNEL, asyncio.CancelledError):
            (await waiting.imported).stop_channels()
        await self._end_kernel(waiting.kernel_id, now=True)
        self._unused.discard(waiting.kernel_id)

    async def _end_kernel(self, kernel_id: str, *, now: bool) -> None:
        """End a kernel, also one that is being started; it may have ended meanwhile."""
        if starting := self._pending_kernels.get(kernel_id):
            with suppress(*_NO_KERNEL):
                await starting
        with suppress(*_GONE):
            await self.shutdown_kernel(kernel_id, now=now)


async def _move(client: ConnectedClient, folder: str, environment: dict[str, str]) -> None:
    variables = {str(name): str(environment[name]) for name in environment if _tells_page(name)}
    there = f"import os; os.chdir({folder!r}); os.environ.update({variables!r})"
    await _run(client, there, _MOVES_WITHIN_S)


async def _run(client: ConnectedClient, code: str, within_s: float) -> None:
    reply = await client.execute_interactive(
        code, store_history=False, timeout=within_s, output_hook=lambda _: None
    )
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"]["evalue"])


def _tells_page(name: str) -> bool:
    return name.startswith(("VOILA_", "HTTP_")) or name in ("QUERY_STRING", "SCRIPT_NAME")
