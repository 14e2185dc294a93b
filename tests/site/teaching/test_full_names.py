"""Names in one cell: taken apart where something says how, and left whole where nothing does."""

import pytest

from campus5g.site.teaching.enrolling.full_names import ORDERS, Order, parts


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("PETIT Léa", "Léa", "PETIT"),
        ("Léa PETIT", "Léa", "PETIT"),
        ("Mme PETIT Léa", "Léa", "PETIT"),
        ("J. PETIT", "J.", "PETIT"),
        ("DE LA FONTAINE Jean Marc", "Jean Marc", "DE LA FONTAINE"),
        ("Jean de La FONTAINE", "Jean", "de La FONTAINE"),
        ("van den BERGHE Luc", "Luc", "van den BERGHE"),
        ("d’HÉROUVILLE Aude", "Aude", "d’HÉROUVILLE"),
        ("N’DIAYE Aïssatou", "Aïssatou", "N’DIAYE"),
        ("Anaïs LE BŒUF", "Anaïs", "LE BŒUF"),
        ("de La Fontaine, Jean", "Jean", "de La Fontaine"),
    ],
)
def test_capitals_and_commas_tell_the_last_name_in_any_order(
    cell: str, first: str, last: str, order: Order
) -> None:
    assert parts(cell, order) == (first, last)


def test_of_two_words_the_order_tells() -> None:
    assert parts("Thomas Vincent", "first_last") == ("Thomas", "Vincent")
    assert parts("Thomas Vincent", "last_first") == ("Vincent", "Thomas")
    assert parts("THOMAS VINCENT", "last_first") == ("VINCENT", "THOMAS")
    assert parts("Thomas Vincent", "name_in_capitals") is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "cell",
    [
        *("Léa", "PETIT", "La Fontaine", "Jean Pierre Martin", "de La Fontaine Jean"),
        *("Jean MARTIN Pierre", "JEAN PIERRE MARTIN", "Martin,", ", Jean", "Martin, Jean, fils"),
    ],
)
def test_where_nothing_tells_the_name_stays_whole(cell: str, order: Order) -> None:
    assert parts(cell, order) is None
