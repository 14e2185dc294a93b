"""A class on hosts that share no folder, from release to certificate, despite failures.

While they hand in, the host of portal and database is cut off and comes back, and the portal is
killed and started again; while they are graded, a worker is killed. Nothing is lost or doubled.
They are four, or as many more as the variable ``CLASS_APART`` says: twenty take minutes.
"""

import asyncio
import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import pytest
from class_apart import ABSENT, COHORT, HINTS, LAB, WRITTEN_POINTS, class_apart
from hosts_apart import at_the_switch, hosts_apart, possible
from nbgrader.api import Gradebook
from polling import until
from site_apart import WITHIN_S, SiteApart
from sqlalchemy import func, select

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.cohorts.gradebooks.place import SchemaPlace
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import Grading
from campus5g.site.records.database import Database

WHY_NOT = possible()
pytestmark = [
    pytest.mark.proof,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
]

CLASS = [f"ada-{number:02}" for number in range(1, int(os.environ.get("CLASS_APART", "4")) + 1)]
HALF = len(CLASS) // 2
ONCE_EACH = Counter(CLASS)
KINDS = ("completion", "attestation")


@dataclass
class Lived:
    """What people saw, and what went wrong on purpose."""

    noticed_the_cut: bool = False
    graded_before_the_kill: int = 0
    feedback: dict[str, str] = field(default_factory=dict)
    documents: dict[str, dict[str, bytes]] = field(default_factory=dict)
    grades: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteApart]:
    with hosts_apart(["hub", "portal", "learners", "grader"]) as hosts, at_the_switch():
        running = SiteApart(*hosts)
        running.start(tmp_path_factory.mktemp("apart"))
        yield running


@pytest.fixture(scope="module")
def lived(site: SiteApart) -> Lived:
    return asyncio.run(days_of_the_class(site, Lived()))


@pytest.fixture(scope="module")
def database(site: SiteApart) -> Iterator[Database]:
    database = Database(site.database)
    yield database
    database.close()


async def days_of_the_class(site: SiteApart, lived: Lived) -> Lived:
    async with class_apart(site) as group:
        await group.form(CLASS)
        await group.work()
        await group.hand_in(group.learners[:HALF], lambda: the_portals_host_is_cut(site, lived))
        await group.hand_in(group.learners[HALF:], lambda: the_portal_is_killed(site))
        await group.grade(lambda: a_worker_is_killed_at_work(site, lived))
        await group.conclude()
        for learner in group.learners:
            lived.feedback[learner.name] = await group.feedback(learner)
            lived.documents[learner.name] = await group.documents(learner)
        table = await group.trainer.page(f"desk/{COHORT}/exports/moodle.csv")
        lived.grades = [*csv.DictReader(table.lstrip("\ufeff").splitlines())]
    return lived


def the_portals_host_is_cut(site: SiteApart, lived: Lived) -> Iterator[None]:
    site.portal.cut()
    try:
        yield
        # People's servers write where the Hub does.
        until(
            lambda: "could not be reached" in site.hub.messages("hub"), "a server notices", WITHIN_S
        )
        lived.noticed_the_cut = not site.hub.reaches(site.portal)
    finally:
        site.portal.plug_in()


def the_portal_is_killed(site: SiteApart) -> Iterator[None]:
    site.kill_portal()
    yield
    site.start_portal()


def a_worker_is_killed_at_work(site: SiteApart, lived: Lived) -> None:
    database = Database(site.database)

    def graded() -> int:
        with database.session() as records:
            return records.scalar(select(func.max(Grading.done))) or 0

    until(lambda: graded() and site.worker_at_work(), "a worker has graded and goes on", WITHIN_S)
    at_work = site.worker_at_work()
    assert at_work is not None
    at_work.kill()
    lived.graded_before_the_kill = graded()
    database.close()


def events(text: str) -> list[str]:
    """Return the ids of a file of events, in order."""
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_no_two_hosts_can_write_to_the_same_disk(site: SiteApart) -> None:
    for one, other in combinations(site.hosts, 2):
        assert not one.writable_disks() & other.writable_disks()


def test_what_one_host_writes_no_other_can_read(site: SiteApart) -> None:
    note = site.hub.disk / "note"
    site.hub.write(note, "of the Hub")

    assert [host.read(note) for host in site.hosts] == ["of the Hub", "", "", ""]


def test_the_failures_came_in_the_midst_of_work(lived: Lived) -> None:
    assert lived.noticed_the_cut
    assert 0 < lived.graded_before_the_kill < len(CLASS)


def test_every_learner_has_handed_in_once(site: SiteApart, lived: Lived) -> None:
    inbound = site.portal.run("ls", "-A", str(site.portal.disk / "exchange" / COHORT / "inbound"))

    assert Counter(name.partition("+")[0] for name in inbound.split("\n") if name) == ONCE_EACH


def test_every_hand_in_is_graded_once_with_the_points_of_the_worked_answers(
    site: SiteApart, database: Database, lived: Lived
) -> None:
    lab = find_module(LAB)
    with Gradebook(SchemaPlace(site.database, COHORT).address) as gradebook:
        graded = Counter(each.student.id for each in gradebook.assignment_submissions(LAB))
    with database.session() as records:
        report = records.scalars(select(Grading.report)).one()

    assert graded == ONCE_EACH
    assert report is not None
    assert Counter(each["student"] for each in report["submissions"]) == ONCE_EACH
    assert {each["status"] for each in report["submissions"]} == {"graded"}
    points = {each["username"]: each[lab.manifest.title.fr] for each in lived.grades}
    worked = f"{lab.manifest.automatic_points + WRITTEN_POINTS:g}"
    assert points == dict.fromkeys(CLASS, worked) | {ABSENT: ""}


def test_every_learner_reads_their_own_feedback(lived: Lived) -> None:
    assert set(lived.feedback) == set(CLASS)
    assert all(LAB in page for page in lived.feedback.values())


@pytest.mark.parametrize("name", CLASS)
def test_all_that_a_learner_did_has_come_once_and_in_order(
    site: SiteApart, lived: Lived, name: str
) -> None:
    home = site.learners.disk / "homes" / name
    own = events(site.learners.read(home / ".campus5g" / f"{name}.jsonl"))

    def come() -> list[str]:
        return events(site.portal.read(site.portal.disk / "progress" / f"{name}.jsonl"))

    until(lambda: len(come()) >= len(own), "all has come", WITHIN_S)
    assert len(own) == len(HINTS)
    assert come() == own


def test_those_who_earned_documents_have_each_of_them_once(
    database: Database, lived: Lived
) -> None:
    with database.session() as records:
        issued = records.execute(select(Certificate.number, Certificate.kind)).all()

    found = Counter(number for mine in lived.documents.values() for number in mine)
    assert found == Counter(number for number, _ in issued)
    assert set(found.values()) == {1}
    assert Counter(kind for _, kind in issued) == dict.fromkeys(KINDS, len(CLASS))
    assert all(len(mine) == len(KINDS) for mine in lived.documents.values())
