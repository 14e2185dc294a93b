"""Accounts: created, changed, closed, and their identities erased."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.errors import CampusError
from campus5g.language import Language, t
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import NAME, hashed
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.classroom import asking
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Enrolment, FileMark, HelpRequest
from campus5g.site.records.people import Identity, Person, Role
from campus5g.site.servers.homes import erase_home


@dataclass(frozen=True)
class NewPerson:
    """Details of a person who gets an account."""

    name: str
    role: Role
    language: Language
    first_name: str = ""
    last_name: str = ""
    employer: str = ""
    email: str = ""


def problem_with(records: Session, name: str) -> str:
    """Return why an account can't have this name, in words; empty if it can."""
    if not NAME.fullmatch(name):
        return t(
            fr="Prenez 2 à 32 lettres minuscules sans accent, chiffres ou tirets.",
            en="Use 2 to 32 lower-case letters without accents, digits or hyphens.",
        )
    if records.scalar(select(Person.id).where(Person.name == name)) is not None:
        return t(fr="Cet identifiant est déjà pris.", en="This name is already taken.")
    return ""


def make(records: Session, new: NewPerson) -> str:
    """Create an account and return its pass phrase, which is shown once.

    Raises:
        CampusError: the name is taken or not allowed.
    """
    problem = problem_with(records, new.name)
    if problem:
        raise CampusError(
            t(fr=f"« {new.name} » ne convient pas.", en=f"“{new.name}” can’t be used."), problem
        )
    phrase = random_pass_phrase()
    records.add(
        Person(
            name=new.name,
            role=new.role,
            language=new.language,
            pass_phrase_hash=hashed(phrase),
            identity=Identity(
                first_name=new.first_name,
                last_name=new.last_name,
                employer=new.employer,
                email=new.email,
            ),
        )
    )
    return phrase


def renew(person: Person) -> str:
    """Set a new pass phrase for an account and return it; the old one no longer works."""
    phrase = random_pass_phrase()
    person.pass_phrase_hash = hashed(phrase)
    return phrase


def change(records: Session, person: Person, role: Role, *, active: bool) -> None:
    """Change an account's role, close it or reopen it.

    Raises:
        CampusError: no administrator would be left, or the identity was erased.
    """
    if active and person.erased_at is not None:
        raise CampusError(
            t(
                fr="L’identité de ce compte a été effacée.",
                en="This account’s identity has been erased.",
            ),
            t(fr="Créez un nouveau compte.", en="Create a new account."),
        )
    if person.role == "administrator" and not (active and role == "administrator"):
        _keep_one_administrator(records, person)
    if person.active and not active and surroundings.in_classroom():
        # Ending servers takes its time: nothing of the database is locked yet.
        asking.close_person(person.name)
    person.role, person.active = role, active


def erase_identity(records: Session, folders: SiteFolders, person: Person) -> None:
    """Erase the identity of an account, and the person's private files.

    Names, employer, e-mail, pass phrase, questions to trainers, the home folder, and what they
    wrote in site sheets and project files go. Grades, activity and counts stay under the
    account's name; certificates stay for their retention period
    (`campus5g.site.administration.retention`), because they prove the training to others.

    Raises:
        CampusError: no administrator would be left.
    """
    if person.role == "administrator":
        _keep_one_administrator(records, person)
    # Gradebooks and files take their time: first, while nothing of the database is locked.
    erase_private_files(records, folders, person)
    erase_rows(records, person)


def erase_private_files(records: Session, folders: SiteFolders, person: Person) -> None:
    """Erase a person's home, and their names in gradebooks; the site's records are only read."""
    for enrolment in _enrolments(records, person):
        course = folders.cohorts / enrolment.cohort_id
        if gradebook_of(course).exists():
            NbGraderCourse(course, folders.exchange, folders.homes).enrol({person.name: ("", "")})
    erase_home(folders, person.name)


def erase_rows(records: Session, person: Person) -> None:
    """Close an account, and erase who it is in the site's records."""
    person.identity = None
    person.active, person.erased_at, person.erasure_asked_at = False, now(), None
    person.pass_phrase_hash = "-"  # noqa: S105 -- no pass phrase has this hash
    for enrolment in _enrolments(records, person):
        for asked in records.scalars(
            select(HelpRequest).where(HelpRequest.enrolment_id == enrolment.id)
        ):
            asked.question = asked.answer = ""
    for given in records.scalars(select(FileMark).where(FileMark.person_id == person.id)):
        given.comment = given.defence = ""
    records.flush()


def _enrolments(records: Session, person: Person) -> Sequence[Enrolment]:
    return records.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()


def _keep_one_administrator(records: Session, person: Person) -> None:
    others = select(Person.id).where(
        Person.role == "administrator", Person.active, Person.id != person.id
    )
    if records.scalar(others) is None:
        raise CampusError(
            t(
                fr="C’est le dernier compte d’administration.",
                en="This is the last administrator’s account.",
            ),
            t(fr="Créez-en d’abord un autre.", en="Create another one first."),
        )
