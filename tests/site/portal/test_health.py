"""What a program that starts and watches the site asks for: does it live, can it work?"""

import shutil

import pytest
from fastapi.testclient import TestClient

from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database


def test_the_portal_lives_and_is_ready_without_a_sign_in(client: TestClient) -> None:
    assert client.get("health").json() == {"portal": "ok"}
    ready = client.get("ready")

    assert ready.status_code == 200
    assert ready.json() == {"database": "ok", "folders": "ok"}


def test_it_lives_but_is_not_ready_while_its_folder_is_away(
    client: TestClient, folders: SiteFolders
) -> None:
    folders.data.rename(folders.data.with_name("away"))
    try:
        assert client.get("health").status_code == 200
        ready = client.get("ready")
    finally:
        shutil.rmtree(folders.data, ignore_errors=True)
        folders.data.with_name("away").rename(folders.data)

    assert ready.status_code == 503
    assert ready.json()["folders"] == "failing"


def test_it_is_not_ready_with_the_database_of_another_version(
    client: TestClient, database: Database
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")

    ready = client.get("ready")

    assert ready.status_code == 503
    assert ready.json() == {"database": "failing", "folders": "ok"}


@pytest.mark.parametrize("path", ["health", "ready", "verify", "nothing-here"])
def test_every_page_answers_head_as_get(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)

    assert (head.status_code, head.headers["content-type"]) == (
        got.status_code,
        got.headers["content-type"],
    )
