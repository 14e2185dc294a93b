"""nbgrader's preprocessors for languages: at release, and when a submission is graded.

The gradebook keeps code in both languages. What learners get has one, and a submission is graded in
the language that its learner had.
"""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells, SaveCells
from traitlets import Enum

from campus5g.authoring.cohorts.save_at_once import SaveCellsAtOnce

# Also for the configurations of courses that an older version built, which import them from here.
from campus5g.authoring.cohorts.stubs import CODE_STUBS as CODE_STUBS
from campus5g.authoring.cohorts.stubs import TEXT_STUBS as TEXT_STUBS
from campus5g.authoring.languages import (
    code_in_language,
    in_language,
    kept_language,
    leave_language_open,
)
from campus5g.language import LANGUAGES


class LeaveLanguageOpen(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Makes a notebook choose no language; refuses one whose languages do not match."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with both languages (nbconvert's preprocessor interface)."""
        return leave_language_open(nb), resources


class KeepLanguage(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Keeps one language of a bilingual notebook."""

    language = Enum(LANGUAGES, "fr", help="The language to keep.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook in one language (nbconvert's preprocessor interface)."""
        return in_language(nb, self.language), resources


class GradeInLanguage(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Puts a submission's cells, taken from the gradebook, into the language of the submission."""

    language = Enum(LANGUAGES, "fr", help="The cohort's, whose stubs are in the gradebook.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook as its learner had it (nbconvert's preprocessor interface)."""
        language = kept_language(nb)
        for cell in nb.cells:
            role = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and role.get("locked") and language:
                cell.source = code_in_language(cell.source, language)
            elif role.get("solution") and cell.source.strip() in TEXT_STUBS.values():
                # nbgrader sees by this text that nothing was answered.
                cell.source = TEXT_STUBS[self.language]
        return nb, resources


def _at_release() -> list[type]:
    """Return nbgrader's own steps around those of languages: one is kept after cells are saved."""
    steps: list[type] = [LeaveLanguageOpen]
    for each in GenerateAssignment.class_traits()["preprocessors"].default():
        steps += [SaveCellsAtOnce, KeepLanguage] if each is SaveCells else [each]
    return steps


def _when_graded() -> list[type]:
    steps: list[type] = []
    for each in Autograde.class_traits()["sanitize_preprocessors"].default():
        steps += [OverwriteCells, GradeInLanguage] if each is OverwriteCells else [each]
    return steps


PREPROCESSORS = _at_release()
SANITIZE_PREPROCESSORS = _when_graded()
