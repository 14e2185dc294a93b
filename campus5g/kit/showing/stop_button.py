"""A stop button that is heard while the kernel measures.

The kernel is busy then and hears no widget. So the button asks Jupyter's server to interrupt the
kernel, as JupyterLab's own stop button does; whatever measures ends on the kit with that.
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
    """Whether it must be found at a glance: what moves is stopped by it."""

    @classmethod
    def of_this_kernel(cls, label: str = "", *, large: bool = False) -> Self | None:
        """Return a button for this kernel; None where no server could name it.

        Args:
            label: what stands on it; "Stop" if not given.
            large: whether it must be found at a glance.
        """
        from ipykernel.connect import get_connection_file

        try:
            found = _KERNEL.search(get_connection_file())
        except (RuntimeError, OSError):  # a kernel that no server has started
            return None
        said = label or t(fr="Arrêter", en="Stop")
        return cls(label=said, kernel=found[1], large=large) if found else None
