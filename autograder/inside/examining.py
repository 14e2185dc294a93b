"""The tests' side of a notebook that runs in another process: stand-ins for its names.

No learner's code runs here. Copies of values are rebuilt with this process's own classes; what
can't be copied is a `Remote`, which equals nothing but itself whatever its class would say.
"""

import builtins
import contextlib
import dataclasses
import importlib
import importlib.abc
import importlib.util
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.inside.frames import JSON
from autograder.inside.isolated_values import class_of, packed, rebuilt_instance, unpacked
from autograder.inside.seal_origin import recorded_origin

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

# Their exceptions tell a runner to skip a test, and their instances may equal anything.
_JUDGES = frozenset({"unittest", "pytest", "_pytest", "nose", "hypothesis"})

_ENDS_OF_LOOPS = (StopIteration, StopAsyncIteration, GeneratorExit)

Ask = Callable[..., Any]
"""Has the notebook do something: ``ask(target, how, *args, **kwargs)``."""


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


class Remote:
    """Stands for an object that stays in the notebook.

    It can be asked what `autograder.inside.door.OPERATIONS` names. It is compared by identity.
    """

    __slots__ = ("_ask", "_kind", "_number")

    def __init__(self, ask: Ask, number: int, kind: str) -> None:
        object.__setattr__(self, "_ask", ask)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_kind", kind)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _asked(self, "attribute", name)

    def __setattr__(self, name: str, value: object) -> None:
        _asked(self, "assign", name, value)

    def __getitem__(self, key: object) -> Any:
        return _asked(self, "item", key)

    def __setitem__(self, key: object, value: object) -> None:
        _asked(self, "set item", key, value)

    def __delitem__(self, key: object) -> None:
        _asked(self, "delete item", key)

    def __len__(self) -> int:
        return int(_asked(self, "length"))

    def __iter__(self) -> Iterator[Any]:
        return iter(_asked(self, "items"))

    def __contains__(self, item: object) -> bool:
        return any(each is item or each == item for each in self)

    def __bool__(self) -> bool:
        return bool(_asked(self, "truth"))

    def __str__(self) -> str:
        return str(_asked(self, "text"))

    def __repr__(self) -> str:
        return str(_asked(self, "representation"))

    def __format__(self, specification: str) -> str:
        return str(_asked(self, "format", specification))


