"""The modules that an author chooses by a name or a path."""

from dataclasses import dataclass, field
from pathlib import Path

from campus5g import places
from campus5g.authoring.catalogue import COURSE_FILE, LAB_FILE, Module, catalogue, find_module
from campus5g.courseware.page.manifest import MANIFEST_FILE
from campus5g.manifest import ManifestError


@dataclass(frozen=True)
class Chosen:
    """Modules, and the folders of courses that are chosen as a whole."""

    modules: list[Module]
    courses: list[Path] = field(default_factory=list)


def chosen_modules(name: str | None = None) -> Chosen:
    """Return the chosen modules.

    Args:
        name: a folder, of a module, a lab, a course, courses or labs; or the id of a module of
            the house; the whole house if not given.

    Raises:
        ManifestError: none was found, or a manifest can't be read.
    """
    if name is None:
        return Chosen(catalogue(), [places.COURSES])
    folder = Path(name).resolve()
    if not folder.is_dir():
        return Chosen([find_module(name)])
    known = _catalogue_around(folder)
    modules = [module for module in known if module.folder.resolve().is_relative_to(folder)]
    if not modules:
        raise ManifestError(
            f"{name} holds neither a module of a course nor a lab.",
            f"Name a folder that does; a module must be listed in its {COURSE_FILE}.",
        )
    return Chosen(modules, [folder] if any(folder.glob(f"*/{COURSE_FILE}")) else [])


def _catalogue_around(folder: Path) -> list[Module]:
    """Return the courses and labs that a folder is part of, or holds."""
    nothing = folder / "none"
    if (folder / MANIFEST_FILE).exists():
        return catalogue(folder.parents[1], nothing)
    if (folder / COURSE_FILE).exists():
        return catalogue(folder.parent, nothing)
    if (folder / LAB_FILE).exists():
        return catalogue(nothing, folder.parent)
    return catalogue(folder, folder)
