"""Sign-ins in the log: who came in, and on whose account somebody failed; no addresses."""

import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.records.texts import storable
from campus5g.site.trail import SITE, note

_log = logging.getLogger(__name__)


def note_sign_in(database: Database, name: str) -> None:
    """Note that a person signed in; a log that can't be written keeps nobody out."""
    try:
        with database.session() as records:
            note(records, name, "sign-in", name)
    except SQLAlchemyError:
        _log.exception("A sign-in could not be noted.")


def note_refused_sign_in(database: Database, name: str) -> None:
    """Note that somebody failed to sign in to an account.

    What was typed for an account that does not exist is not kept: it may be a pass phrase.
    """
    try:
        with database.session() as records:
            if records.scalar(select(Person.id).where(Person.name == storable(name))):
                note(records, SITE, "sign-in refused", name)
    except SQLAlchemyError:
        _log.exception("A refused sign-in could not be noted.")
