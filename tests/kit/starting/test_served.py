"""Kits served on this machine are found by name, and forgotten when they are gone."""

import json
import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from served_kit import Served

from campus5g.errors import CampusError
from campus5g.inventory import load_inventory
from campus5g.kit import KitError, connect
from campus5g.kit.starting import served
from campus5g.kit.starting.served import ServedKit, serve, served_kits
from campus5g.places import KITS


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    monkeypatch.delenv("CAMPUS5G_KIT_URL", raising=False)
    monkeypatch.setattr(served, "SERVICE", tmp_path / "service")
    return tmp_path


def note(data: Path, name: str, **values: object) -> Path:
    """Leave a connection file behind, as a killed `campus5g kit serve` would."""
    file = data / "kits" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"name": name, "token": "t", "pid": os.getpid(), **values}))
    return file


def test_a_served_kit_is_found_by_name_until_it_ends(data: Path) -> None:
    with serve("virtual") as running:
        assert [(kit.name, kit.url) for kit in served_kits()] == [("virtual", running.url)]
        with connect("virtual") as k:
            assert k.url == running.url

    assert served_kits() == []
    assert list((data / "kits").iterdir()) == []


@pytest.mark.proof
def test_only_its_user_can_read_the_token(data: Path) -> None:
    with serve("virtual"):
        mode = (data / "kits" / "virtual.json").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_a_kit_is_served_once() -> None:
    with (
        serve("virtual") as running,
        pytest.raises(KitError, match=f"already served at {running.url}"),
        serve("virtual"),
    ):
        pass


def test_a_gateway_service_is_found_by_users_who_may_read_its_token(
    data: Path, gateway: Served
) -> None:
    address = urlsplit(gateway.url)
    kit = load_inventory(KITS / "virtual.yaml").model_dump(mode="json")
    kit |= {"name": "hall-1", "gateway": {"host": address.hostname, "port": address.port}}
    folder = data / "service"
    folder.mkdir()
    (folder / "hall-1.yaml").write_text(json.dumps(kit))
    unreadable = served_kits()
    (folder / "token").write_text(f"{gateway.token}\n")

    assert unreadable == []
    assert served_kits() == [ServedKit("hall-1", gateway.url, gateway.token, None)]


def test_the_certificate_authority_of_a_gateway_service_is_on_its_machine(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Return the address and authority that are found; no gateway answers there."""
    monkeypatch.setattr(served, "_answers", lambda kit: True)
    folder = data / "service"
    folder.mkdir()
    kit = load_inventory(KITS / "classroom.yaml").model_dump(mode="json")
    (folder / "classroom.yaml").write_text(json.dumps(kit))
    (folder / "token").write_text("an-operators-token\n")

    [found] = served_kits()

    assert found.url == "https://192.168.60.10:8765"
    assert found.ca_file == Path("/etc/campus5g/tls/ca.crt")


def test_a_virtual_kit_is_served_without_a_certificate(tmp_path: Path) -> None:
    with (
        pytest.raises(KitError, match="has no certificate"),
        serve("virtual", certificate=tmp_path / "kit.crt", key=tmp_path / "kit.key"),
    ):
        pass


def test_a_kit_whose_process_is_gone_is_forgotten(data: Path) -> None:
    file = note(data, "gone", url="http://127.0.0.1:9", pid=2**22 + 1)

    assert served_kits() == []
    assert not file.exists()


def test_a_kit_that_does_not_answer_is_forgotten(data: Path) -> None:
    file = note(data, "silent", url="http://127.0.0.1:9")

    assert served_kits() == []
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"name": "x", "pid": "y"}'])
def test_a_broken_file_is_forgotten(data: Path, text: str) -> None:
    file = note(data, "broken")
    file.write_text(text)

    assert served_kits() == []
    assert not file.exists()


def test_an_unknown_kit_cannot_be_served() -> None:
    with pytest.raises(CampusError, match="does not exist"), serve("nowhere"):
        pass
