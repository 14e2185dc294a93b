import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import catalogue
from campus5g.errors import CampusError
from campus5g.site.lti.arrival import PORTAL, Arrival, arrive
from campus5g.site.lti.launch import Launch, read_launch
from campus5g.site.lti.settings import LtiSettings
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.people import Person
from campus5g.site.teaching.enrolling.enrolment import leave

TODAY = datetime.date(2026, 3, 2)
SETTINGS = LtiSettings(
    issuer="https://moodle.example",
    client_id="campus",
    authorization_endpoint="https://moodle.example/auth",
    jwks_endpoint="https://moodle.example/certs",
    cohorts=("named",),
)
ZOE = Launch("https://moodle.example", "42", "Zoé", "D’Alès", "en")
TEACHER = replace(ZOE, subject="1", instructor=True)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Session]:
    """Three groups: one named in the settings, one open to all, one neither."""
    database = new_records(tmp_path / "records.sqlite")
    with database.session() as records:
        for name in ("named", "open", "closed"):
            modules = [
                CohortModule(module="ready", position=0, released_at=now()),
                CohortModule(module="later", position=1),
            ]
            records.add(
                CohortRecord(
                    id=name, title=name, language="fr", open_to_all=name == "open", modules=modules
                )
            )
    with Session(database.engine, expire_on_commit=False) as records:
        yield records
    database.close()


def come(records: Session, launch: Launch, settings: LtiSettings = SETTINGS) -> Arrival:
    """Arrive, in a transaction of its own."""
    try:
        arrival = arrive(records, settings, launch, "fr", TODAY)
    except CampusError:
        records.rollback()
        raise
    records.commit()
    return arrival


def person(records: Session, launch: Launch) -> Person:
    return records.scalars(select(Person).where(Person.name == launch.account)).one()


def enrolments(records: Session) -> list[Enrolment]:
    return list(records.scalars(select(Enrolment)))


def test_the_first_launch_creates_an_account_with_name_and_language(
    records: Session,
) -> None:
    arrival = come(records, ZOE)

    assert arrival == Arrival(ZOE.account, PORTAL)
    zoe = person(records, ZOE)
    assert (zoe.role, zoe.language, zoe.shown_name) == ("learner", "en", "Zoé D’Alès")
    assert enrolments(records) == []


def test_an_unsupported_language_falls_back_to_the_browsers(records: Session) -> None:
    come(records, replace(ZOE, language=None))

    assert person(records, ZOE).language == "fr"


def test_changes_made_on_the_site_are_kept(records: Session) -> None:
    come(records, ZOE)
    zoe = person(records, ZOE)
    zoe.language, zoe.role = "fr", "trainer"

    come(records, replace(ZOE, first_name="Another"))

    assert (zoe.language, zoe.role, zoe.shown_name) == ("fr", "trainer", "Zoé D’Alès")


@pytest.mark.parametrize("cohort", ["named", "open"])
def test_a_group_that_allows_it_gets_the_learner_once(records: Session, cohort: str) -> None:
    for _ in range(2):
        come(records, replace(ZOE, cohort=cohort))

    (enrolment,) = enrolments(records)
    assert (enrolment.cohort_id, enrolment.person) == (cohort, person(records, ZOE))


@pytest.mark.parametrize("cohort", ["closed", "nowhere"])
def test_another_group_is_refused(records: Session, cohort: str) -> None:
    with pytest.raises(CampusError, match=cohort):
        come(records, replace(ZOE, cohort=cohort))


def test_an_ended_or_archived_group_enrols_no_one(records: Session) -> None:
    records.get_one(CohortRecord, "open").ends = TODAY - datetime.timedelta(days=1)
    records.get_one(CohortRecord, "named").archived = True
    records.commit()

    for cohort in ("open", "named"):
        with pytest.raises(CampusError, match=cohort):
            come(records, replace(ZOE, cohort=cohort))


def test_a_member_returns_to_a_closed_group(records: Session) -> None:
    come(records, ZOE)
    closed = records.get_one(CohortRecord, "closed")
    closed.enrolments.append(Enrolment(person=person(records, ZOE)))
    records.flush()

    arrival = come(records, replace(ZOE, cohort="closed", module="ready"))

    assert arrival.landing == f"{PORTAL}open/closed/ready"


def test_a_launch_does_not_re_enrol_a_leaver(records: Session) -> None:
    come(records, replace(ZOE, cohort="named"))
    leave(enrolments(records)[0], "Abandon")

    with pytest.raises(CampusError, match="named"):
        come(records, replace(ZOE, cohort="named"))


def test_a_closed_account_stays_closed(records: Session) -> None:
    come(records, ZOE)
    person(records, ZOE).active = False

    with pytest.raises(CampusError, match=r"fermé|closed"):
        come(records, ZOE)


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize(
    "role",
    [
        "Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/membership#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
    ],
)
def test_nobody_comes_from_a_platform_as_an_administrator(
    records: Session, role: str, trusted: bool
) -> None:
    claims = {
        "iss": ZOE.issuer,
        "sub": "7",
        "https://purl.imsglobal.org/spec/lti/claim/roles": [role],
    }
    launch = read_launch(claims)

    come(records, launch, SETTINGS.model_copy(update={"instructors_are_trainers": trusted}))

    assert person(records, launch).role == "learner"


def test_an_instructor_becomes_a_trainer_only_if_the_settings_allow_it(records: Session) -> None:
    trusting = SETTINGS.model_copy(update={"instructors_are_trainers": True})
    other = replace(TEACHER, subject="2")

    come(records, TEACHER)
    come(records, replace(other, cohort="named", module="ready"), trusting)

    assert person(records, TEACHER).role == "learner"
    assert person(records, other).role == "trainer"
    # A trainer is neither enrolled nor made the group's trainer by a platform.
    assert enrolments(records) == []
    assert records.get_one(CohortRecord, "named").trainers == []


def test_a_later_launch_does_not_make_a_learner_a_trainer(records: Session) -> None:
    trusting = SETTINGS.model_copy(update={"instructors_are_trainers": True})
    come(records, replace(TEACHER, instructor=False), trusting)

    come(records, TEACHER, trusting)

    assert person(records, TEACHER).role == "learner"


def test_a_launch_opens_a_released_module(records: Session) -> None:
    ready = come(records, replace(ZOE, cohort="open", module="ready"))
    later = come(records, replace(ZOE, cohort="open", module="later"))

    assert ready.landing == f"{PORTAL}open/open/ready"
    assert later.landing == PORTAL
    with pytest.raises(CampusError, match="elsewhere"):
        come(records, replace(ZOE, cohort="open", module="elsewhere"))


def test_a_launch_of_a_module_without_a_group_opens_the_catalogue(records: Session) -> None:
    module = catalogue()[0].id

    assert come(records, replace(ZOE, module=module)).landing == f"{PORTAL}catalogue/{module}"
    with pytest.raises(CampusError, match="//elsewhere"):
        come(records, replace(ZOE, module="//elsewhere"))
