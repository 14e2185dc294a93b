"""Writes graded copies as one page of HTML that fetches nothing, in place of nbgrader's own."""

from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import get_metadata
from nbformat import NotebookNode
from traitlets import Bool, Enum
from traitlets.config import Config

from campus5g.authoring.cohorts.embed_figures import EmbedFigures
from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.authoring.cohorts.graded_copy.unread import GetGradesAndUnread
from campus5g.authoring.cohorts.hide_key import HideKey
from campus5g.authoring.languages import kept_language
from campus5g.authoring.notebooks import read_notebook
from campus5g.harmless_html import harmless
from campus5g.language import LANGUAGES, Language, translator
from campus5g.look import BASE_FILE, TOKENS_FILE

_HERE = Path(__file__).parent
SETTINGS: dict[str, Any] = {
    "template_name": "graded-copy",
    "extra_template_basedirs": [str(_HERE / "templates")],
    "exclude_anchor_links": True,
    "exclude_input_prompt": True,
    "exclude_output_prompt": True,
    "sanitize_html": True,
}
_PREPROCESSORS = [HideKey, GetGradesAndUnread, EmbedFigures]


class GradedCopy(HTMLExporter):
    """nbconvert's exporter with the template of Campus 5G; remarks are in one language."""

    language = Enum(LANGUAGES, "fr", help="Of remarks, where the notebook has none.").tag(
        config=True
    )
    reader = Enum(
        LANGUAGES, None, allow_none=True, help="Of remarks, whatever the notebook has."
    ).tag(config=True)
    without_unread = Bool(
        False, help="Whether the total leaves out answers that nobody has read."
    ).tag(config=True)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        """Write a copy (nbconvert's exporter interface)."""
        self._speak(self.reader or kept_language(nb) or self.language)
        return super().from_notebook_node(nb, resources, **kw)

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.filters |= {"clean_html": harmless, "get_metadata": _metadata}
        environment.globals |= {"look": self._look}
        return environment

    def _speak(self, language: Language) -> None:
        def points(value: float) -> str:
            text = f"{round(value, 2):g}"
            return text.replace(".", ",") if language == "fr" else text

        self.environment.globals |= {
            "t": translator(language),
            "language": language,
            "points": points,
            "without_unread": self.without_unread,
        }

    @cached_property
    def _look(self) -> str:
        # A copy is always on white: learners' figures are drawn for it.
        light, _, _ = TOKENS_FILE.read_text(encoding="utf-8").partition("@media screen")
        rules = (BASE_FILE, _HERE / "copy.css")
        return light + "".join(file.read_text(encoding="utf-8") for file in rules)


def _metadata(output: Any, key: str, mimetype: str | None = None) -> Any:
    """Return a value beside an output; sizes only if they are numbers: nothing else sets them."""
    value = get_metadata(output, key, mimetype)  # type: ignore[no-untyped-call]
    sized = key in ("width", "height")
    return value if not sized or isinstance(value, int | float) else None


def configure_feedback(c: Any, language: Language) -> None:
    """Make nbgrader write feedback as graded copies, each in the language of its notebook.

    Args:
        c: a course's configuration.
        language: for notebooks that have none.
    """
    c.GenerateFeedback.preprocessors = _PREPROCESSORS
    c.GenerateFeedback.exporter_class = f"{GradedCopy.__module__}.{GradedCopy.__name__}"
    c.GradedCopy.update({**SETTINGS, "language": language})


def graded_copy(
    course: Path, module: str, learner: str, language: Language, *, without_unread: bool = False
) -> str:
    """Return a graded copy with the current points and comments.

    Args:
        course: the cohort's folder.
        module: the assignment's name, and its notebook's.
        learner: the account's name.
        language: of remarks about the answers.
        without_unread: whether the total leaves out answers that nobody has read.

    Raises:
        NotebookError: nothing of this learner was graded.
    """
    notebook = read_notebook(course / "autograded" / learner / module / f"{module}.ipynb")
    settings = {
        **SETTINGS,
        "reader": language,
        "without_unread": without_unread,
        "preprocessors": _PREPROCESSORS,
    }
    exporter = GradedCopy(config=Config(GradedCopy=settings))  # type: ignore[no-untyped-call]
    about = {
        "notebook": module,
        "assignment": module,
        "student": learner,
        "db_url": gradebook_of(course).address,
    }
    text, _ = exporter.from_notebook_node(notebook, resources={"nbgrader": about})
    return str(text)
