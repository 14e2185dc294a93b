"""The nbgrader preprocessor that keeps one language, and its place at release."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells
from traitlets import Enum

from campus5g.authoring.cohorts.save_at_once import SaveCellsAtOnce
from campus5g.authoring.languages import keep_language
from campus5g.language import LANGUAGES, Language

CODE_STUBS: dict[Language, str] = {
    "fr": "...  # votre code ici",
    "en": "...  # your code here",
}
TEXT_STUBS: dict[Language, str] = {"fr": "Votre réponse ici", "en": "Your answer here"}


class KeepLanguage(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Keeps one language of a bilingual notebook."""

    language = Enum(LANGUAGES, "fr", help="The language to keep.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook in one language (nbconvert's preprocessor interface)."""
        return keep_language(nb, self.language), resources


# First of all: the gradebook must hold the sources that the learner gets, and headers
# and stubs are in one language already.
PREPROCESSORS = [
    KeepLanguage,
    *(
        SaveCellsAtOnce if each is SaveCells else each
        for each in GenerateAssignment.class_traits()["preprocessors"].default()
    ),
]
