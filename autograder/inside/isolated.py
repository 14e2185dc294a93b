"""Tests in a process of their own (``isolation: process``), and the notebook that they ask.

The same class serves both: in the notebook's process it describes names and calls functions, in
the tests' process it provides stand-ins for them. Between the two the grader passes values on.
"""

import builtins
import importlib
import sys
import types
from collections.abc import Callable
from typing import Any

from autograder.inside.frames import JSON, Frames
from autograder.inside.isolated_values import packed, unpacked
from autograder.inside.seal_origin import Origin

_ALIASES = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sp": "scipy",
    "nx": "networkx",
    "sns": "seaborn",
    "sm": "statsmodels.api",
    "tf": "tensorflow",
    "px": "plotly.express",
    "go": "plotly.graph_objects",
}


class LearnerError(Exception):
    """The notebook's function has raised an exception of its own kind."""


class Unreachable:
    """Stands for what can't pass into the tests' process; any use says so."""

    def __init__(self, name: str, kind: str) -> None:
        object.__setattr__(self, "_why", f"“{name}” ({kind}) can't be used by an isolated test.")

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__"):
            return object.__getattribute__(self, name)
        raise TypeError(object.__getattribute__(self, "_why"))

    def __call__(self, *_: object, **__: object) -> Any:
        """Refuse, as every other use does."""
        raise TypeError(object.__getattribute__(self, "_why"))

    def __eq__(self, other: object) -> bool:
        raise TypeError(object.__getattribute__(self, "_why"))

    __iter__ = __len__ = __bool__ = __getitem__ = __add__ = __lt__ = __gt__ = __call__
    __hash__ = object.__hash__


class Isolated:
    """Answers the grader's requests ``{"op": "isolated", "what": …}``."""

    def __init__(self, kernel: Any, frames: Frames, publish: Callable[[JSON], object]) -> None:
        self._kernel = kernel
        self._shell = kernel.shell
        self._frames = frames
        self._publish = publish
        self._cell = -1

    def answer(self, request: JSON) -> JSON:
        """Return what to send back: ``{"kind": "isolated", "cell": …, "answer": …}``."""
        self._cell = request["cell"]
        answer = {
            "describe": self._describe,
            "call": self._call,
            "counted": self._count,
            "provide": self._provide,
        }[request["what"]](request)
        return {"kind": "isolated", "cell": request["cell"], "answer": answer}

    def _describe(self, request: JSON) -> JSON:
        """Describe the notebook's names that a test uses."""
        names = self._shell.user_ns
        found = {name: _described(names[name]) for name in request["names"] if name in names}
        return {"names": found, "execution_count": self._shell.execution_count}

    def _call(self, request: JSON) -> JSON:
        """Call one of the notebook's functions; what it prints belongs to the test's cell."""
        kernel = self._kernel
        header = {**kernel.session.msg_header("execute_request"), "msg_id": str(request["cell"])}
        kernel.set_parent([], {"header": header, "content": {}}, channel="shell")
        kernel.pre_handler_hook()
        try:
            arguments = [unpacked(item) for item in request["args"]]
            named = {name: unpacked(item) for name, item in request["kwargs"].items()}
            with self._shell.builtin_trap, self._shell.display_trap:
                result = self._shell.user_ns[request["name"]](*arguments, **named)
            return {"value": packed(result)}
        except BaseException as error:
            return {"error": _description(error)}
        finally:
            kernel.post_handler_hook()

    def _count(self, request: JSON) -> JSON:
        """Count the test's cell as if it had run here; its text stays unknown."""
        shell = self._shell
        shell.history_manager.store_inputs(shell.execution_count, "", "")
        shell.execution_count += 1
        return {}

    def _provide(self, request: JSON) -> JSON:
        """Give the tests stand-ins for the notebook's names; nothing comes from its files."""
        origin = Origin()
        sys.path[:] = [entry for entry in sys.path if origin.installed_file(f"{entry}/module")]
        self._shell.execution_count = request["execution_count"]
        for name, described in request["names"].items():
            self._shell.user_ns[name] = self._stand_in(name, described)
        return {}

    def _stand_in(self, name: str, described: JSON) -> object:
        if "value" in described:
            return unpacked(described["value"])
        if "function" in described:
            return self._function(name)
        module = described.get("module")
        if module is not None and module in (name, _ALIASES.get(name)):
            try:
                return importlib.import_module(module)
            except ImportError:
                pass
        return Unreachable(name, str(module or described.get("other")))

    def _function(self, name: str) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            __tracebackhide__ = True
            self._publish(
                {
                    "kind": "call",
                    "cell": self._cell,
                    "name": name,
                    "args": [packed(item) for item in args],
                    "kwargs": {key: packed(item) for key, item in kwargs.items()},
                }
            )
            answer = (self._frames.receive(None) or {}).get("answer", {})
            if "value" in answer:
                return unpacked(answer["value"])
            raise _raised(answer.get("error", {})) from None

        call.__name__ = call.__qualname__ = name
        return call


def _described(value: object) -> JSON:
    if isinstance(value, types.ModuleType):
        return {"module": str(value.__dict__.get("__name__"))}
    try:
        return {"value": packed(value)}
    except TypeError:
        pass
    if callable(value) and not isinstance(value, type):
        return {"function": True}
    return {"other": type(value).__name__}


def _description(error: BaseException) -> JSON:
    """Return an exception's name, text and, where they can pass, arguments."""
    try:
        text = str(error)
    except BaseException:
        text = ""
    try:
        arguments = packed(list(error.args))
    except BaseException:
        arguments = None
    return {"type": type(error).__name__, "text": text, "args": arguments}


def _raised(described: JSON) -> Exception:
    """Return the same exception if it is one of Python's own, else a `LearnerError`."""
    name, text = str(described.get("type")), str(described.get("text"))
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            arguments = unpacked(described.get("args"))
            return kind(*arguments) if isinstance(arguments, list) else kind(text)
        except (TypeError, ValueError):
            pass
    return LearnerError(f"{name}: {text}" if text else name)
