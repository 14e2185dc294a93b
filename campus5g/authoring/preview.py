"""A module as learners see it, opened from its source and shown again when the author saves."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohort import MATERIAL, Cohort, build, release
from campus5g.authoring.file_changes import FileChanges
from campus5g.authoring.glossary import glossary_file
from campus5g.authoring.page_server import PageServer
from campus5g.errors import CampusError
from campus5g.language import Language

_AUTHOR = "author"


class PreviewError(CampusError):
    """A module that can't be shown."""


class Released:
    """A module released to a temporary cohort of its own, again and again."""

    def __init__(self, module: Module, language: Language, folder: Path) -> None:
        if module.course is None:
            raise PreviewError(
                f"{module.id} is a lab: it has no page.", "Open its notebook in JupyterLab."
            )
        self.module = module
        self._cohort = Cohort(
            id="preview",
            title="Preview",
            language=language,
            trainer=_AUTHOR,
            learners=[_AUTHOR],
            modules=[module.id],
        )
        self._course = folder / "course"
        self._exchange = folder / "exchange"

    @property
    def pages(self) -> Path:
        """The folder that holds the released module's folder."""
        return self._course / "release"

    def renew(self) -> None:
        """Build and release what the author has saved.

        Raises:
            CampusError: it can't be released as it is.
        """
        build(self._cohort, self._course, [self.module])
        release(self._course, self.module.id, self._exchange)


def preview(
    module: Module,
    language: Language,
    *,
    port: int = 0,
    open_browser: bool = True,
    tell: Callable[[str], None] = print,
) -> None:
    """Show a module until Ctrl-C, and again whenever a file of it changes.

    Args:
        module: an awareness module.
        language: the language to show.
        port: on the loopback address; any free one for 0.
        open_browser: show the page in a browser.
        tell: takes the page's address, and what is wrong with what was saved.

    Raises:
        CampusError: the module can't be released as it is.
    """
    with tempfile.TemporaryDirectory(prefix="campus5g-preview-") as temporary:
        released = Released(module, language, Path(temporary))
        released.renew()
        server = PageServer(released.pages, module.id, port, open_browser=open_browser)

        def follow(changes: FileChanges) -> None:
            for _ in changes:
                try:
                    released.renew()
                except CampusError as error:
                    tell(f"{error.problem} {error.remedy}")
                else:
                    server.show_again()

        with FileChanges(_watched(module)) as changes:
            following = threading.Thread(target=follow, args=(changes,))
            following.start()
            tell(server.address)
            server.run()
        following.join()


def _watched(module: Module) -> list[Path]:
    """Return the folders whose files make the page: the module's, and the glossary's."""
    material = [module.folder / name for name in MATERIAL if (module.folder / name).is_dir()]
    return [module.folder, glossary_file(module).parent, *material]
