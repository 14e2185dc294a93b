"""The first sign-in of people who have made their account: in the same browser, without typing.

The browser keeps a cookie that is signed with the hash of the new pass phrase, which nobody but
the site has: it ends when that changes, and by itself after some minutes.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session
from tornado.web import create_signed_value, decode_signed_value

from campus5g.site.accounts.accounts import NAME
from campus5g.site.records.people import Person

PAGE = "/hub/first-sign-in"
COOKIE = "campus5g-first-sign-in"
LASTS_S = 600
_DAY_S = 86_400


def first_sign_in(person: Person) -> str:
    """Return the cookie of a person who has just made their account."""
    signed = create_signed_value(person.pass_phrase_hash, COOKIE, person.name)
    return f"{person.name}:{signed.decode()}"


def newcomer(records: Session, cookie: str) -> str | None:
    """Return the account of a cookie; None if it is too old, of a closed account, or forged.

    Args:
        records: holds the accounts.
        cookie: as the browser sends it.
    """
    name, _, signed = cookie.partition(":")
    if not NAME.fullmatch(name):
        return None
    of_account = select(Person).where(Person.name == name, Person.signed_up, Person.active)
    person = records.scalar(of_account)
    if person is None:
        return None
    said = decode_signed_value(
        person.pass_phrase_hash, COOKIE, signed, max_age_days=LASTS_S / _DAY_S
    )
    return name if said == name.encode() else None
