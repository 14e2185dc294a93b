"""What the tests of a process share without asking: each finds it as the first one did.

A test chooses a language, draws random numbers and shows widgets, as the product does: that is put
back in silence, and the widgets are closed. Whatever else it changes it puts back itself, by
`monkeypatch` or a fixture.
"""

import locale
import os
import random
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from autograder import language as autograder_language
from campus5g import language

# pytest's own, of each part of each test.
OF_PYTEST = "PYTEST_CURRENT_TEST"
CLOCKS = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE)


@dataclass(frozen=True)
class ProcessState:
    """The state of this process at one moment."""

    environment: Mapping[str, str]
    folder: Path
    signal_handlers: Mapping[int, Any]
    locale: str
    clocks: Mapping[str, Any]
    language: language.Language | None
    asked_language: language.Language | None
    autograder_language: tuple[Any, Any]
    python_random: Any
    numpy_random: Any
    widgets: frozenset[str]

    @classmethod
    def read(cls) -> "ProcessState":
        """Return the present state."""
        return cls(
            environment={name: os.environ[name] for name in os.environ if name != OF_PYTEST},
            folder=Path.cwd(),
            signal_handlers={number: signal.getsignal(number) for number in SIGNALS},
            locale=locale.setlocale(locale.LC_ALL),
            clocks={name: getattr(time, name) for name in CLOCKS},
            language=language._chosen,
            asked_language=language._asked.get(),
            autograder_language=(autograder_language._chosen, autograder_language._followed),
            python_random=random.getstate(),
            numpy_random=numpy.random.get_state(),
            widgets=frozenset(_widgets()),
        )

    def put_back(self) -> list[str]:
        """Make the process's state this one again.

        Returns:
            What has changed that whoever changed it should have put back.
        """
        language.set_language(self.language)
        language.speak(self.asked_language)
        autograder_language._chosen, autograder_language._followed = self.autograder_language
        random.setstate(self.python_random)
        numpy.random.set_state(self.numpy_random)
        for name, widget in [*_widgets().items()]:
            if name not in self.widgets:
                widget.close()
        now = ProcessState.read()
        changed = []
        if variables := {*now.environment.items()} ^ {*self.environment.items()}:
            names = ", ".join(sorted({name for name, _ in variables}))
            changed.append(f"environment variables ({names})")
            for name in now.environment.keys() - self.environment.keys():
                del os.environ[name]
            os.environ.update(self.environment)
        if now.folder != self.folder:
            changed.append("the working folder")
            os.chdir(self.folder)
        for number, handler in self.signal_handlers.items():
            if now.signal_handlers[number] != handler:
                changed.append(f"the handler of {signal.Signals(number).name}")
                signal.signal(number, handler)
        if now.locale != self.locale:
            changed.append("the locale")
            locale.setlocale(locale.LC_ALL, self.locale)
        for name, clock in self.clocks.items():
            if now.clocks[name] is not clock:
                changed.append(f"time.{name}")
                setattr(time, name, clock)
        return changed


def _widgets() -> dict[str, Any]:
    """Return the registry of widgets that live in this process."""
    module = sys.modules.get("ipywidgets.widgets.widget")
    return module._instances if module else {}
