"""A trainer corrects a learner's name, gives a new pass phrase, and shares the group."""

import re

import pytest
from people import AsVisitor
from sqlalchemy import select
from typer.testing import CliRunner

from campus5g.commands.site import sites
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.records.trail import Trace

DESK = "desk/rolling-mill"


def number_of(database: Database, name: str) -> int:
    with database.session() as records:
        return records.scalars(select(Person.id).where(Person.name == name)).one()


def trainers(database: Database) -> set[str]:
    with database.session() as records:
        return {each.name for each in records.get_one(CohortRecord, "rolling-mill").trainers}


def test_a_trainer_corrects_the_name_and_employer_of_a_learner(
    as_visitor: AsVisitor, database: Database
) -> None:
    ada = number_of(database, "ada")
    assert 'value="Îlot"' in as_visitor("tina").get(f"{DESK}/learners/{ada}").text

    as_visitor("tina").post(
        f"{DESK}/learners/{ada}/identity",
        first_name=" Adèle ",
        last_name="Hœuvre",
        employer="Acier & Cie",
        email="",
    )

    with database.session() as records:
        identity = records.get_one(Person, ada).identity
        assert identity is not None
        found = (identity.first_name, identity.last_name, identity.employer)
        assert found == ("Adèle", "Hœuvre", "Acier & Cie")
        assert records.scalars(select(Trace.action)).all() == [
            "desk/{cohort}/learners/{person}/identity"
        ]


def test_a_name_is_not_taken_away(as_visitor: AsVisitor, database: Database) -> None:
    ada = number_of(database, "ada")

    answer = as_visitor("tina").post(f"{DESK}/learners/{ada}/identity", first_name="Ada")

    assert answer.status_code == 422
    assert "Il manque le nom" in answer.text


def test_a_new_pass_phrase_is_shown_once_works_and_is_noted_without_it(
    as_visitor: AsVisitor, database: Database
) -> None:
    ada = number_of(database, "ada")

    text = as_visitor("tina").post(f"{DESK}/learners/{ada}/pass-phrase").text

    found = re.search(r'slip__phrase">([^<]+)<', text)
    assert found
    assert Accounts(database).verify("ada", found[1].strip()) is not None
    with database.session() as records:
        (line,) = records.scalars(select(Trace)).all()
    assert (line.who, line.action) == ("tina", "desk/{cohort}/learners/{person}/pass-phrase")
    assert found[1].strip() not in str(line.detail)


@pytest.mark.parametrize("form", ["identity", "pass-phrase"])
@pytest.mark.parametrize("whose", ["eve", "theo", "alma"])
def test_only_learners_of_the_group_are_within_reach(
    as_visitor: AsVisitor, database: Database, form: str, whose: str
) -> None:
    person = number_of(database, whose)

    answer = as_visitor("tina").post(f"{DESK}/learners/{person}/{form}", last_name="X")

    assert answer.status_code == 404


def test_a_learner_who_became_a_trainer_is_out_of_reach(
    as_visitor: AsVisitor, database: Database
) -> None:
    ada = number_of(database, "ada")
    with database.session() as records:
        records.get_one(Person, ada).role = "trainer"

    assert as_visitor("tina").post(f"{DESK}/learners/{ada}/pass-phrase").status_code == 404


def test_a_second_trainer_is_added_and_sees_the_group(
    as_visitor: AsVisitor, database: Database
) -> None:
    assert as_visitor("theo").get(DESK).status_code == 404

    as_visitor("tina").post(f"{DESK}/trainers", account="theo")

    assert trainers(database) == {"tina", "theo"}
    assert as_visitor("theo").get(DESK).status_code == 200


@pytest.mark.parametrize("account", ["ada", "nobody", "tina"])
def test_only_other_trainers_can_be_added(
    as_visitor: AsVisitor, database: Database, account: str
) -> None:
    answer = as_visitor("tina").post(f"{DESK}/trainers", account=account)

    assert (answer.status_code, trainers(database)) == (409, {"tina"})


def test_a_trainer_leaves_a_group_that_keeps_another_one(
    as_visitor: AsVisitor, database: Database
) -> None:
    refused = as_visitor("tina").post(f"{DESK}/trainers/remove", account="tina")
    as_visitor("tina").post(f"{DESK}/trainers", account="theo")
    left = as_visitor("tina").post(f"{DESK}/trainers/remove", account="tina")

    assert (refused.status_code, left.status_code) == (409, 303)
    assert left.headers["location"] == "/services/portal/desk"
    assert trainers(database) == {"theo"}


def test_the_command_adds_and_removes_trainers(folders: SiteFolders, database: Database) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(sites, ["trainers", *arguments, "--data", str(folders.data)])
        assert done.exit_code == 0, done.output
        return done.output

    run("add", "rolling-mill", "theo")
    run("remove", "rolling-mill", "tina")

    assert trainers(database) == {"theo"}
    assert "rolling-mill" in run("list")
    with database.session() as records:
        noted = [(each.who, each.action) for each in records.scalars(select(Trace))]
    assert noted == [("", "trainers add"), ("", "trainers remove")]
