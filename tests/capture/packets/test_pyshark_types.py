"""pyshark is told the types of fields as it would read them itself, protocol by protocol."""

import pytest
from pyshark.tshark.tshark import get_ek_field_mapping

from campus5g.capture.packets.pyshark_types import FieldTypes
from campus5g.capture.tshark.program import elastic_mapping


def test_the_types_are_those_that_pyshark_reads() -> None:
    types = FieldTypes(elastic_mapping())

    assert dict(types) == get_ek_field_mapping()


def test_of_a_protocol_that_is_told_twice_the_last_with_fields_counts() -> None:
    told = """{"layers": {"properties": {
        "llc": {"properties": {"llc_one": {"type": "short"}}},
        "llc": {"properties": {"llc_two": {"type": "integer"}}},
        "llc": {"properties": {}},
        "dcp": {"properties": {}}}}}"""

    types = FieldTypes(told)

    assert types == {
        "llc": {"properties": {"llc_two": {"type": "integer"}}},
        "dcp": {"properties": {}},
    }
    assert "ngap" not in types


def test_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no protocols"):
        FieldTypes('{"mappings": {}}')
