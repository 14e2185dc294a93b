"""Which hints a learner opened, from the events that a lab's notebook keeps."""

import re
from collections.abc import Iterable, Iterator

from campus5g.site.learning.activity import Deed

LAST_STEP = 3
"""The hint that shows an example worked out: what comes after it is half given."""

_HINT = re.compile(r"hint-(?P<item>.+)-(?P<step>\d)")


def is_hint(deed: Deed) -> bool:
    """Return whether a deed is the opening of a hint."""
    return _HINT.fullmatch(deed.thing[1]) is not None


def hints_read(deeds: Iterable[Deed]) -> Iterator[tuple[str, int]]:
    """Yield the item and the step, from 1, of each hint that was opened, in their order."""
    for deed in deeds:
        if hint := _HINT.fullmatch(deed.thing[1]):
            yield hint["item"], int(hint["step"])


def read_to_the_last(deeds: Iterable[Deed]) -> list[str]:
    """Return the items of which the last hint was opened, each once."""
    return list(dict.fromkeys(item for item, step in hints_read(deeds) if step == LAST_STEP))
