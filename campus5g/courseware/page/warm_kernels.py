"""A kernel that waits, imports done, for the next module page of a server.

Voilà's own pool runs every notebook beforehand and works in its own application only. People's
servers are Jupyter servers and may offer many modules: one kernel waits there for any of them.
A learner who has begun a lab is unlikely to open a page, and needs the memory: then no kernel
waits, until a page has been opened again.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets import Bool, Integer, default

_IMPORTS = "import campus5g.courseware.warm_up"
_READY_WITHIN_S = 60


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
        self._waiting: str | None = None
        self._lab_began = False
        self._unused: set[str] = set()
        self._of_pages: set[str] = set()
        if self.keep_warm:
            IOLoop.current().add_callback(self.warm_another)

    async def start_kernel(
        self, *, kernel_id: str | None = None, path: Any = None, **settings: Any
    ) -> str:
        """Start a kernel; a page's is the waiting one if it is warm."""
        environment = settings.get("env") or {}
        ready = self._waiting
        # Only Voilà tells kernels of the page that asks for them.
        of_page = "VOILA_REQUEST_URL" in environment
        if kernel_id is None and ready is not None and of_page:
            self._waiting = None
            self._unused.discard(ready)
            IOLoop.current().add_callback(self.warm_another)
            try:
                await self._move(ready, self.cwd_for_path(path or ""), environment)
            except (RuntimeError, TimeoutError):
                self.log.warning("The waiting kernel %s does not answer.", ready)
                await self.shutdown_kernel(ready, now=True)
            else:
                self._of_pages.add(ready)
                return ready
        started: str = await super().start_kernel(kernel_id=kernel_id, path=path, **settings)
        if of_page:
            self._of_pages.add(started)
            if self.keep_warm and not self._unused:
                IOLoop.current().add_callback(self.warm_another)
        else:
            await self._end_waiting_kernel()
        return started

    async def shutdown_all(self, now: bool = False) -> None:
        """End every kernel; those of pages have nothing to save, and complain where asked."""
        for kernel_id in {*self._unused, *self._of_pages} & {*self.list_kernel_ids()}:
            with suppress(HTTPError, KeyError):  # it has ended meanwhile
                await self.shutdown_kernel(kernel_id, now=True)
        await super().shutdown_all(now)

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

    async def _move(self, kernel_id: str, folder: str, environment: dict[str, str]) -> None:
        variables = {str(name): str(environment[name]) for name in environment if _tells_page(name)}
        await self._run(
            kernel_id, f"import os; os.chdir({folder!r}); os.environ.update({variables!r})"
        )

    async def warm_another(self) -> str | None:
        """Start a kernel that waits; return its id once it has its imports.

        Ends it and returns None if a lab was begun meanwhile.
        """
        self._lab_began = False
        kernel_id: str = self.new_kernel_id()
        self._unused.add(kernel_id)
        await super().start_kernel(kernel_id=kernel_id, kernel_name=self.default_kernel_name)
        await self._run(kernel_id, _IMPORTS)
        self._waiting = kernel_id
        if self._lab_began:
            await self._end_waiting_kernel()
        return self._waiting

    async def _end_waiting_kernel(self) -> None:
        """End the waiting kernel; one that has not got its imports yet is ended once it has."""
        self._lab_began = True
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            await self.shutdown_kernel(waiting, now=True)
            self._unused.discard(waiting)

    async def _run(self, kernel_id: str, code: str) -> None:
        client = self.get_kernel(kernel_id).client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=_READY_WITHIN_S)
            reply = await client.execute_interactive(
                code, store_history=False, timeout=_READY_WITHIN_S, output_hook=lambda _: None
            )
            if reply["content"]["status"] != "ok":
                raise RuntimeError(reply["content"]["evalue"])
        finally:
            client.stop_channels()


def _tells_page(name: str) -> bool:
    return name.startswith(("VOILA_", "HTTP_")) or name in ("QUERY_STRING", "SCRIPT_NAME")
