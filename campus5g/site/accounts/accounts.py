"""Accounts: who may sign in, as whom, in which language."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, select

from campus5g import t
from campus5g.errors import CampusError
from campus5g.language import Language
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person, Role
from campus5g.site.records.texts import storable
from campus5g.site.surroundings import LabRole

LAUNCHED = "lti-"
"""Prefix of the accounts of people who sign in from a learning platform."""

# nbgrader joins names with "+", the Hub puts them into addresses, and both make folders of them.
# Reserved: accounts with this prefix are created when people first come from a platform.
NAME = re.compile(rf"(?!{LAUNCHED})[a-z][a-z0-9-]{{1,31}}")


SIGN_INS_REST_ON = ("role", "active", "pass_phrase_hash")
"""The columns of `Person` that end the sign-ins of an account when they change."""


@dataclass(frozen=True)
class Account:
    """A person who can sign in."""

    name: str
    role: Role
    language: Language

    @property
    def lab_role(self) -> LabRole:
        """Their role, which decides the tools of their JupyterLab."""
        return "learner" if self.role == "learner" else "trainer"


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hashed(pass_phrase: str) -> str:
    """Return the hash of a pass phrase."""
    return _hasher().hash(pass_phrase)


@cache
def _unknown_account_hash() -> str:
    return hashed(random_pass_phrase())


class Accounts:
    """The accounts of a site, read again at each call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Account]:
        """Return every account that may sign in, in order of creation."""
        with self._database.session() as session:
            people = session.scalars(select(Person).where(Person.active).order_by(Person.id))
            return [_account(person) for person in people]

    def closed(self) -> set[str]:
        """Return the names of the accounts that may no longer sign in."""
        with self._database.session() as session:
            return set(session.scalars(select(Person.name).where(Person.active.is_(False))))

    def find(self, name: str) -> Account | None:
        """Return the account with this name if it can sign in, else None."""
        with self._database.session() as session:
            person = session.scalar(
                select(Person).where(Person.name == storable(name), Person.active)
            )
            return _account(person) if person else None

    def sign_in_bases(self, only: str | None = None) -> dict[str, str]:
        """Return what the sign-ins of each open account rest on, by its name.

        Args:
            only: the one account that is asked for; all if not given.
        """
        columns = (getattr(Person, name) for name in SIGN_INS_REST_ON)
        wanted = select(Person.name, *columns).where(Person.active)
        with self._database.session() as session:
            people = session.execute(wanted if only is None else wanted.where(Person.name == only))
            return {person.name: sign_in_basis(person) for person in people}

    def shown_name(self, name: str) -> str:
        """Return the person's displayed name: first and last name, else the account's."""
        with self._database.session() as session:
            person = session.scalar(select(Person).where(Person.name == name))
            return person.shown_name if person else name

    def set(self, name: str, role: Role, language: Language, pass_phrase: str) -> Account:
        """Create the account `name`, or give it another role, language and pass phrase.

        Raises:
            CampusError: when the name is not 2 to 32 lower-case letters, digits and hyphens.
        """
        if not NAME.fullmatch(name):
            raise CampusError(
                t(
                    fr=f"« {name} » ne convient pas comme identifiant.",
                    en=f"“{name}” can’t be an account name.",
                ),
                t(
                    fr="Prenez 2 à 32 lettres minuscules sans accent, chiffres ou tirets.",
                    en="Use 2 to 32 lower-case letters without accents, digits or hyphens.",
                ),
            )
        with self._database.session() as session:
            person = session.scalar(select(Person).where(Person.name == name))
            if person is None:
                person = Person(name=name)
                session.add(person)
            person.role, person.language, person.active = role, language, True
            person.pass_phrase_hash = hashed(pass_phrase)
            return _account(person)

    def choose_language(self, name: str, language: Language) -> None:
        """Give an account the language that its person chose."""
        with self._database.session() as session:
            person = session.scalar(select(Person).where(Person.name == name))
            if person is not None:
                person.choose_language(language)

    def follow_browser(self, name: str, language: Language) -> None:
        """Give an account the language of its browser, unless its person has chosen one."""
        with self._database.session() as session:
            person = session.scalar(
                select(Person).where(Person.name == name, Person.language_chosen.is_(False))
            )
            if person is not None:
                person.language = language

    def verify(self, name: str, pass_phrase: str) -> Account | None:
        """Return the account with this name and pass phrase, or None.

        An unknown name takes the same time as a wrong pass phrase, so that
        timing does not reveal names.
        """
        with self._database.session() as session:
            person = session.scalar(
                select(Person).where(Person.name == storable(name), Person.active)
            )
            account = _account(person) if person else None
            expected = person.pass_phrase_hash if person else _unknown_account_hash()
        try:
            _hasher().verify(expected, pass_phrase)
        except (VerificationError, InvalidHashError):
            # The second: the account has no pass phrase that anybody could know.
            return None
        return account


def sign_in_basis(person: Person | Row[Any]) -> str:
    """Return what a sign-in of a person rests on: another one once any of it changes.

    Args:
        person: an account, or a row with its name and `SIGN_INS_REST_ON`.
    """
    basis = [person.name, *(getattr(person, name) for name in SIGN_INS_REST_ON)]
    return hashlib.sha256(json.dumps(basis).encode()).hexdigest()


def _account(person: Person) -> Account:
    return Account(person.name, person.role, person.language)
