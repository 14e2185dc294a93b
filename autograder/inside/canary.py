"""Canaries: statements that must fail, to prove that failing is still possible."""

import ast
import builtins
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.interactiveshell import ExecutionResult

from autograder.inside.seal_hooks import MISSING, put_back

globals()["__builtins__"] = dict(vars(builtins))

Answer = list[str] | None
"""The name and the text of the exception that ended a canary; None if it came to its end."""

_LAST = ("last_exc", "last_type", "last_value", "last_traceback")


def run(shell: Any, code: str, *, formatted: bool) -> Answer:
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
    with _without_a_trace(shell, "_showtraceback" if formatted else "showtraceback"):
        return _executed(shell, code, lambda tree: [tree.body])[0]


def run_each(shell: Any, canaries: list[str]) -> list[Answer]:
    """Run canaries of one statement each: read and transformed as one cell, then one by one.

    Parsing a cell takes as long as running it. Where parsing yields more or fewer statements than
    canaries, each is parsed by itself.
    """

    def one_by_one(tree: ast.Module) -> list[list[ast.stmt]]:
        return [[statement] for statement in tree.body]

    with _without_a_trace(shell, "showtraceback"):
        answers = _executed(shell, "\n".join(canaries), one_by_one)
    if len(answers) == len(canaries):
        return answers
    return [run(shell, code, formatted=False) for code in canaries]


def _executed(
    shell: Any, code: str, parted: Callable[[ast.Module], list[list[ast.stmt]]]
) -> list[Answer]:
    """Read a cell, and execute each part of it; returns what came of each."""
    try:
        with shell.builtin_trap, shell.display_trap:
            tree = shell.compile.ast_parse(shell.transform_cell(code), filename="<canary>")
            parts = parted(shell.transform_ast(tree))
    except Exception as error:
        return [[type(error).__name__, str(error)]]
    return [_ended(shell, part) for part in parts]


def _ended(shell: Any, statements: list[ast.stmt]) -> Answer:
    result: Any = ExecutionResult(None)  # type: ignore[no-untyped-call]
    try:
        with shell.builtin_trap, shell.display_trap:
            _at_once(
                shell.run_ast_nodes(
                    statements,
                    "<canary>",
                    interactivity="none",
                    compiler=shell.compile,
                    result=result,
                )
            )
    except Exception as error:
        return [type(error).__name__, str(error)]
    ended = result.error_before_exec or result.error_in_exec
    return None if ended is None else [type(ended).__name__, str(ended)]


@contextmanager
def _without_a_trace(shell: Any, muted: str) -> Iterator[None]:
    """Show no error and leave no last exception; `muted` is the method that would show it."""
    last = {name: sys.__dict__.get(name, MISSING) for name in _LAST}
    theirs = shell.__dict__.get(muted, MISSING)
    shell.__dict__[muted] = _show_nothing
    try:
        yield
    finally:
        put_back(shell.__dict__, muted, theirs)
        for name, value in last.items():
            put_back(sys.__dict__, name, value)


def show(shell: Any, number: float) -> str | None:
    """Return the text that a cell would show for a number as its result."""
    bundle = shell.display_formatter.format(number, include={"text/plain"})[0]
    text = bundle.get("text/plain")
    return text if type(text) is str else None


def _at_once(coroutine: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()


def _show_nothing(*_: object, **__: object) -> None:
    """Stand in for what publishes an error."""
