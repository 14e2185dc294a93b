"""Splitting a modem's answer into its fields."""

import csv


def fields(line: str) -> list[str]:
    """Return the fields of an answer, as texts without quotes.

    ``+C5GREG: 0,1`` has the fields ``["0", "1"]``.

    Args:
        line: one line of an answer; what stands before the first ``": "`` is its name.
    """
    name, mark, values = line.partition(": ")
    return [field.strip() for field in next(csv.reader([values if mark else name]), [])]
