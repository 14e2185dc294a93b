"""Which texts the site's records hold, on SQLite and on PostgreSQL alike.

PostgreSQL holds no NUL and no half of a surrogate pair, and keeps to the length of a column; SQLite
takes nearly everything. What one of them can't hold is refused in words for both, before the
database sees it: here for what is stored, and by `portal.safety.readable` for what is asked.
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, event, inspect
from sqlalchemy.orm import Mapper

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.records.base import Record

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
# Besides these nobody can read or type them: controls other than tab and line breaks.
_NOT_READABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


class TextError(CampusError):
    """A text that the site can't keep."""


def is_readable(text: str) -> bool:
    """Return whether a text has only characters that people write, and line breaks."""
    return _NOT_READABLE.search(text) is None


def storable(text: str) -> str:
    """Return what a program said, with other characters for those that records can't hold."""
    return _NOT_STORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def storable_data(value: Any) -> Any:
    """Return data of a program, with all its texts `storable`."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable_data(key): storable_data(each) for key, each in value.items()}
        case list() | tuple():
            return [storable_data(each) for each in value]
        case _:
            return value


def _not_storable() -> TextError:
    return TextError(
        t(
            fr="Ce texte contient des caractères invisibles que le site ne peut pas garder.",
            en="This text has invisible characters that the site can’t keep.",
        ),
        t(
            fr="Rien n’a été changé. Tapez-le à la main, ou collez-le depuis un éditeur de texte.",
            en="Nothing was changed. Type it by hand, or paste it from a text editor.",
        ),
    )


def _too_long(most: int) -> TextError:
    return TextError(
        t(
            fr=f"Ce texte est trop long : {most} caractères au plus.",
            en=f"This text is too long: {most} characters at most.",
        ),
        t(
            fr="Rien n’a été changé. Revenez en arrière et raccourcissez-le.",
            en="Nothing was changed. Go back and shorten it.",
        ),
    )


def _texts_in(value: object) -> Iterator[str]:
    """Yield a text, or all texts in a value that is stored as JSON."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as items:
                waiting += [*items.keys(), *items.values()]
            case list() | tuple() as items:
                waiting += items


def _check(_mapper: Mapper[Any], _connection: object, record: Record) -> None:
    state = inspect(record)
    for attribute in state.mapper.column_attrs:
        if not state.attrs[attribute.key].history.added:
            continue
        value = getattr(record, attribute.key)
        if any(_NOT_STORABLE.search(text) for text in _texts_in(value)):
            raise _not_storable()
        kind = attribute.columns[0].type
        most = kind.length if isinstance(kind, String) else None
        if most is not None and isinstance(value, str) and len(value) > most:
            raise _too_long(most)


event.listen(Record, "before_insert", _check, propagate=True)
event.listen(Record, "before_update", _check, propagate=True)
