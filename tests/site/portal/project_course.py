"""A catalogue in which the small site's module belongs to a course with a project file."""

from pathlib import Path

import pytest
import yaml
from nbgrader.api import Gradebook
from returned_work import COHORT, HANDED_IN, LEARNER, MODULE

from campus5g import places
from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.cohorts.gradebook_file import make_gradebook
from campus5g.courseware.progress import Progress
from campus5g.site.folders import SiteFolders

PARTS = Path(__file__).parents[2] / "courseware" / "project_file" / "parts.yaml"
RISK = "risque"
LINES = [
    *("besoin vérifiable", "choix justifié", "architecture et licence", "budget"),
    *(RISK, "règles d’arrêt", "preuve", "écriture"),
]


def use_project_course(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have the course essentials ask for a project file in its first module.

    The module has two items for it: the file, by a rubric of eight lines, and its defence.
    """
    source = places.COURSES / "essentials"
    course = folder / "courses" / "essentials"
    course.mkdir(parents=True)
    described = yaml.safe_load((source / "course.yaml").read_text(encoding="utf-8"))
    parts = yaml.safe_load(PARTS.read_text(encoding="utf-8"))
    described["project_file"] = [{**part, "module": "why-5g"} for part in parts]
    _write(course / "course.yaml", described)
    for module in source.iterdir():
        if module.is_dir() and module.name != "why-5g":
            (course / module.name).symlink_to(module)
    (course / "why-5g").mkdir()
    manifest = yaml.safe_load((source / "why-5g" / "module.yaml").read_text(encoding="utf-8"))
    objective = manifest["objectives"][0]["id"]
    anchors = [{"points": n, "fr": f"repère {n}", "en": f"anchor {n}"} for n in (1, 2, 3, 4)]
    manifest["items"] += [
        {
            "id": "project-file",
            "points": 32,
            "kind": "manual",
            "objective": objective,
            "title": {"fr": "Le dossier", "en": "The file"},
            "rubric": [
                {"points": 4, "fr": line, "en": line, "anchors": anchors, "required": line == RISK}
                for line in LINES
            ],
        },
        {
            "id": "defence",
            "points": 4,
            "kind": "manual",
            "objective": objective,
            "title": {"fr": "La soutenance", "en": "The defence"},
            "rubric": [{"points": 4, "fr": "répond", "en": "answers"}],
        },
    ]
    _write(course / "why-5g" / "module.yaml", manifest)
    monkeypatch.setattr(catalogue, "__defaults__", (folder / "courses", places.LABS))


def write(folders: SiteFolders, text: str = "La 5G est sûre.", learner: str = LEARNER) -> None:
    """Have a learner write a field of the file."""
    Progress(MODULE, learner, folders.progress).responded("complaint", f'"{text}"', "field")


def graded_file(folders: SiteFolders) -> None:
    """Leave a submission with the file and its defence to mark, as nbgrader does."""
    course = folders.cohorts / COHORT
    (course / "autograded" / LEARNER / MODULE).mkdir(parents=True)
    file = course / "gradebook.db"
    make_gradebook(file)
    with Gradebook(f"sqlite:///{file}") as gradebook:
        gradebook.add_assignment(MODULE)
        gradebook.add_notebook(MODULE, MODULE)
        for name, points in (("project-file", 32), ("defence", 4)):
            gradebook.add_grade_cell(name, MODULE, MODULE, max_score=points, cell_type="markdown")
            gradebook.add_solution_cell(name, MODULE, MODULE)
        gradebook.add_student(LEARNER)
        submission = gradebook.add_submission(
            MODULE, LEARNER, timestamp=HANDED_IN.replace(tzinfo=None)
        )
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.needs_manual_grade = True
        gradebook.db.commit()


def _write(file: Path, values: object) -> None:
    file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
