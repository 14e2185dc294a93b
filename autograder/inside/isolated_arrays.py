"""Arrays, tables and numbers of numpy and pandas as JSON: kind, shape and bytes, never a pickle."""

import base64
import re
import sys
from collections.abc import Callable
from typing import Any

Inner = Callable[[Any], Any]

_PLAIN_DTYPE = re.compile(r"[<>|=]?[biufcmMSU]\d+(\[\d*\w+\])?")
_STRINGS = ("str", "string")


def is_of_numpy(value: object) -> bool:
    """Return whether this is an array or a number of numpy's own."""
    numpy: Any = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, _classes(numpy, "ndarray", "generic"))


def is_of_pandas(value: object) -> bool:
    """Return whether this is a frame, a series or an index of pandas."""
    pandas: Any = sys.modules.get("pandas")
    return pandas is not None and isinstance(
        value, _classes(pandas, "DataFrame", "Series", "Index", "Timestamp", "Timedelta")
    )


def _classes(module: Any, *names: str) -> tuple[type, ...]:
    found = (getattr(module, name, None) for name in names)
    return tuple(each for each in found if isinstance(each, type))


def packed(value: Any, inner: Inner) -> Any:
    """Return it as JSON, or None if it can't pass.

    Args:
        value: what `is_of_numpy` or `is_of_pandas` says yes to.
        inner: packs an object in an array of objects, a label or a name.
    """
    if is_of_numpy(value):
        return _packed_array(value, inner)
    pandas: Any = sys.modules["pandas"]
    if isinstance(value, pandas.DataFrame):
        if type(value) is not pandas.DataFrame:
            return None
        columns = [_packed_column(value.iloc[:, place], inner) for place in range(value.shape[1])]
        labels = [_packed_index(value.columns, inner), _packed_index(value.index, inner)]
        return None if None in [*columns, *labels] else {"frame": [*labels, columns]}
    if isinstance(value, pandas.Series):
        column, index = _packed_column(value, inner), _packed_index(value.index, inner)
        return None if None in (column, index) else {"series": [column, index, inner(value.name)]}
    if isinstance(value, pandas.Index):
        return _packed_index(value, inner)
    kind = "timestamp" if isinstance(value, pandas.Timestamp) else "timedelta"
    return None if value is pandas.NaT or getattr(value, "tz", None) else {kind: value.isoformat()}


def _packed_array(value: Any, inner: Inner) -> Any:
    numpy: Any = sys.modules["numpy"]
    if isinstance(value, numpy.ndarray) and type(value) is not numpy.ndarray:
        return None
    scalar = not isinstance(value, numpy.ndarray)
    array = numpy.asarray(value)
    if array.dtype == object:
        return {"objects": [list(array.shape), [inner(item) for item in array.ravel()]]}
    if not _PLAIN_DTYPE.fullmatch(array.dtype.str):
        return None
    data = base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()
    return {"number" if scalar else "array": [array.dtype.str, list(array.shape), data]}


def _packed_column(column: Any, inner: Inner) -> Any:
    numpy: Any = sys.modules["numpy"]
    if isinstance(column.dtype, numpy.dtype):
        return _packed_array(column.to_numpy(), inner)
    if str(column.dtype) in _STRINGS:
        items = [item if isinstance(item, str) else None for item in column]
        return {"strings": [str(column.dtype), items]}
    return None


def _packed_index(index: Any, inner: Inner) -> Any:
    pandas: Any = sys.modules["pandas"]
    if isinstance(index, pandas.RangeIndex):
        return {"counted": inner([index.start, index.stop, index.step, index.name])}
    if isinstance(index, pandas.MultiIndex):
        return {"levels": [inner(list(index)), inner(list(index.names))]}
    column = _packed_column(index, inner)
    return None if column is None else {"index": [column, inner(index.name)]}


def _array(content: Any, inner: Inner) -> Any:
    import numpy

    dtype, shape, data = content
    if not _PLAIN_DTYPE.fullmatch(dtype):
        raise ValueError("not a plain kind of number")
    flat = numpy.frombuffer(base64.b64decode(data, validate=True), numpy.dtype(dtype))
    return flat.reshape([int(length) for length in shape]).copy()


def _objects(content: Any, inner: Inner) -> Any:
    import numpy

    shape, items = content
    flat = numpy.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        flat[place] = inner(item)
    return flat.reshape([int(length) for length in shape])


def _column(content: Any, inner: Inner) -> Any:
    import pandas

    ((kind, details),) = content.items()
    if kind == "strings":
        dtype, items = details
        if dtype not in _STRINGS:
            raise ValueError("not a kind of text")
        return pandas.array([item if isinstance(item, str) else None for item in items], dtype)
    return inner(content)


def _series(content: Any, inner: Inner) -> Any:
    import pandas

    column, index, name = content
    return pandas.Series(_column(column, inner), inner(index), name=inner(name))


def _frame(content: Any, inner: Inner) -> Any:
    import pandas

    columns, index, data = content
    labels = inner(index)
    frame = pandas.DataFrame(
        {place: pandas.Series(_column(each, inner), labels) for place, each in enumerate(data)},
        index=labels,
    )
    frame.columns = inner(columns)
    return frame


def _index(content: Any, inner: Inner) -> Any:
    import pandas

    column, name = content
    return pandas.Index(_column(column, inner), name=inner(name))


def _levels(content: Any, inner: Inner) -> Any:
    import pandas

    labels, names = content
    return pandas.MultiIndex.from_tuples(inner(labels), names=inner(names))


def _counted(content: Any, inner: Inner) -> Any:
    import pandas

    start, stop, step, name = inner(content)
    return pandas.RangeIndex(start, stop, step, name=name)


def _timestamp(content: Any, inner: Inner) -> Any:
    import pandas

    return pandas.Timestamp(content)


def _timedelta(content: Any, inner: Inner) -> Any:
    import pandas

    return pandas.Timedelta(content)


REBUILT: dict[str, Callable[[Any, Inner], Any]] = {
    "array": _array,
    "number": lambda content, inner: _array(content, inner)[()],
    "objects": _objects,
    "series": _series,
    "frame": _frame,
    "index": _index,
    "levels": _levels,
    "counted": _counted,
    "timestamp": _timestamp,
    "timedelta": _timedelta,
    "strings": lambda content, inner: _column({"strings": content}, inner),
}
