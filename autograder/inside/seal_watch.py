"""An audit hook, for what leaves no trace by the next check.

Python has no way to remove an audit hook. This one refuses nothing; it takes notes.
"""

import builtins
import sys
import types
from typing import Any

from autograder.inside.seal_origin import Origin

globals()["__builtins__"] = dict(vars(builtins))

_FUNCTION_PARTS = frozenset({"__code__", "__defaults__", "__kwdefaults__"})


class Watch:
    """Notes taken while the notebook runs.

    `rewritten` holds the parts of installed functions that the notebook exchanged (function, name
    of the part, what it was); `traced` is set when it starts tracing while a test cell runs (a
    trace function can jump over lines), `hooked` when it adds an audit hook (which stays for ever).
    """

    def __init__(self, origin: Origin) -> None:
        self.rewritten: list[tuple[types.FunctionType, str, object]] = []
        self.traced = False
        self.hooked = False
        self.test_file: str | None = None
        self._origin = origin
        self._busy = False
        find = {
            "object.__setattr__": self._attribute,
            "sys.settrace": self._tracing,
            "sys.addaudithook": self._audit_hook,
        }.get

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            handler = find(event)
            if handler is not None:
                handler(arguments)

        sys.addaudithook(hook)

    def restore(self) -> list[str]:
        """Undo what was rewritten; return the names of those functions."""
        names = []
        self._busy = True
        try:
            for function, part, before in reversed(self.rewritten):
                setattr(function, part, before)
                names.append(f"{function.__module__}.{function.__qualname__}")
        finally:
            self._busy = False
        self.rewritten.clear()
        return names

    def _attribute(self, arguments: tuple[Any, ...]) -> None:
        function, part = arguments[0], arguments[1]
        if self._busy or type(function) is not types.FunctionType or part not in _FUNCTION_PARTS:
            return
        self._busy = True
        try:
            if self._origin.installed(function) and self._by_the_notebook():
                self.rewritten.append((function, part, getattr(function, part)))
        finally:
            self._busy = False

    def _tracing(self, arguments: tuple[Any, ...]) -> None:
        if self.test_file is not None and not self._busy and self._by_the_notebook():
            self.traced = True

    def _audit_hook(self, arguments: tuple[Any, ...]) -> None:
        if self._by_the_notebook():
            self.hooked = True

    def _by_the_notebook(self) -> bool:
        """Return whether the event's author, behind the installed code that did it, is a cell.

        What an installed module does while it is being imported is that module's own affair.
        """
        # This method, the handler and the hook come first.
        frame: types.FrameType | None = sys._getframe(3)
        while frame is not None:
            code = frame.f_code
            if not self._origin.installed_file(code.co_filename):
                return code.co_filename != self.test_file
            if code.co_name == "<module>" or code.co_filename.endswith("doctest.py"):
                return False
            frame = frame.f_back
        return False
