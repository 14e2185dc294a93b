"""How Voilà serves module pages: the template, its variables, and how failures are shown."""

import logging
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from campus5g.courseware.page.content import page_content
from campus5g.courseware.page.manifest import load_page_manifest
from campus5g.courseware.page.other_language import other_language
from campus5g.errors import CampusError
from campus5g.language import translator
from campus5g.look import BASE_FILE, TOKENS_FILE

TEMPLATE = "campus5g"

# Goes before the folders that Jupyter's programs look for their own data in (JUPYTER_PATH).
JUPYTER_DATA = Path(__file__).parent / "jupyter"

# All that a page needs of JupyterLab's extensions: widgets and plots.
_LAB_EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
    "jupyterlab-plotly",
]

# Formulas stay in TeX, as everywhere in the campus.
_NOT_WANTED = ["@jupyterlab/mathjax-extension:plugin"]

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
    voila.extension_allowlist = _LAB_EXTENSIONS
    # Pictures are within the page; no other file of a learner is anybody's business.
    voila.file_allowlist = []
    voila.prelaunch_hook = lay_out
    voila.page_config_hook = without_what_is_fetched
    voila.resources = {
        TEMPLATE: {
            "look": "".join(file.read_text("utf-8") for file in (TOKENS_FILE, BASE_FILE)),
            "translator": translator,
            "note_failure": note_failure,
            "changes": changes,
            "home": home,
        }
    }
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
    other = other_language(root, folder, content.language)
    data = content.as_data()
    course = _course_of(handler, cwd)
    data |= {
        "previous": _open_neighbour(handler, folder, course, data["previous"]),
        "next": _open_neighbour(handler, folder, course, data["next"]),
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
    from nbgrader.exchange.default.exchange import Exchange

    exchange = Path(Exchange(config=handler.config).root)
    return (exchange / course / "outbound" / module).is_dir()


def without_what_is_fetched(page_config: dict[str, Any], **_surroundings: Any) -> dict[str, Any]:
    """Disable what would ask other machines (Voilà's ``page_config_hook``)."""
    # Without an address Voilà takes the MathJax that it brings along, which is disabled here.
    page_config["fullMathjaxUrl"] = page_config["mathjaxConfig"] = None
    page_config["disabledExtensions"] = [*page_config.get("disabledExtensions", []), *_NOT_WANTED]
    return page_config


def note_failure(module: str, index: int, output: NotebookNode) -> str:
    """Log why an activity failed; nothing of it goes to the page."""
    reason = "\n".join(output.get("traceback", [])) or output.get("evalue", "")
    _log.error("Cell %s of %s failed: %s\n%s", index, module, output.get("ename"), reason)
    return ""
