"""A stop button that works while the kernel measures.

The kernel is busy then and does not receive events of widgets. So the button asks Jupyter's server
to interrupt the kernel, as JupyterLab's own stop button does; this ends the measurement on the kit.
"""

import re
from pathlib import Path
from typing import Self

import anywidget
import traitlets

from campus5g.language import t

_KERNEL = re.compile(r"kernel-([\w-]+)\.json$")


class StopButton(anywidget.AnyWidget):
    """The button; it goes away when ``running`` is False."""

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    label = traitlets.Unicode().tag(sync=True)
    kernel = traitlets.Unicode().tag(sync=True)
    running = traitlets.Bool(True).tag(sync=True)
    large = traitlets.Bool(False).tag(sync=True)
    """Whether it is large, to stop moving robots at once."""

    @classmethod
    def of_this_kernel(cls, label: str = "", *, large: bool = False) -> Self | None:
        """Return a button for this kernel, or None if its server is unknown.

        Args:
            label: its text; by default "Stop".
            large: whether it is large.
        """
        from ipykernel.connect import get_connection_file

        try:
            found = _KERNEL.search(get_connection_file())
        except (RuntimeError, OSError):  # a kernel that no server has started
            return None
        text = label or t(fr="Arrêter", en="Stop")
        return cls(label=text, kernel=found[1], large=large) if found else None
