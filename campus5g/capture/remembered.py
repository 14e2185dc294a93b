"""A dictionary that keeps what was used last: memory stays bounded, whatever a capture holds."""

from collections.abc import Callable, Hashable, Iterator, MutableMapping
from typing import TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Remembered(MutableMapping[_Key, _Value]):
    """A dictionary of two generations: the recent one, and the one before it.

    When the recent one is full, the one before is forgotten. So an entry stays for at least
    ``room`` other entries after it was last read or written.

    Args:
        room: number of entries in a generation.
        forget: is given each value that is forgotten.
    """

    def __init__(self, room: int, forget: Callable[[_Value], None] | None = None) -> None:
        self._room, self._forget = room, forget
        self._recent: dict[_Key, _Value] = {}
        self._before: dict[_Key, _Value] = {}

    def __getitem__(self, key: _Key) -> _Value:
        value = self._recent.get(key)
        if value is None:
            value = self._before.pop(key)
            self._put(key, value)
        return value

    def get(self, key: _Key, default: _Value | None = None) -> _Value | None:  # type: ignore[override]
        """Return an entry, or the default."""
        value = self._recent.get(key)
        if value is not None:
            return value
        value = self._before.pop(key, None)
        if value is None:
            return default
        self._put(key, value)
        return value

    def __setitem__(self, key: _Key, value: _Value) -> None:
        self._before.pop(key, None)
        self._put(key, value)

    def _put(self, key: _Key, value: _Value) -> None:
        self._recent[key] = value
        if len(self._recent) > self._room:
            gone, self._before, self._recent = self._before, self._recent, {}
            if self._forget is not None:
                for value in gone.values():
                    self._forget(value)

    def entries(self) -> list[_Value]:
        """Return every value, without making any of them recent."""
        return [*self._before.values(), *self._recent.values()]

    def __delitem__(self, key: _Key) -> None:
        if self._recent.pop(key, None) is None:
            del self._before[key]

    def __contains__(self, key: object) -> bool:
        return key in self._recent or key in self._before

    def __iter__(self) -> Iterator[_Key]:
        yield from tuple(self._before)
        yield from tuple(self._recent)

    def __len__(self) -> int:
        return len(self._recent) + len(self._before)
