"""Keys of the kits that people's own servers start: told by them, and for that person only."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from campus5g.evidence import SigningKey
from campus5g.evidence.keyring import FOLDER_VARIABLE
from campus5g.kit.evidence import trusted_keys
from campus5g.site import surroundings

KEYS = "own/kit-keys"
ADA = {"Authorization": "token server of ada"}


@pytest.fixture(autouse=True)
def _in_a_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(surroundings.PART, "portal")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "kit-keys"))


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    """That of a kit beside Ada's server."""
    return SigningKey.at(tmp_path / "signing-key.pem")


def test_a_key_counts_for_the_measurements_of_the_person_whose_server_told_it(
    client: TestClient, key: SigningKey
) -> None:
    told = [key.public.encoded()]

    assert [client.put(KEYS, headers=ADA, json=told).status_code for _ in range(2)] == [204, 204]

    assert trusted_keys("ada").knows(key.public.id)
    assert not trusted_keys("bob").knows(key.public.id)
    assert not trusted_keys().knows(key.public.id)


def test_a_site_on_one_machine_knows_its_kits_and_takes_no_key(
    client: TestClient, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(surroundings.PART)

    assert client.put(KEYS, headers=ADA, json=[key.public.encoded()]).status_code == 404

    assert not trusted_keys("ada").knows(key.public.id)


def test_what_is_not_a_key_is_refused_with_all_that_came_with_it(
    client: TestClient, key: SigningKey
) -> None:
    told = [key.public.encoded(), "not a key"]

    assert client.put(KEYS, headers=ADA, json=told).status_code == 400

    assert not trusted_keys("ada").knows(key.public.id)


def test_without_a_token_nothing_is_trusted(client: TestClient, key: SigningKey) -> None:
    assert client.put(KEYS, json=[key.public.encoded()]).status_code == 403
