"""Opens a module in a person's own server: fetched if necessary, as a page or in JupyterLab.

A Jupyter server extension: the portal sends people to ``campus5g/open/<cohort>/<module>?lang=…``.
The module comes in this language where it was released in it, also when it was begun in another.
A trainer comes with ``&present=1``: the page begins in its presenter's view.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from jupyterlab.commands import get_user_settings_dir  # type: ignore[import-untyped]
from tornado.web import HTTPError, authenticated

from campus5g.authoring.cohorts.editions.changing import change_language
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.courseware.editions import language_of, released_folder
from campus5g.courseware.page.manifest import MANIFEST_FILE
from campus5g.errors import CampusError
from campus5g.language import LANGUAGES, Language, current_language
from campus5g.site import surroundings
from campus5g.site.handing_out.bringing import bring
from campus5g.site.handing_out.bringing_card import bring_card
from campus5g.site.servers.lab_settings import choose_lab_language
from campus5g.site.surroundings import LANGUAGE

_ADDRESS = r"/campus5g/open/(?P<cohort>[a-z0-9-]+)/(?P<module>[a-z0-9-]+)"


class OpenModule(JupyterHandler):  # type: ignore[misc]
    """Fetches a module that is not there yet, then shows it."""

    def initialize(self, exchange: Path, started_in: Language) -> None:
        """Take the exchange that modules come from, and the language of the server."""
        self._exchange = exchange
        self._started_in = started_in

    @authenticated
    async def get(self, cohort: str, module: str) -> None:
        """Send the browser to the module's page, or its notebook in JupyterLab."""
        folder = Path(self.contents_manager.root_dir) / cohort / module
        language = self._language()
        choose_lab_language(language, self._started_in, Path(get_user_settings_dir()))
        # For what this server says itself; it is one person's.
        os.environ[LANGUAGE] = os.environ["AUTOGRADER_LANGUAGE"] = language
        if surroundings.handed_out_by_portal():
            await asyncio.to_thread(bring, self._exchange, cohort, module)
        if not (folder / f"{module}.ipynb").exists():
            await self._fetch(folder, language)
        else:
            await asyncio.to_thread(self._change_language, folder, language)
        await asyncio.to_thread(
            bring_card, folder, released_folder(self._exchange, cohort, module, language)
        )
        shown_by = ("voila", "render") if (folder / MANIFEST_FILE).exists() else ("lab", "tree")
        page = url_path_join(self.base_url, *shown_by, cohort, module, f"{module}.ipynb")
        self.redirect(f"{page}?present=1" if self.get_query_argument("present", "") else page)

    def _language(self) -> Language:
        asked = self.get_query_argument("lang", "")
        return next((each for each in LANGUAGES if each == asked), self._started_in)

    async def _fetch(self, folder: Path, language: Language) -> None:
        learner = NbGraderLearner(
            os.environ["JUPYTERHUB_USER"], folder.parent, folder.parent.name, self._exchange
        )
        try:
            await asyncio.to_thread(learner.fetch, folder.name, language)
        except CampusError as error:
            self.log.warning("%s", error.problem)
            raise HTTPError(404) from error

    def _change_language(self, folder: Path, language: Language) -> None:
        """Put a module that was begun into the language, if it was released in it."""
        name = f"{folder.name}.ipynb"
        begun = language_of(folder / name)
        if begun is None or begun == language:
            return
        released, wanted = (
            released_folder(self._exchange, folder.parent.name, folder.name, each)
            for each in (begun, language)
        )
        if language_of(released / name) != begun or language_of(wanted / name) != language:
            return
        try:
            change_language(folder, released, wanted)
        except (CampusError, AttributeError, KeyError, TypeError) as error:
            # A notebook that its learner has bent: it opens as it is.
            self.log.warning("%s stays as it is: %s", folder, error)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    from nbgrader.exchange.default.exchange import Exchange

    known = {
        "exchange": Path(Exchange(config=server.config).root),
        "started_in": current_language(),
    }
    pattern = server.web_app.settings["base_url"].rstrip("/") + _ADDRESS
    server.web_app.add_handlers(".*$", [(pattern, OpenModule, known)])
