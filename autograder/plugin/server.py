"""The Validate button: nbgrader's own address, answered from the sandbox.

A Jupyter Server extension, in place of ``nbgrader.server_extensions.validate_assignment``.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.validate_assignment.handlers import (
    NbGraderVersionHandler,
    ValidateAssignmentHandler,
)
from tornado import web

from autograder.errors import AutograderError
from autograder.language import t
from autograder.plugin.throttle import Throttle
from autograder.plugin.validate import SelfCheck

_THROTTLE = "autograder_self_check_throttle"


class SelfCheckHandler(ValidateAssignmentHandler):  # type: ignore[misc]
    """Checks the notebook that the page names, off the server's event loop."""

    @web.authenticated
    async def post(self) -> None:
        """Answer as nbgrader's handler does: ``{"success": …, "value": …}``.

        Of a notebook that ran, ``report`` tells besides what was found exercise by exercise.
        """
        path = self.get_argument("path", None) or (self.get_json_body() or {}).get("path", "")
        notebook = self._inside_root(path)
        answer: dict[str, object]
        try:
            async with self.settings[_THROTTLE].turn():
                check = SelfCheck(config=self.load_config())
                findings, report = await asyncio.to_thread(check.check, str(notebook))
            answer = {"success": True, "value": findings}
            if report is not None:
                answer["report"] = report.as_json()
        except AutograderError as error:
            answer = {"success": False, "value": str(error)}
        except Exception:
            self.log.exception("The self-check of %s failed", notebook)
            answer = {
                "success": False,
                "value": t(
                    fr="La vérification a échoué. Signalez-le à votre formateur : le journal du "
                    "serveur en donne la raison.",
                    en="The check failed. Tell your trainer: the server's log has the reason.",
                ),
            }
        self.finish(json.dumps(answer))

    def _inside_root(self, path: str) -> Path:
        root = Path(self.root_dir).resolve()
        notebook = (root / path).resolve()
        if not notebook.is_relative_to(root):
            raise web.HTTPError(403, "This notebook is outside the folder of the server.")
        if notebook.suffix != ".ipynb" or not notebook.is_file():
            raise web.HTTPError(404, "This notebook does not exist.")
        return notebook


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograder.plugin.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Register the handlers with a Jupyter server."""
    application = server.web_app
    base_url = application.settings["base_url"]
    application.settings["root_dir"] = server.root_dir
    application.settings[_THROTTLE] = Throttle(SelfCheck(config=server.config).pause_s)
    application.add_handlers(
        ".*$",
        [
            (url_path_join(base_url, "/assignments/validate"), SelfCheckHandler),
            (url_path_join(base_url, "/nbgrader_version"), NbGraderVersionHandler),
        ],
    )
