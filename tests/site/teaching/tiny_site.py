"""A site with one cohort on the tiny lab."""

from dataclasses import dataclass

from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person, Role

COHORT, MODULE = "spring", "tiny"
LEARNERS = [f"learner-{number:02}" for number in range(9)]


@dataclass(frozen=True)
class TinySite:
    """A site with one cohort of nine, its database and folders."""

    folders: SiteFolders
    database: Database


def person(name: str, role: Role = "learner") -> Person:
    return Person(
        name=name,
        role=role,
        language="fr",
        pass_phrase_hash="-",
        identity=Identity(first_name=name.title(), last_name="Îlot"),
    )
