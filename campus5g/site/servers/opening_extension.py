"""Opens a module in a learner's own server: fetched if necessary, as a page or in JupyterLab.

A Jupyter server extension: the portal sends people to ``campus5g/open/<cohort>/<module>``.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.courseware.page.manifest import MANIFEST_FILE
from campus5g.errors import CampusError

_ADDRESS = r"/campus5g/open/(?P<cohort>[a-z0-9-]+)/(?P<module>[a-z0-9-]+)"


class OpenModule(JupyterHandler):  # type: ignore[misc]
    """Fetches a module that is not there yet, then shows it."""

    def initialize(self, exchange: Path) -> None:
        """Take the exchange that modules come from."""
        self._exchange = exchange

    @authenticated
    async def get(self, cohort: str, module: str) -> None:
        """Send the browser to the module's page, or its notebook in JupyterLab."""
        files = Path(self.contents_manager.root_dir)
        folder = files / cohort / module
        if not (folder / f"{module}.ipynb").exists():
            learner = NbGraderLearner(
                os.environ["JUPYTERHUB_USER"], files / cohort, cohort, self._exchange
            )
            try:
                await asyncio.to_thread(learner.fetch, module)
            except CampusError as error:
                self.log.warning("%s", error.problem)
                raise HTTPError(404) from error
        shown_by = ("voila", "render") if (folder / MANIFEST_FILE).exists() else ("lab", "tree")
        self.redirect(url_path_join(self.base_url, *shown_by, cohort, module, f"{module}.ipynb"))


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    from nbgrader.exchange.default.exchange import Exchange

    exchange = Path(Exchange(config=server.config).root)
    pattern = server.web_app.settings["base_url"].rstrip("/") + _ADDRESS
    server.web_app.add_handlers(".*$", [(pattern, OpenModule, {"exchange": exchange})])
