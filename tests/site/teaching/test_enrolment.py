"""Lists of learners, as people paste and Excel saves them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from tiny_site import person

from campus5g.errors import CampusError
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.records import database as databases
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.teaching.enrolling import enrolment
from campus5g.site.teaching.enrolling.enrolment import (
    Preview,
    account_name,
    come_back,
    enrol,
    leave,
    preview,
)
from campus5g.site.teaching.enrolling.invitations import (
    invite,
    open_invitations,
    revoke,
    token_hash,
)
from campus5g.site.teaching.enrolling.learner_list import read_list

FRENCH = "Léa;D’Hondt;lea@exemple.fr\n"
WITH_ACCOUNT = "Prénom;Nom;Identifiant"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_records(tmp_path / "records.sqlite")
    yield database
    database.close()


@pytest.fixture
def records(database: Database) -> Iterator[Session]:
    with database.session() as records:
        records.add(
            CohortRecord(
                id="spring",
                title="Printemps",
                language="fr",
                trainers=[person("tina", "trainer")],
                enrolments=[Enrolment(person=person("ada"))],
            )
        )
        (tina,) = cohort(records).trainers
        records.add(
            CohortRecord(
                id="autumn",
                title="Automne",
                language="fr",
                trainers=[tina],
                enrolments=[Enrolment(person=person("bob"))],
            )
        )
        records.add(
            CohortRecord(
                id="quay",
                title="Quai",
                language="fr",
                trainers=[person("theo", "trainer")],
                enrolments=[Enrolment(person=person("eve"))],
            )
        )
    with database.session() as records:
        yield records


def cohort(records: Session) -> CohortRecord:
    return records.get_one(CohortRecord, "spring")


def listed(
    records: Session, people: str, by: str = "tina", headings: str = "Prénom;Nom;Courriel"
) -> Preview:
    """Return what a trainer's list for the spring would do."""
    return previewed(records, f"{headings}\n{people}", by)


def previewed(records: Session, text: str, by: str = "tina") -> Preview:
    who = records.scalars(select(Person).where(Person.name == by)).one()
    return preview(records, cohort(records), read_list(text), who)


@pytest.mark.parametrize(
    "line",
    [
        "Léa",
        "Léa;Petit;not@mail",
        "Léa;Petit;;Not An Account",
        "lea@exemple.fr;Petit",
        "Léa;Petit;;;Acier; usine 2",
        "Ada;Îlot;;ada",
        "Tina;Îlot;;tina",
    ],
)
def test_a_line_that_cannot_be_enrolled_is_reported_by_number(line: str, records: Session) -> None:
    headings = "Prénom;Nom;Courriel;Identifiant;Employeur"
    found = listed(records, f"\nBob;Îlot;;bob\n{line}", headings=headings)

    assert [each.number for each in found.problems] == [4]
    assert [each.account for each in found.sound] == ["bob"]


def test_a_person_listed_twice_is_enrolled_once(records: Session) -> None:
    found = listed(records, "Bob;Îlot;bob\nBob;Îlot;bob", headings=WITH_ACCOUNT)

    assert len(found.sound) == len(found.problems) == 1


def test_namesakes_get_separate_accounts_and_are_pointed_out(records: Session) -> None:
    found = listed(records, "Léa;Petit;12\nLÉA;Petit;31", headings="Prénom;Nom;Matricule")

    assert [line.account for line in found.sound] == ["lea-petit", "lea-petit-2"]
    assert [line.number for line in found.remarks] == [3]
    assert "ligne 2" in found.lines[1].remark


def test_a_line_that_only_repeats_another_is_told_and_makes_no_account(records: Session) -> None:
    found = listed(records, "Léa;Petit\nLÉA;Petit")

    assert [line.account for line in found.sound] == ["lea-petit"]
    assert "ligne 2" in found.lines[1].problem


def test_a_missing_first_name_is_pointed_out_and_the_last_name_is_kept_whole(
    records: Session,
) -> None:
    found = listed(records, ";de La Fontaine")

    [made] = enrol(records, cohort(records), previewed(records, found.as_list()))

    assert [line.remark for line in found.lines] == ["Il manque le prénom."]
    assert made.person.identity is not None
    assert made.person.identity.last_name == "de La Fontaine"


