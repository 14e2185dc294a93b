"""A Jupyter server that shows released modules to their author, on the loopback address."""

import asyncio
import logging
import os
import secrets
import signal
from collections.abc import Callable
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.web import authenticated
from traitlets.config import Config

from campus5g.courseware.page.serving import configure_pages, jupyter_path

_CHANGES = "campus5g/changes"


class PageServer:
    """Serves the modules that lie in folders of released assignments.

    Args:
        folder: holds a folder a language, and in each one a module.
        first: the module that is shown first, as ``fr/essentials-why-5g``.
        port: on the loopback address; any free one for 0.
        open_browser: show the first module in a browser.
    """

    def __init__(self, folder: Path, first: str, port: int = 0, open_browser: bool = False) -> None:
        others = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
        os.environ["JUPYTER_PATH"] = jupyter_path(*filter(None, others))
        self._path = f"/voila/render/{first}/{Path(first).name}.ipynb"
        self._token = secrets.token_urlsafe(16)
        self._app = ServerApp(config=self._configuration(folder, port, open_browser))
        self._app.initialize(argv=[], find_extensions=False)
        self._waiting: set[asyncio.Event] = set()
        handler = (f"{self._app.base_url}{_CHANGES}", _Changes, {"waiting": self._waiting})
        self._app.web_app.add_handlers(".*$", [handler])

    def run(self, tell: Callable[[str], None]) -> None:
        """Serve until Ctrl-C or SIGTERM.

        Args:
            tell: takes the address of the first module, once it can be asked.
        """
        address = f"http://127.0.0.1:{self._app.port}{self._path}?token={self._token}"
        # The server begins to listen in the loop, by a callback that comes before this one.
        self._app.io_loop.add_callback(tell, address)
        # At a terminal Jupyter would ask whether Ctrl-C is meant; elsewhere, leave its kernels.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._app.stop(from_signal=True))
        self._app.start()
        # A task that is left alone keeps its worker thread, and that keeps the process.
        loop = self._app.io_loop.asyncio_loop
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    def show_again(self) -> None:
        """Make every open page reload; callable from any thread."""
        self._app.io_loop.add_callback(self._wake_pages)

    def _wake_pages(self) -> None:
        for page in self._waiting:
            page.set()

    def _configuration(self, folder: Path, port: int, open_browser: bool) -> Config:
        c = Config()
        configure_pages(c, changes=_CHANGES)
        c.ServerApp.ip, c.ServerApp.port = "127.0.0.1", port
        c.ServerApp.open_browser = open_browser
        c.ServerApp.allow_root = os.geteuid() == 0
        c.ServerApp.root_dir = str(folder)
        c.ServerApp.default_url = self._path
        c.ServerApp.jpserver_extensions = {"voila.server_extension": True}
        # Its warnings are about itself; problems of a page are logged by the page's own logger.
        c.ServerApp.log_level = logging.ERROR
        c.IdentityProvider.token = self._token
        return c


class _Changes(JupyterHandler):  # type: ignore[misc]
    """Answers a page when it is to be shown again."""

    def initialize(self, waiting: set[asyncio.Event]) -> None:
        self._waiting = waiting
        self._changed = asyncio.Event()

    @authenticated
    async def get(self) -> None:
        self._waiting.add(self._changed)
        try:
            await self._changed.wait()
        except asyncio.CancelledError:
            # The server ends. An answer would have the page load again.
            self.detach().close()
            return
        finally:
            self._waiting.discard(self._changed)
        self.finish()

    def on_connection_close(self) -> None:
        self._changed.set()
