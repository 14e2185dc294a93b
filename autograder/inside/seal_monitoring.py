"""The tools of `sys.monitoring` (Python 3.12 and later), another way of tracing."""

import builtins
from collections.abc import Callable
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))

_TOOLS = range(6)


class Monitoring:
    """What was monitored when it was made; `monitoring` is `sys.monitoring`, None before 3.12."""

    def __init__(self, monitoring: Any) -> None:
        self._monitoring = monitoring
        self._events = self._now()

    def restore(self) -> list[Callable[[], object]]:
        """Monitor only what was monitored then; return how to undo it."""
        undo: list[Callable[[], object]] = []
        for tool, events in self._now().items():
            was = self._events.get(tool, 0)
            if events != was:
                self._monitoring.set_events(tool, was)
                undo.append(lambda tool=tool, events=events: self._set(tool, events))  # type: ignore[misc]
        return undo

    def _set(self, tool: int, events: int) -> None:
        if self._monitoring.get_tool(tool) is not None:
            self._monitoring.set_events(tool, events)

    def _now(self) -> dict[int, int]:
        if self._monitoring is None:
            return {}
        in_use = [tool for tool in _TOOLS if self._monitoring.get_tool(tool) is not None]
        return {tool: self._monitoring.get_events(tool) for tool in in_use}
