"""The progress bar of a capture: packets counted while it runs.

In a notebook it is a widget with a stop button and, where values come, their curve; in a terminal
a line that rewrites itself; elsewhere nothing is shown.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from campus5g.kit.showing.live_curve import curve
from campus5g.kit.showing.numbers import decimal, size
from campus5g.language import t


@dataclass(frozen=True)
class Progress:
    """The progress of a capture."""

    points: Sequence[str]
    packets: int
    bytes: int
    elapsed_s: float
    max_s: float
    reason: str | None
    detail: str = ""

    @property
    def text(self) -> str:
        """The progress on one line."""
        where = ", ".join(self.points)
        counted = t(
            fr=f"{self.packets} paquets · {size(self.bytes)} · {decimal(self.elapsed_s)} s",
            en=f"{self.packets} packets · {size(self.bytes)} · {decimal(self.elapsed_s)} s",
        )
        return f"{where} · {counted}{self._ending()}"

    @property
    def trace(self) -> "Trace | None":
        """None: packets are counted, not drawn."""
        return None

    def _ending(self) -> str:
        endings = {
            None: "",
            "asked": t(fr=" · terminée", en=" · done"),
            "time": t(fr=" · arrêtée : durée maximale", en=" · stopped: time limit"),
            "size": t(fr=" · arrêtée : taille maximale", en=" · stopped: size limit"),
            "kit": t(
                fr=f" · arrêtée : le kit a fermé son flux {self.detail}",
                en=f" · stopped: the kit closed its stream {self.detail}",
            ),
            "abandoned": t(fr=" · arrêtée : client perdu", en=" · stopped: client lost"),
            "gateway": t(fr=" · arrêtée : passerelle fermée", en=" · stopped: gateway closed"),
        }
        return endings.get(self.reason, f" · {self.reason}")


@dataclass(frozen=True)
class Trace:
    """The values so far, to draw; None for a lost one."""

    values: Sequence[float | None]
    unit: str


class Shown(Protocol):
    """The progress of something that takes time."""

    @property
    def text(self) -> str:
        """The progress on one line."""

    @property
    def elapsed_s(self) -> float:
        """How long it has run, in seconds."""

    @property
    def max_s(self) -> float:
        """How long it may run, in seconds."""

    @property
    def reason(self) -> str | None:
        """Why it ended: ``asked`` as requested, None while it runs."""

    @property
    def trace(self) -> Trace | None:
        """The curve to draw, if any."""


class Display(Protocol):
    """Something that shows progress; called from any thread."""

    def show(self, progress: Shown) -> None:
        """Show the progress."""

    def close(self) -> None:
        """Leave the last state in place."""


def fitting_display() -> Display:
    """Return the display for this environment: notebook, terminal or none."""
    if in_notebook():
        return _Widget()
    if sys.stderr.isatty():
        return _Line()
    return _Nothing()


def no_display() -> Display:
    """Return a display that shows nothing, for what ends at once."""
    return _Nothing()


def in_notebook() -> bool:
    """Return whether this program is a notebook's kernel, which can show widgets."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return hasattr(shell, "kernel")


class _Widget:
    def __init__(self) -> None:
        import ipywidgets
        from IPython.display import display

        from campus5g.kit.showing.stop_button import StopButton

        self._bar: Any = ipywidgets.FloatProgress(
            min=0, max=1, bar_style="info", layout=ipywidgets.Layout(width="12rem")
        )
        self._text: Any = ipywidgets.Label(layout=ipywidgets.Layout(flex="1 1 auto"))
        self._curve: Any = ipywidgets.HTML()
        self._ended = False
        self._stop = StopButton.of_this_kernel()
        line = ipywidgets.HBox(
            [self._bar, self._text, *([self._stop] if self._stop else [])],
            layout=ipywidgets.Layout(align_items="center", flex_flow="row wrap"),
        )
        display(ipywidgets.VBox([line, self._curve]))  # type: ignore[no-untyped-call]

    def show(self, progress: Shown) -> None:
        self._bar.value = min(1.0, progress.elapsed_s / progress.max_s)
        self._text.value = progress.text
        if progress.trace is not None:
            self._curve.value = curve(progress.trace.values, progress.trace.unit)
        if progress.reason is not None:
            self._ended = True
            self._bar.value = 1.0
            self._bar.bar_style = "success" if progress.reason == "asked" else "warning"

    def close(self) -> None:
        """Leave the last state in place, without the button."""
        if self._stop is not None:
            self._stop.running = False
        if not self._ended:
            self._bar.bar_style = "warning"
            self._text.value += t(fr=" · arrêtée", en=" · stopped")


class _Line:
    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._status = self._console.status("")
        self._status.start()
        self._last = ""

    def show(self, progress: Shown) -> None:
        self._last = progress.text
        self._status.update(self._last)

    def close(self) -> None:
        self._status.stop()
        self._console.print(self._last, highlight=False, markup=False)


class _Nothing:
    def show(self, progress: Shown) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Show nothing."""
