"""The parts that lessons never replace: builtins, the classes that run cells, assertion helpers."""

import builtins
import importlib.machinery
import sys
import types
from collections.abc import Callable, Iterable
from operator import is_
from typing import Any

from autograder.inside.seal_hooks import MISSING
from autograder.inside.seal_origin import Origin

globals()["__builtins__"] = dict(vars(builtins))

# Replaced in lessons (a print that logs, an open that is mocked): restored without a word.
_TAUGHT = frozenset(
    {"print", "input", "open", "display", "help", "exit", "quit", "breakpoint", "_", "__", "___"}
)
# Modules whose names start so are what tests check with; all their functions and classes.
_HELPERS = (
    "unittest",
    "doctest",
    "pytest",
    "_pytest",
    "numpy.testing",
    "pandas.testing",
    "pandas._testing",
)
# Modules of which tests use these functions to compare.
_COMPARERS = {
    "sys": ("exc_info", "_getframe", "settrace", "gettrace", "setprofile", "getprofile"),
    "math": ("isclose", "isnan", "isinf", "isfinite"),
    "cmath": ("isclose",),
    "operator": ("eq", "ne", "lt", "le", "gt", "ge", "is_", "is_not", "not_", "truth", "contains"),
    "inspect": ("getsource", "signature", "isfunction", "isclass", "getsourcelines"),
    "numpy": ("allclose", "isclose", "array_equal", "array_equiv", "all", "any"),
    "numpy.linalg": ("norm",),
}
# Their methods compare; lessons add methods to these classes, but replace none of these.
_COMPARING_METHODS = {
    ("pandas", "DataFrame"): ("equals", "__eq__", "__ne__", "eq", "all", "any", "compare"),
    ("pandas", "Series"): ("equals", "__eq__", "__ne__", "eq", "all", "any", "compare"),
    ("pandas", "Index"): ("equals", "__eq__", "__ne__"),
}
# The modules that run cells: nothing in them may be exchanged.
_MACHINERY = (
    "IPython.core.interactiveshell",
    "IPython.core.async_helpers",
    "IPython.core.builtin_trap",
    "IPython.core.compilerop",
    "IPython.core.display_trap",
    "IPython.core.displayhook",
    "IPython.core.displaypub",
    "IPython.core.error",
    "IPython.core.events",
    "IPython.core.formatters",
    "IPython.core.history",
    "IPython.core.inputtransformer2",
    "IPython.core.prefilter",
    "IPython.core.ultratb",
    "IPython.lib.pretty",
    "ipykernel.displayhook",
    "ipykernel.iostream",
    "ipykernel.ipkernel",
    "ipykernel.jsonutil",
    "ipykernel.kernelbase",
    "ipykernel.zmqshell",
    "jupyter_client.session",
    "traitlets.traitlets",
    "autograder.inside",
    "ast",
    "codeop",
    "json",
    "linecache",
    "traceback",
)
# How notebooks name the modules that tests check with.
_NAMES = {
    "np": "numpy",
    "numpy": "numpy",
    "npt": "numpy.testing",
    "pd": "pandas",
    "pandas": "pandas",
    "math": "math",
    "unittest": "unittest",
    "pytest": "pytest",
}
_BUILTIN_TYPES = (
    object,
    type,
    int,
    float,
    complex,
    bool,
    str,
    bytes,
    list,
    tuple,
    dict,
    set,
    frozenset,
    type(None),
    BaseException,
    Exception,
    AssertionError,
    types.FunctionType,
    types.ModuleType,
    types.CodeType,
    types.FrameType,
)
_CONCERNED = frozenset(
    {*_HELPERS, *_MACHINERY, *_COMPARERS, *(home for home, _ in _COMPARING_METHODS)}
)
_CONCERNED_PACKAGES = tuple(f"{package}." for package in _HELPERS + _MACHINERY)
_CODE = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    type,
    property,
    staticmethod,
    classmethod,
)


class Table:
    """A namespace (of a module or a class) and what it held."""

    def __init__(
        self,
        label: str,
        now: Any,
        names: Iterable[str],
        put: Callable[[str, object], object] | None,
        no_hiding: frozenset[str] | None = None,
    ) -> None:
        self.label = label
        self.fixed = put is None
        self.namespace = now
        self._names = tuple(names)
        self._values = tuple(now[name] for name in self._names)
        self._put = put
        # A global of such a name would hide the builtin from the module's own functions.
        self._hiding = frozenset() if no_hiding is None else no_hiding.difference(now)

    def differences(self) -> list[str]:
        """Return the names whose values have been replaced or deleted."""
        now = self.namespace
        if self._hiding and not now.keys().isdisjoint(self._hiding):
            return list(self._hiding.intersection(now))
        found = list(map(now.get, self._names))
        if all(map(is_, found, self._values)):
            return []
        return [
            name
            for name, value, was in zip(self._names, found, self._values, strict=True)
            if value is not was
        ]

    def restore(self, name: str) -> None:
        """Put the old value back, where Python lets us."""
        if name in self._hiding:
            del self.namespace[name]
        elif self._put is not None:
            self._put(name, self._values[self._names.index(name)])