def test_a_list_with_a_question_enrols_nobody(records: Session) -> None:
    found = previewed(records, "Petit;Léa\nGrand;Zoé\n")

    assert (found.lines, found.read.question != "") == ([], True)
    assert enrol(records, cohort(records), found) == []


def test_one_address_in_two_spellings_makes_one_account(records: Session) -> None:
    found = listed(records, "Léa;Petit;Lea@Exemple.fr\nL.;Petit;lea@exemple.FR")

    assert [line.number for line in found.sound] == [2]
    assert "ligne 2" in found.lines[1].problem


def test_a_list_that_is_imported_again_enrols_nobody_twice(records: Session) -> None:
    french = "Nom;Prénom\nPetit;Léa\nGrand;Zoé\n"
    enrol(records, cohort(records), previewed(records, french))

    again = previewed(records, french)

    assert again.sound == []
    assert all("déjà inscrit" in line.problem for line in again.lines)


def test_a_namesake_with_an_address_of_their_own_is_enrolled_with_a_remark(
    records: Session,
) -> None:
    enrol(records, cohort(records), listed(records, "Léa;Petit"))

    [line] = listed(records, "Léa;Petit;other@exemple.fr").lines

    assert (line.account, line.problem) == ("lea-petit-2", "")
    assert "lea-petit" in line.remark


def test_a_namesake_of_another_group_of_the_trainer_is_named(records: Session) -> None:
    [line] = listed(records, "Bob;Îlot").lines

    assert line.problem == ""
    assert "« bob »" in line.remark.replace("\N{NO-BREAK SPACE}", " ")


def test_learners_of_other_trainers_are_not_revealed_by_their_names(records: Session) -> None:
    [line] = listed(records, "Eve;Îlot").lines

    assert (line.problem, line.remark) == ("", "")


def test_an_account_with_another_name_than_the_list_is_pointed_out(records: Session) -> None:
    [same] = listed(records, "Bob;Îlot;bob", headings=WITH_ACCOUNT).lines
    [other] = listed(records, "Ben;Îlot;bob", headings=WITH_ACCOUNT).lines

    assert (same.remark, same.known) == ("", True)
    assert "Bob Îlot" in other.remark


def test_the_employer_of_the_list_is_kept_with_the_account(records: Session) -> None:
    text = 'Civilité;Nom;Prénom;Employeur\nMme;Petit;Léa;"Acier, laminage"\n'
    found = previewed(records, text)

    [made] = enrol(records, cohort(records), previewed(records, found.as_list()))

    assert made.person.identity is not None
    assert made.person.identity.employer == "Acier, laminage"
    assert (made.person.identity.first_name, made.person.identity.last_name) == ("Léa", "Petit")


def test_a_preview_creates_nothing(records: Session, database: Database) -> None:
    listed(records, FRENCH)

    assert len(cohort(records).enrolments) == 1


def test_an_enrolled_learner_signs_in_with_the_shown_pass_phrase(
    records: Session, database: Database
) -> None:
    [made] = enrol(records, cohort(records), listed(records, FRENCH))
    records.commit()

    account = Accounts(database).verify("lea-d-hondt", made.pass_phrase)
    assert account is not None
    assert account.role == "learner"


def test_an_existing_account_is_kept(records: Session) -> None:
    found = listed(records, "Bob;Îlot;bob", headings=WITH_ACCOUNT)

    made = enrol(records, cohort(records), found)

    assert made == []
    assert {each.person.name for each in cohort(records).enrolments} == {"ada", "bob"}


