"""Names that tell the people of a group apart."""

from collections import Counter
from collections.abc import Iterable

from campus5g.site.records.people import Person


def names_apart(people: Iterable[Person]) -> dict[int, str]:
    """Return each person's shown name, with the account where two have the same name.

    Args:
        people: of one list.
    """
    all_ = list(people)
    often = Counter(each.shown_name.casefold() for each in all_)
    return {
        each.id: each.shown_name
        if often[each.shown_name.casefold()] == 1
        else f"{each.shown_name} ({each.name})"
        for each in all_
    }
