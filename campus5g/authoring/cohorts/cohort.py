"""A cohort: a group of learners, and the nbgrader course that is built for it."""

import datetime
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from campus5g import places
from campus5g.authoring.catalogue import MATERIAL, Module, catalogue, find_module
from campus5g.authoring.cohorts.editions.finishing import finish_release
from campus5g.authoring.cohorts.exchange import is_shared, leave_to_owners
from campus5g.authoring.cohorts.nbgrader_course import CONFIG_FILE, NbGraderCourse
from campus5g.courseware.editions import EDITIONS
from campus5g.courseware.lab.hints import HINTS_FILE
from campus5g.courseware.page.manifest import MANIFEST_FILE
from campus5g.courseware.quiz.model import QUIZ_FILE
from campus5g.evidence.work import RELEASE_FILE
from campus5g.kit.connecting import FRESH_KIT_FOR
from campus5g.language import LANGUAGES, Language, t
from campus5g.manifest import (
    ManifestError,
    Part,
    Slug,
    Words,
    impossible,
    load_manifest,
    manifest_text,
)
from campus5g.scenes.scene import load_scene

COHORT_FILE = "cohort.yaml"
SOURCES = "source"

_RELEASE_DIGITS = 16
_LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__")

_CONFIG = '''\
"""The nbgrader course of a cohort. Written by Campus 5G: a change is lost at the next build."""

from pathlib import Path

from campus5g.authoring.cohorts.graded_copy import configure_feedback
from campus5g.authoring.cohorts.keep_language import PREPROCESSORS, SANITIZE_PREPROCESSORS
from campus5g.authoring.cohorts.stubs import CODE_STUBS, TEXT_STUBS

c = get_config()  # noqa: F821  # nbgrader provides it
c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.GenerateAssignment.preprocessors = PREPROCESSORS
c.Autograde.sanitize_preprocessors = SANITIZE_PREPROCESSORS
configure_feedback(c, "{language}")
c.KeepLanguage.language = c.GradeInLanguage.language = "{language}"
c.ClearSolutions.code_stub = {{"python": CODE_STUBS["{language}"]}}
c.ClearSolutions.text_stub = TEXT_STUBS["{language}"]
c.Sandbox.variables.update({fresh_kits})
'''

AccountName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,31}$")]


class Cohort(Part):
    """Who learns what, with whom, in which language, and when.

    ``modules`` are ids of the catalogue, in teaching order; ``starts`` and ``ends`` are the
    first and the last day, both open if not given.
    """

    id: Slug
    title: Words
    language: Language
    trainer: AccountName
    learners: list[AccountName] = Field(default_factory=list)
    modules: Annotated[list[Slug], Field(min_length=1)]
    starts: datetime.date | None = None
    ends: datetime.date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            raise impossible(
                t(
                    fr=f"Le groupe se termine le {self.ends}, avant son début le {self.starts}.",
                    en=f"The cohort ends on {self.ends}, before it starts on {self.starts}.",
                ),
                t(fr="Corrigez l’une des deux dates.", en="Correct one of the dates."),
            )
        return self


def load_cohort(folder: Path) -> Cohort:
    """Read the cohort that a folder was built for.

    Raises:
        ManifestError: the folder has no cohort, or one that contradicts itself.
    """
    return load_manifest(
        folder / COHORT_FILE,
        Cohort,
        if_unreadable=t(
            fr="Construisez d’abord le groupe dans ce dossier.",
            en="Build the cohort in this folder first.",
        ),
    )


def build(cohort: Cohort, folder: Path, modules: Iterable[Module] | None = None) -> None:
    """Create or update the nbgrader course of a cohort.

    Writes ``cohort.yaml``, ``nbgrader_config.py`` and ``source/<module>/``: the bilingual
    notebook, the Python modules (but ``solutions.py``) and ``hints.yaml`` beside it, ``data/``,
    ``images/``, its scene, what an awareness module's page shows (``module.yaml``), and its quiz
    (``quiz.yaml``) without answers to the final; these stand in a hidden test of the notebook. Labs
    on a kit get ``release.txt``, which names the release in the evidence that is measured for it.
    What has not changed is not written; release, submitted, autograded, feedback and the
    gradebook are never touched.

    Args:
        cohort: the cohort; another one under the same id replaces it.
        folder: the course's folder; created if missing.
        modules: where the cohort's modules are looked up; the catalogue if not given.

    Raises:
        ManifestError: a module is not in the catalogue, or the folder is another cohort's.
        UnsoundModuleError: a module's languages, graded cells or quiz are not sound.
        NotebookError: a module's notebook can't be read.
    """
    from campus5g.authoring.checks import require_teachable

    if (folder / COHORT_FILE).exists() and load_cohort(folder).id != cohort.id:
        raise ManifestError(
            t(
                fr=f"{folder} est le dossier du groupe {load_cohort(folder).id}.",
                en=f"{folder} is the folder of cohort {load_cohort(folder).id}.",
            ),
            t(
                fr=f"Choisissez un autre dossier pour {cohort.id}.",
                en=f"Choose another folder for {cohort.id}.",
            ),
        )
    known = catalogue() if modules is None else list(modules)
    chosen = [find_module(name, known) for name in cohort.modules]
    for module in chosen:
        require_teachable(module)
    for module in chosen:
        _mirror(_handed_out(module, chosen, cohort.language), folder / SOURCES / module.id)
    _forget_unreleased(folder, cohort.modules)
    config = _CONFIG.format(
        course_id=cohort.id, language=cohort.language, fresh_kits=fresh_kits(chosen)
    )
    _write_if_changed(folder / CONFIG_FILE, config)
    _write_if_changed(folder / COHORT_FILE, _as_yaml(cohort))


