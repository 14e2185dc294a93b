"""What can be taught: the modules of courses and labs, as their manifests describe them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from campus5g import places
from campus5g.courseware.lab.dealing import CARD_PROGRAM, has_cards
from campus5g.courseware.page.file_parts import FilePart
from campus5g.courseware.page.manifest import (
    MANIFEST_FILE,
    Minutes,
    Objective,
    SheetRow,
    Source,
)
from campus5g.language import t
from campus5g.manifest import ManifestError, Part, Slug, Text, impossible, load_manifest
from campus5g.read_on_change import ReadOnChange
from campus5g.scenes.scene import SCENE_FILE, Ground

COURSE_FILE = "course.yaml"
LAB_FILE = "lab.yaml"
CASE_FILE = "case.py"
"""Makes a learner's case of their draw."""
SOLUTIONS_FILE = "solutions.py"
"""The answers that depend on the case; stays with the author."""
GRADERS_PROGRAMS = (CARD_PROGRAM, CASE_FILE, "choices.py")
"""What knows a learner's case: hidden tests import it, learners get the card that it deals."""
MATERIAL = ("data", "images")
"""The folders that are released beside a notebook and its Python modules."""

GradeId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$")]
PieceName = Annotated[str, Field(pattern=r"^(\{ue\}|[a-zA-Z0-9*._-]){1,64}$")]
Points = Annotated[float, Field(ge=0)]
Level = Literal["beginner", "intermediate", "advanced"]
Audience = Literal["operator", "maintenance", "logistics", "network", "manager"]


class Anchor(Text):
    """An answer as learners write it, or its gist, and the points that it is worth."""

    points: Annotated[float, Field(gt=0)]


class Criterion(Text):
    """One line of a rubric: a criterion and its points; ``anchors`` where a line has its own.

    ``objective`` is what the line tells about, where that is not the objective of its item. Who
    has no point on a line that is ``required`` has not achieved its objective, whatever the others
    earned: the work has to be done again.
    """

    points: Annotated[float, Field(gt=0)]
    objective: Slug | None = None
    required: bool = False
    anchors: list[Anchor] = Field(default_factory=list)


class Item(Part):
    """A graded item; its id is the nbgrader grade id of the cell that bears the points.

    An item without an objective is a quiz: each of its questions names its own. One of 0 points
    is shown to the trainer and counts for nothing. ``evidence`` lists the kept measurements that an
    automatic item stands on, by the names that the notebook gives to ``.keep(…)``; ``{ue}`` stands
    for each device of the kit, a star for anything. ``rubric`` and ``anchors`` are for who marks.
    """

    id: GradeId
    points: Points
    kind: Literal["automatic", "manual"]
    objective: Slug | None = None
    title: Text
    rubric: list[Criterion] = Field(default_factory=list)
    anchors: list[Anchor] = Field(default_factory=list)
    evidence: list[PieceName] = Field(default_factory=list)

    @property
    def tests_by_line(self) -> bool:
        """Whether lines of its rubric tell about objectives of their own."""
        return any(line.objective for line in self.rubric)

    @model_validator(mode="after")
    def _rubric_when_judged(self) -> Self:
        if self.kind == "automatic" and (self.rubric or self.anchors):
            raise impossible(
                f"Item {self.id} is graded automatically and has a rubric.",
                "Remove the rubric and its anchors, or set kind: manual.",
            )
        marked: list[Item | Criterion] = [self, *self.rubric]
        if any(anchor.points > each.points for each in marked for anchor in each.anchors):
            raise impossible(
                f"An anchor of item {self.id} is worth more than its {self.points:g} points, or "
                "than those of its line.",
                "Give it points up to the item's, or to the line's.",
            )
        if self.kind == "manual" and sum(line.points for line in self.rubric) != self.points:
            raise impossible(
                f"The rubric of item {self.id} does not add up to {self.points:g} points.",
                "Give it a rubric whose points add up to the item's.",
            )
        return self


class WrongSolution(Part):
    """A learner's plausible mistake: the worked answers, but for some answer cells.

    ``expected_points`` counts automatic items only.
    """

    why: Text
    cells: Annotated[dict[GradeId, str], Field(min_length=1)]
    expected_points: Annotated[float, Field(ge=0)]


class KitNeeds(Part):
    """What a kit must offer for the module: capture points and UEs by name, a robot, sensors.

    `robot` is one that follows velocities: a rosbridge robot. `sensors` are those of a machine.
    `intruder` is played by virtual kits.
    `graded_on` is what a notebook without evidence is graded on: nothing, or a fresh virtual
    kit, for labs whose answers do not depend on what the learner measured.
    """

    capture: list[Slug] = Field(default_factory=list)
    ues: list[Slug] = Field(default_factory=list)
    robot: bool = False
    intruder: bool = False
    sensors: bool = False
    graded_on: Literal["evidence", "evidence-or-fresh-kit"] = "evidence"


