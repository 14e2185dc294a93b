"""How much a JSON text swells when it is read, told before it is read.

An empty object takes two or three bytes of text and more than a thousand of memory by the time it
is in a notebook. A limit on bytes alone lets a few megabytes fill several gigabytes.
"""

import re

MOST_CONTAINERS = 500_000
"""Objects and arrays of one notebook: those of a hundred charts of five thousand rows."""

MOST_VALUES = 4_000_000
"""Values in them: those of twenty figures of a hundred thousand points."""

# Also one that never ends. It never goes back, so it takes as long as the text is long.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?+"?+', re.DOTALL)
_FEW = 256


class TooManyNodesError(ValueError):
    """The text holds more objects, arrays or values than one notebook may."""


class NodeCount:
    """Counts the objects, arrays and values of texts that will be one notebook.

    `envelope` objects and arrays of each text are not part of the notebook and do not count.
    """

    def __init__(self, *, envelope: int = 0) -> None:
        self._envelope = envelope
        self._containers = 0
        self._values = 0

    def add(self, text: bytes) -> None:
        """Count those of a JSON text in UTF-8, whether it is well formed or not.

        Raises:
            TooManyNodesError: there are too many, with those of the texts before.
        """
        containers, values = _count(text)
        if values > _FEW:
            # Brackets and commas within strings were among them.
            containers, values = _count(_STRING.sub(b"", text))
        self._containers += max(0, containers - self._envelope)
        self._values += max(0, values - self._envelope)
        if self._containers > MOST_CONTAINERS or self._values > MOST_VALUES:
            raise TooManyNodesError


def _count(text: bytes) -> tuple[int, int]:
    containers = text.count(b"{") + text.count(b"[")
    return containers, containers + text.count(b",")
