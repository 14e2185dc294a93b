"""The cohort of a trainer's server: the one that it is named after."""

from sqlalchemy import select

from campus5g.site.records.cohorts import CohortRecord, CohortTrainer
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


def cohort_of_server(database: Database, account: str, server: str) -> str:
    """Return the id of the cohort whose files a server shows; empty if it shows the person's own.

    Args:
        database: the site's.
        account: its owner.
        server: its name, a cohort's id. Without a name it is the person's own, with their files.

    Raises:
        PermissionError: they don't teach that cohort.
    """
    if not server:
        return ""
    with database.session() as records:
        person = records.scalar(select(Person).where(Person.name == account, Person.active))
        if person is None or person.role == "learner":
            raise PermissionError(f"{account} has one server, without a name.")
        taught = select(CohortRecord.id).where(CohortRecord.id == server)
        if person.role != "administrator":
            taught = taught.join(CohortTrainer).where(CohortTrainer.person_id == person.id)
        if records.scalar(taught) is None:
            raise PermissionError(f"{account} does not teach {server}.")
    return server
