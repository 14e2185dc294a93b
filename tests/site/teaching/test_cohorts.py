"""Cohorts as trainers plan them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from new_records import new_records
from tiny_site import person

from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.teaching.cohorts import Plan, change, clone, make, problems, slug

MODULES, KITS = {"why", "radio", "capture"}, {"bench"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_records(tmp_path / "records.sqlite")
    yield database
    database.close()


def plan(**differing: object) -> Plan:
    values = {"title": "Équipe B", "modules": ["why", "radio"], "kits": ["bench"], **differing}
    return Plan(**values)  # type: ignore[arg-type]


def test_a_sound_plan_has_no_problems() -> None:
    assert problems(plan(planned_hours="3,5", starts="2026-01-05"), MODULES, KITS) == {}


@pytest.mark.parametrize(
    ("differing", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"modules": []}, "modules"),
        ({"modules": ["gone"]}, "modules"),
        ({"starts": "soon"}, "starts"),
        ({"starts": "2026-02-01", "ends": "2026-01-01"}, "ends"),
        ({"planned_hours": "a day"}, "planned_hours"),
        ({"planned_hours": "nan"}, "planned_hours"),
        ({"pass_percent": "120"}, "pass_percent"),
        ({"language": "de"}, "language"),
        ({"kits": ["sold"]}, "kits"),
    ],
)
def test_each_problem_is_reported_at_its_field(differing: dict[str, object], field: str) -> None:
    assert list(problems(plan(**differing), MODULES, KITS)) == [field]


def test_two_cohorts_of_one_name_have_two_addresses(database: Database) -> None:
    with database.session() as records:
        trainer = person("tina", "trainer")
        made = [make(records, plan(), trainer).id for _ in range(2)]

    assert made == ["equipe-b", "equipe-b-2"]


def test_no_cohort_takes_a_reserved_address_of_the_portal(database: Database) -> None:
    with database.session() as records:
        assert make(records, plan(title="New"), person("tina", "trainer")).id == "new-2"


@given(st.text(max_size=200))
def test_every_title_makes_an_address(title: str) -> None:
    made = slug(title)

    assert made[0].isalpha()
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(made) <= 42


def test_modules_stand_in_the_order_of_the_plan(database: Database) -> None:
    with database.session() as records:
        cohort = make(records, plan(), person("tina", "trainer"))
        change(cohort, plan(modules=["capture", "why", "radio"]))

    with database.session() as records:
        kept = records.get_one(CohortRecord, "equipe-b")
        assert [place.module for place in kept.modules] == ["capture", "why", "radio"]


def test_modules_already_released_stay(database: Database) -> None:
    with database.session() as records:
        cohort = make(records, plan(), person("tina", "trainer"))
        cohort.modules[0].released_at = now()
        change(cohort, plan(modules=["radio"]))

        assert [place.module for place in cohort.modules] == ["radio", "why"]


def test_a_copy_has_the_modules_but_no_learners(database: Database) -> None:
    with database.session() as records:
        trainer = person("tina", "trainer")
        cohort = make(records, plan(starts="2026-01-05"), trainer)
        cohort.modules[0].released_at = now()

        copy = clone(records, cohort, trainer)

        assert [place.module for place in copy.modules] == ["why", "radio"]
        assert copy.modules[0].released_at is None
        assert (copy.starts, copy.enrolments) == (None, [])
        assert copy.title == "Équipe B (copie)"