class RemoteCallable(Remote):
    """A `Remote` that can be called: a class, or a function that another one returned."""

    __slots__ = ()

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Have it called in the notebook."""
        return _asked(self, "call", *args, **kwargs)


def _asked(remote: Remote, how: str, *args: object, **kwargs: object) -> Any:
    ask: Ask = object.__getattribute__(remote, "_ask")
    return ask(object.__getattribute__(remote, "_number"), how, *args, **kwargs)


class Examination:
    """The state of the tests' process: which names it has, and how it asks for the rest."""

    def __init__(self, shell: Any, exchange: Callable[[JSON], JSON]) -> None:
        self._shell = shell
        self._exchange = exchange
        self._done: set[int] = set()
        self._own_classes: dict[str, Any] = {}
        self._remotes: dict[int, Remote] = {}
        self._last_raised: BaseException | None = None
        self._packages: tuple[str, ...] = ()
        origin = recorded_origin()
        origin.settle()
        sys.path[:] = [entry for entry in sys.path if origin.installed_file(f"{entry}/module")]
        self._format = shell.InteractiveTB.structured_traceback
        shell.InteractiveTB.structured_traceback = self._structured_traceback

    def provide(self, request: JSON) -> JSON:
        """Give the next test the names that it takes from the notebook.

        Args:
            request: ``names`` (as `Door.describe` has them), ``given`` (statements of the author's
                cells, each with a ``number``, that this process runs itself), ``shipped`` (the
                author's own modules, by name), ``packages`` (those whose data classes may pass)
                and ``execution_count``.
        """
        shell = self._shell
        shell.execution_count = request["execution_count"]
        self._packages = tuple(request.get("packages", ()))
        if request.get("shipped"):
            sys.meta_path.insert(0, _Shipped(request["shipped"]))
        names = {name: self._stand_in(name, each) for name, each in request["names"].items()}
        shell.user_ns.update(names)
        for statement in request.get("given", ()):
            if statement["number"] not in self._done:
                self._done.add(statement["number"])
                self._run(statement["code"])
        shell.user_ns.update(names)  # an import may have bound more than was needed of it
        return {}

    def bound(self, request: JSON) -> JSON:
        """Return what the tests have bound to these names, as far as it can pass."""
        names, found = self._shell.user_ns, {}
        for name in request["names"]:
            value = names.get(name, Unreachable)
            if isinstance(value, types.ModuleType):
                found[name] = {"module": value.__name__}
                continue
            with contextlib.suppress(Exception):  # what can't pass stays here
                found[name] = {"value": packed(value, self._kept)}
        return found

    def _run(self, code: str) -> None:
        """Run one of the author's statements here; what it prints is not the test's."""
        names = self._shell.user_ns
        before = dict(names)
        try:
            exec(compile(code, "<given>", "exec"), names)  # noqa: S102 - the author's
        except Exception:
            # The notebook may still have the name: then the test fails by its absence.
            return
        for name, value in names.items():
            if before.get(name) is not value and isinstance(value, type):
                self._own_classes[name] = value

    def _stand_in(self, name: str, described: JSON) -> object:
        if "value" in described:
            try:
                return self._unpacked(described["value"])
            except ValueError:
                return Unreachable(name, "value")
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
            return self._ask(name, "call", *args, **kwargs)

        call.__name__ = call.__qualname__ = name
        return call

    def _ask(self, target: str | int, how: str, *args: object, **kwargs: object) -> Any:
        __tracebackhide__ = True
        answer = self._exchange(
            {
                "what": "call",
                "target": target,
                "how": how,
                "args": [packed(item, self._kept) for item in args],
                "kwargs": {key: packed(item, self._kept) for key, item in kwargs.items()},
            }
        )
        self._show(answer.get("shown", ()))
        if "value" in answer:
            try:
                return self._unpacked(answer["value"])
            except ValueError as error:
                raise TypeError(f"What the notebook returned can't be read: {error}") from None
        raised = self._raised(answer.get("error", {}))
        self._last_raised = raised
        raise raised from None

    def _show(self, shown: Sequence[Any]) -> None:
        """Show what the notebook has shown, as if it had been shown here."""
        for kind, content in shown:
            if kind == "stream":
                stream = sys.stderr if content["name"] == "stderr" else sys.stdout
                stream.write(content["text"])
            else:
                self._shell.display_pub.publish(
                    content["data"],
                    content["metadata"],
                    transient=content.get("transient") or {},
                    update=kind == "update_display_data",
                )

    @staticmethod
    def _kept(value: object) -> Any:
        if isinstance(value, Remote):
            return {"kept": [object.__getattribute__(value, "_number")]}
        raise TypeError(
            f"A value of type {type(value).__name__} can't pass between a test and the notebook."
        )

    def _unpacked(self, data: Any) -> Any:
        return unpacked(
            data, {"remote": self._remote, "instance": self._instance, "member": self._member}
        )

    def _remote(self, number: int, kind: str, called: bool) -> Remote:
        found = self._remotes.get(number)
        if found is None:
            found = (RemoteCallable if called else Remote)(self._ask, int(number), str(kind))
            self._remotes[number] = found
        return found

    def _instance(self, module: str, name: str, fields: Any, kept: Any) -> object:
        kind = self._class(module, name)
        if kind is not None and dataclasses.is_dataclass(kind):
            return rebuilt_instance(kind, fields, self._unpacked)
        return self._unpacked(kept)

    def _member(self, module: str, name: str, member: str, kept: Any) -> object:
        kind: Any = self._class(module, name)
        members = getattr(kind, "__members__", {})
        return members[member] if member in members else self._unpacked(kept)

    def _class(self, module: str, name: str) -> type | None:
        """Return the author's class of this name; none of the notebook's, and of no library."""
        package = module.partition(".")[0]
        if module != "__main__" and (package in _JUDGES or package not in self._packages):
            return None
        return class_of(module, name, self._own_classes)

    def _raised(self, described: JSON) -> BaseException:
        """Return an exception of the same class if this process has it, else of the nearest."""
        classes, text = described.get("classes") or [["builtins", "Exception"]], described["text"]
        for place, (module, name) in enumerate(classes):
            kind = self._exception_class(module, name)
            if kind is None:
                continue
            if place:
                own = classes[0][1].rpartition(".")[2]
                kind = type(own, (kind,), {"__str__": lambda self: text, "__module__": "__main__"})
            return _exception(kind, self._arguments(described), text)
        return Exception(text)

    def _arguments(self, described: JSON) -> list[Any] | None:
        try:
            arguments = self._unpacked(described.get("args"))
        except ValueError:
            return None
        return arguments if isinstance(arguments, list) else None

    def _exception_class(self, module: str, name: str) -> type[BaseException] | None:
        if module == "builtins":
            kind: Any = getattr(builtins, name, None)
        elif module == "__main__":
            kind = self._own_classes.get(name)
        elif module.partition(".")[0] in _JUDGES:
            return None
        else:
            kind = class_of(module, name, {})
        if not isinstance(kind, type) or not issubclass(kind, BaseException):
            return None
        # A loop of the test's would take these for its end.
        return RuntimeError if issubclass(kind, _ENDS_OF_LOOPS) else kind

    def _structured_traceback(
        self, etype: Any, evalue: Any, etb: Any = None, tb_offset: Any = None, context: int = 5
    ) -> list[str]:
        """Show an error of the notebook with its own frames, as one interpreter would."""
        trace = _without_ours(etb)
        lines: list[str] = self._format(etype, evalue, trace, tb_offset=tb_offset, context=context)
        if evalue is self._last_raised and trace is not etb:
            theirs = self._exchange({"what": "traceback"}).get("lines", [])
            if len(theirs) > _AROUND and len(lines) >= _AROUND:
                lines[-1:-1] = theirs[2:-1]
        return lines


