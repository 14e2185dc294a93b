"""The order in which people, groups and kits are listed by name: that of a dictionary."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

from campus5g.site.plain_letters import taken_apart
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.people import Person

# Numbers of up to so many digits have their place by value.
_LONGEST_NUMBER = 12


def alphabetical(text: str) -> tuple[str, str, str]:
    """Return the sort key of a text, in the order of French and of English dictionaries.

    Letters decide; between the same letters accents do, then capitals and the rest. Apostrophes,
    hyphens and spaces are passed over: *De Smet* and *Desmet* are neighbours. Numbers come by
    value: *kit-2* before *kit-10*.

    Args:
        text: as it is shown, in any script.
    """
    padded = re.sub(r"\d+", lambda number: number[0].zfill(_LONGEST_NUMBER), text.casefold())
    return (
        _of_kinds("LN", taken_apart(padded)),
        _of_kinds("LNM", unicodedata.normalize("NFD", padded)),
        text,
    )


def by_last_name(person: Person) -> tuple[str, ...]:
    """Return the sort key of a person in lists: last name, first name, then the account.

    As in a class list, people with the same letters in their names stay together: accents decide
    only after both names.
    """
    identity = person.identity
    last = (identity and identity.last_name) or person.shown_name
    first = identity.first_name if identity else ""
    both = zip(alphabetical(last), alphabetical(first), strict=True)
    return *chain.from_iterable(both), person.name


def class_list(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Return the learners of a list in the order of their last names."""
    return sorted(enrolments, key=lambda each: by_last_name(each.person))


def _of_kinds(kinds: str, text: str) -> str:
    """Return the characters of a text that are of some of Unicode's kinds: L, M, N."""
    return "".join(each for each in text if unicodedata.category(each)[0] in kinds)
