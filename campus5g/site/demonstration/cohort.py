"""The demonstration: a trainer, a learner, and a cohort with a course and a lab."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import catalogue
from campus5g.courseware.editions import has_editions
from campus5g.language import Language
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person
from campus5g.site.servers.homes import make_home
from campus5g.site.servers.lab_settings import write_all_lab_settings
from campus5g.site.surroundings import LabRole
from campus5g.site.teaching.courses import build_course, release_module, release_unreleased
from campus5g.site.words import ZONE
from campus5g.whole_file import replace

COHORT_ID = "demo"
TRAINER = "camille"
LEARNER = "sacha"

_ROLES: dict[str, LabRole] = {TRAINER: "trainer", LEARNER: "learner"}
_TITLES: dict[Language, str] = {"fr": "Groupe de démonstration", "en": "Demonstration group"}
# Certificates need both dates.
_LASTS = datetime.timedelta(weeks=3)

_PassPhrases = TypeAdapter(dict[str, str])


@dataclass(frozen=True)
class SignIn:
    """What a person types on the sign-in page."""

    name: str
    role: LabRole
    pass_phrase: str


def prepare_demo(
    folders: SiteFolders, language: Language, show: Callable[[int, int], None]
) -> list[SignIn]:
    """Create what is missing of the demonstration and return its sign-ins.

    What people did since the last start stays: notebooks, submissions, grades,
    and the language of the accounts.

    Args:
        folders: the site's state.
        language: of the accounts and of the cohort, where they are new.
        show: called before each module that is handed out, with its number and how many there are.

    Raises:
        CampusError: when a module or the accounts file is damaged.
    """
    folders.exchange.mkdir(parents=True, exist_ok=True)
    # nbgrader requires a world-writable exchange; the data folder above it is private.
    folders.exchange.chmod(0o777)
    sign_ins = _sign_ins(folders, language)
    write_all_lab_settings(folders)
    _make_homes(folders)
    _make_cohort(folders, language)
    database = Database.of_site(folders.records)
    release_unreleased(folders, database, COHORT_ID, show)
    _release_missing_editions(folders, database)
    return sign_ins


def _sign_ins(folders: SiteFolders, language: Language) -> list[SignIn]:
    accounts = Accounts(Database.of_site(folders.records))
    try:
        known = _PassPhrases.validate_json(folders.demo_sign_ins.read_bytes())
    except FileNotFoundError:
        known = {}
    closed = accounts.closed()
    # An account that an administrator closed stays closed.
    open_ = {name: role for name, role in _ROLES.items() if name not in closed}
    for name, role in open_.items():
        account = accounts.find(name)
        if account is None or name not in known:
            known[name] = random_pass_phrase()
            accounts.set(name, role, account.language if account else language, known[name])
    replace(
        folders.demo_sign_ins, _PassPhrases.dump_json(known, indent=2).decode() + "\n", private=True
    )
    return [SignIn(name, role, known[name]) for name, role in open_.items()]


def _make_homes(folders: SiteFolders) -> None:
    for account in Accounts(Database.of_site(folders.records)).all():
        make_home(folders, account)


def _make_cohort(folders: SiteFolders, language: Language) -> None:
    database = Database.of_site(folders.records)
    with database.session() as records:
        cohort = records.get(CohortRecord, COHORT_ID)
        if cohort is None:
            cohort = _new_cohort(records, language)
        elif cohort.title in _TITLES.values():
            # It still has its default title: it follows the site's language.
            cohort.title = _TITLES[language]
        known = {place.module for place in cohort.modules}
        cohort.modules += [
            CohortModule(module=module.id, position=position)
            for position, module in enumerate(catalogue())
            if module.id not in known
        ]
    # Takes seconds: the database is open to others meanwhile.
    with database.session() as records:
        build_course(folders, records.get_one(CohortRecord, COHORT_ID))


def _release_missing_editions(folders: SiteFolders, database: Database) -> None:
    """Hand modules out again that a version handed out which knew one language only."""
    with database.session() as records:
        places = {
            place.module: place.id for place in records.get_one(CohortRecord, COHORT_ID).modules
        }
    for module, place in places.items():
        if not has_editions(folders.exchange, COHORT_ID, module):
            release_module(folders, database, place)


def _new_cohort(records: Session, language: Language) -> CohortRecord:
    today = datetime.datetime.now(ZONE).date()
    people = {
        name: records.scalars(select(Person).where(Person.name == name)).one() for name in _ROLES
    }
    for name, person in people.items():
        person.identity = Identity(first_name=name.capitalize(), last_name="Démo")
    cohort = CohortRecord(
        id=COHORT_ID,
        title=_TITLES[language],
        language=language,
        starts=today,
        ends=today + _LASTS,
        trainers=[people[TRAINER]],
        enrolments=[Enrolment(person=people[LEARNER])],
    )
    records.add(cohort)
    return cohort
