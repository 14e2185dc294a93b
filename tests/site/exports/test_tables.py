"""CSV that a French spreadsheet opens rightly, and one for programs."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.exports.tables import for_programs, for_spreadsheets


def test_a_french_spreadsheet_gets_bom_semicolons_and_decimal_commas() -> None:
    content = for_spreadsheets([["Nom", "Total"], ["D’Hœuvre", 12.5]], "fr")

    assert content == "\ufeffNom;Total\r\nD’Hœuvre;12,5\r\n".encode()


def test_an_english_spreadsheet_gets_commas_and_decimal_points() -> None:
    assert for_spreadsheets([["a", 0.25]], "en") == b"\xef\xbb\xbfa,0.25\r\n"


def test_whole_numbers_have_no_decimals_and_missing_values_are_empty() -> None:
    assert for_programs([[12.0, 0, None, 100]]) == b"12,0,,100\r\n"


def test_a_name_is_never_read_as_a_formula() -> None:
    assert for_spreadsheets([["=1+1", "@cmd", -2.5]], "en").endswith(b"'=1+1,'@cmd,-2.5\r\n")
    assert for_programs([["=1+1", "+33", -2.5]]) == b"'=1+1,'+33,-2.5\r\n"


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r")), min_size=1
    )
)
def test_any_content_stays_in_its_cell(cells: list[str]) -> None:
    text = for_programs([["-", *cells]]).decode()

    read = next(csv.reader(io.StringIO(text, newline="")))
    assert [each.removeprefix("'") for each in read] == ["-", *(c.removeprefix("'") for c in cells)]
    assert not any(each.startswith(("=", "+", "-", "@", "\t")) for each in read)
