"""The pages of the house's modules from one server: a module is released once, a page a copy."""

import multiprocessing
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE
from urllib.parse import urlsplit, urlunsplit

from running_program import running

from campus5g.authoring.preview.preview import release_alone
from campus5g.courseware.editions import EDITIONS
from campus5g.language import Language
from campus5g.places import COURSES

_SERVER = Path(__file__).with_name("served_modules.py")


class HousePages:
    """Serves pages on which nothing has been answered yet, one for each time that one is asked for.

    Args:
        folder: an empty one for what is released and served.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._data = folder, folder / "data"
        self._pages = folder / "pages"
        self._pages.mkdir()
        self._running = ExitStack()
        # In a process of its own: nbgrader changes the folder of the process it works in.
        self._releaser = self._running.enter_context(
            ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"))
        )
        server = self._running.enter_context(
            running(
                [sys.executable, str(_SERVER), str(self._pages)],
                stdout=PIPE,
                text=True,
                env={**os.environ, "CAMPUS5G_DATA": str(self._data)},
            )
        )
        assert server.stdout is not None
        self._address = urlsplit(server.stdout.readline().strip())

    def address(self, module: str, language: Language) -> str:
        """Return the address of a new page of a module; it leads to the other language."""
        course = self._folder / "released" / module
        if not course.exists():
            self._releaser.submit(release_alone, module, "fr", COURSES, course).result()
        # What was predicted on the page before.
        shutil.rmtree(self._data / "progress", ignore_errors=True)
        page = self._pages / f"{len(list(self._pages.iterdir()))}"
        shutil.copytree(course / "release", page / "fr")
        shutil.copytree(course / EDITIONS / "en", page / "en")
        path = f"/voila/render/{page.name}/{language}/{module}/{module}.ipynb"
        return urlunsplit(self._address._replace(path=path))

    def close(self) -> None:
        """End the server."""
        self._running.close()
