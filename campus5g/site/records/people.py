"""People: accounts, and identities kept apart so that they can be erased."""

import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campus5g.language import Language
from campus5g.site.records.base import Record, now

Role = Literal["learner", "trainer", "administrator"]


class Person(Record):
    """An account. ``name`` identifies the person in nbgrader, the Hub and evidence."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("role in ('learner', 'trainer', 'administrator')", name="role"),
        CheckConstraint("language in ('fr', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    role: Mapped[Role] = mapped_column(String(16))
    language: Mapped[Language] = mapped_column(String(2))
    language_chosen: Mapped[bool] = mapped_column(default=False)
    """Whether the person chose it; otherwise it follows the browser that they sign in with."""
    pass_phrase_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    signed_up: Mapped[bool] = mapped_column(default=False)
    """Whether the person created the account, rather than a trainer."""
    created_at: Mapped[datetime.datetime] = mapped_column(default=now)
    erasure_asked_at: Mapped[datetime.datetime | None]
    """When its owner asked to have their identity erased; an administrator does it."""
    erased_at: Mapped[datetime.datetime | None]

    identity: Mapped["Identity | None"] = relationship(
        back_populates="person", cascade="all, delete-orphan", lazy="joined"
    )

    def choose_language(self, language: Language) -> None:
        """Set the language that the person chose, which no browser changes from then on."""
        self.language, self.language_chosen = language, True

    @property
    def shown_name(self) -> str:
        """The displayed name: first and last name, else the account's."""
        if self.identity is None:
            return self.name
        both = f"{self.identity.first_name} {self.identity.last_name}".strip()
        return both or self.name


class Identity(Record):
    """The person of an account: all personal data, in one row that can be deleted."""

    __tablename__ = "identities"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first_name: Mapped[str] = mapped_column(String(100), default="")
    last_name: Mapped[str] = mapped_column(String(100), default="")
    employer: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")

    person: Mapped[Person] = relationship(back_populates="identity")
