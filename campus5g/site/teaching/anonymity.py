"""Numbers in place of names, for a trainer who marks without knowing whose work it is.

A submission keeps its number until names are shown again; the next time all are drawn again, so
that knowing a number then reveals nothing.
"""

import hashlib
import secrets

from campus5g.site.records.cohorts import CohortModule

_FIRST, _COUNT = 1000, 9000


def hide_names(place: CohortModule) -> None:
    """Mark a module without names from now on; numbers that were drawn stay."""
    if place.anonymity_key is None:
        place.anonymity_key = secrets.token_hex(16)


def show_names(place: CohortModule) -> None:
    """Mark a module with names again."""
    place.anonymity_key = None


def submission_numbers(place: CohortModule) -> dict[int, int]:
    """Return the numbers in place of names, by person's id; empty while names are shown.

    They do not reveal the order of names or enrolments. Later enrolments do not change them.
    """
    if place.anonymity_key is None:
        return {}
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for enrolment in sorted(place.cohort.enrolments, key=lambda each: each.id):
        number = _drawn(place.anonymity_key, enrolment.id)
        while number in taken:
            number += 1
        taken.add(number)
        numbers[enrolment.person_id] = number
    return numbers


def _drawn(key: str, enrolment: int) -> int:
    digest = hashlib.blake2b(str(enrolment).encode(), key=key.encode(), digest_size=8).digest()
    return _FIRST + int.from_bytes(digest) % _COUNT
