"""A module as learners see it, opened from its source and shown again when the author saves."""

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from campus5g.authoring.catalogue import MATERIAL, Module, catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.glossary import glossary_file
from campus5g.authoring.preview.file_changes import FileChanges
from campus5g.authoring.preview.page_server import PageServer
from campus5g.courseware.editions import EDITIONS
from campus5g.draw import DRAW_VARIABLE, Draw
from campus5g.errors import CampusError
from campus5g.language import LANGUAGES, Language

_AUTHOR = "author"


class PreviewError(CampusError):
    """A module that can't be shown."""


def preview(
    name: str,
    language: Language,
    courses: Path,
    *,
    port: int = 0,
    open_browser: bool = True,
    draw: str = "preview",
    tell: Callable[[str], None] = print,
) -> None:
    """Show a module until Ctrl-C, and again whenever a file of it changes.

    Args:
        name: id of an awareness module.
        language: the language to show first; the page leads to the other one.
        courses: the folder of courses that has it.
        port: on the loopback address; any free one for 0.
        open_browser: show the page in a browser.
        draw: the name of a draw for authors; another name is another paper and order.
        tell: takes the page's address, and the problems of a saved module.

    Raises:
        CampusError: the module does not exist, or can't be released as it is.
    """
    module = find_module(name, catalogue(courses))
    if module.course is None:
        raise PreviewError(f"{name} is a lab: it has no page.", "Open its notebook in JupyterLab.")
    # For the kernels of the pages.
    os.environ[DRAW_VARIABLE] = Draw.named(draw).seed.hex()
    with tempfile.TemporaryDirectory(prefix="campus5g-preview-") as temporary, _releaser() as pool:
        course, pages = Path(temporary, "course"), Path(temporary, "pages")

        def renew() -> None:
            pool.submit(release_alone, name, language, courses, course).result()

        def follow(changes: FileChanges) -> None:
            for _ in changes:
                try:
                    renew()
                except CampusError as error:
                    tell(str(error))
                else:
                    server.show_again()

        renew()
        pages.mkdir()
        for each in LANGUAGES:
            edition = "release" if each == language else f"{EDITIONS}/{each}"
            (pages / each).symlink_to(course / edition)
        server = PageServer(pages, f"{language}/{name}", port, open_browser=open_browser)
        with FileChanges(_watched(module)) as changes:
            following = threading.Thread(target=follow, args=(changes,))
            following.start()
            server.run(tell)
        following.join()


def release_alone(name: str, language: Language, courses: Path, folder: Path) -> None:
    """Release a module to a cohort of its own in a folder, or release it again.

    Raises:
        CampusError: the module does not exist, or can't be released as it is.
    """
    cohort = Cohort(
        id="preview",
        title="Preview",
        language=language,
        trainer=_AUTHOR,
        learners=[_AUTHOR],
        modules=[name],
    )
    build(cohort, folder, catalogue(courses))
    release(folder, name, folder / "exchange")


def _releaser() -> ProcessPoolExecutor:
    """Return a process that releases: nbgrader changes the folder of the process it works in."""
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        # Ctrl-C goes to all; it ends the server, and the server ends this.
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )


def _watched(module: Module) -> list[Path]:
    """Return the folders whose files make the page: the module's, and the glossary's."""
    material = [module.folder / name for name in MATERIAL if (module.folder / name).is_dir()]
    return [module.folder, glossary_file(module).parent, *material]