def release(folder: Path, module: str, exchange: Path | None = None) -> Path:
    """Generate a module's assignment and release it to the cohort; return the released folder.

    What learners get has one language, no solutions and no hidden tests. Beside the release in
    the cohort's language there is an edition in each other one. A module that was released
    before is replaced.

    Args:
        folder: a folder made by `build`.
        module: id of one of the cohort's modules.
        exchange: nbgrader's exchange; ``exchange`` in the site's data folder if not given.

    Raises:
        ManifestError: the folder has no cohort, or the cohort does not have this module.
        GradingError: nbgrader refused.
    """
    cohort = load_cohort(folder)
    if module not in cohort.modules:
        raise ManifestError(
            t(
                fr=f"Le groupe {cohort.id} n’a pas de module {module}.",
                en=f"Cohort {cohort.id} has no module {module}.",
            ),
            t(
                fr=f"Ouvrez l’un de ceux-ci : {', '.join(cohort.modules)}.",
                en=f"Release one of: {', '.join(cohort.modules)}.",
            ),
        )
    shared = exchange or places.data_folder() / "exchange"
    course = NbGraderCourse(folder, shared)
    course.generate_assignment(module)
    finish_release(folder / "release" / module, cohort.language)
    others = [each for each in LANGUAGES if each != cohort.language]
    for other in others:
        finish_release(course.generate_edition(module, other), other)
    course.release_assignment(module)
    # Of a cohort that has changed its language.
    shutil.rmtree(shared / cohort.id / EDITIONS / cohort.language / module, ignore_errors=True)
    for other in others:
        course.release_edition(module, other)
    if is_shared(shared):
        leave_to_owners(shared / cohort.id / "inbound")
    return folder / "release" / module


def fresh_kits(modules: Iterable[Module]) -> dict[str, str]:
    """Return the variable that names the notebooks graded on a kit of their own."""
    needs = {module.id: module.manifest.kit for module in modules}
    fresh = [name for name, kit in needs.items() if kit and kit.graded_on != "evidence"]
    return {FRESH_KIT_FOR: " ".join(fresh)}


def _handed_out(module: Module, cohort: Sequence[Module], language: Language) -> dict[Path, bytes]:
    """Return the files of a module's assignment by relative path."""
    from campus5g.authoring.final_quiz import quiz_of, released_quiz, with_key
    from campus5g.authoring.notebooks import notebook_text, read_notebook
    from campus5g.authoring.opening_scene import scene_files, with_picture
    from campus5g.authoring.page_manifest import as_yaml, page_manifest

    quiz = quiz_of(module)
    notebook = module.notebook.read_bytes()
    if quiz:
        sealed = with_key(read_notebook(module.notebook), quiz, language)
        notebook = notebook_text(sealed).encode()
    files = {Path(f"{module.id}.ipynb"): notebook}
    if quiz:
        files[Path(QUIZ_FILE)] = released_quiz(quiz).encode()
    files |= {Path(file.name): file.read_bytes() for file in module.programs}
    if (hints := module.folder / HINTS_FILE).is_file():
        files[Path(HINTS_FILE)] = hints.read_bytes()
    for folder in MATERIAL:
        for file in _visible_files(module.folder / folder):
            files[file.relative_to(module.folder)] = file.read_bytes()
    if module.course:
        files[Path(MANIFEST_FILE)] = as_yaml(page_manifest(module, cohort)).encode()
    if module.manifest.kit is not None:
        files[Path(RELEASE_FILE)] = _release_of(files).encode()
    # After the release has its name: evidence stays valid when only the drawing changes.
    files |= scene_files(module)
    scene = None if module.course else load_scene(module.folder)
    if scene:
        opened = with_picture(read_notebook(module.notebook), scene)
        files[Path(f"{module.id}.ipynb")] = notebook_text(opened).encode()
    return files


def _release_of(files: Mapping[Path, bytes]) -> str:
    """Return a name for what is handed out: another one as soon as a byte of it changes."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (str(name).encode(), files[name]):
            digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()[:_RELEASE_DIGITS]


def _visible_files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    names = [entry.name for entry in folder.iterdir()]
    for name in sorted(set(names) - _LEFT_BEHIND(str(folder), names)):
        entry = folder / name
        if entry.is_dir():
            yield from _visible_files(entry)
        else:
            yield entry


def _mirror(files: dict[Path, bytes], target: Path) -> None:
    for relative, content in files.items():
        copy = target / relative
        if not copy.exists() or copy.read_bytes() != content:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
    for file in [entry for entry in target.rglob("*") if entry.is_file()]:
        if file.relative_to(target) not in files:
            file.unlink()


def _forget_unreleased(folder: Path, modules: list[str]) -> None:
    """Delete the sources of modules that left the cohort before they were released."""
    for source in (folder / SOURCES).iterdir():
        if source.name not in modules and not (folder / "release" / source.name).exists():
            shutil.rmtree(source)


def _as_yaml(cohort: Cohort) -> str:
    return manifest_text(cohort.model_dump(mode="json"))


def _write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
