"""Results of a lab's cells without needless digits: 0.3 for 0.30000000000000004.

They stay valid Python, so that they can be copied into a cell.
"""

import math
from typing import Any

_DECIMALS = 3
_SMALLEST, _LARGEST = 1e-6, 1e15


def show_plain_numbers(shell: Any) -> None:
    """Make a notebook's shell show decimal numbers this way, alone or in collections."""
    for kind in (float, "numpy.float64"):
        shell.display_formatter.formatters["text/plain"].for_type(kind, _show)


def _show(value: float, printer: Any, cycle: bool) -> None:
    printer.text(repr(shortened(value)))


def shortened(value: float) -> float:
    """Round to three decimals, or to four digits below one; leave tiny and huge numbers alone."""
    if not _SMALLEST <= abs(value) <= _LARGEST:
        return float(value)
    return round(float(value), max(_DECIMALS, _DECIMALS - math.floor(math.log10(abs(value)))))
