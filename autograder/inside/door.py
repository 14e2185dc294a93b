"""The notebook's side of a test that runs in another process: names, calls, nothing else.

The grader asks; this describes names and carries out operations on what they stand for. Whatever
it answers is data: the tests' process rebuilds it (`autograder.inside.examining`).
"""

import contextlib
import importlib
import operator
import types
from collections.abc import Callable
from typing import Any

from autograder.inside.frames import JSON
from autograder.inside.isolated_values import class_of, packed, rebuilt_instance, unpacked

_MOST_ITEMS = 100_000


def _iterated(value: Any) -> list[Any]:
    items: list[Any] = []
    for item in value:
        if len(items) == _MOST_ITEMS:
            raise TypeError(f"More than {_MOST_ITEMS} items can't pass.")
        items.append(item)
    return items


OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda function, *args, **kwargs: function(*args, **kwargs),
    "attribute": getattr,
    "assign": setattr,
    "item": operator.getitem,
    "set item": operator.setitem,
    "delete item": operator.delitem,
    "length": len,
    "items": _iterated,
    "truth": bool,
    "text": str,
    "representation": repr,
    "format": format,
}
"""What a test may do to what stays in the notebook; comparing is not among it."""


class Door:
    """Answers the grader's questions about the names of the notebook."""

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._shell = kernel.shell
        self._kept: list[object] = []
        self._numbers: dict[int, int] = {}
        self._last_error: BaseException | None = None

    def describe(self, request: JSON) -> JSON:
        """Describe the notebook's names that a test uses."""
        names = self._shell.user_ns
        asked = (name for name in request["names"] if name in names)
        found = {name: self._described(names[name]) for name in asked}
        bound = [name for name in request.get("bound", ()) if name in names]
        return {"names": found, "bound": bound, "execution_count": self._shell.execution_count}

    def call(self, request: JSON) -> JSON:
        """Carry out an operation; what it prints belongs to the test's cell."""
        kernel = self._kernel
        header = {**kernel.session.msg_header("execute_request"), "msg_id": str(request["cell"])}
        kernel.set_parent([], {"header": header, "content": {}}, channel="shell")
        kernel.pre_handler_hook()
        try:
            arguments = [self._unpacked(item) for item in request["args"]]
            named = {name: self._unpacked(item) for name, item in request["kwargs"].items()}
            with self._shell.builtin_trap, self._shell.display_trap:
                result = OPERATIONS[request["how"]](
                    self._target(request["target"]), *arguments, **named
                )
                return {"value": packed(result, self._keep)}
        except BaseException as error:
            self._last_error = error
            return {"error": self._description(error)}
        finally:
            kernel.post_handler_hook()

    def traceback(self, request: JSON) -> JSON:
        """Return the lines of the last error's traceback, from the notebook's own code on."""
        error, shell = self._last_error, self._shell
        if error is None or error.__traceback__ is None:
            return {"lines": []}
        trace = error.__traceback__
        ours = (__file__,)
        while trace is not None and trace.tb_frame.f_code.co_filename in ours:
            trace = trace.tb_next  # type: ignore[assignment]
        try:
            lines = shell.InteractiveTB.structured_traceback(type(error), error, trace, tb_offset=0)
        except BaseException:
            return {"lines": []}
        return {"lines": [str(line) for line in lines]}

    def count(self, request: JSON) -> None:
        """Count the test's cell as if it had run here; its text stays unknown.

        What it has bound and no later test reads is bound here, too (``bound``).
        """
        shell = self._shell
        for name, found in request["bound"].items():
            with contextlib.suppress(Exception):
                shell.user_ns[name] = (
                    importlib.import_module(found["module"])
                    if "module" in found
                    else self._unpacked(found["value"])
                )
        shell.history_manager.store_inputs(shell.execution_count, "", "")
        shell.execution_count += 1

    def _target(self, target: str | int) -> object:
        return self._shell.user_ns[target] if isinstance(target, str) else self._kept[target]

    def _described(self, value: object) -> JSON:
        if isinstance(value, types.ModuleType):
            return {"module": str(value.__dict__.get("__name__"))}
        if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
            return {"function": True}
        try:
            return {"value": packed(value, self._keep)}
        except BaseException:  # whatever an object does when it is looked at
            return {"other": type(value).__name__}

    def _keep(self, value: object) -> JSON:
        """Keep a value here, and return what stands for it in the tests' process."""
        if isinstance(value, types.ModuleType):
            raise TypeError("A module can't pass between a test and the notebook.")
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)
        return {"remote": [number, type(value).__name__, callable(value)]}

    def _unpacked(self, data: Any) -> Any:
        return unpacked(
            data, {"instance": self._instance, "member": self._member, "kept": self._of}
        )

    def _of(self, number: int) -> object:
        return self._kept[number]

    def _instance(self, module: str, name: str, fields: Any, kept: Any) -> object:
        kind = class_of(module, name, self._shell.user_ns)
        if kind is None:
            raise TypeError(f"The notebook has no class {name}.")
        return rebuilt_instance(kind, fields, self._unpacked)

    def _member(self, module: str, name: str, member: str, kept: Any) -> object:
        kind: Any = class_of(module, name, self._shell.user_ns)
        return kind[member]

    def _description(self, error: BaseException) -> JSON:
        """Return an exception's class, those above it, its text and, where they pass, arguments."""
        try:
            text = str(error)
        except BaseException:
            text = ""
        try:
            arguments = packed(list(error.args))
        except BaseException:
            arguments = None
        return {
            "classes": [[kind.__module__, kind.__qualname__] for kind in type(error).__mro__],
            "text": text,
            "args": arguments,
        }
