"""A course with a project file, and its pages as they are released to a learner."""

from pathlib import Path
from typing import Any

import yaml

from campus5g.authoring.catalogue import CourseManifest, project_file_of
from campus5g.authoring.page_manifest import as_yaml
from campus5g.courseware.page.file_parts import FileField, FilePart
from campus5g.courseware.page.manifest import Objective, PageManifest
from campus5g.manifest import Text

_TEXT = {"fr": "Un projet", "en": "A project"}
MODULES = [
    *("needs", "choosing-connectivity", "architecture-and-spectrum"),
    *("business-case", "roadmap", "assessment"),
]


def course(**changed: Any) -> CourseManifest:
    """The course, or one whose manifest says something else."""
    parts = yaml.safe_load(Path(__file__).with_name("parts.yaml").read_text(encoding="utf-8"))
    described = {
        "id": "harbour",
        "title": _TEXT,
        "summary": _TEXT,
        "modules": MODULES,
        "project_file": parts,
    }
    return CourseManifest.model_validate({**described, **changed})


def parts() -> list[FilePart]:
    """The parts, each with its module's id in the catalogue."""
    return project_file_of(course())


def field(name: str) -> FileField:
    """One field of the file."""
    return next(field for part in parts() for field in part.fields if field.id == name)


def release(folder: Path, module: str) -> Path:
    """Write what is released beside a module's notebook; return the folder."""
    here = folder / module
    here.mkdir(exist_ok=True)
    page = PageManifest(
        id=f"harbour-{module}",
        course=Text(fr="Un projet", en="A project"),
        title=Text(fr=module, en=module),
        summary=Text(fr=module, en=module),
        minutes=60,
        objectives=[Objective(id="one", fr="Faire", en="Do")],
        file=parts(),
    )
    (here / "module.yaml").write_text(as_yaml(page), encoding="utf-8")
    return here
