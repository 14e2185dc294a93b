"""A capture as a pandas frame."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.capture.files.split import write_split
from campus5g.capture.files.survey import Survey
from campus5g.capture.tshark.program import lines_of_fields

if TYPE_CHECKING:
    import pandas as pd

SEVERAL = "; "
"""Joins the values of a field that occurs several times in one message."""

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
_PROTOCOLS = "frame.protocols"
_N2_PREFIXES = ("ngap.", "nas-5gs.")
_MESSAGE_PREFIXES = (*_N2_PREFIXES, "e212.", "gsm_a.", "3gpp.")
_N2_FILTER = re.compile(r"\b(ngap|nas-5gs)\b")
_SBI = r"(?:^|:)http2?(?::|$)"
_ROWS_AT_ONCE = 20_000


def read_table(
    file: Path,
    survey: Survey,
    fields: Sequence[str] | Mapping[str, str] | None,
    display_filter: str | None,
    keep_duplicates: bool,
    options: Sequence[str],
) -> "pd.DataFrame":
    """Return the frame that `Capture.table` describes."""
    import pandas as pd

    asked = _PACKET_LIST if fields is None else _named(fields)
    asked = {column: field for column, field in asked.items() if column not in _ALWAYS}
    # tshark prints a field that is requested twice only once.
    names = list(dict.fromkeys([*_ALWAYS.values(), *asked.values(), _PROTOCOLS]))
    frame = _rows(file, names, display_filter, options)
    if survey.duplicates and not keep_duplicates:
        frame = frame[~frame[0].isin(list(survey.duplicates))]
    of_n2 = [place for place, name in enumerate(names) if name.startswith(_N2_PREFIXES)]
    if of_n2:
        in_sbi = frame[names.index(_PROTOCOLS)].str.contains(_SBI)
        frame = _without_sbi_bodies(frame, in_sbi, of_n2, display_filter)
    if any(name.startswith(_MESSAGE_PREFIXES) for name in names):
        frame = _one_row_a_message(frame, file, survey, names, display_filter, options)
    columns = {"number": frame[0], "time_s": pd.to_numeric(frame[1], errors="coerce")}
    for column, name in asked.items():
        values = frame[names.index(name)].astype("str")
        columns[column] = values.str.replace(_AGGREGATOR, SEVERAL, regex=False)
    return pd.DataFrame(columns).astype({"time_s": "float64"}).reset_index(drop=True)


def _rows(
    file: Path, names: Sequence[str], display_filter: str | None, options: Sequence[str]
) -> "pd.DataFrame":
    """Return tshark's values as text, in columns numbered from 0; the first is the frame number.

    Repeated texts, such as addresses, are stored once.
    """
    import pandas as pd

    lines = lines_of_fields(
        file,
        names,
        separator=_SEPARATOR,
        aggregator=_AGGREGATOR,
        display_filter=display_filter,
        columns=_COLUMNS,
        options=options,
    )
    columns = range(len(names))
    pieces = [pd.DataFrame([], columns=columns, dtype="str").astype({0: "int64"})]
    shared: dict[str, str] = {}
    while piece := [_texts(line, shared) for line in islice(lines, _ROWS_AT_ONCE)]:
        rows = pd.DataFrame(piece, columns=columns, dtype="str")
        pieces.append(rows.astype({0: "int64"}))
        shared.clear()
    return pd.concat(pieces, ignore_index=True)


def _texts(line: str, shared: dict[str, str]) -> list[str]:
    return [shared.setdefault(text, text) for text in line.rstrip("\n").split(_SEPARATOR)]


def _without_sbi_bodies(
    frame: "pd.DataFrame",
    in_sbi: "pd.Series[bool]",
    of_n2: Sequence[int],
    display_filter: str | None,
) -> "pd.DataFrame":
    """Remove NGAP and NAS that tshark found inside HTTP: parts of SBI bodies, not N2."""
    if display_filter and _N2_FILTER.search(display_filter):
        return frame[~in_sbi]
    frame.loc[in_sbi, list(of_n2)] = ""
    return frame


def _one_row_a_message(
    frame: "pd.DataFrame",
    file: Path,
    survey: Survey,
    names: Sequence[str],
    display_filter: str | None,
    options: Sequence[str],
) -> "pd.DataFrame":
    """Replace the row of a bundle with one per message.

    Fields of the packet (``frame.…``) stay as they are. A filter keeps the messages that match it,
    or the whole bundle if only the packet as a whole matches.
    """
    import pandas as pd

    bundles = set(survey.bundles).intersection(frame[0])
    if not bundles:
        return frame
    with tempfile.TemporaryDirectory(prefix="campus5g-split-") as folder:
        split = Path(folder) / "split.pcapng"
        origins = write_split(file, bundles, split)
        parts = _rows(split, names, None, options)
        parts.index = parts[0].astype("int64")
        if display_filter:
            matching = _rows(split, names[:1], display_filter, options)[0].astype("int64")
            found = {origins[number - 1] for number in matching}
            wanted = set(matching)
            parts = parts[
                [number in wanted or origins[number - 1] not in found for number in parts.index]
            ]
    parts[0] = [origins[number - 1] for number in parts.index]
    whole = frame.set_index(0, drop=False).loc[parts[0]]
    for place, name in enumerate(names):
        if name.startswith("frame."):
            parts[place] = whole[place].to_numpy()
    kept = frame[~frame[0].isin(list(bundles))]
    together = pd.concat([kept, parts])
    return together.iloc[together[0].to_numpy().argsort(kind="stable")]


def _named(fields: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(fields, Mapping):
        return dict(fields)
    if isinstance(fields, str):
        return {fields: fields}
    return {field: field for field in fields}
