"""Keeping on a kit: two files beside the notebook, and a replay that gives the same."""

from pathlib import Path

import pytest
from served_kit import Served

from campus5g.evidence import attestation_of, examine
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.evidence import trusted_keys, verify
from campus5g.kit.starting.leasing import leased


@pytest.fixture(autouse=True)
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_kept_capture_is_genuine_and_replays_as_it_was(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with leased(gateway.url, gateway.token, "sacha") as token:
        k = connect(url=gateway.url, token=token)
        with k.capture("n2", "n4") as cap:
            joined = k.ue("camera").restart()
        kept = cap.keep("registration")
    pieces = verify(Path("evidence"), "sacha")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")

    again = connect()
    with again.capture("n2", "n4") as same:
        joined_again = again.ue("camera").restart()
    same.keep("registration")

    assert kept.artefact == Path("evidence/registration.pcapng")
    assert [(piece.artefact.name, piece.fault) for piece in pieces] == [
        ("kit.json", None),
        ("registration.pcapng", None),
    ]
    assert same.path.read_bytes() == cap.path.read_bytes()
    assert joined_again == joined
    assert repr(same) == repr(cap)
    assert (again.name, again.points, again.ues) == (k.name, k.points, k.ues)


def test_keeping_under_the_same_name_replaces(k: Kit) -> None:
    for _ in range(2):
        with k.capture("n2") as cap:
            k.ue("camera").at("AT")
        cap.keep("registration")

    piece = examine(Path("evidence/registration.pcapng"), trusted_keys())

    assert piece.holds
    assert piece.artefact.read_bytes() == cap.path.read_bytes()
    assert len(list(Path("evidence").iterdir())) == 4


def test_what_a_lease_measured_is_not_attested_after_its_end(gateway: Served) -> None:
    with leased(gateway.url, gateway.token, "sacha") as token:
        k = connect(url=gateway.url, token=token)
        with k.capture("n2") as cap:
            pass

    with pytest.raises(KitError, match="Your booking ended"):
        cap.keep("registration")
    assert not attestation_of(Path("evidence/registration.pcapng")).exists()


@pytest.mark.parametrize("name", ["../elsewhere", "/etc/x", "", ".hidden", "a/b", "a\nb"])
def test_a_measurement_is_kept_only_under_a_plain_name(k: Kit, name: str) -> None:
    with k.capture("n2") as cap:
        pass

    with pytest.raises(KitError, match="is not a file name"):
        cap.keep(name)
    assert list(Path().iterdir()) == []


def test_a_read_only_folder_is_reported(k: Kit) -> None:
    Path("evidence").write_text("a file")
    with k.capture("n2") as cap:
        pass

    with pytest.raises(KitError, match="can't be written"):
        cap.keep("registration")


def test_a_second_learner_learns_when_the_kit_is_free(gateway: Served) -> None:
    with (
        leased(gateway.url, gateway.token, "sacha"),
        pytest.raises(KitError, match=r"Another person has this kit; it is free at \d\d:\d\d"),
        leased(gateway.url, gateway.token, "lou"),
    ):
        pass
