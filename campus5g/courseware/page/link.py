"""The link between a page and its notebook: `begin`, the first call of a module."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.page.answers import keep_answer
from campus5g.courseware.page.manifest import load_page_manifest
from campus5g.courseware.progress import Progress
from campus5g.kit.starting.private import this_learner
from campus5g.manifest import ManifestError


class PageLink(anywidget.AnyWidget):
    """Shows nothing itself; passes on what the page reports of its reader."""

    _esm = Path(__file__).parent / "link.js"

    seen = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, notebook: Path, seen: list[str], record: Callable[[str], None]) -> None:
        """Connect a page with its notebook's file.

        Args:
            notebook: the released notebook, which takes the written answers.
            seen: the parts read before.
            record: called with each part read from now on.
        """
        super().__init__(seen=seen)
        self._notebook = notebook
        self._record = record
        self.on_msg(self._take)

    def _take(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        if "seen" in message:
            self._record(str(message["seen"]))
        elif "answer" in message:
            keep_answer(self._notebook, str(message["answer"]), str(message["text"]))
            self.send(message)


def begin() -> PageLink | None:
    """Connect the learner's page with the notebook behind it.

    Returns None if no page was released with the notebook, as while it is written or tested.
    """
    folder = Path.cwd()
    try:
        module = load_page_manifest(folder).id
    except ManifestError:
        return None
    progress = Progress(module, this_learner())
    return PageLink(folder / f"{module}.ipynb", progress.resume().seen, progress.seen)
