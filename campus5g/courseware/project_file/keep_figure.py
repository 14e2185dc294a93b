"""A button under an explorer, which puts what the explorer draws into the project file."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from campus5g.courseware.explorers.chart_panel import ChartPanel
from campus5g.courseware.explorers.chart_svg import panel_drawing
from campus5g.courseware.explorers.drawing import Drawable, Drawing
from campus5g.courseware.page.file_parts import FigureField
from campus5g.courseware.project_file.widget import FileWidget, page_here
from campus5g.courseware.project_file.written import Figure, accepted
from campus5g.errors import CampusError
from campus5g.kit.starting.private import this_learner
from campus5g.language import t
from campus5g.wording import Wording

_HERE = Path(__file__).parent
_WORDS = Wording(__file__)


class KeepFigure(anywidget.AnyWidget):
    """The button and what it said last."""

    _esm = (_HERE / "keep_figure.js").read_text(encoding="utf-8")

    words = traitlets.Dict().tag(sync=True)

    def __init__(self, field: str, drawn: ChartPanel | Drawable) -> None:
        super().__init__(words=_WORDS.texts("keep"))
        self._field, self._drawn = field, drawn
        self.on_msg(self._take)

    def _take(self, _widget: object, _message: object, _buffers: object) -> None:
        drawing = _drawing(self._drawn)
        if drawing is None:
            self.send({"said": "locked"})
            return
        page = page_here()
        for part in page.file if page else ():
            for field in part.fields:
                figure = accepted(field, asdict(drawing)) if field.id == self._field else None
                if isinstance(figure, Figure):
                    FileWidget.put_figure(part, field, figure, this_learner())
                    self.send({"said": "kept"})


def with_button(name: str, explorer: Any) -> Any:
    """Return an explorer with the button below it; alone where there is no file.

    Raises:
        CampusError: the file has no such field for a figure, or the explorer can't be drawn.
    """
    page = page_here()
    if page is None:
        return explorer
    figures = [
        field.id for part in page.file for field in part.fields if isinstance(field, FigureField)
    ]
    if name not in figures:
        raise CampusError(
            t(
                fr=f"Le dossier de projet n’a pas de figure {name}.",
                en=f"The project file has no figure {name}.",
            ),
            t(
                fr="Ajoutez le champ à course.yaml, ou corrigez son nom.",
                en="Add the field to course.yaml, or correct its name.",
            ),
        )
    drawn = next(
        (each for each in explorer.children if isinstance(each, ChartPanel | Drawable)), None
    )
    if drawn is None:
        raise CampusError(
            t(
                fr="Cet explorateur ne sait pas se dessiner.",
                en="This explorer can't be drawn.",
            ),
            t(
                fr="Donnez à son widget une méthode drawing().",
                en="Give its widget a method drawing().",
            ),
        )
    return WithButton(explorer, KeepFigure(name, drawn))


class WithButton(ipywidgets.VBox):  # type: ignore[misc]
    """An explorer and the button; where widgets can't run, the explorer's table."""

    def __init__(self, explorer: Any, button: KeepFigure) -> None:
        super().__init__([explorer, button])
        self._explorer = explorer

    def _repr_mimebundle_(self, **options: Any) -> Any:
        table = self._explorer._repr_mimebundle_(**options)["text/html"]
        return {**super()._repr_mimebundle_(**options), "text/html": table}


def _drawing(widget: ChartPanel | Drawable) -> Drawing | None:
    return panel_drawing(widget) if isinstance(widget, ChartPanel) else widget.drawing()
