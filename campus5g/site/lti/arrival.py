"""Lets in the person of a launch: their account, their group, and where they land."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import catalogue
from campus5g.language import Language
from campus5g.site.accounts.accounts import hashed
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.lti.launch import Launch
from campus5g.site.lti.refusals import LaunchRefusedError
from campus5g.site.lti.settings import LtiSettings
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Identity, Person
from campus5g.site.teaching.enrolling.enrolment import enrol_person
from campus5g.site.trail import note

PORTAL = "/services/portal/"


@dataclass(frozen=True)
class Arrival:
    """The account of a launch, and the path that it lands on."""

    account: str
    landing: str


def arrive(
    records: Session,
    settings: LtiSettings,
    launch: Launch,
    language: Language,
    today: datetime.date,
) -> Arrival:
    """Find or create the account of a launch, enrol it in its group, and return where to go.

    Role, name and language are taken from the first launch; later they are the site's to change.

    Args:
        records: the site's database; undone by its session if the launch is refused.
        settings: what the platform may do.
        launch: verified.
        language: of a new account whose launch names none of ours.
        today: nobody can join a cohort that has ended.

    Raises:
        LaunchRefusedError: the launch names no person, a closed account, or a group or module
            that is not open to them.
    """
    if not launch.subject:
        raise LaunchRefusedError("anonymous", settings.platform)
    person = records.scalar(select(Person).where(Person.name == launch.account))
    if person is None:
        person = _new_person(settings, launch, language)
        records.add(person)
        records.flush()
        note(records, person.name, "lti: account made", person.name, role=person.role)
    if not person.active:
        raise LaunchRefusedError("closed-account")
    cohort = _cohort(records, launch.cohort) if launch.cohort else None
    if cohort and person.role == "learner":
        _enrol(records, settings, cohort, person, today)
        records.flush()
    return Arrival(person.name, _landing(launch, person, cohort))


def _new_person(settings: LtiSettings, launch: Launch, language: Language) -> Person:
    trainer = launch.instructor and settings.instructors_are_trainers
    return Person(
        name=launch.account,
        role="trainer" if trainer else "learner",
        language=launch.language or language,
        # Nobody knows it: the platform is the only way in, until an administrator gives another.
        pass_phrase_hash=hashed(random_pass_phrase()),
        signed_up=True,
        active=True,
        identity=Identity(first_name=launch.first_name, last_name=launch.last_name),
    )


def _cohort(records: Session, name: str) -> CohortRecord:
    cohort = records.get(CohortRecord, name)
    if cohort is None or cohort.archived:
        raise LaunchRefusedError("closed-group", name)
    return cohort


def _enrol(
    records: Session,
    settings: LtiSettings,
    cohort: CohortRecord,
    person: Person,
    today: datetime.date,
) -> None:
    mine = next((each for each in cohort.enrolments if each.person_id == person.id), None)
    if mine and mine.left_at is None:
        return
    # A learner whom a trainer recorded as gone does not come back by a click in the platform.
    allowed = cohort.open_to_all or (cohort.id in settings.cohorts and mine is None)
    if not allowed or (cohort.ends and cohort.ends < today):
        raise LaunchRefusedError("closed-group", cohort.id)
    enrol_person(cohort, person)
    note(records, person.name, "lti: enrolled", cohort.id)


def _landing(launch: Launch, person: Person, cohort: CohortRecord | None) -> str:
    module = launch.module
    if not module or person.role != "learner":
        return PORTAL
    if cohort is None:
        if module not in {each.id for each in catalogue()}:
            raise LaunchRefusedError("unknown-module", module)
        return f"{PORTAL}catalogue/{module}"
    place = next((each for each in cohort.modules if each.module == module), None)
    if place is None:
        raise LaunchRefusedError("unknown-module", module)
    # What is not handed out yet can't be opened; the portal says when it will be.
    return f"{PORTAL}open/{cohort.id}/{module}" if place.released_at else PORTAL
