"""The people of a site: who they are, what they may do, how they sign in."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campus5g import t
from campus5g.errors import CampusError
from campus5g.language import Language
from campus5g.site.pass_phrases import random_pass_phrase
from campus5g.site.private_files import write_private

Role = Literal["trainer", "learner"]

# nbgrader joins names with "+", the Hub puts them into addresses, and both make folders of them.
NAME = re.compile(r"[a-z][a-z0-9-]{1,31}")


class Account(BaseModel):
    """One person who may sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=rf"^{NAME.pattern}$")
    role: Role
    language: Language
    pass_phrase_hash: str


class _AccountFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    accounts: list[Account] = []


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash(random_pass_phrase())


class Accounts:
    """The accounts in one file, read anew at each question."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[Account]:
        """Return every account, in the order they were made.

        Raises:
            CampusError: when the file is damaged.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        try:
            return _AccountFile.model_validate_json(text).accounts
        except ValidationError as error:
            raise CampusError(
                t(
                    fr=f"Le fichier des comptes {self.path} est illisible.",
                    en=f"The accounts file {self.path} cannot be read.",
                ),
                t(
                    fr="Restaurez-le depuis une sauvegarde, ou supprimez-le pour recréer les "
                    "comptes de démonstration.",
                    en="Restore it from a backup, or delete it to make the demo accounts anew.",
                ),
            ) from error

    def find(self, name: str) -> Account | None:
        """Return the account with this name, if there is one."""
        return next((account for account in self.all() if account.name == name), None)

    def set(self, name: str, role: Role, language: Language, pass_phrase: str) -> Account:
        """Make the account `name`, or replace it.

        Raises:
            CampusError: when the name is not 2 to 32 lower-case letters, digits and hyphens.
        """
        if not NAME.fullmatch(name):
            raise CampusError(
                t(
                    fr=f"« {name} » ne convient pas comme identifiant.",
                    en=f"“{name}” is not a possible account name.",
                ),
                t(
                    fr="Prenez 2 à 32 lettres minuscules sans accent, chiffres ou tirets.",
                    en="Use 2 to 32 lower-case letters without accents, digits or hyphens.",
                ),
            )
        account = Account(
            name=name,
            role=role,
            language=language,
            pass_phrase_hash=_hasher().hash(pass_phrase),
        )
        others = [other for other in self.all() if other.name != name]
        file = _AccountFile(accounts=[*others, account])
        write_private(self.path, file.model_dump_json(indent=2) + "\n")
        return account

    def verify(self, name: str, pass_phrase: str) -> Account | None:
        """Return the account that these belong to, or None.

        An unknown name costs the same time as a wrong pass phrase, so that
        nobody finds out names by the clock.
        """
        account = self.find(name)
        expected = account.pass_phrase_hash if account else _hash_of_nobody()
        try:
            _hasher().verify(expected, pass_phrase)
        except VerificationError:
            return None
        return account
