"""What to check when Python raises an error: a sentence under it, for beginners."""

import os
from typing import Any

from campus5g.errors import CampusError
from campus5g.kit.interrupting import Interrupted
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


GIVES_ADVICE = (Exception, KeyboardInterrupt)


def plain_errors() -> None:
    """Show the notebook's errors in one line, without a traceback, and advice under them.

    Decimal numbers are shown no longer than they need. Does nothing outside of a notebook. A
    graded notebook keeps the shell's defaults: there is no reader to advise, and a check reads
    the numbers.
    """
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    shell.InteractiveTB.set_mode("Minimal")
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        shell.set_custom_exc(GIVES_ADVICE, _Adviser().show)
    if "NBGRADER_EXECUTION" not in os.environ:
        from campus5g.courseware.lab.plain_numbers import show_plain_numbers

        show_plain_numbers(shell)


class _Adviser:
    """Shows errors, and remembers the first one: later cells miss what it should have defined."""

    def __init__(self) -> None:
        self._stopped: CampusError | None = None

    def show(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: Any,
        tb_offset: Any = None,
    ) -> None:
        """Show an error, as IPython calls it."""
        if isinstance(error, KeyboardInterrupt):
            stopped = error if isinstance(error, Interrupted) else _stopped_cell()
            shell.showtraceback((type(stopped), stopped, trace), tb_offset=tb_offset)
            return
        if isinstance(error, CampusError):
            self._stopped = self._stopped or error
        for advice in self._on(error):
            error.add_note(f"→ {advice}")
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    def _on(self, error: BaseException) -> list[str]:
        advice = advice_on(error)
        if isinstance(error, NameError) and self._stopped is not None:
            problem = self._stopped.problem
            return [_WORDS.text("advice", "stopped-above", problem=problem)]
        return [] if advice is None else [advice]


def advice_on(error: BaseException) -> str | None:
    """Return what a beginner should check; None if the error says enough, or is unknown.

    Args:
        error: the exception that Python raised.
    """
    message = str(error)
    if "ellipsis" in message:
        return _WORDS.text("advice", "ellipsis")
    match error:
        case NameError():
            return _unknown_name(error.name or "")
        case IndentationError():
            return _WORDS.text("advice", "indentation")
        case SyntaxError():
            return _WORDS.text("advice", "syntax")
        case TypeError() | AttributeError() if "NoneType" in message:
            return _WORDS.text("advice", "none")
        case TypeError():
            return _wrong_kind(message)
        case IndexError():
            return _WORDS.text("advice", "index")
        case KeyError():
            return _WORDS.text("advice", "key")
        case ZeroDivisionError():
            return _WORDS.text("advice", "division")
        case ValueError() if "invalid literal" in message or "could not convert" in message:
            return _WORDS.text("advice", "number")
        case _:
            return None


def _stopped_cell() -> Interrupted:
    """Return what is shown when the stop button ends a cell outside of the kit's calls."""
    return Interrupted(
        t(fr="cette cellule", en="this cell"),
        t(fr="Relancez-la quand vous voulez.", en="Run it again whenever you like."),
    )


def _unknown_name(name: str) -> str:
    if name.isupper() and len(name) == 1:
        return _WORDS.text("advice", "letter", name=name)
    return _WORDS.text("advice", "name", name=name)


def _wrong_kind(message: str) -> str:
    """Return advice on a `TypeError`, by its message."""
    if "positional argument" in message:
        return _WORDS.text("advice", "arguments")
    if "not callable" in message or "not subscriptable" in message:
        return _WORDS.text("advice", "brackets")
    if "for ^" in message:
        return _WORDS.text("advice", "power")
    if "not supported between" in message and "str" not in message:
        return _WORDS.text("advice", "compare")
    if "str" in message:
        return _WORDS.text("advice", "type")
    return _WORDS.text("advice", "kind")