class ModuleManifest(Part):
    """``lab.yaml`` or ``module.yaml``: what a module teaches and how it is graded.

    ``after`` names labs that a lab builds on: the catalogue lists them first.
    """

    id: Slug
    title: Text
    summary: Text
    minutes: Minutes
    after: list[Slug] = Field(default_factory=list)
    objectives: Annotated[list[Objective], Field(min_length=1)]
    level: Level
    audience: Annotated[list[Audience], Field(min_length=1)]
    items: Annotated[list[Item], Field(min_length=1)]
    kit: KitNeeds | None = None
    sources: list[Source] = Field(default_factory=list)
    wrong: dict[Slug, WrongSolution] = Field(default_factory=dict)

    @property
    def points(self) -> float:
        """Points of all items."""
        return sum(item.points for item in self.items)

    @property
    def automatic_points(self) -> float:
        """Points of the automatic items."""
        return sum(item.points for item in self.items if item.kind == "automatic")

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        known = [objective.id for objective in self.objectives]
        _refuse_twins("objective", known)
        _refuse_twins("item", [item.id for item in self.items])
        for item in self.items:
            for objective in [item.objective, *(line.objective for line in item.rubric)]:
                if objective is not None and objective not in known:
                    raise impossible(
                        f"Item {item.id} tests objective {objective}, which is not listed.",
                        f"Use one of: {', '.join(known)}.",
                    )
        tested = {item.objective for item in self.items}
        tested |= {line.objective for item in self.items for line in item.rubric if line.objective}
        for objective in known:
            if objective not in tested and None not in tested:
                raise impossible(
                    f"No item tests objective {objective}.", "Add an item, or drop the objective."
                )
        for name, wrong in self.wrong.items():
            if wrong.expected_points > self.automatic_points:
                raise impossible(
                    f"Wrong solution {name} expects {wrong.expected_points:g} points of "
                    f"{self.automatic_points:g} automatic ones.",
                    "Count only what automatic items give.",
                )
        return self


class CourseManifest(Part):
    """``course.yaml``: an awareness course and the folders of its modules, in teaching order.

    ``after`` names courses that it builds on: the catalogue lists them first. ``ground`` is what
    its modules stand on in the map of the site. ``site_sheet``
    holds the rows of the learners' site sheet, and ``project_file`` the parts of their project
    file, each with the folder of its module.
    """

    id: Slug
    title: Text
    summary: Text
    modules: Annotated[list[Slug], Field(min_length=1)]
    after: list[Slug] = Field(default_factory=list)
    ground: Ground = "yard"
    site_sheet: list[SheetRow] = Field(default_factory=list)
    project_file: list[FilePart] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        _refuse_twins("module", self.modules)
        _refuse_twins("row of the site sheet", [row.id for row in self.site_sheet])
        for row in self.site_sheet:
            self._refuse_stranger(f"row {row.id} of the site sheet", row.module)
        _refuse_twins("part of the project file", [part.id for part in self.project_file])
        _refuse_twins(
            "field of the project file",
            [field.id for part in self.project_file for field in part.fields],
        )
        for part in self.project_file:
            self._refuse_stranger(f"part {part.id} of the project file", part.module)
        return self

    def _refuse_stranger(self, thing: str, module: str) -> None:
        if module not in self.modules:
            raise impossible(
                f"The {thing} belongs to {module}, which is not a module of the course.",
                f"Use one of: {', '.join(self.modules)}.",
            )


@dataclass(frozen=True)
class Module:
    """A module of the catalogue and its folder.

    ``id`` is unique in Campus 5G and names the module's nbgrader assignment: a lab's own
    id, or course and module (``essentials-why-5g``).
    """

    id: str
    manifest: ModuleManifest
    folder: Path
    course: CourseManifest | None = None

    @property
    def kind(self) -> Literal["lab", "awareness"]:
        """A lab shows its code, an awareness module is shown as an app."""
        return "awareness" if self.course else "lab"

    @property
    def manifest_file(self) -> Path:
        """The file that describes it."""
        return self.folder / (MANIFEST_FILE if self.course else LAB_FILE)

    @property
    def notebook(self) -> Path:
        """The bilingual source notebook."""
        return self.folder / f"{self.manifest.id}.ipynb"

    @property
    def has_scene(self) -> bool:
        """Whether a drawing opens it."""
        return (self.folder / SCENE_FILE).is_file()

    @property
    def programs(self) -> list[Path]:
        """The Python modules beside the notebook, but for the worked answers."""
        return sorted(each for each in self.folder.glob("*.py") if each.name != SOLUTIONS_FILE)

    @property
    def graders_programs(self) -> list[Path]:
        """The Python modules that hidden tests import and learners never get."""
        if not has_cards(self.folder):
            return []
        return [file for file in self.programs if file.name in GRADERS_PROGRAMS]

    @property
    def released_programs(self) -> list[Path]:
        """The Python modules that are released beside the notebook."""
        return [file for file in self.programs if file not in self.graders_programs]


