"""The types of fields that pyshark turns values into, in little memory.

pyshark keeps the table of all protocols of tshark, 80 MiB of it, in each process. Here every
protocol's part stays compressed until a packet has that protocol.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from campus5g.capture.tshark.program import elastic_mapping

_PROTOCOLS = re.compile(r'"layers":\s*\{\s*"properties":\s*\{')
_NAME = re.compile(r'[\s,]*"([^"]*)":\s*')
_PROTOCOLS_OF_A_CAPTURE = 64
_FAST = 1


class FieldTypes(Mapping[str, dict[str, Any]]):
    """What ``tshark -G elastic-mapping`` says of each protocol.

    Parameters:
        text: its output.

    Raises:
        ValueError: it is something else.
    """

    def __init__(self, text: str) -> None:
        begin = _PROTOCOLS.search(text)
        if begin is None:
            raise ValueError("no protocols in the elastic mapping")
        decoder = json.JSONDecoder()
        self._packed: dict[str, bytes] = {}
        place = begin.end()
        while name := _NAME.match(text, place):
            types, place = decoder.raw_decode(text, name.end())
            # tshark tells some protocols twice; of those, what pyshark takes.
            if types.get("properties") or name[1] not in self._packed:
                part = text[name.end() : place].encode()
                self._packed[name[1]] = zlib.compress(part, _FAST)
        self._read = lru_cache(_PROTOCOLS_OF_A_CAPTURE)(self._unpacked)

    def __getitem__(self, protocol: str) -> dict[str, Any]:
        return self._read(protocol)

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def _unpacked(self, protocol: str) -> dict[str, Any]:
        types: dict[str, Any] = json.loads(zlib.decompress(self._packed[protocol]))
        return types


def lend_pyshark_field_types() -> None:
    """Give pyshark the table, which it would else make for itself.

    Raises:
        CaptureError: tshark is missing or does not tell it.
    """
    from pyshark.ek_field_mapping import MAPPING

    if not MAPPING._protocol_to_mapping:
        MAPPING._protocol_to_mapping = FieldTypes(elastic_mapping())
