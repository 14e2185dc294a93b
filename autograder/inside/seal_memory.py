"""Whether a namespace is as it was, told without touching what it holds.

To compare object by object is to count references, and so to write to the page of each object; in
a fork every such page has to be copied first. But the entries of a dict are one block of memory:
pointers to keys and to values. As long as that is the same, byte for byte, so are they all.
"""

import builtins
import gc
import sys
from collections.abc import Mapping
from ctypes import CDLL, addressof, c_int, c_size_t, c_void_p, create_string_buffer, string_at
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))

# CPython's Include/cpython/dictobject.h: a head, `ma_used`, a tag, `ma_keys`, `ma_values`.
_KEYS_OFFSET = 32
_HEAD_AND_FIELDS = 48
# Internal/pycore_dict.h: what comes before `dk_usable` counts references and versions.
_COUNTS = 16

_compare: Any = CDLL(None).memcmp
_compare.argtypes = (c_void_p, c_void_p, c_size_t)
_compare.restype = c_int


class Block:
    """The entries of a module's or a class's namespace; every value must be kept alive meanwhile.

    Where this Python keeps them otherwise it always says that they are not the same.
    """

    def __init__(self, namespace: Mapping[str, object]) -> None:
        table = namespace if type(namespace) is dict else gc.get_referents(namespace)[0]
        self._table = table
        self._size = dict.__sizeof__(table) - _HEAD_AND_FIELDS - _COUNTS if _known_layout else 0
        if self._size > 0:
            self._keys = c_void_p.from_address(id(table) + _KEYS_OFFSET)
            self._place = self._keys.value
            self._start = (self._place or 0) + _COUNTS
            self._was = create_string_buffer(string_at(self._start, self._size), self._size)
            self._was_at = addressof(self._was)

    def same(self) -> bool:
        """Return whether nothing was put in, taken out or replaced."""
        return (
            self._size > 0
            and self._keys.value == self._place
            and _compare(self._start, self._was_at, self._size) == 0
        )


def _is_known() -> bool:
    """Return whether dicts lie in memory as described above."""
    return (
        sys.implementation.name == "cpython"
        and object.__basicsize__ == 16
        and dict.__basicsize__ == _HEAD_AND_FIELDS
    )


def _notices_changes() -> bool:
    table: dict[str, object] = {"a": 1, "b": 2, "c": 3}
    block = Block(table)
    at_first = block.same()
    table["b"] = 4
    replaced = block.same()
    table["b"] = 2
    again = block.same()
    table["d"] = 5
    added = block.same()
    del table["d"], table["c"]
    return at_first and again and not (replaced or added or block.same())


_known_layout = _is_known()
_known_layout = _known_layout and _notices_changes()