class Parts:
    """What the parts were before the notebook's first cell, or when they were first imported."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._builtins = dict(vars(builtins))
        # Python keeps one object for each of these; code that writes to memory can change them.
        self._small_numbers = "".join(map(str, range(-5, 257)))
        self._tables: list[Table] = []
        self._modules: dict[str, types.ModuleType] = {}
        self._known: set[str] = set()
        self._classes: set[type] = set()
        for cls in _BUILTIN_TYPES:
            self._tables.append(Table(cls.__name__, vars(cls), vars(cls), None))
        self._notice()

    def hide_own(self) -> None:
        """Watch over the grader's own modules, and hide them from `sys.modules`."""
        self._notice()
        for name in [name for name in sys.modules if name.startswith("autograder")]:
            del sys.modules[name]
            self._modules.pop(name, None)

    def restore(self) -> list[str]:
        """Put everything back; return the names of what no lesson replaces and was replaced."""
        found = self._restore_builtins()
        for table in self._tables:
            while names := table.differences():
                for name in names:
                    found.append(f"{table.label}.{name}")
                    table.restore(name)
                if table.fixed:
                    break
        if "".join(map(str, range(-5, 257))) != self._small_numbers:
            found.append("int")
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
                found.append(f"sys.modules[{name!r}]")
        found += self._notice()
        return found

    def masked(self, dotted: Iterable[str], names: dict[str, Any]) -> list[str]:
        """Return which of the helpers, as the notebook names them, are not the genuine ones.

        A name that leads nowhere is an honest mistake: the test will fail by itself.
        """
        found = []
        for text in dotted:
            root, *path = text.split(".")
            module = sys.modules.get(_NAMES.get(root, ""))
            if module is None or root not in names or names[root] is module:
                continue
            theirs, genuine = _walk(names[root], path), _walk(module, path)
            if theirs is not MISSING and theirs is not genuine:
                found.append(text)
        return found

    def shadowed(self, imports: Iterable[str]) -> list[str]:
        """Return which modules that a test imports the notebook has put before installed ones."""
        found = []
        for name in imports:
            file = getattr(sys.modules.get(name), "__file__", None)
            if isinstance(file, str) and not self._origin.installed_file(file):
                entries = [
                    entry for entry in sys.path if self._origin.installed_file(f"{entry}/module")
                ]
                if importlib.machinery.PathFinder.find_spec(name, entries) is not None:
                    found.append(f"sys.modules[{name!r}]")
        return found

    def _notice(self) -> list[str]:
        """Record the parts of modules imported since the last call, if they are genuine.

        Returns the names of the others: helpers that no installation would have given.
        """
        impostors = []
        known = self._known
        for name in [name for name in list(sys.modules) if name not in known]:
            module = sys.modules[name]
            if module is None:
                continue
            if not _concerned(name):
                known.add(name)
            elif type(module) is types.ModuleType and self._genuine(name, module):
                known.add(name)
                self._modules[name] = module
                self._record(name, module)
            else:
                impostors.append(f"sys.modules[{name!r}]")
        return impostors

    def _restore_builtins(self) -> list[str]:
        # Method calls and operators only: no builtin may be looked up before they are right.
        live = builtins.__dict__
        found = []
        for name, value in self._builtins.items():
            if live.get(name, MISSING) is not value:
                live[name] = value
                if name not in _TAUGHT:
                    found.append(f"builtins.{name}")
        return found

    def _record(self, name: str, module: types.ModuleType) -> None:
        everything = vars(module)

        def put(attribute: str, value: object) -> None:
            setattr(module, attribute, value)

        if _within(name, _MACHINERY + _HELPERS):
            chosen = [key for key, value in everything.items() if _is_code(value)]
        else:
            chosen = [key for key in _COMPARERS.get(name, ()) if key in everything]
        self._tables.append(Table(name, everything, chosen, put, frozenset(self._builtins)))
        if _within(name, _MACHINERY + _HELPERS):
            for key in chosen:
                cls = everything[key]
                if isinstance(cls, type) and self._is_home(cls, name):
                    self._record_class(cls)
        for (home, class_name), methods in _COMPARING_METHODS.items():
            cls = everything.get(class_name)
            if home == name and isinstance(cls, type):
                self._record_class(cls, methods)

    def _is_home(self, cls: type, module: str) -> bool:
        return cls.__module__ == module or _within(cls.__module__, _MACHINERY + _HELPERS)

    def _record_class(self, cls: type, names: Iterable[str] | None = None) -> None:
        if cls in self._classes:
            return
        self._classes.add(cls)
        own = vars(cls)
        chosen = [
            name
            for name, value in own.items()
            if (name in names if names is not None else _is_code(value))
        ]

        def put(name: str, value: object) -> None:
            type.__setattr__(cls, name, value)

        if chosen:
            self._tables.append(Table(f"{cls.__module__}.{cls.__qualname__}", own, chosen, put))

    def _genuine(self, name: str, module: types.ModuleType) -> bool:
        """Return whether a module, and every function it offers to compare with, is installed."""
        spec = getattr(module, "__spec__", None)
        if type(spec) is not importlib.machinery.ModuleSpec:
            return False
        if spec.origin not in ("built-in", "frozen"):
            file = getattr(module, "__file__", None)
            if not isinstance(file, str) or not self._origin.installed_file(file):
                return False
        if _within(name, _HELPERS):
            return all(
                self._origin.installed(value)
                for value in vars(module).values()
                if type(value) is types.FunctionType
            )
        return all(
            self._origin.installed(vars(module)[key])
            for key in _COMPARERS.get(name, ())
            if key in vars(module)
        )


def _walk(obj: Any, path: list[str]) -> Any:
    try:
        for name in path:
            obj = getattr(obj, name)
    except Exception:
        return MISSING
    return obj


def _within(name: str, packages: tuple[str, ...]) -> bool:
    return name in packages or name.startswith(tuple(f"{package}." for package in packages))


def _is_code(value: object) -> bool:
    return isinstance(value, _CODE)


def _concerned(name: str) -> bool:
    return name in _CONCERNED or name.startswith(_CONCERNED_PACKAGES)
