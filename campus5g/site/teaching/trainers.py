"""Who teaches a cohort: trainers beside the one who made it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.alphabetical import by_last_name
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person


def possible_trainers(records: Session, cohort: CohortRecord) -> list[Person]:
    """Return the people who could teach a cohort too, by name."""
    teaching = {each.id for each in cohort.trainers}
    staff = records.scalars(select(Person).where(Person.active, Person.role != "learner"))
    return sorted((each for each in staff if each.id not in teaching), key=by_last_name)


def add_trainer(records: Session, cohort: CohortRecord, account: str) -> Person:
    """Let a trainer teach a cohort.

    Args:
        records: holds the accounts.
        cohort: which one.
        account: of a trainer or an administrator.

    Raises:
        CampusError: no trainer has this account, or they teach the cohort already.
    """
    for person in possible_trainers(records, cohort):
        if person.name == account:
            cohort.trainers.append(person)
            return person
    if any(each.name == account for each in cohort.trainers):
        raise CampusError(
            t(
                fr=f"« {account} » anime déjà ce groupe.",
                en=f"“{account}” already teaches this group.",
            ),
            t(fr="Il n’y a rien à faire.", en="There is nothing to do."),
        )
    raise CampusError(
        t(
            fr=f"« {account} » n’est pas le compte d’un formateur.",
            en=f"“{account}” is not a trainer’s account.",
        ),
        t(
            fr="Un administrateur crée les comptes de formateurs.",
            en="Administrators create trainers’ accounts.",
        ),
    )


def remove_trainer(cohort: CohortRecord, account: str) -> None:
    """Take a cohort from one of its trainers.

    Args:
        cohort: which one.
        account: the trainer's.

    Raises:
        CampusError: nobody of its trainers has this account, or nobody would be left.
    """
    person = next((each for each in cohort.trainers if each.name == account), None)
    if person is None:
        raise CampusError(
            t(
                fr=f"« {account} » n’anime pas ce groupe.",
                en=f"“{account}” does not teach this group.",
            ),
            t(fr="Vérifiez l’identifiant.", en="Check the account."),
        )
    if len(cohort.trainers) == 1:
        raise CampusError(
            t(fr="C’est le dernier formateur du groupe.", en="This is the group’s last trainer."),
            t(fr="Ajoutez-en d’abord un autre.", en="Add another one first."),
        )
    cohort.trainers.remove(person)
