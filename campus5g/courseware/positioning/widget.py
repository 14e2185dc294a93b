"""The positioning test on the page: the quiz's questions, one at a time, then the profile."""

from pathlib import Path
from typing import Any

from campus5g.courseware.positioning.profile import profile_html, reasons_html
from campus5g.courseware.positioning.session import PositioningSession
from campus5g.courseware.quiz.model import Item
from campus5g.courseware.quiz.view import View, common_words, item_view
from campus5g.courseware.quiz.widget import QuizWidget
from campus5g.wording import Wording

_WORDS = Wording(__file__)


_HERE = Path(__file__).parent


class PositioningWidget(QuizWidget):
    """The test, one question at a time, then the profile; resumes where it was left."""

    _esm = str(QuizWidget._esm) + (_HERE / "positioning.js").read_text(encoding="utf-8")
    _css = str(QuizWidget._css) + (_HERE / "positioning.css").read_text(encoding="utf-8")

    def __init__(self, session: PositioningSession) -> None:
        super().__init__()
        self._session = session
        session.resume()
        self._show()

    def take(self, message: dict[str, Any]) -> None:
        """Begin, or keep an answer: ``{"do": "start" | "answer", "item", "answer"}``."""
        match message.get("do"):
            case "start":
                self._session.start()
            case "answer":
                self._session.answer(str(message.get("item")), message.get("answer"))
            case _:
                return
        self._show()

    def _show(self) -> None:
        record = self._session.record()
        item = self._session.question()
        self.view = {
            "kind": "positioning",
            "words": _words(),
            "phase": "done" if record.finished else "open" if item else "ready",
            "asked": len(record.steps),
            "most": len(record.steps) + self._session.most_left(),
            "items": [self._item(item)] if item else [],
            "profile": self._profile() if record.finished else "",
        }

    def _item(self, item: Item) -> View:
        session = self._session.session
        return item_view(item, session.folder, f"{session.learner}/positioning")

    def _profile(self) -> str:
        session, record = self._session, self._session.record()
        return profile_html(session.plan, record, self._address) + reasons_html(
            session.items, session.plan, record
        )

    def _address(self, module: str) -> str | None:
        page = Path(module) / f"{module}.ipynb"
        exists = (self._session.session.folder.parent / page).exists()
        return f"../{page.as_posix()}" if exists else None


def _words() -> dict[str, str]:
    return {**common_words(), **_WORDS.texts("page")}
