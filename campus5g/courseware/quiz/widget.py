"""The quiz on the page: an anywidget that shows views and returns answers."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.keeping import DRAFT
from campus5g.courseware.quiz.answers import Attempt
from campus5g.courseware.quiz.drawing.papers import seed_of
from campus5g.courseware.quiz.fallback import as_html
from campus5g.courseware.quiz.session import FinalSession, PartSession
from campus5g.courseware.quiz.view import (
    View,
    final_words,
    item_view,
    part_words,
    result_view,
)
from campus5g.errors import CampusError
from campus5g.look import TOKENS_FILE

_HERE = Path(__file__).parent

# The tokens count within the quiz only: JupyterLab has a look of its own.
_CSS = TOKENS_FILE.read_text(encoding="utf-8").replace(":root", ":where(.c5g-quiz)") + (
    _HERE / "quiz.css"
).read_text(encoding="utf-8")


class QuizWidget(anywidget.AnyWidget):
    """Base of pages with questions: a changed ``view`` is redrawn, ``answers`` is not."""

    _esm = DRAFT + (_HERE / "quiz.js").read_text(encoding="utf-8")
    _css = _CSS

    view = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    results = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(self._receive)

    def take(self, message: dict[str, Any]) -> None:
        """Handle a message from the page."""
        raise NotImplementedError

    def _receive(self, _: object, message: object, __: object) -> None:
        if not isinstance(message, dict):
            return
        try:
            self.take(message)
        except CampusError as error:
            self.send({"problem": str(error)})
        else:
            # The page waits for this reply: without it, it says that it has lost contact.
            self.send({"done": message.get("do")})

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        items = self.view.get("items", [])
        plain = "\n".join(f"{number}. {item['prompt']}" for number, item in enumerate(items, 1))
        return {**data, "text/plain": plain, "text/html": as_html(items)}, metadata


class PartWidget(QuizWidget):
    """Formative questions: each is checked at once."""

    def __init__(self, session: PartSession) -> None:
        super().__init__()
        self._session = session
        tries = session.tries()
        self.results = {
            name: result_view(session.items[name], tried) for name, tried in tries.items()
        }
        folder, seed = session.session.folder, seed_of(session.session.draw, "order of choices")
        self.view = {
            "kind": "part",
            "words": part_words(),
            "items": [item_view(item, folder, seed) for item in session.items.values()],
        }

    def take(self, message: dict[str, Any]) -> None:
        """Check an answer and show its result: ``{"do": "check", "item", "answer"}``."""
        name = str(message.get("item"))
        if message.get("do") == "check":
            tried = self._session.answer(name, message.get("answer"))
            if tried:
                result = result_view(self._session.items[name], tried)
                self.results = {**self.results, name: {**result, "tries": tried.tries}}


class FinalWidget(QuizWidget):
    """The final: begun, answered, reviewed and handed in."""

    def __init__(self, session: FinalSession) -> None:
        super().__init__()
        self._session = session
        self._show()

    def take(self, message: dict[str, Any]) -> None:
        """Begin, keep or hand in: ``{"do": "start" | "answer" | "hand-in", "item", "answer"}``."""
        match message.get("do"):
            case "start":
                self._session.start()
                self._show()
            case "hand-in":
                self._session.hand_in()
                self._show()
            case "answer":
                name = str(message.get("item"))
                self._session.answer(name, message.get("answer"))
                self.answers = self._recorded(self._open_attempt())

    def _open_attempt(self) -> Attempt | None:
        return next((each for each in self._session.attempts() if each.handed_in is None), None)

    def _show(self) -> None:
        attempts = self._session.attempts()
        attempt = self._open_attempt()
        self.answers = self._recorded(attempt)
        self.view = {
            "kind": "final",
            "words": final_words(),
            "phase": "open" if attempt else "done" if attempts else "ready",
            "attempt": len(attempts),
            "attempts": self._session.final.attempts,
            "draw": self._session.final.draw,
            "code": self._session.session.draw.code,
            "items": self._items(attempt) if attempt else [],
        }

    def _items(self, attempt: Attempt) -> list[View]:
        session = self._session.session
        seed = seed_of(session.draw, f"order of choices, attempt {attempt.number}")
        return [item_view(item, session.folder, seed) for item in self._session.items(attempt)]

    @staticmethod
    def _recorded(attempt: Attempt | None) -> dict[str, Any]:
        return {name: each.answer for name, each in attempt.answers.items()} if attempt else {}
