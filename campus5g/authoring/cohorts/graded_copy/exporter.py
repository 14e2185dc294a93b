"""Writes graded copies as one page of HTML that fetches nothing, in place of nbgrader's own."""

from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import get_metadata
from nbgrader.preprocessors import GetGrades
from traitlets import Enum
from traitlets.config import Config

from campus5g.authoring.cohorts.embed_figures import EmbedFigures
from campus5g.authoring.cohorts.gradebook_file import gradebook_address, gradebook_file
from campus5g.authoring.cohorts.graded_copy.harmless import harmless
from campus5g.authoring.cohorts.hide_key import FEEDBACK_PREPROCESSORS, HideKey
from campus5g.authoring.notebooks import read_notebook
from campus5g.language import LANGUAGES, Language, translator
from campus5g.look import BASE_FILE, TOKENS_FILE

_HERE = Path(__file__).parent
_TEMPLATE = "graded-copy"


class GradedCopy(HTMLExporter):
    """nbconvert's exporter with the template of Campus 5G, in one language."""

    language = Enum(LANGUAGES, "fr", help="The language of remarks about the answers.").tag(
        config=True
    )

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.filters |= {"clean_html": harmless, "get_metadata": _metadata}
        environment.globals |= {
            "t": translator(self.language),
            "language": self.language,
            "look": self._look,
            "points": self._points,
        }
        return environment

    @cached_property
    def _look(self) -> str:
        # A copy is always on white: learners' figures are drawn for it.
        light, _, _ = TOKENS_FILE.read_text(encoding="utf-8").partition("@media screen")
        rules = (BASE_FILE, _HERE / "copy.css")
        return light + "".join(file.read_text(encoding="utf-8") for file in rules)

    def _points(self, value: float) -> str:
        text = f"{round(value, 2):g}"
        return text.replace(".", ",") if self.language == "fr" else text


def _metadata(output: Any, key: str, mimetype: str | None = None) -> Any:
    """Return a value beside an output; sizes only if they are numbers: nothing else sets them."""
    value = get_metadata(output, key, mimetype)  # type: ignore[no-untyped-call]
    sized = key in ("width", "height")
    return value if not sized or isinstance(value, int | float) else None


def configure_feedback(c: Any, language: Language) -> None:
    """Make nbgrader write feedback as graded copies; ``c`` is a course's configuration."""
    c.GenerateFeedback.preprocessors = [*FEEDBACK_PREPROCESSORS, EmbedFigures]
    c.GenerateFeedback.exporter_class = f"{GradedCopy.__module__}.{GradedCopy.__name__}"
    c.GradedCopy.update(_settings(language))


def graded_copy(course: Path, module: str, learner: str, language: Language) -> str:
    """Return a graded copy with the current points and comments.

    Args:
        course: the cohort's folder.
        module: the assignment's name, and its notebook's.
        learner: the account's name.
        language: of remarks about the answers.

    Raises:
        NotebookError: nothing of this learner was graded.
    """
    notebook = read_notebook(course / "autograded" / learner / module / f"{module}.ipynb")
    settings = {**_settings(language), "preprocessors": [HideKey, GetGrades, EmbedFigures]}
    exporter = GradedCopy(config=Config(GradedCopy=settings))  # type: ignore[no-untyped-call]
    about = {
        "notebook": module,
        "assignment": module,
        "student": learner,
        "db_url": gradebook_address(gradebook_file(course)),
    }
    text, _ = exporter.from_notebook_node(notebook, resources={"nbgrader": about})
    return str(text)


def _settings(language: Language) -> dict[str, Any]:
    return {
        "language": language,
        "template_name": _TEMPLATE,
        "extra_template_basedirs": [str(_HERE / "templates")],
        "exclude_input_prompt": True,
        "exclude_output_prompt": True,
        "sanitize_html": True,
    }
