"""The values that pass between a test and the notebook it tests: copies, in JSON's own types.

Each side rebuilds what it gets with its own classes, so nothing that compares, counts or shows a
copy is the other side's code. What can't be copied is kept where it is (see `Keep`).
"""

import base64
import collections
import dataclasses
import datetime
import enum
import fractions
import itertools
import keyword
import math
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from autograder.inside import isolated_arrays

Keep = Callable[[object], Any]
"""Returns what stands for a value that stays where it is; raises TypeError where nothing can."""

Known = Mapping[str, Callable[..., object]]
"""Rebuilds what only one side knows: ``remote``, ``instance`` and ``member``."""

_MAX_DEPTH = 50
_MOST_ITEMS = 100_000
_NOT_FINITE = ("nan", "inf", "-inf")
_VIEWS: tuple[tuple[str, Any], ...] = (
    ("keys", type({}.keys())),
    ("values", type({}.values())),
    ("items", type({}.items())),
)
_ITERATORS: tuple[Any, ...] = (
    types.GeneratorType,
    map,
    filter,
    zip,
    enumerate,
    reversed,
    itertools.chain,
    type(iter([])),
    type(iter(())),
    type(iter({})),
    type(iter(set())),
    type(iter(range(0))),
    type(reversed([])),
)
_SINGLETONS: dict[str, Any] = {"Ellipsis": ..., "NotImplemented": NotImplemented}
_MOMENTS: tuple[Any, ...] = (datetime.datetime, datetime.date, datetime.time)


def packed(value: object, keep: Keep | None = None) -> Any:
    """Return a value as JSON: whole numbers keep all their digits, tuples stay tuples.

    Args:
        value: plain values and containers of the standard library; numpy's and pandas's arrays,
            tables and numbers; instances of data classes and members of enumerations.
        keep: what to do with anything else; it is refused if None.

    Raises:
        TypeError: it is, or holds, something that can't pass.
    """
    return _Packing(keep).packed(value, 0)