def catalogue(courses: Path = places.COURSES, labs: Path = places.LABS) -> list[Module]:
    """Return all modules in teaching order: course by course, then the labs from easy to hard.

    Courses and labs come after those that they build on, as far as these are there.

    Raises:
        ManifestError: a manifest can't be read, contradicts itself, or its id is not the
            name of its folder; or two modules have the same id, or come after each other.
    """
    modules = [*_course_modules(courses), *_labs(labs)]
    for name, count in Counter(module.id for module in modules).items():
        if count > 1:
            raise ManifestError(f"{count} modules are called {name}.", "Rename all but one.")
    return modules


def find_module(name: str, among: Iterable[Module] | None = None) -> Module:
    """Return the module with an id.

    Args:
        name: the module's id, as ``Module.id``.
        among: where to look; the catalogue of Campus 5G if not given.

    Raises:
        ManifestError: the module does not exist.
    """
    modules = {module.id: module for module in (catalogue() if among is None else among)}
    if name in modules:
        return modules[name]
    near = get_close_matches(name, modules, n=1)
    listed = ", ".join(near or modules) or t(fr="aucun", en="none")
    raise ManifestError(
        t(
            fr=f"Le catalogue n’a pas de module {name}.",
            en=f"The catalogue has no module {name}.",
        ),
        t(fr=f"Vouliez-vous dire {listed} ?", en=f"Did you mean {listed}?")
        if near
        else t(fr=f"Modules du catalogue : {listed}.", en=f"Its modules: {listed}."),
    )


def site_sheet_of(course: CourseManifest) -> list[SheetRow]:
    """Return the rows of a course's site sheet, each with its module's id in the catalogue."""
    return [
        row.model_copy(update={"module": f"{course.id}-{row.module}"}) for row in course.site_sheet
    ]


def project_file_of(course: CourseManifest) -> list[FilePart]:
    """Return the parts of a course's project file, each with its module's id in the catalogue."""
    return [
        part.model_copy(update={"module": f"{course.id}-{part.module}"})
        for part in course.project_file
    ]


def _course_modules(courses: Path) -> list[Module]:
    files = sorted(courses.glob(f"*/{COURSE_FILE}"))
    found = {file: _courses_read.of(file) for file in files}
    for file, course in found.items():
        _named_like_its_folder(course.id, file)
    in_order = _in_order({course.id: course.after for course in found.values()})
    each = sorted(found, key=lambda file: in_order.index(found[file].id))
    return [module for file in each for module in _modules_of(file, found[file])]


def _modules_of(course_file: Path, course: CourseManifest) -> list[Module]:
    modules = []
    for name in course.modules:
        manifest_file = course_file.parent / name / MANIFEST_FILE
        manifest = _modules_read.of(manifest_file)
        _named_like_its_folder(manifest.id, manifest_file)
        modules.append(Module(f"{course.id}-{name}", manifest, manifest_file.parent, course))
    return modules


def _labs(labs: Path) -> list[Module]:
    modules = []
    for path in labs.glob(f"*/{LAB_FILE}"):
        manifest = _labs_read.of(path)
        _named_like_its_folder(manifest.id, path)
        modules.append(Module(manifest.id, manifest, path.parent))
    modules.sort(key=_from_easy_to_hard)
    in_order = _in_order({module.id: module.manifest.after for module in modules})
    return sorted(modules, key=lambda module: in_order.index(module.id))


def _in_order(after: Mapping[str, Collection[str]]) -> list[str]:
    """Return names as they come, but each after those that it builds on.

    Args:
        after: what each name builds on; a name that is not there does not count.

    Raises:
        ManifestError: some build on each other.
    """
    waiting, placed = list(after), list[str]()
    while waiting:
        ready = [name for name in waiting if not set(after[name]).intersection(waiting)]
        if not ready:
            raise ManifestError(
                f"Each of these comes after another one: {', '.join(waiting)}.",
                "Take one of them out of an `after`.",
            )
        placed.append(ready[0])
        waiting.remove(ready[0])
    return placed


def _from_easy_to_hard(module: Module) -> tuple[int, int, str]:
    manifest = module.manifest
    return get_args(Level).index(manifest.level), manifest.minutes, module.id


def _read_course(file: Path) -> CourseManifest:
    return load_manifest(file, CourseManifest)


def _read_module(file: Path) -> ModuleManifest:
    return load_manifest(
        file,
        ModuleManifest,
        if_unreadable=f"Write it, or drop {file.parent.name} from {COURSE_FILE}.",
    )


def _read_lab(file: Path) -> ModuleManifest:
    return load_manifest(file, ModuleManifest)


# A site asks for the catalogue with each page.
_courses_read = ReadOnChange(_read_course)
_modules_read = ReadOnChange(_read_module)
_labs_read = ReadOnChange(_read_lab)


def _named_like_its_folder(name: str, path: Path) -> None:
    if name != path.parent.name:
        raise ManifestError(
            f"{path}: id {name} is not the name of its folder.", "Give both the same name."
        )


def _refuse_twins(kind: str, names: list[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise impossible(f"{count} {kind}s are called {name}.", "Rename all but one.")