# A rule, the header, and at the end the exception itself.
_AROUND = 3


def _without_ours(trace: types.TracebackType | None) -> types.TracebackType | None:
    """Return the traceback up to where it comes to this module."""
    kept = []
    while trace is not None and trace.tb_frame.f_code.co_filename != __file__:
        kept.append(trace)
        trace = trace.tb_next
    if trace is None:
        return kept[0] if kept else None
    shortened = None
    for each in reversed(kept):
        shortened = types.TracebackType(shortened, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return shortened


def _exception(kind: Any, arguments: list[Any] | None, text: str) -> BaseException:
    try:
        error: BaseException = kind(text) if arguments is None else kind(*arguments)
        return error
    except Exception:
        error = kind.__new__(kind)
        error.args = (text,)
        return error


class _Shipped(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the modules that came with the assignment, as the author wrote them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        """Find one of the author's modules."""
        if fullname in self._texts:
            return importlib.util.spec_from_loader(fullname, self, origin=self._file(fullname))
        return None

    def get_source(self, fullname: str) -> str:
        """Return the author's text."""
        return self._texts[fullname]

    def exec_module(self, module: types.ModuleType) -> None:
        """Run it; it finds its data beside the notebook, as there."""
        module.__file__ = self._file(module.__name__)
        super().exec_module(module)

    @staticmethod
    def _file(name: str) -> str:
        return str(Path.cwd().joinpath(*name.split(".")).with_suffix(".py"))
