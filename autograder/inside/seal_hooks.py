"""The hooks of the interpreter and of IPython's shell: recorded, compared, restored.

Replacing a hook is often teaching (a tracer, a display of one's own, a prettier traceback), so a
difference is not an accusation. During a test cell the hooks are as they were before the notebook's
first cell; afterwards the notebook has its own again.
"""

import builtins
import gc
import importlib
import os
import sys
import threading
import types
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

from autograder.inside.seal_monitoring import Monitoring
from autograder.inside.seal_origin import Origin

globals()["__builtins__"] = dict(vars(builtins))

Undo = Callable[[], object]
MISSING = object()
_PLAIN = (str, bool, tuple)
# The streams that a notebook may put in the place of its own and that run no code of the notebook.
_PLAIN_STREAM_MODULES = ("io", "_io")


class Hooks:
    """The hooks as they were at the start; `restore` brings them back."""

    def __init__(self, shell: Any, origin: Origin) -> None:
        self._shell = shell
        self._origin = origin
        self._single = _single_hooks(shell)
        self._lists = [(name, hooks, list(hooks)) for name, hooks in _hook_lists(shell)]
        self._events = {name: list(calls) for name, calls in shell.events.callbacks.items()}
        self._machinery = [(obj, _methods(type(obj))) for obj in _machinery(shell)]
        self._formatters = dict(shell.display_formatter.formatters)
        self._printers = [
            (table, {key: table.get(key, MISSING) for key in keys})
            for table, keys in _printer_tables(shell)
        ]
        self._monitoring = Monitoring(getattr(sys, "monitoring", None))
        self.settle()

    def settle(self, variables: Mapping[str, str] | None = None) -> None:
        """Take the hooks that came with this process's own streams as the originals.

        Args:
            variables: of the environment, which are put back like hooks.
        """
        self._variables = dict(variables or {})
        self._objects = [
            (obj, type(obj), methods, _overrides(obj, methods)) for obj, methods in self._machinery
        ]
        self._singles = [(name, read(), write) for name, read, write in self._single]
        self._streams = (sys.stdout, sys.stderr)

    def restore(self) -> tuple[list[str], list[Undo]]:
        """Put the hooks back; return the names of those that differed and how to undo it."""
        differed: list[str] = []
        undo: list[Undo] = []
        for part in (
            self._restore_singles,
            self._restore_lists,
            self._restore_events,
            self._restore_overrides,
            self._restore_printers,
            self._restore_streams,
            self._restore_variables,
        ):
            part(differed, undo)
        monitored = self._monitoring.restore()
        differed += ["sys.monitoring"] * len(monitored)
        undo += monitored
        undo.reverse()
        return differed, undo

    def _restore_singles(self, differed: list[str], undo: list[Undo]) -> None:
        for (name, was, write), (_, read, _write) in zip(self._singles, self._single, strict=True):
            now = read()
            if now is not was and not (type(now) is type(was) in _PLAIN and now == was):
                write(was)
                differed.append(name)
                undo.append(lambda write=write, now=now: write(now))  # type: ignore[misc]

    def _restore_lists(self, differed: list[str], undo: list[Undo]) -> None:
        for name, hooks, was in self._lists:
            self._restore_list(name, hooks, was, differed, undo)

    def _restore_events(self, differed: list[str], undo: list[Undo]) -> None:
        callbacks = self._shell.events.callbacks
        for name, was in self._events.items():
            hooks = callbacks.get(name)
            if type(hooks) is not list:
                callbacks[name] = hooks = []
            self._restore_list(f"events.{name}", hooks, was, differed, undo)

    def _restore_list(
        self,
        name: str,
        hooks: list[Any],
        was: list[Any],
        differed: list[str],
        undo: list[Undo],
    ) -> None:
        """Leave the original entries and what installed packages have added after them."""
        if len(hooks) == len(was) and all(a is b for a, b in zip(hooks, was, strict=True)):
            return
        now = list(hooks)
        known = {id(hook) for hook in was}
        added = [hook for hook in now if id(hook) not in known and self._origin.installed(hook)]
        kept = [*was, *added]
        if name == "sys.meta_path":
            # Notebooks may import notebooks: their finders stay, after those that are installed.
            kept += [finder for finder in now if all(finder is not other for other in kept)]
        if len(kept) == len(now) and all(a is b for a, b in zip(kept, now, strict=True)):
            return
        hooks[:] = kept
        differed.append(name)
        undo.append(lambda: hooks.__setitem__(slice(None), now))

    def _restore_overrides(self, differed: list[str], undo: list[Undo]) -> None:
        for obj, cls, methods, was in self._objects:
            if type(obj) is not cls:
                now = type(obj)
                obj.__class__ = cls
                differed.append(f"class of {cls.__name__}")
                undo.append(lambda obj=obj, now=now: setattr(obj, "__class__", now))  # type: ignore[misc]
            for name, value in _overrides(obj, methods).items():
                if was.get(name, MISSING) is not value:
                    own = obj.__dict__
                    if name in was:
                        own[name] = was[name]
                    else:
                        del own[name]
                    differed.append(f"{type(obj).__name__}.{name}")
                    undo.append(lambda own=own, n=name, v=value: own.__setitem__(n, v))  # type: ignore[misc]

    def _restore_printers(self, differed: list[str], undo: list[Undo]) -> None:
        formatters = self._shell.display_formatter.formatters
        for mime, formatter in self._formatters.items():
            if formatters.get(mime) is not formatter:
                now = formatters.get(mime)
                formatters[mime] = formatter
                differed.append(f"formatters.{mime}")
                undo.append(lambda mime=mime, now=now: formatters.__setitem__(mime, now))  # type: ignore[misc]
        for table, was in self._printers:
            for key, printer in was.items():
                now = table.get(key, MISSING)
                if now is printer:
                    continue
                put_back(table, key, printer)
                differed.append(f"printer of {getattr(key, '__name__', key)}")
                undo.append(lambda t=table, k=key, v=now: put_back(t, k, v))  # type: ignore[misc]

    def _restore_streams(self, differed: list[str], undo: list[Undo]) -> None:
        for name, was in zip(("stdout", "stderr"), self._streams, strict=True):
            now = getattr(sys, name)
            if now is was or type(now).__module__ in _PLAIN_STREAM_MODULES:
                continue
            setattr(sys, name, was)
            differed.append(f"sys.{name}")
            undo.append(lambda name=name, now=now: setattr(sys, name, now))  # type: ignore[misc]

    def _restore_variables(self, differed: list[str], undo: list[Undo]) -> None:
        for name, was in self._variables.items():
            now = os.environ.get(name, MISSING)
            if now == was:
                continue
            os.environ[name] = was
            differed.append(f"os.environ[{name!r}]")
            undo.append(lambda name=name, now=now: put_back(os.environ, name, now))  # type: ignore[misc]