@pytest.mark.parametrize("line", ["Eve;Îlot;;eve", "Someone;Else;EVE@exemple.fr"])
def test_a_learner_of_another_trainer_is_not_enrolled_without_their_doing(
    line: str, records: Session
) -> None:
    eve = records.scalars(select(Person).where(Person.name == "eve")).one()
    assert eve.identity is not None
    eve.identity.email = "eve@exemple.fr"

    found = listed(records, line, headings="Prénom;Nom;Courriel;Identifiant")

    assert "lien d’invitation" in found.lines[0].problem
    assert found.lines[0].account == ""
    assert enrol(records, cohort(records), found) == []
    assert {each.person.name for each in cohort(records).enrolments} == {"ada"}


def test_an_administrator_enrols_anybody_who_learns(records: Session) -> None:
    records.add(person("alma", "administrator"))
    records.flush()

    found = listed(records, "Eve;Îlot;eve\nTheo;Îlot;theo", by="alma", headings=WITH_ACCOUNT)

    assert [line.account for line in found.sound] == ["eve"]


def test_a_leaver_stays_on_record_with_the_reason_and_can_return(records: Session) -> None:
    [ada] = cohort(records).enrolments
    leave(ada, " Mutation ")

    assert (ada.left_at is not None, ada.left_why) == (True, "Mutation")
    come_back(ada)
    assert (ada.left_at, ada.left_why) == (None, "")


def test_a_list_enrols_a_leaver_again(records: Session) -> None:
    [ada] = cohort(records).enrolments
    leave(ada, "")

    enrol(records, cohort(records), listed(records, "Ada;Îlot;ada", headings=WITH_ACCOUNT))

    assert ada.left_at is None
    assert len(cohort(records).enrolments) == 1


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("Léa", "D’Hondt", "lea-d-hondt"),
        ("Léa", "D'Hondt", "lea-d-hondt"),
        ("Anaïs", "Le Bœuf", "anais-le-boeuf"),
        ("Œdipe", "Ægir", "oedipe-aegir"),
        ("Søren", "Groß", "soren-gross"),
        ("مريم", "الحسن", "apprenant"),
        ("🎓", "", "apprenant"),
        ("Jean-Marie", "de la Très Longue Particule", "jean-marie-de-la-tres-longue"),
    ],
)
def test_every_name_yields_a_valid_account(first: str, last: str, expected: str) -> None:
    assert account_name(first, last, set()) == expected


def test_a_link_is_kept_as_its_hash_and_can_be_revoked(records: Session) -> None:
    tina = cohort(records).trainers[0]
    token = invite(records, cohort(records), tina, days=7, uses=3)
    records.flush()

    [kept] = open_invitations(records, cohort(records))
    assert kept.token_hash == token_hash(token)
    assert token not in kept.token_hash

    revoke(records, cohort(records), kept.token_hash)
    records.flush()
    assert open_invitations(records, cohort(records)) == []


def test_others_write_while_pass_phrases_are_hashed(
    database: Database, records: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_BUSY_MS", 1)
    other = Database(database.url)
    hashes = 0

    def hash_while_another_writes(_: str) -> str:
        nonlocal hashes
        hashes += 1
        with other.session() as asking:
            asking.execute(update(Person).where(Person.name == "ada").values(language="en"))
        return "-"

    monkeypatch.setattr(enrolment, "hashed", hash_while_another_writes)
    with database.session() as enrolling:
        sixty = "\n".join(f"Person;Number-{number}" for number in range(60))
        found = listed(enrolling, sixty)

        made = enrol(enrolling, cohort(enrolling), found)

    assert (hashes, len(made)) == (60, 60)
    with database.session() as after:
        assert len(cohort(after).enrolments) == 61
    other.close()


def test_two_trainers_who_enrol_the_same_name_are_told(
    database: Database, records: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hash_while_another_enrols(_: str) -> str:
        monkeypatch.undo()
        with database.session() as theirs:
            enrol(theirs, cohort(theirs), listed(theirs, "Zoé;Grand"))
        return "-"

    monkeypatch.setattr(enrolment, "hashed", hash_while_another_enrols)

    def enrol_zoe() -> None:
        with database.session() as ours:
            enrol(ours, cohort(ours), listed(ours, "Zoé;Grand"))

    with pytest.raises(CampusError, match=r"vient d’être créé|just been made"):
        enrol_zoe()
