"""The values that pass between a test and the notebook it tests: what JSON can say, and tuples."""

import math
from typing import Any

_MAX_DEPTH = 50
_NOT_FINITE = ("nan", "inf", "-inf")


def packed(value: object, depth: int = 0) -> Any:
    """Return a value as JSON; whole numbers keep all their digits, tuples stay tuples.

    Raises:
        TypeError: it is, or holds, something else than None, truth values, whole numbers, floats,
            texts, lists, tuples and dictionaries with texts for keys.
    """
    if depth > _MAX_DEPTH:
        raise TypeError("Values nested this deep can't pass between a test and the notebook.")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return {"int": format(int.__index__(value), "x")}
    if isinstance(value, float):
        number = float.__float__(value)
        return number if math.isfinite(number) else {"float": repr(number)}
    if isinstance(value, list):
        return [packed(item, depth + 1) for item in list.__iter__(value)]
    if isinstance(value, tuple):
        return {"tuple": [packed(item, depth + 1) for item in tuple.__iter__(value)]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in dict.keys(value)):
        items = dict.items(value)
        return {"dict": {_text(key): packed(item, depth + 1) for key, item in items}}
    raise TypeError(
        f"A value of type {type(value).__name__} can't pass between a test and the notebook: only "
        "None, bool, int, float, str, list, tuple and dict with text keys can."
    )


def _text(value: str) -> str:
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TypeError("A text with half a character can't pass.") from None
    return text


def unpacked(data: object) -> object:
    """Return the value that `packed` has written.

    Raises:
        ValueError: nothing that `packed` writes.
    """
    if data is None or isinstance(data, bool | float | str):
        return data
    if isinstance(data, list):
        return [unpacked(item) for item in data]
    if isinstance(data, dict) and len(data) == 1:
        ((kind, content),) = data.items()
        if kind == "int" and isinstance(content, str):
            return int(content, 16)
        if kind == "float" and content in _NOT_FINITE:
            return float(content)
        if kind == "tuple" and isinstance(content, list):
            return tuple(unpacked(item) for item in content)
        if kind == "dict" and isinstance(content, dict):
            return {key: unpacked(item) for key, item in content.items()}
    raise ValueError("not a packed value")
