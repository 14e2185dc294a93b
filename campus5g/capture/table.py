"""A capture as a pandas frame."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.capture.tshark import read_fields

if TYPE_CHECKING:
    import pandas as pd

SEVERAL = "; "
"""What joins the values of a field that occurs several times in one packet."""

_SEPARATOR, _AGGREGATOR = "\x1e", "\x1f"
_ALWAYS = {"number": "frame.number", "time_s": "frame.time_relative"}
_PACKET_LIST = {
    "point": "frame.interface_name",
    "source": "_ws.col.Source",
    "destination": "_ws.col.Destination",
    "protocol": "_ws.col.Protocol",
    "info": "_ws.col.Info",
}
_COLUMNS = '"Source","%s","Destination","%d","Protocol","%p","Info","%i"'


def read_table(
    file: Path,
    fields: Sequence[str] | Mapping[str, str] | None,
    display_filter: str | None,
) -> "tuple[pd.DataFrame, bool]":
    """Return the frame that `Capture.table` describes, and whether the file was cut short."""
    import pandas as pd

    asked = _PACKET_LIST if fields is None else _named(fields)
    asked = {column: field for column, field in asked.items() if column not in _ALWAYS}
    columns = {**_ALWAYS, **asked}
    text, cut = read_fields(
        file,
        list(columns.values()),
        separator=_SEPARATOR,
        aggregator=_AGGREGATOR,
        display_filter=display_filter,
        columns=_COLUMNS,
    )
    rows = [line.split(_SEPARATOR) for line in text.split("\n") if line]
    frame = pd.DataFrame(rows, columns=list(columns), dtype="str")
    for column in asked:
        frame[column] = frame[column].str.replace(_AGGREGATOR, SEVERAL, regex=False)
    frame["number"] = frame["number"].astype("int64")
    frame["time_s"] = pd.to_numeric(frame["time_s"], errors="coerce").astype("float64")
    return frame, cut


def _named(fields: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(fields, Mapping):
        return dict(fields)
    if isinstance(fields, str):
        return {fields: fields}
    return {field: field for field in fields}
