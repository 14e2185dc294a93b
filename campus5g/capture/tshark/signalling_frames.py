"""Frames and the protocol messages in them, as read from tshark's outputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, overload

Fields = dict[str, tuple[str, ...]]
_VALUES_SHARED = 50_000
_Default = TypeVar("_Default")
Kind = Literal["NGAP", "NAS-MM", "NAS-SM", "PFCP", "GTP-U", "HTTP"]


class CompactFields(Mapping[str, tuple[str, ...]]):
    """Immutable names and values, in half of a dictionary's memory.

    Messages of a kind share one table of names.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: tuple[tuple[str, ...], ...]) -> None:
        self._places = places
        self._values = values

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._values[self._places[name]]

    @overload
    def get(self, name: str, /) -> tuple[str, ...] | None: ...
    @overload
    def get(
        self, name: str, /, default: tuple[str, ...] | _Default
    ) -> tuple[str, ...] | _Default: ...
    def get(self, name: str, /, default: object = None) -> object:
        """Return the values of a field, or the default."""
        place = self._places.get(name)
        return default if place is None else self._values[place]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(frozen=True, slots=True)
class Pdu:
    """One message with its own fields."""

    kind: Kind
    fields: Mapping[str, tuple[str, ...]]
    carrier: int | None = None
    """For NAS: the position of its NGAP message in the frame."""
    tsn: str = ""
    """SCTP transmission sequence number of its chunk; on the radio, RLC's sequence number."""

    def first(self, name: str) -> str:
        """Return the first value of a field, or ``""``."""
        values = self.fields.get(name)
        return values[0] if values else ""


class Compactor:
    """Makes `CompactFields` that share equal parts: tables of names, and recent values."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], Mapping[str, int]] = {}
        self._values: dict[tuple[str, ...], tuple[str, ...]] = {}

    def compact(self, fields: Mapping[str, tuple[str, ...]]) -> CompactFields:
        """Return the same fields in compact form."""
        names = tuple(fields)
        places = self._places.get(names)
        if places is None:
            places = self._places[names] = {name: place for place, name in enumerate(names)}
        if len(self._values) > _VALUES_SHARED:
            self._values.clear()
        shared = self._values
        return CompactFields(
            places, tuple([shared.setdefault(value, value) for value in fields.values()])
        )

    def pdus(self, pdus: list[Pdu]) -> list[Pdu]:
        """Return the same messages in compact form."""
        return [replace(pdu, fields=self.compact(pdu.fields)) for pdu in pdus]


@dataclass(slots=True)
class Frame:
    """A frame with signalling; ``pdus`` is None until the thorough run has filled it."""

    number: int
    time_s: float
    about: Mapping[str, tuple[str, ...]]
    """Addresses, ports and so on: the fields of `signalling_fields.FRAME`."""
    pdus: list[Pdu] | None = None

    def last(self, name: str) -> str:
        """Return the last value of a frame field, from the innermost header, or ``""``."""
        values = self.about.get(name)
        return values[-1] if values else ""
