"""Numbers as the reader writes them."""

import pytest

from campus5g.kit.showing.numbers import decimal, figure_separators, size, whole
from campus5g.language import set_language


def test_a_negative_number_has_a_true_minus_and_the_reader_s_decimal_mark() -> None:
    set_language("fr")
    french = decimal(-86.25, 1)
    set_language("en")

    assert (french, decimal(-86.25, 1)) == ("−86,2", "−86.2")


@pytest.mark.parametrize("value", [-0.0, -0.04, 0.04])
def test_a_number_that_rounds_to_zero_has_no_sign(value: float) -> None:
    set_language("en")

    assert decimal(value) == "0.0"


def test_a_size_has_the_unit_that_fits_it() -> None:
    set_language("fr")

    assert [size(count) for count in (999, 4_000, 2_500_000)] == ["999 octets", "4,0 ko", "2,5 Mo"]


def test_the_thousands_of_a_whole_number_stand_apart() -> None:
    set_language("fr")
    french = whole(9000.4)
    set_language("en")

    assert (french, whole(9000.4), whole(900)) == ("9\N{NO-BREAK SPACE}000", "9,000", "900")


def test_a_figure_has_the_reader_s_decimal_mark() -> None:
    set_language("fr")
    french = figure_separators()
    set_language("en")

    assert (french[0], figure_separators()[0]) == (",", ".")
