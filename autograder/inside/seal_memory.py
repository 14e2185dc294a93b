"""Whether namespaces are as they were, told without touching what they hold.

To compare object by object is to count references, and so to write to the page of each object; in
a fork every such page has to be copied first. But the entries of a dict are one block of memory:
pointers to keys and to values. As long as that is the same, byte for byte, so are they all.
"""

import builtins
import gc
import sys
from collections.abc import Mapping
from ctypes import c_char, c_void_p, sizeof
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))

# CPython's Include/cpython/dictobject.h: a head, `ma_used`, a tag, `ma_keys`, `ma_values`.
_KEYS_OFFSET = 32
_HEAD_AND_FIELDS = 48
# Internal/pycore_dict.h: what comes before `dk_usable` counts references and versions.
_COUNTS = 16
_POINTER = sizeof(c_void_p)


class Blocks:
    """The entries of namespaces of modules and classes; every value must be kept alive meanwhile.

    Where this Python keeps them otherwise it always says that they are not the same.
    """

    def __init__(self, *namespaces: Mapping[str, object]) -> None:
        self._tables = [_table(namespace) for namespace in namespaces]
        sizes = [_size_of_entries(table) for table in self._tables]
        self._known = _known_layout and all(size > 0 for size in sizes)
        if self._known:
            pointers = [c_void_p.from_address(id(table) + _KEYS_OFFSET) for table in self._tables]
            places = [(pointer.value or 0) + _COUNTS for pointer in pointers]
            self._pointers = [_memory(id(table) + _KEYS_OFFSET, _POINTER) for table in self._tables]
            self._entries = list(map(_memory, places, sizes))
            self._pointed = b"".join(self._pointers)
            self._were = b"".join(self._entries)

    def same(self) -> bool:
        """Return whether nothing was put in, taken out or replaced."""
        return (
            self._known
            and b"".join(self._pointers) == self._pointed
            and b"".join(self._entries) == self._were
        )


def _table(namespace: Mapping[str, object]) -> dict[str, object]:
    table: dict[str, object]
    table = namespace if type(namespace) is dict else gc.get_referents(namespace)[0]
    return table


def _size_of_entries(table: dict[str, object]) -> int:
    return dict.__sizeof__(table) - _HEAD_AND_FIELDS - _COUNTS


def _memory(address: int, size: int) -> Any:
    return (c_char * size).from_address(address)


def _is_known() -> bool:
    """Return whether dicts lie in memory as described above."""
    return (
        sys.implementation.name == "cpython"
        and object.__basicsize__ == 16
        and dict.__basicsize__ == _HEAD_AND_FIELDS
    )


def _notices_changes() -> bool:
    table: dict[str, object] = {"a": 1, "b": 2, "c": 3}
    block = Blocks(table)
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
