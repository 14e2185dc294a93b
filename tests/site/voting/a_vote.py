"""A vote of a cohort on two questions, and those who take part."""

from campus5g.manifest import Text
from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting.casting import Cast, Outcome, cast_all
from campus5g.site.voting.conducting import start, take_step
from campus5g.site.voting.joining import join, new_secret
from campus5g.site.voting.questions import Choice, Question
from campus5g.site.voting.rules import Step


def _question(name: str, *, several: bool = False) -> Question:
    return Question(
        id=name,
        origin="quiz",
        prompt=Text(fr="Où ?", en="Where?"),
        choices=[Choice(id=each, fr=each, en=each) for each in ("a", "b", "c")],
        right=["a", "b"] if several else ["a"],
        several=several,
    )


ONE, SEVERAL = _question("one"), _question("several", several=True)


def begin(database: Database) -> int:
    """Start a vote on both questions; return its number."""
    with database.session() as records:
        cohort, trainer = records.get_one(CohortRecord, "quai"), records.get_one(Person, 1)
        return start(records, cohort, "essentials-radio", trainer, [ONE, SEVERAL]).id


def go(database: Database, vote: int, *steps: Step) -> None:
    """Go some steps on, as the trainer."""
    for step in steps:
        with database.session() as records:
            row = records.get_one(ClassVote, vote)
            assert take_step(records, row, step, row.revision)


def come_in(database: Database, vote: int, name: str) -> str:
    """Join by a first name; return the secret."""
    secret = new_secret()
    with database.session() as records:
        join(records, records.get_one(ClassVote, vote), None, name, secret)
    return secret


def cast(database: Database, *votes: Cast) -> list[Outcome]:
    """Send some votes at once."""
    with database.session() as records:
        return cast_all(records, votes)
