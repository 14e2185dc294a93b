"""Tells the portal what this server's learner does, where the site has it so.

A Jupyter server extension: the site reads no file of a learner's home then.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from campus5g.courseware.progress import Progress
from campus5g.kit.starting.booked import PORTAL


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Jupyter asks for it; all that there is to do is done in the running loop."""


async def _start_jupyter_server_extension(server: Any) -> None:
    from campus5g.site.progress.sending import Sender

    sender = Sender(
        Progress("", os.environ["JUPYTERHUB_USER"]).file,
        Path(server.root_dir),
        os.environ[PORTAL],
        os.environ["JUPYTERHUB_API_TOKEN"],
        server.log,
    )
    # The application holds it: a task that nobody holds may vanish.
    server.web_app.settings["campus5g_progress"] = asyncio.create_task(sender.run())
