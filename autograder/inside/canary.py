"""Canaries: statements that must fail, to prove that failing is still possible."""

import builtins
import sys
from collections.abc import Coroutine
from typing import Any

from IPython.core.interactiveshell import ExecutionResult

globals()["__builtins__"] = dict(vars(builtins))

_LAST = ("last_exc", "last_type", "last_value", "last_traceback")
_MISSING = object()


def sing(shell: Any, code: str, *, formatted: bool) -> list[str] | None:
    """Run a canary as a test cell is run: read, transformed, compiled, executed.

    It leaves no trace: no history, no output, no count, no variable, no last exception.

    Args:
        shell: IPython's.
        code: statements that wait for nothing.
        formatted: whether an error is formatted as well (which takes milliseconds); it is shown
            nowhere.

    Returns:
        The name and the text of the exception that ended it; None if it came to its end.
    """
    last = {name: sys.__dict__.get(name, _MISSING) for name in _LAST}
    result: Any = ExecutionResult(None)  # type: ignore[no-untyped-call]
    muted = "_showtraceback" if formatted else "showtraceback"
    theirs = shell.__dict__.get(muted, _MISSING)
    shell.__dict__[muted] = _show_nothing
    try:
        with shell.builtin_trap, shell.display_trap:
            tree = shell.compile.ast_parse(shell.transform_cell(code), filename="<canary>")
            tree = shell.transform_ast(tree)
            _at_once(
                shell.run_ast_nodes(
                    tree.body,
                    "<canary>",
                    interactivity="none",
                    compiler=shell.compile,
                    result=result,
                )
            )
    except Exception as error:
        return [type(error).__name__, str(error)]
    finally:
        _put(shell.__dict__, muted, theirs)
        for name, value in last.items():
            _put(sys.__dict__, name, value)
    ended = result.error_before_exec or result.error_in_exec
    return None if ended is None else [type(ended).__name__, str(ended)]


def show(shell: Any, number: float) -> str | None:
    """Return the text that a cell would show for a number as its result."""
    bundle = shell.display_formatter.format(number)[0]
    text = bundle.get("text/plain")
    return text if type(text) is str else None


def _at_once(coroutine: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()


def _show_nothing(*_: object, **__: object) -> None:
    """Stand in for what publishes an error."""


def _put(names: dict[str, Any], name: str, value: object) -> None:
    if value is _MISSING:
        names.pop(name, None)
    else:
        names[name] = value
