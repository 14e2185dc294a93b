"""The scene on its way to learners: what opens a module's page, and a lab's notebook."""

from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.language import LANGUAGES, Language
from campus5g.scenes.drawing import svg_file
from campus5g.scenes.scene import SCENE_FILE, Scene, load_scene

PICTURE = Path("images/scene.svg")
"""The scene beside a lab's notebook, which shows it."""


def scene_files(module: Module) -> dict[Path, bytes]:
    """Return what is handed out of a module's scene, by relative path; nothing without one.

    A page draws the scene itself, in the reader's language; a notebook shows a picture.

    Raises:
        ManifestError: the scene can't be read.
    """
    scene = load_scene(module.folder)
    if scene is None:
        return {}
    if module.course:
        return {Path(SCENE_FILE): (module.folder / SCENE_FILE).read_bytes()}
    return {PICTURE: svg_file(scene).encode()}


def with_picture(notebook: NotebookNode, scene: Scene) -> NotebookNode:
    """Return a lab's notebook with its scene below the title, described in both languages."""
    opened = deepcopy(notebook)
    for language in LANGUAGES:
        cell = _title_cell(opened, language)
        if cell is not None:
            title, _, rest = cell.source.partition("\n")
            picture = f"![{getattr(scene.shows, language)}]({PICTURE.as_posix()})"
            cell.source = f"{title}\n\n{picture}\n\n{rest.lstrip(chr(10))}".rstrip("\n")
    return opened


def _title_cell(notebook: NotebookNode, language: Language) -> NotebookNode | None:
    tag = f"lang-{language}"
    for cell in notebook.cells:
        if cell.source.startswith("# ") and tag in cell.metadata.get("tags", []):
            found: NotebookNode = cell
            return found
    return None
