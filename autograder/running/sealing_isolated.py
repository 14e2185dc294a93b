"""Tests that run in another process than the notebook: the grader stands between the two.

The tests of a notebook share one confined process that no learner's code has ever run in. Each
name that they take from the notebook is asked for there; values and calls pass through here as
JSON. What the notebook prints or displays meanwhile appears among the cell's outputs; nothing else
of it does.
"""

import ast
import builtins
import time
from collections.abc import Callable, Mapping
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.inside.frames import JSON
from autograder.inside.isolated_values import well_formed
from autograder.limits import Limits
from autograder.running import hostile
from autograder.running.conversation import Conversation, OutOfTimeError
from autograder.running.examination import NOTHING_KNOWN, Examination, TestPlan
from autograder.running.sealed_cell import SealedCell
from autograder.sandbox import Confined, Enclosure

_ANSWER_S = 10.0
_CALL_S = 30.0
_SHOWN = ("stream", "display_data", "update_display_data")
_TOOLS = frozenset({"In", "Out", "get_ipython", "exit", "quit", "open", "display"})


class Examiner:
    """The process in which the tests of one notebook run; it starts with the first of them.

    `cpu_s` is what it has used, once it has ended.
    """

    def __init__(
        self,
        enclosure: Enclosure,
        limits: Limits,
        examination: Examination = NOTHING_KNOWN,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._enclosure = enclosure
        self._limits = limits
        self._examination = examination
        self._variables = dict(variables or {})
        self.cpu_s = 0.0
        self._confined: Confined | None = None
        self._tests: _Tests | None = None

    def __enter__(self) -> "Examiner":
        return self

    def __exit__(self, *_: object) -> None:
        if self._confined is not None:
            self._confined.kill()
            self.cpu_s = self._confined.wait(_ANSWER_S).cpu_s

    def run(self, sealed: SealedCell) -> JSON:
        """Run a test cell; its outputs are as they would be in the notebook.

        Returns the content of the ``execute_reply``.

        Raises what `Conversation` raises, of whichever process.
        """
        notebook = _Notebook(sealed)
        plan = self._examination.plans.get(sealed.index)
        if plan is None:
            plan = TestPlan(asked=tuple(_names(sealed.cell.source)))
        asked = list(plan.asked)
        described = notebook.ask("describe", names=asked, bound=list(plan.bound))
        names, count = admitted(asked, described)
        present = described.get("bound")
        if not isinstance(present, list):
            raise hostile.forged("names")
        # The author's modules come with what the first test is given.
        shipped = {} if self._tests else {"shipped": dict(self._examination.shipped)}
        tests = self._ready()
        tests.begin(notebook)
        tests.provide(
            sealed.index,
            {
                "names": names,
                "given": [
                    {"number": each.number, "code": each.code}
                    for each in plan.given
                    if not each.binds or any(name in present for name in each.binds)
                ],
                "packages": list(self._examination.packages),
                "execution_count": count,
                **shipped,
            },
        )
        reply = sealed.run(sealed.cell.source, tests)
        if tests.busy:
            raise OutOfTimeError
        released = tests.bound(sealed.index, plan.released) if plan.released else {}
        notebook.count(released)
        return reply

    def _ready(self) -> "_Tests":
        if self._tests is None:
            self._confined = self._enclosure.spawn({"variables": self._variables})
            self._tests = _Tests(self._confined, self._limits)
            self._tests.language_info()
        return self._tests


class _Notebook:
    """The learner's process: asked, timed, and believed as far as a value goes."""

    def __init__(self, sealed: SealedCell) -> None:
        self._conversation = sealed.conversation
        self._cell = sealed.index

    def ask(self, what: str, **request: Any) -> JSON:
        """Ask for something that takes no time; returns the answer."""
        self._conversation.request_isolated(self._cell, what, request)
        try:
            return self._conversation.hear_isolated(lambda message: None, _ANSWER_S)
        except TimeoutError:
            raise OutOfTimeError from None

    def count(self, released: JSON) -> None:
        """Have it count the test's cell, and bind what the test has bound; it does not answer."""
        self._conversation.request_isolated(self._cell, "count", {"bound": released})

    def begin(self, call: JSON) -> None:
        """Have the notebook do something; `finished` returns what came of it."""
        self._conversation.request_isolated(self._cell, "call", call)

    def finished(
        self, on_message: Callable[[hostile.Message], None], within_s: float | None
    ) -> JSON:
        """Wait for what was begun; raises `TimeoutError`, then wait again."""
        return self._conversation.hear_isolated(on_message, within_s)

    def interrupt(self) -> None:
        """Interrupt what was begun."""
        self._conversation.interrupt()


class _Tests(Conversation):
    """The conversation with the tests' process, whose requests go on to the notebook's."""

    def __init__(self, confined: Confined, limits: Limits) -> None:
        super().__init__(confined, limits)
        self._notebook: _Notebook | None = None
        self._request: JSON = {}
        self._shown: list[list[Any]] = []
        self._waiting = False

    def begin(self, notebook: _Notebook) -> None:
        """Let the next test ask this notebook."""
        self._notebook = notebook

    def provide(self, cell: int, request: JSON) -> None:
        """Give the tests what they take from the notebook and from the author's cells."""
        self.request_isolated(cell, "provide", request)
        try:
            self.hear_isolated(lambda message: None, _CALL_S)
        except TimeoutError:
            raise OutOfTimeError from None

    def bound(self, cell: int, names: tuple[str, ...]) -> JSON:
        """Return what the tests have bound to these names, as far as it can pass."""
        self.request_isolated(cell, "bound", {"names": list(names)})
        try:
            return self.hear_isolated(lambda message: None, _ANSWER_S)
        except TimeoutError:
            raise OutOfTimeError from None

    def interrupt(self) -> None:
        """Interrupt the notebook while a test waits for it, else the test."""
        if self._waiting and self._notebook is not None:
            self._notebook.interrupt()
        else:
            super().interrupt()

    def _receive(self, timeout_s: float | None) -> JSON:
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            if not self._waiting:
                frame = super()._receive(_left(deadline))
                if frame.get("kind") != "call":
                    return frame
                self._begin(frame["request"])
            answer = self._answered(_left(deadline))
            self._waiting = False
            self._send({"op": "returned", "answer": answer})

    def _begin(self, request: JSON) -> None:
        self._request, self._shown, self._waiting = request, [], True
        if self._notebook is not None and request["what"] == "call":
            keys = ("target", "how", "args", "kwargs")
            self._notebook.begin({key: request[key] for key in keys})

    def _answered(self, within_s: float | None) -> JSON:
        if self._notebook is None:  # an author's statement that asks before there is a notebook
            return {"error": {"classes": [], "text": "", "args": None}}
        if self._request["what"] == "traceback":
            return _checked_lines(self._notebook.ask("traceback"))
        answer = self._notebook.finished(self._show, within_s)
        return {**_checked_answer(answer), "shown": self._shown}

    def _show(self, message: hostile.Message) -> None:
        if message.msg_type in _SHOWN:
            self._shown.append([message.msg_type, message.content])


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


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
    if isinstance(error, dict) and isinstance(error.get("text"), str):
        classes, arguments = error.get("classes"), error.get("args")
        if isinstance(classes, list) and all(
            isinstance(each, list) and len(each) == 2 and all(isinstance(n, str) for n in each)
            for each in classes
        ):
            return {
                "error": {
                    "classes": [[name[:200] for name in each] for each in classes[:50]],
                    "text": error["text"],
                    "args": None if arguments is None else _value(arguments),
                }
            }
    raise hostile.forged("answer")


def _checked_lines(answer: JSON) -> JSON:
    lines = answer.get("lines")
    if isinstance(lines, list) and all(isinstance(line, str) for line in lines):
        return {"lines": lines}
    raise hostile.forged("answer")


def _value(data: Any) -> Any:
    if not well_formed(data):
        raise hostile.forged("value")
    return data


def _names(code: str) -> list[str]:
    """Return the names that a test of an unknown notebook may take from it: never a builtin's."""
    try:
        manager: Any = TransformerManager  # untyped
        tree = ast.parse(manager().transform_cell(code))
    except (SyntaxError, ValueError):
        return []
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    taken = used - _TOOLS - set(dir(builtins))
    return sorted(name for name in taken if not name.startswith("__"))
