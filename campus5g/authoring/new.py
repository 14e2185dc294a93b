"""A new module, lab or course: a skeleton that can be taught as it is, to be written over."""

import re
import shutil
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from campus5g.authoring.catalogue import COURSE_FILE, CourseManifest, Module
from campus5g.authoring.glossary import GLOSSARY_FILE
from campus5g.errors import CampusError
from campus5g.manifest import Slug, load_manifest, manifest_text
from campus5g.scenes.scene import SCENE_FILE

_SKELETONS = Path(__file__).with_name("skeletons")
_NOTEBOOK = "notebook.ipynb"

# The word that the skeleton marks, for a folder of courses that has no glossary yet.
_FIRST_WORDS = {
    "latency": {
        "word": {"fr": "latence", "en": "latency"},
        "meaning": {
            "fr": "Le temps qu’un message met à arriver.",
            "en": "The time a message takes to arrive.",
        },
    }
}

_FIRST_MODULE = "first-module"

# One line of a question in the skeleton's quiz.
_RECALLING = "recalls: {} # an earlier module that this question comes back to"
_NOTHING_TO_RECALL = "# recalls: an earlier module that this question comes back to"
_MODULES = re.compile(
    r"^modules:[ \t]*\[(?P<inline>[^\]]*)\]|^modules:[^\n]*\n(?P<block>(?:[ \t]*- .*\n?)+)",
    re.MULTILINE,
)


class NewModuleError(CampusError):
    """A name that can't be used."""


def new_module(name: str, courses: Path) -> Path:
    """Create a module at the end of a course; return its folder.

    Args:
        name: course and module, as ``essentials/antennas``.
        courses: the folder of courses.

    Raises:
        NewModuleError: the name is not allowed, the course does not exist, or the module does.
        ManifestError: the course's manifest can't be read.
    """
    course, slash, module = name.partition("/")
    if not slash:
        raise NewModuleError(
            f"{name} does not say which course the module is for.",
            f"Write course and module: campus5g new module essentials/{name}",
        )
    file = courses / _slug(course) / COURSE_FILE
    if not file.exists():
        raise NewModuleError(
            f"The course {course} does not exist in {courses}.",
            f"Create it first: campus5g new course {course}",
        )
    folder = _free(file.parent / _slug(module))
    before = load_manifest(file, CourseManifest).modules
    listed = _with_module(file.read_text(encoding="utf-8"), module)
    _write_module(folder, course, _RECALLING.format(before[-1]))
    file.write_text(listed, encoding="utf-8")
    return folder


def new_lab(name: str, labs: Path) -> Path:
    """Create a lab; return its folder.

    Raises:
        NewModuleError: the name is not allowed, or taken.
    """
    folder = _free(labs / _slug(name))
    _fill(folder, "lab", {"LAB_ID": name, "TITLE": _title(name)})
    return folder


def new_course(name: str, courses: Path) -> Path:
    """Create a course with a first module, and a glossary if missing; return its folder.

    Raises:
        NewModuleError: the name is not allowed, or taken.
    """
    folder = _free(courses / _slug(name))
    _fill(
        folder,
        "course",
        {"COURSE_ID": name, "MODULE_ID": _FIRST_MODULE, "TITLE": _title(name)},
    )
    _write_module(folder / _FIRST_MODULE, name, _NOTHING_TO_RECALL)
    return folder


def new_scene(module: Module) -> Path:
    """Create the scene of a module or a lab; return its file.

    Raises:
        NewModuleError: it has one already.
    """
    file = module.folder / SCENE_FILE
    if file.exists():
        raise NewModuleError(f"{file} already exists.", "Change it: campus5g look shows it.")
    shutil.copyfile(_SKELETONS / "scene" / SCENE_FILE, file)
    return file


def _write_module(folder: Path, course: str, recalls: str) -> None:
    words = {
        "RECALLS": recalls,
        "QUIZ_ID": f"{course}-{folder.name}",
        "MODULE_ID": folder.name,
        "TITLE": _title(folder.name),
    }
    _fill(folder, "module", words)
    glossary = folder.parents[1] / GLOSSARY_FILE
    if not glossary.exists():
        text = manifest_text(_FIRST_WORDS)
        glossary.write_text(text, encoding="utf-8")


def _slug(name: str) -> str:
    try:
        return TypeAdapter(Slug).validate_python(name)
    except ValidationError as error:
        raise NewModuleError(
            f"{name or 'Nothing'} can't be the name of a folder that is taught.",
            "Use lower-case letters, digits and hyphens, starting with a letter: port-watch.",
        ) from error


def _free(folder: Path) -> Path:
    if folder.exists():
        raise NewModuleError(f"{folder} already exists.", "Choose another name.")
    return folder


def _fill(folder: Path, skeleton: str, words: dict[str, str]) -> None:
    """Copy a skeleton with its placeholders filled in."""
    shutil.copytree(_SKELETONS / skeleton, folder)
    if (folder / _NOTEBOOK).exists():
        (folder / _NOTEBOOK).rename(folder / f"{folder.name}.ipynb")
    for file in [entry for entry in folder.rglob("*") if entry.is_file()]:
        text = file.read_text(encoding="utf-8")
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        file.write_text(text, encoding="utf-8")


def _with_module(course: str, module: str) -> str:
    """Return a course's manifest with a module at the end of its list, comments as they are."""
    match = _MODULES.search(course)
    if match is None:
        raise NewModuleError(
            f"{COURSE_FILE} has a list of modules in a form that can't be added to.",
            "Write it as modules: [one, two]",
        )
    if match["inline"] is not None:
        at = match.end("inline")
        return f"{course[:at].rstrip().rstrip(',')}, {module}{course[at:]}"
    block = match["block"].rstrip("\n")
    indent = block[: block.index("-")]
    at = match.start("block") + len(block)
    return f"{course[:at]}\n{indent}- {module}{course[at:]}"


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