def put_back(table: MutableMapping[Any, Any], key: object, value: object) -> None:
    """Set an entry to a former value, or remove it if that is `MISSING`."""
    if value is MISSING:
        table.pop(key, None)
    else:
        table[key] = value


def _single_hooks(
    shell: Any,
) -> list[tuple[str, Callable[[], object], Callable[[Any], object]]]:
    hooks: list[tuple[str, Callable[[], object], Callable[[Any], object]]] = [
        ("sys.settrace", sys.gettrace, sys.settrace),
        ("sys.setprofile", sys.getprofile, sys.setprofile),
        ("threading.settrace", threading.gettrace, threading.settrace),
        ("threading.setprofile", threading.getprofile, threading.setprofile),
    ]
    places: list[tuple[str, Any, tuple[str, ...]]] = [
        ("sys", sys, ("displayhook", "excepthook", "unraisablehook")),
        ("threading", threading, ("excepthook",)),
        ("notebook", _Names(shell.user_module), ("__builtins__",)),
        ("importlib", importlib, ("__import__", "import_module", "reload")),
        ("types", types, ("FunctionType", "CodeType", "ModuleType")),
        (
            "shell",
            shell,
            (
                "displayhook",
                "display_pub",
                "display_formatter",
                "display_trap",
                "builtin_trap",
                "compile",
                "events",
                "history_manager",
                "input_transformer_manager",
                "prefilter_manager",
                "user_ns",
                "user_module",
                "kernel",
                "ast_node_interactivity",
                "autoawait",
                "loop_runner",
                "InteractiveTB",
                "SyntaxTB",
                "custom_exceptions",
                "ast_transformers",
                "input_transformers_post",
            ),
        ),
        ("display_trap", shell.display_trap, ("hook",)),
        ("displayhook", shell.displayhook, ("session", "pub_socket", "shell")),
        ("display_pub", shell.display_pub, ("session", "pub_socket", "shell")),
        ("display_formatter", shell.display_formatter, ("active_types", "formatters")),
    ]
    for label, obj, names in places:
        hooks += [
            (f"{label}.{name}", _reader(obj, name), _writer(obj, name))
            for name in names
            if hasattr(obj, name)
        ]
    return hooks


