"""How Voilà serves module pages: the template, its variables, and how failures are shown."""

import logging
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from campus5g.courseware.editions import has_editions
from campus5g.courseware.page.content import page_content
from campus5g.courseware.page.manifest import load_page_manifest
from campus5g.courseware.page.other_language import in_other_edition, other_language
from campus5g.errors import CampusError
from campus5g.language import translator
from campus5g.look import BASE_FILE, TOKENS_FILE
from campus5g.scenes.drawing import tones

TEMPLATE = "campus5g"

# Goes before the folders that Jupyter's programs look for their own data in (JUPYTER_PATH).
JUPYTER_DATA = Path(__file__).parent / "jupyter"

# What a learner did is recorded as it happens: a page that opens again resumes without its kernel.
_LEFT_PAGE_S = 10 * 60
# What a lab has in memory is worked out again, cell by cell.
_LEFT_LAB_S = 60 * 60

_log = logging.getLogger(__name__)


def jupyter_path(*others: str | os.PathLike[str]) -> str:
    """Return the value of ``JUPYTER_PATH`` with which a Jupyter server finds the template."""
    return os.pathsep.join(str(folder) for folder in (JUPYTER_DATA, *others))


def configure_pages(c: Any, *, keep_warm: bool = True, changes: str = "", home: str = "") -> None:
    """Let a Jupyter server show modules at ``voila/render/<assignment>/<assignment>.ipynb``.

    Args:
        c: the configuration of the server.
        keep_warm: keep a kernel ready, so that the next page's activities are there at once.
        changes: path on the server that responds when pages must be reloaded; unused if empty.
        home: address of the learner's home page, to go back to; unused if empty.
    """
    c.ServerApp.kernel_manager_class = "campus5g.courseware.page.warm_kernels.WarmKernelManager"
    c.WarmKernelManager.keep_warm = keep_warm
    # What is open in a browser or runs a cell keeps its kernel; what was left gives memory back.
    c.WarmKernelManager.cull_idle_timeout = _LEFT_PAGE_S
    c.WarmKernelManager.cull_idle_lab_timeout = _LEFT_LAB_S
    c.WarmKernelManager.cull_busy = False
    c.WarmKernelManager.cull_interval = _LEFT_PAGE_S // 5
    c.WarmKernelManager.cull_connected = False
    voila = c.VoilaConfiguration
    voila.template = TEMPLATE
    voila.allow_template_override = "NO"
    voila.allow_theme_override = "NO"
    # Pictures are within the page; no other file of a learner is anybody's business.
    voila.file_allowlist = []
    voila.prelaunch_hook = lay_out
    voila.resources = {
        TEMPLATE: {
            "look": "".join(file.read_text("utf-8") for file in (TOKENS_FILE, BASE_FILE)) + tones(),
            "translator": translator,
            "note_failure": note_failure,
            "changes": changes,
            "home": home,
        }
    }
    c.ServerApp.jinja_template_vars = {"home": home}
    # One failing activity leaves the others alone; the template tells it, the log has its reason.
    c.VoilaExecutor.allow_errors = True
    voila.show_tracebacks = True


def lay_out(handler: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
    """Put what the template shows into a notebook's metadata (Voilà's ``prelaunch_hook``)."""
    from tornado.web import HTTPError

    # Asked for, it goes to the browser as a cookie: by it a page that is left ends its kernel.
    _ = handler.xsrf_token
    root = Path(handler.contents_manager.root_dir)
    folder = root / cwd.strip("/")
    try:
        content = page_content(notebook, load_page_manifest(folder), folder)
    except CampusError as error:
        _log.warning("No page for %s: %s", folder, error.problem)
        raise HTTPError(404) from error
    data = content.as_data()
    course = _course_of(handler, cwd)
    home = handler.voila_configuration.resources[TEMPLATE]["home"] if course else ""
    other = (
        in_other_edition(f"{home}open/{course}/{folder.name}", content.language)
        if home and has_editions(_exchange(handler), course, folder.name)
        else other_language(root, folder, content.language)
    )
    data |= {
        "previous": _open_neighbour(handler, folder, course, data["previous"]),
        "next": _first_open(handler, folder, course, [data["next"], *data.pop("later")]),
        "hand_in_to": course,
        "other_language": asdict(other) if other else None,
    }
    notebook.metadata["page"] = from_dict(data)  # type: ignore[no-untyped-call]
    return notebook


def _course_of(handler: Any, cwd: str) -> str:
    """Return the nbgrader course that a module was fetched from; empty if it can't be handed in.

    nbgrader lays fetched modules in ``<course>/<assignment>/`` of a learner's files.
    """
    *_, course, _assignment = ["", "", *cwd.strip("/").split("/")]
    return course if "assignment_list_manager" in handler.settings else ""


def _first_open(
    handler: Any, folder: Path, course: str, neighbours: list[dict[str, Any] | None]
) -> dict[str, Any] | None:
    """Return the first of some neighbours that is handed out, with its address; None without."""
    found = (_open_neighbour(handler, folder, course, each) for each in neighbours)
    return next((each for each in found if each is not None), None)


def _open_neighbour(
    handler: Any, folder: Path, course: str, neighbour: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Return a neighbour of a module with its address; None while it is not handed out."""
    if neighbour is None:
        return None
    module = neighbour["id"]
    home = handler.voila_configuration.resources[TEMPLATE]["home"] if course else ""
    here = (folder.parent / module / f"{module}.ipynb").exists()
    if not (here or (home and _is_released(handler, course, module))):
        return None
    # The portal's way in fetches a module that is not there yet.
    address = f"{home}open/{course}/{module}" if home else f"../{module}/{module}.ipynb"
    return {**neighbour, "href": address}


def _is_released(handler: Any, course: str, module: str) -> bool:
    return (_exchange(handler) / course / "outbound" / module).is_dir()


def _exchange(handler: Any) -> Path:
    from nbgrader.exchange.default.exchange import Exchange

    return Path(Exchange(config=handler.config).root)


def note_failure(module: str, index: int, output: NotebookNode) -> str:
    """Log why an activity failed; nothing of it goes to the page."""
    reason = "\n".join(output.get("traceback", [])) or output.get("evalue", "")
    _log.error("Cell %s of %s failed: %s\n%s", index, module, output.get("ename"), reason)
    return ""
