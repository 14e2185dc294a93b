"""Everywhere a trainer meets the class, it stands in the order of a class list."""

import csv
import io
import itertools
import re

import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.site.exports.attendance import pages
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person

DESK = "desk/rolling-mill"
IN_ORDER = ["De Smet", "d’Hérouville", "Hénin", "Hoët", "Îlot", "Îlot", "Œuvrard", "Zunz"]
ONCE = list(dict.fromkeys(IN_ORDER))
AS_ENROLLED = [
    ("Élodie", "Zunz"),
    ("Rémi", "Hoët"),
    ("Abel", "Hénin"),
    ("Zoé", "d’Hérouville"),
    ("Yanis", "Œuvrard"),
    ("Wim", "De Smet"),
]


@pytest.fixture(autouse=True)
def _class(database: Database) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        for number, (first, last) in enumerate(AS_ENROLLED):
            learner = Person(
                name=f"l{number}",
                role="learner",
                language="fr",
                pass_phrase_hash="-",
                identity=Identity(first_name=first, last_name=last),
            )
            cohort.enrolments.append(Enrolment(person=learner))


def last_names(text: str) -> list[str]:
    """Return the last names in a page's own part; one that follows itself counts once."""
    found = re.findall("|".join(IN_ORDER), text.rpartition("<main")[2])
    return [name for name, _ in itertools.groupby(found)]


@pytest.mark.parametrize("page", ["learners", "board", "modules/essentials-why-5g", "certificates"])
def test_a_page_lists_the_class_by_last_name(as_visitor: AsVisitor, page: str) -> None:
    shown = last_names(as_visitor("tina").get(f"{DESK}/{page}").text)

    assert shown[: len(ONCE)] == ONCE


def test_each_half_day_lists_the_class_by_last_name(as_visitor: AsVisitor) -> None:
    shown = last_names(as_visitor("tina").get(f"{DESK}/attendance").text)

    assert shown == ONCE * 2


def test_the_exports_page_lists_the_class_by_last_name(as_visitor: AsVisitor) -> None:
    assert last_names(as_visitor("tina").get(f"{DESK}/exports").text) == ONCE


@pytest.mark.parametrize(("file", "column"), [("grades.csv", 0), ("moodle.csv", 2)])
def test_tables_of_grades_list_the_class_by_last_name(
    as_visitor: AsVisitor, file: str, column: int
) -> None:
    text = as_visitor("tina").get(f"{DESK}/exports/{file}").text.removeprefix("\ufeff")

    rows = list(csv.reader(io.StringIO(text), delimiter=";" if file == "grades.csv" else ","))
    assert [row[column] for row in rows[1:]] == IN_ORDER


def test_the_sheet_to_sign_lists_the_class_by_last_name(database: Database) -> None:
    with database.session() as records:
        (page,) = pages(records.get_one(CohortRecord, "rolling-mill"), [])

        assert last_names(" ".join(line.name for line in page.lines)) == ONCE


def test_accounts_are_listed_by_last_name(as_visitor: AsVisitor) -> None:
    shown = last_names(as_visitor("alma").get("administration/accounts").text)

    assert shown == ONCE


def test_a_page_of_accounts_begins_where_the_last_one_ends(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        records.add_all(
            Person(
                name=f"n{number}",
                role="learner",
                language="fr",
                pass_phrase_hash="-",
                identity=Identity(first_name="Ann", last_name=f"Berg {number}"),
            )
            for number in range(60)
        )
        people = len(records.scalars(select(Person.id)).all())
    alma = as_visitor("alma")

    first, second = (alma.get(f"administration/accounts?first={at}").text for at in (0, 50))

    listed = [re.findall(r"Ann Berg (\d+)<", text) for text in (first, second)]
    assert listed == [[str(each) for each in range(50)], [str(each) for each in range(50, 60)]]
    assert second.count('class="card__title"') == people - 50