class _Names:
    """A module's own names as attributes, without its `__getattr__`."""

    def __init__(self, module: types.ModuleType) -> None:
        self.__dict__ = vars(module)


def _reader(obj: object, name: str) -> Callable[[], object]:
    return lambda: getattr(obj, name, MISSING)


def _writer(obj: object, name: str) -> Callable[[Any], object]:
    return lambda value: setattr(obj, name, value)


def _hook_lists(shell: Any) -> Iterable[tuple[str, list[Any]]]:
    manager = shell.input_transformer_manager
    yield "sys.meta_path", sys.meta_path
    yield "sys.path_hooks", sys.path_hooks
    yield "gc.callbacks", gc.callbacks
    yield "shell.ast_transformers", shell.ast_transformers
    yield "shell.input_transformers_post", shell.input_transformers_post
    yield "input_transformer_manager.cleanup_transforms", manager.cleanup_transforms
    yield "input_transformer_manager.line_transforms", manager.line_transforms
    yield "input_transformer_manager.token_transformers", manager.token_transformers
    for name in ("displayhook", "display_pub"):
        hooks = getattr(getattr(shell, name), "_hooks", None)
        if type(hooks) is list:
            yield f"{name}.register_hook", hooks


def _machinery(shell: Any) -> list[Any]:
    """Return the objects whose methods run a cell and publish what it gives."""
    objects = [
        shell,
        shell.displayhook,
        shell.display_pub,
        shell.display_formatter,
        shell.display_trap,
        shell.builtin_trap,
        shell.compile,
        shell.events,
        shell.history_manager,
        shell.input_transformer_manager,
        shell.prefilter_manager,
        shell.InteractiveTB,
        shell.SyntaxTB,
        *(shell.display_formatter.formatters.values()),
        shell.display_formatter.ipython_display_formatter,
        shell.display_formatter.mimebundle_formatter,
    ]
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        objects += [kernel, kernel.session]
    return objects


def _methods(cls: type) -> frozenset[str]:
    """Return the names of a class's methods, inherited ones among them."""
    return frozenset(
        name for name in dir(cls) if isinstance(getattr(cls, name, None), types.FunctionType)
    )


def _overrides(obj: Any, methods: frozenset[str]) -> dict[str, object]:
    """Return what an object's own attributes hide of its class's methods."""
    own = getattr(obj, "__dict__", {})
    return {name: own[name] for name in methods.intersection(own)}


def _printer_tables(shell: Any) -> Iterable[tuple[dict[Any, Any], tuple[Any, ...]]]:
    """Return where formatters keep the printers of numbers and texts: what scores are made of."""
    display = shell.display_formatter
    numbers = (int, float, complex, bool, str, type(None))
    deferred = tuple(
        ("numpy", name)
        for name in ("float64", "float32", "int64", "int32", "bool", "bool_", "floating", "integer")
    )
    for formatter in (
        *display.formatters.values(),
        display.ipython_display_formatter,
        display.mimebundle_formatter,
    ):
        yield formatter.type_printers, numbers
        yield formatter.deferred_printers, deferred
        yield formatter.singleton_printers, tuple(formatter.singleton_printers)
