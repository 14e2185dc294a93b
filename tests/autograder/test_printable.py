"""Names that others chose can be printed and written."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.printable import is_printable, printable


def test_what_drives_a_terminal_is_written_out() -> None:
    assert printable("eve\x1b[2J\x9b") == "eve\\x1b[2J\\x9b"


def test_bytes_that_are_no_utf_8_are_written_out() -> None:
    assert printable("p\udcff") == "p\\udcff"


def test_what_turns_the_direction_of_writing_is_written_out() -> None:
    assert printable("a\u202etxt.exe") == "a\\u202etxt.exe"


def test_names_of_people_stay_as_they_are() -> None:
    for name in ("ada lovelace [1815] é", "Đặng", "李雷", "مريم", "👩🏽\u200d🔬", "« l’été »"):
        assert printable(name) == name
        assert is_printable(name)


@given(st.text(st.characters()))
def test_any_text_can_be_written_as_utf_8(text: str) -> None:
    written = printable(text)

    assert written.encode().decode() == written
    assert is_printable(written)
