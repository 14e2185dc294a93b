"""All checks of one module, without running its notebook."""

from campus5g.authoring.catalogue import Module
from campus5g.authoring.figures import figure_findings
from campus5g.authoring.findings import Finding, first_and_count
from campus5g.authoring.glossary import glossary_findings
from campus5g.authoring.grades import grade_findings
from campus5g.authoring.languages import language_findings
from campus5g.authoring.normalise import normalised_text
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.rules.explanations import explanation_findings
from campus5g.authoring.rules.grade_metadata import grade_metadata_findings
from campus5g.authoring.rules.headings import heading_findings
from campus5g.authoring.rules.in_step import in_step_findings
from campus5g.authoring.rules.leaks import leak_findings
from campus5g.authoring.rules.links import link_findings
from campus5g.authoring.rules.minutes import minutes_findings
from campus5g.authoring.rules.network import network_findings
from campus5g.authoring.rules.passages import passages_of
from campus5g.authoring.rules.pictures import picture_findings
from campus5g.authoring.rules.quiz import quiz_structure_findings, quiz_teaching_findings
from campus5g.authoring.rules.scene import scene_findings
from campus5g.authoring.rules.sources import source_findings
from campus5g.authoring.rules.tests_apart import tests_apart_findings
from campus5g.authoring.rules.trainer_sheet import trainer_sheet_findings
from campus5g.authoring.rules.wording import wording_findings
from campus5g.errors import CampusError


class UnsoundModuleError(CampusError):
    """A module that can't be taught as it is."""


def findings(module: Module) -> list[Finding]:
    """Return what is wrong with a module, without running it; empty if it is ready.

    Raises:
        NotebookError: its notebook can't be read.
        ManifestError: its glossary can't be read.
    """
    notebook = read_notebook(module.notebook)
    passages = passages_of(notebook)
    return [
        *_teaching_findings(module),
        *grade_metadata_findings(notebook),
        *heading_findings(passages),
        *explanation_findings(notebook),
        *in_step_findings(notebook, passages, module),
        *wording_findings(passages, module),
        *picture_findings(passages, module),
        *figure_findings(module),
        *scene_findings(module.folder),
        *link_findings(passages, module),
        *source_findings(notebook, passages, module),
        *network_findings(notebook, passages, module),
        *leak_findings(notebook, module),
        *tests_apart_findings(notebook, module),
        *quiz_teaching_findings(notebook, module),
        *minutes_findings(notebook, passages, module),
        *trainer_sheet_findings(module),
        *_form_findings(module),
    ]


def require_teachable(module: Module) -> None:
    """Refuse a module whose languages, graded cells or quiz are not sound.

    Raises:
        NotebookError: its notebook can't be read.
        UnsoundModuleError: something has to be fixed first.
    """
    found = _teaching_findings(module)
    if found:
        problem, remedy = first_and_count(found)
        raise UnsoundModuleError(f"{module.notebook}: {problem}", remedy)


def _teaching_findings(module: Module) -> list[Finding]:
    notebook = read_notebook(module.notebook)
    return [
        *language_findings(notebook),
        *grade_findings(notebook, module.manifest),
        *glossary_findings(notebook, module),
        *quiz_structure_findings(notebook, module),
    ]


def _form_findings(module: Module) -> list[Finding]:
    if module.notebook.read_text(encoding="utf-8") == normalised_text(module.notebook):
        return []
    return [Finding("The notebook is not normalised.", "Run `campus5g check --fix`.")]
