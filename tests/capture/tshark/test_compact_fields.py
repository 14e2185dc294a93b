"""Compact fields hold the same values as the dictionary they were made from."""

from hypothesis import given
from hypothesis import strategies as st

from campus5g.capture.tshark.signalling_frames import Compactor

FIELDS = st.dictionaries(st.text(), st.lists(st.text()).map(tuple))


@given(st.lists(FIELDS))
def test_compact_fields_read_like_a_dictionary(made_of: list[dict[str, tuple[str, ...]]]) -> None:
    compactor = Compactor()

    for fields, compact in [(fields, compactor.compact(fields)) for fields in made_of]:
        assert dict(compact) == fields == compact
        assert list(compact) == list(fields)
        assert [compact.get(name) for name in fields] == list(fields.values())
        assert all(name in compact for name in fields)


def test_a_missing_name_is_missing() -> None:
    compact = Compactor().compact({"ngap.id": ("10",)})

    assert compact.get("ngap.tAC") is None
    assert compact.get("ngap.tAC", ()) == ()
    assert "ngap.tAC" not in compact


def test_equal_values_are_kept_once() -> None:
    compactor = Compactor()

    one, other = (compactor.compact({"ip.src": ("10.0.0.1",)}) for _ in range(2))

    assert one["ip.src"] is other["ip.src"]


def test_messages_of_one_type_share_their_names() -> None:
    compactor = Compactor()

    one, other = (compactor.compact({"ngap.id": (value,)}) for value in ("10", "85"))

    assert one._places is other._places
