"""Events in the shape of the Experience API (xAPI 1.0.3, part 2, "Statements")."""

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verb = Literal["experienced", "answered", "attempted", "completed", "scored", "responded"]

Form = Literal["row", "field"]
"""What learners write in: a row of the site sheet, a field of the project file."""

_VERBS = "http://adlnet.gov/expapi/verbs/"
HOME_PAGE = "urn:campus5g"
"""The system of accounts, in an event as it is kept."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class Account(_Shape):
    """Who: the name of the account and nothing else."""

    homePage: str = HOME_PAGE  # noqa: N815 -- xAPI's spelling
    name: str


class Actor(_Shape):
    """An agent by its account."""

    account: Account


class VerbId(_Shape):
    """What was done, by an address of the ADL vocabulary."""

    id: str


class Activity(_Shape):
    """The object: a part, a question, an attempt, or a row or field of a form of a module."""

    id: str


class Score(_Shape):
    """A share from 0 to 1."""

    scaled: Annotated[float, Field(ge=0, le=1)]


class Result(_Shape):
    """How it went, where that is known, or what was written."""

    score: Score | None = None
    success: bool | None = None
    response: str | None = None


class Event(_Shape):
    """One thing that a learner did."""

    id: str
    actor: Actor
    verb: VerbId
    object: Activity
    result: Result | None = None
    timestamp: str

    @property
    def did(self) -> str:
        """The verb's last word: ``answered``."""
        return self.verb.id.removeprefix(_VERBS)

    @property
    def thing(self) -> tuple[str, str]:
        """Kind and name of the object within its module: ``("item", "camera")``."""
        kind, _, name = self.object.id.partition("#")[2].partition("/")
        return kind, name

    @property
    def share(self) -> float | None:
        """How well it went, from 0 to 1; None where that is not known."""
        if self.result is None or self.result.score is None:
            return None
        return self.result.score.scaled

    @property
    def response(self) -> str:
        """What was written; empty where nothing was."""
        return (self.result and self.result.response) or ""

    def of_account(self, home_page: str, name: str) -> "Event":
        """Return it with the account as another system needs it.

        Args:
            home_page: address of the system where the account is.
            name: the account's.
        """
        account = Account(homePage=home_page, name=name)
        return self.model_copy(update={"actor": Actor(account=account)})

    def at(self, moment: datetime) -> "Event":
        """Return it with another time."""
        return self.model_copy(update={"timestamp": moment.isoformat(timespec="milliseconds")})

    def as_line(self) -> str:
        """Return the event as one line of JSON."""
        return self.model_dump_json(exclude_none=True)


def event(
    learner: str,
    verb: Verb,
    module: str,
    thing: tuple[Literal["part", "item", "attempt"] | Form, str],
    share: float | None = None,
    response: str | None = None,
) -> Event:
    """Return an event: a learner has just done something.

    Args:
        learner: the account's name.
        verb: what was done.
        module: id of the module.
        thing: kind and name of its object.
        share: how well, from 0 to 1; None where that is not known.
        response: what the learner wrote; None where nothing was to be written.
    """
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": Actor(account=Account(name=learner)),
        "verb": VerbId(id=_VERBS + verb),
        "object": Activity(id=f"{HOME_PAGE}:{module}#{thing[0]}/{thing[1]}"),
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    if share is not None:
        values["result"] = Result(score=Score(scaled=share), success=share == 1)
    elif response is not None:
        values["result"] = Result(response=response)
    return Event(**values)