class _Packing:
    def __init__(self, keep: Keep | None) -> None:
        self._keep = keep

    def packed(self, value: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise TypeError("Values nested this deep can't pass between a test and the notebook.")
        if value is None or value is True or value is False:
            return value
        if value is ... or value is NotImplemented:
            return {"singleton": repr(value)}
        if isolated_arrays.is_of_numpy(value) or isolated_arrays.is_of_pandas(value):
            found = isolated_arrays.packed(value, lambda item: self.packed(item, depth + 1))
            return self._other(value) if found is None else found
        if isinstance(value, enum.Enum):
            kind = type(value)
            return {"member": [kind.__module__, kind.__qualname__, value.name, self._kept(value)]}
        for pack in (self._number_or_text, self._container, self._of_the_library):
            found = pack(value, depth)
            if found is not None:
                return found
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._instance(value, depth)
        return self._other(value)

    def _number_or_text(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, int):
            return {"int": format(int.__index__(value), "x")}
        if isinstance(value, float):
            return _real(float.__float__(value))
        if isinstance(value, complex):
            return {"complex": [_real(complex(value).real), _real(complex(value).imag)]}
        if isinstance(value, bytes | bytearray):
            kind = "bytes" if isinstance(value, bytes) else "bytearray"
            return {kind: base64.b64encode(bytes(value)).decode()}
        return None

    def _container(self, value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return self._all(list.__iter__(value), depth)
        if isinstance(value, tuple):
            items = self._all(tuple.__iter__(value), depth)
            fields = getattr(type(value), "_fields", None)
            if isinstance(fields, tuple) and len(fields) == len(items):
                return {"named": [type(value).__name__, list(fields), items]}
            return {"tuple": items}
        if isinstance(value, dict):
            return self._dictionary(value, depth)
        if isinstance(value, set):
            return {"elements": self._all(set.__iter__(value), depth)}
        if isinstance(value, frozenset):
            return {"frozen": self._all(frozenset.__iter__(value), depth)}
        return None

    def _dictionary(self, value: dict[Any, Any], depth: int) -> Any:
        pairs = list(dict.items(value))
        kind = type(value)
        if kind not in (collections.Counter, collections.OrderedDict) and all(
            type(key) is str for key, _ in pairs
        ):
            return {"dict": {_text(key): self.packed(item, depth + 1) for key, item in pairs}}
        name = {collections.Counter: "counter", collections.OrderedDict: "ordered"}.get(
            kind, "pairs"
        )
        return {name: [self._all(pair, depth + 1) for pair in pairs]}

    def _of_the_library(self, value: Any, depth: int) -> Any:
        if isinstance(value, range):
            return {"range": self._all((value.start, value.stop, value.step), depth)}
        if isinstance(value, collections.deque):
            return {"deque": self._all(value, depth)}
        if isinstance(value, Decimal):
            return {"decimal": str(value)}
        if isinstance(value, fractions.Fraction):
            return {"fraction": self._all((value.numerator, value.denominator), depth)}
        for moment in _MOMENTS:
            if isinstance(value, moment):
                return {"moment": [moment.__name__, value.isoformat()]}
        if isinstance(value, datetime.timedelta):
            parts = (value.days, value.seconds, value.microseconds)
            return {"duration": self._all(parts, depth)}
        if isinstance(value, Path):
            return {"path": _text(str(value))}
        for kind_of_view, view in _VIEWS:
            if isinstance(value, view):
                return {"view": [kind_of_view, self._all(value, depth)]}
        if isinstance(value, _ITERATORS):
            return {"iterator": self._all(_bounded(value), depth)}
        return None

    def _all(self, items: Iterable[Any], depth: int) -> list[Any]:
        return [self.packed(item, depth + 1) for item in items]

    def _instance(self, value: Any, depth: int) -> Any:
        kind = type(value)
        try:
            fields = [
                [field.name, self.packed(getattr(value, field.name), depth + 1)]
                for field in dataclasses.fields(value)
            ]
        except AttributeError:
            return self._other(value)
        return {"instance": [kind.__module__, kind.__qualname__, fields, self._kept(value)]}

    def _kept(self, value: object) -> Any:
        """Return what stands for a value on a side that can't rebuild it, None if nothing can."""
        try:
            return None if self._keep is None else self._keep(value)
        except TypeError:
            return None

    def _other(self, value: object) -> Any:
        if self._keep is not None:
            return self._keep(value)
        raise TypeError(
            f"A value of type {type(value).__name__} can't pass between a test and the notebook."
        )


def _text(value: str) -> str:
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TypeError("A text with half a character can't pass.") from None
    return text


def _real(number: float) -> Any:
    return number if math.isfinite(number) else {"float": repr(number)}


def _bounded(items: Iterable[Any]) -> Iterator[Any]:
    for count, item in enumerate(items):
        if count == _MOST_ITEMS:
            raise TypeError(f"More than {_MOST_ITEMS} items can't pass.")
        yield item


def unpacked(data: object, known: Known | None = None) -> Any:
    """Return the value that `packed` has written.

    Raises:
        ValueError: nothing that `packed` writes.
    """
    if data is None or isinstance(data, bool | float | str):
        return data
    if isinstance(data, list):
        return [unpacked(item, known) for item in data]
    if isinstance(data, dict) and len(data) == 1:
        ((kind, content),) = data.items()
        if known is not None and kind in known and isinstance(content, list):
            return known[kind](*content)
        rebuild = REBUILT.get(kind) or isolated_arrays.REBUILT.get(kind)
        if rebuild is not None:
            try:
                return rebuild(content, lambda item: unpacked(item, known))
            except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
                raise ValueError(f"not a packed value: {kind}") from error
    raise ValueError("not a packed value")


def well_formed(data: object, depth: int = 0) -> bool:
    """Return whether this has the form of a packed value; nothing of it is built."""
    if depth > 3 * _MAX_DEPTH:
        return False
    if isinstance(data, list):
        return all(well_formed(item, depth + 1) for item in data)
    if isinstance(data, dict):
        if len(data) != 1:
            return False
        ((kind, content),) = data.items()
        if kind == "dict":
            return isinstance(content, dict) and all(
                well_formed(item, depth + 1) for item in content.values()
            )
        kinds = REBUILT.keys() | isolated_arrays.REBUILT.keys() | {"remote", "instance", "member"}
        return kind in kinds and (isinstance(content, str) or well_formed(content, depth + 1))
    return data is None or isinstance(data, bool | int | float | str)


Inner = Callable[[object], Any]


def _named(content: Any, inner: Inner) -> object:
    name, fields, items = content
    if not all(isinstance(each, str) and each.isidentifier() for each in (name, *fields)):
        raise ValueError("not the name of a tuple")
    if keyword.iskeyword(name):
        name = "named"
    return collections.namedtuple(name, fields)(*map(inner, items))


def _pairs(content: Any, inner: Inner) -> list[tuple[Any, Any]]:
    return [(inner(key), inner(item)) for key, item in content]


def _float(content: Any, inner: Inner) -> object:
    if content not in _NOT_FINITE:
        raise ValueError("not a number")
    return float(content)


def _moment(content: Any, inner: Inner) -> object:
    name, text = content
    kind: Any = {each.__name__: each for each in _MOMENTS}[name]
    return kind.fromisoformat(text)


def _view(content: Any, inner: Inner) -> object:
    kind, items = content
    found = inner(items)
    if kind == "items":
        return dict(found).items()
    if kind == "keys":
        return dict.fromkeys(found).keys()
    return dict(enumerate(found)).values()


REBUILT: dict[str, Callable[[Any, Inner], Any]] = {
    "singleton": lambda content, inner: _SINGLETONS[content],
    "int": lambda content, inner: int(content, 16),
    "float": _float,
    "complex": lambda content, inner: complex(*map(inner, content)),
    "bytes": lambda content, inner: base64.b64decode(content, validate=True),
    "bytearray": lambda content, inner: bytearray(base64.b64decode(content, validate=True)),
    "tuple": lambda content, inner: tuple(_listed(content, inner)),
    "named": _named,
    "dict": lambda content, inner: {key: inner(item) for key, item in content.items()},
    "pairs": lambda content, inner: dict(_pairs(content, inner)),
    "counter": lambda content, inner: collections.Counter(dict(_pairs(content, inner))),
    "ordered": lambda content, inner: collections.OrderedDict(_pairs(content, inner)),
    "elements": lambda content, inner: set(_listed(content, inner)),
    "frozen": lambda content, inner: frozenset(_listed(content, inner)),
    "range": lambda content, inner: range(*map(inner, content)),
    "deque": lambda content, inner: collections.deque(_listed(content, inner)),
    "decimal": lambda content, inner: Decimal(content),
    "fraction": lambda content, inner: fractions.Fraction(*map(inner, content)),
    "moment": _moment,
    "duration": lambda content, inner: datetime.timedelta(*map(inner, content)),
    "path": lambda content, inner: Path(content),
    "view": _view,
    "iterator": lambda content, inner: iter(_listed(content, inner)),
}


def _listed(content: Any, inner: Inner) -> list[Any]:
    if not isinstance(content, list):
        raise ValueError("not a list")
    return [inner(item) for item in content]


def class_of(module: str, qualified_name: str, names: Mapping[str, Any]) -> type | None:
    """Return a class that this process has: of an imported module, or one of `names`."""
    place: Any = names if module == "__main__" else vars(sys.modules.get(module) or object)
    found: Any = None
    for part in qualified_name.split("."):
        found = place.get(part)
        place = getattr(found, "__dict__", {})
    return found if isinstance(found, type) else None


def rebuilt_instance(kind: type, fields: Any, inner: Inner) -> object:
    """Return an instance of a data class with these fields; its own code does not run.

    Raises:
        ValueError: the class has other fields.
    """
    names = [field.name for field in dataclasses.fields(kind)]
    if [name for name, _ in fields] != names:
        raise ValueError("not an instance of this class")
    instance: object = object.__new__(kind)
    for name, item in fields:
        object.__setattr__(instance, name, inner(item))
    return instance
