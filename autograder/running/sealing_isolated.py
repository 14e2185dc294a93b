"""Test cells with ``isolation: process``: the grader stands between the tests and the notebook.

The tests run in a confined process that no learner's code has ever run in. Each name that they
take from the notebook is asked for there; values and calls pass through here as JSON. What the
notebook's functions print appears among the cell's outputs; nothing else of theirs does.
"""

import ast
import builtins
import time
from collections.abc import Callable
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.inside.frames import JSON
from autograder.inside.isolated_values import unpacked
from autograder.running import hostile
from autograder.running.conversation import Conversation, OutOfTimeError
from autograder.running.sealed_cell import SealedCell

_GRADING = {"NBGRADER_EXECUTION": "autograde"}
_ANSWER_S = 10.0
_CALL_S = 30.0
_SHOWN = ("stream", "display_data", "update_display_data")
_TOOLS = frozenset({"In", "Out", "get_ipython", "exit", "quit", "open", "display"})


def run_isolated(sealed: SealedCell) -> None:
    """Run a test cell in a process of its own; its outputs are as they would be in the notebook.

    Raises what `Conversation` raises, of whichever process.
    """
    notebook = _Notebook(sealed)
    asked = _names(sealed.cell.source)
    names, count = admitted(asked, notebook.ask("describe", names=asked))
    confined = sealed.enclosure.spawn({"variables": _GRADING})
    try:
        tests = _Tests(confined, sealed.limits, notebook)
        tests.language_info()
        tests.provide(sealed.index, names, count)
        sealed.run(sealed.cell.source, tests)
    finally:
        confined.kill()
        confined.wait(_ANSWER_S)
    notebook.ask("counted")


class _Notebook:
    """The learner's process: asked, timed, and believed as far as a value goes."""

    def __init__(self, sealed: SealedCell) -> None:
        self._conversation = sealed.conversation
        self._cell = sealed.index
        self._call_s = sealed.limits.cell_s or _CALL_S

    def ask(self, what: str, **request: Any) -> JSON:
        """Ask for something that takes no time; returns the answer."""
        self._conversation.request_isolated(self._cell, what, request)
        try:
            return self._conversation.hear_isolated(lambda message: None, _ANSWER_S)
        except TimeoutError:
            raise OutOfTimeError from None

    def call(self, call: JSON, on_message: Callable[[hostile.Message], None]) -> JSON:
        """Let the notebook call a function; what takes too long is interrupted."""
        conversation = self._conversation
        conversation.request_isolated(self._cell, "call", call)
        try:
            return conversation.hear_isolated(on_message, self._call_s)
        except TimeoutError:
            conversation.confined.interrupt()
        try:
            conversation.hear_isolated(on_message, _ANSWER_S)
        except TimeoutError:
            raise OutOfTimeError from None
        return {"error": {"type": "TimeoutError", "text": f"{call['name']}: {self._call_s:g} s"}}


class _Tests(Conversation):
    """The conversation with the tests' process, whose calls go on to the notebook's."""

    def __init__(self, confined: Any, limits: Any, notebook: _Notebook) -> None:
        super().__init__(confined, limits)
        self._notebook = notebook
        self._on_message: Callable[[hostile.Message], None] = lambda message: None

    def provide(self, cell: int, names: JSON, execution_count: int) -> None:
        """Give the tests stand-ins for the notebook's names."""
        request = {"names": names, "execution_count": execution_count}
        self.request_isolated(cell, "provide", request)
        try:
            self.hear_isolated(lambda message: None, _ANSWER_S)
        except TimeoutError:
            raise OutOfTimeError from None

    def hear(self, on_message: Callable[[hostile.Message], None], timeout_s: float | None) -> JSON:
        """Hear as `Conversation.hear` does, the notebook's prints among the rest."""
        self._on_message = on_message
        return super().hear(on_message, timeout_s)

    def _receive(self, timeout_s: float | None) -> JSON:
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            frame = super()._receive(left)
            if frame.get("kind") != "call":
                return frame
            call = {key: frame[key] for key in ("name", "args", "kwargs")}
            answer = _checked_answer(self._notebook.call(call, self._show))
            self._send({"op": "returned", "answer": answer})

    def _show(self, message: hostile.Message) -> None:
        if message.msg_type in _SHOWN:
            self._on_message(message)


def admitted(asked: list[str], described: JSON) -> tuple[JSON, int]:
    """Return what the notebook says of the names that it was asked for, and its execution count.

    Names that it was not asked for are left out: they could hide the tests' own builtins.

    Raises:
        hostile.Tampering: the answer has not the form of one.
    """
    names, count = described.get("names"), described.get("execution_count")
    if not isinstance(names, dict) or type(count) is not int or not 0 <= count < 2**31:
        raise hostile.forged("names")
    return {name: _checked(names[name]) for name in asked if name in names}, count


def _checked(entry: object) -> JSON:
    """Return what the notebook says of a name, if it is of the form that it should be."""
    if isinstance(entry, dict):
        if "value" in entry:
            return {"value": _value(entry["value"])}
        if entry.get("function") is True:
            return {"function": True}
        for kind in ("module", "other"):
            if isinstance(entry.get(kind), str):
                return {kind: entry[kind][:200]}
    raise hostile.forged("names")


def _checked_answer(answer: JSON) -> JSON:
    if "value" in answer:
        return {"value": _value(answer["value"])}
    error = answer.get("error")
    if isinstance(error, dict) and all(isinstance(error.get(k), str) for k in ("type", "text")):
        arguments = error.get("args")
        return {
            "error": {
                "type": error["type"][:200],
                "text": error["text"],
                "args": None if arguments is None else _value(arguments),
            }
        }
    raise hostile.forged("answer")


def _value(data: Any) -> Any:
    try:
        unpacked(data)
    except (ValueError, RecursionError):
        raise hostile.forged("value") from None
    return data


def _names(code: str) -> list[str]:
    """Return the names that a test may take from the notebook: never a builtin's."""
    try:
        manager: Any = TransformerManager  # untyped
        tree = ast.parse(manager().transform_cell(code))
    except (SyntaxError, ValueError):
        return []
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    taken = used - _TOOLS - set(dir(builtins))
    return sorted(name for name in taken if not name.startswith("__"))
