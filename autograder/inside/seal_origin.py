"""Where a piece of code comes from: what is installed, or what the notebook brought along."""

import builtins
import functools
import os
import sys
import types
from pathlib import Path

# Its own builtins: what a notebook does to the real ones changes nothing here.
globals()["__builtins__"] = dict(vars(builtins))


class Origin:
    """Distinguishes installed code from code of the notebook.

    Installed is what lies in the folders of Python itself, of its packages, and of every module
    that was loaded when the origin was made (before the notebook's first cell).
    """

    def __init__(self) -> None:
        folders = {sys.prefix, sys.base_prefix, sys.exec_prefix}
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and os.sep in file:
                folders.add(file.rpartition(os.sep)[0])
        self._folders = tuple(folder.rstrip(os.sep) + os.sep for folder in folders)
        self.settle()

    def settle(self) -> None:
        """Take the current working directory as the notebook's: nothing is installed there."""
        self._workspace = f"{Path.cwd()}{os.sep}"

    def installed_file(self, name: str) -> bool:
        """Return whether a file of source or extension code is an installed one."""
        if name.startswith(self._workspace):
            return False
        return name.startswith("<frozen ") or name.startswith(self._folders)

    def installed(self, obj: object) -> bool:
        """Return whether a callable's code is installed code; False where it is unknown."""
        while True:
            if type(obj) is functools.partial:
                return False  # its arguments may be code as well
            if type(obj) is types.MethodType:
                obj = obj.__func__
            elif type(obj) in (staticmethod, classmethod):
                obj = obj.__func__  # type: ignore[attr-defined]
            else:
                break
        if type(obj) is types.FunctionType:
            return self.installed_file(obj.__code__.co_filename)
        if type(obj) in (types.BuiltinFunctionType, types.MethodDescriptorType):
            return True
        cls = obj if isinstance(obj, type) else type(obj)
        return self.installed_class(cls)

    def installed_class(self, cls: type) -> bool:
        """Return whether a class was made by an installed module."""
        module = sys.modules.get(getattr(cls, "__module__", "") or "")
        if module is builtins:
            return True
        file = getattr(module, "__file__", None)
        if file is None:
            spec = getattr(module, "__spec__", None)
            return getattr(spec, "origin", None) in ("built-in", "frozen")
        return (
            isinstance(file, str)
            and self.installed_file(file)
            and getattr(module, cls.__name__, cls) is cls
        )


@functools.cache
def recorded_origin() -> Origin:
    """Return the origin that is made at the first call: in the warm parent, for all its forks.

    It looks at every module, and a fork that looks copies what it touches.
    """
    return Origin()
