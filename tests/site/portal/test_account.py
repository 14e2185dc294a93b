"""One's own account: names, pass phrase, data, erasure."""

import io
import json
import zipfile
from typing import Any

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.accounts.own_data import DATA_FILE
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

OLD, NEW = "quai portique grue bobine", "laminoir vapeur capteur seize"


def person(database: Database, name: str) -> Person:
    with database.session() as records:
        return records.scalars(select(Person).where(Person.name == name)).one()


def archive_of(client: TestClient, name: str) -> zipfile.ZipFile:
    answer: Any = Visitor(client, name).get("account/data")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_a_person_chooses_how_their_name_is_written(client: TestClient, database: Database) -> None:
    Visitor(client, "ada").post(
        "account/names", first_name=" Adà ", last_name="O’Néill", employer=""
    )

    assert person(database, "ada").shown_name == "Adà O’Néill"
    assert "C’est enregistré" in Visitor(client, "ada").get("account?done=names").text


def test_the_current_pass_phrase_is_needed_to_change_it(
    client: TestClient, database: Database
) -> None:
    Accounts(database).set("ada", "learner", "fr", OLD)

    answer = Visitor(client, "ada").post("account/pass-phrase", old=OLD, new=NEW)

    assert answer.status_code == 303
    assert Accounts(database).verify("ada", NEW)
    assert Accounts(database).verify("ada", OLD) is None


@pytest.mark.parametrize(
    ("form", "fields", "ended"),
    [
        ("account/pass-phrase", {"old": OLD, "new": NEW}, ["ada"]),
        ("account/pass-phrase", {"old": "wrong wrong wrong", "new": NEW}, []),
        ("account/language", {"language": "en"}, []),
        ("account/names", {"first_name": "Ada", "last_name": "Ô"}, []),
    ],
)
def test_sign_ins_end_when_what_they_rest_on_changes(
    client: TestClient, database: Database, form: str, fields: dict[str, str], ended: list[str]
) -> None:
    Accounts(database).set("ada", "learner", "fr", OLD)

    Visitor(client, "ada").post(form, **fields)

    assert client.app.state.portal.sign_in.ended == ended  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("", {"role": "learner"}),
        ("", {"role": "trainer", "active": "true"}),
        ("/pass-phrase", {}),
        ("/erase", {"sure": "true"}),
    ],
)
def test_an_administrator_who_changes_an_account_ends_its_sign_ins(
    client: TestClient, form: str, fields: dict[str, str]
) -> None:
    Visitor(client, "alma").post(f"administration/accounts/ada{form}", **fields)

    assert client.app.state.portal.sign_in.ended == ["ada"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "field"), [("wrong wrong wrong", NEW, "old"), (OLD, "short", "new")]
)
def test_a_wrong_pass_phrase_changes_nothing(
    client: TestClient, database: Database, old: str, new: str, field: str
) -> None:
    Accounts(database).set("ada", "learner", "fr", OLD)

    answer = Visitor(client, "ada").post("account/pass-phrase", old=old, new=new)

    assert answer.status_code == 409
    assert f'id="{field}-problem"' in answer.text
    assert Accounts(database).verify("ada", OLD)


@pytest.mark.parametrize("kind", ["submitted", "closed-attempts", "feedback"])
def test_what_the_site_keeps_of_a_person_s_work_is_in_their_file_and_nobody_else_s(
    client: TestClient, folders: SiteFolders, kind: str
) -> None:
    for name in ("ada", "bob"):
        work = folders.cohorts / "rolling-mill" / kind / name / "essentials-why-5g"
        work.mkdir(parents=True)
        (work / "answers.json").write_text(name, encoding="utf-8")

    found = archive_of(client, "ada")

    file = f"{kind}/rolling-mill/essentials-why-5g/answers.json"
    assert [each for each in found.namelist() if each.startswith(kind)] == [file]
    assert found.read(file) == b"ada"


def test_all_personal_data_comes_in_one_file(client: TestClient, folders: SiteFolders) -> None:
    notebook = folders.homes / "ada" / "rolling-mill" / "essentials-why-5g" / "answers.json"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("{}", encoding="utf-8")
    Visitor(client, "ada").post("ask/rolling-mill/essentials-why-5g", question="Où est l’UPF ?")

    found = archive_of(client, "ada")

    assert "home/rolling-mill/essentials-why-5g/answers.json" in found.namelist()
    data = json.loads(found.read(DATA_FILE))
    assert data["identity"]["first_name"] == "Ada"
    assert data["cohorts"][0]["questions"][0]["question"] == "Où est l’UPF ?"
    assert "pass_phrase_hash" not in found.read(DATA_FILE).decode()


def test_the_file_holds_no_data_of_others(client: TestClient, folders: SiteFolders) -> None:
    other = folders.homes / "bob" / "secret.txt"
    other.parent.mkdir(parents=True)
    other.write_text("secret", encoding="utf-8")
    (folders.homes / "ada").mkdir()
    (folders.homes / "ada" / "link.txt").symlink_to(other)

    found = archive_of(client, "ada")

    assert found.namelist() == [DATA_FILE]
    assert "bob" not in found.read(DATA_FILE).decode()


def test_erasure_can_be_requested_and_withdrawn(client: TestClient, database: Database) -> None:
    Visitor(client, "ada").post("account/erasure", asked="true")
    assert person(database, "ada").erasure_asked_at is not None
    assert "Un administrateur le confirmera" in Visitor(client, "ada").get("account").text

    Visitor(client, "ada").post("account/erasure", asked="false")
    assert person(database, "ada").erasure_asked_at is None
