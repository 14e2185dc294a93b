"""A drive that was kept is served again without a network, and a changed one is refused."""

from pathlib import Path

import pytest

from campus5g.kit import Kit, KitError, connect

WITHIN_S = 60


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the learner works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replayed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    monkeypatch.setenv("CAMPUS5G_REPLAY", str(folder / "evidence"))
    return connect()


def test_a_kept_drive_is_served_as_it_was(
    k: Kit, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = k.robot().drive(0.0, 0.7, seconds=3)
    way.keep("turn")

    with replayed(notebook, monkeypatch) as again:
        served = again.robot().drive(0.0, 0.7, seconds=3)
        served.keep("turn")

    assert served.states[-1].heading_rad == pytest.approx(way.states[-1].heading_rad, abs=0.05)
    measured = {state.time_s for state in way.states}
    assert len(measured.intersection(state.time_s for state in served.states)) > 5


def test_another_velocity_than_the_kept_one_is_not_served(
    k: Kit, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    k.robot().drive(0.0, 0.7, seconds=0.4).keep("turn")

    with (
        replayed(notebook, monkeypatch) as again,
        pytest.raises(KitError, match=r"measurement \(drive\) was not kept"),
    ):
        again.robot().drive(0.0, -0.7, seconds=0.4)


@pytest.mark.proof
def test_a_control_loop_runs_again_on_the_kept_states(
    k: Kit, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with k.robot().velocity() as drive:
        for state in drive.states(6.0):
            drive.reopen()  # where a busy machine has let the robot stop
            drive.send(0.0, 0.5 if state.heading_rad < 0 else -0.5)
    drive.path.keep("loop")

    with replayed(notebook, monkeypatch) as again, again.robot().velocity() as kept:
        seen = [state.heading_rad for state in kept.states(6.0)]
        kept.send(0.0, 0.5)

    measured = {state.heading_rad for state in drive.path.states}
    assert len(seen) > 5
    assert len(measured.intersection(seen)) > 5


def test_a_drive_that_broke_off_is_served_to_its_end(
    k: Kit, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with k.robot().velocity() as drive:
        drive.hold(0.0, 0.7, 0.4)
        drive.drop()
    drive.path.keep("dead")

    with replayed(notebook, monkeypatch) as again, again.robot().velocity() as kept:
        kept.hold(0.0, 0.7, 0.4)
        kept.drop()

    assert kept.path.states == drive.path.states


def test_a_changed_drive_is_refused(
    k: Kit, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    k.robot().drive(0.0, 0.7, seconds=0.4).keep("turn")
    file = notebook / "evidence" / "turn.json"
    file.write_bytes(file.read_bytes().replace(b'"speed_mps":0.0', b'"speed_mps":0.1', 1))

    with replayed(notebook, monkeypatch) as again, pytest.raises(KitError, match=r"turn\.json"):
        again.robot().drive(0.0, 0.7, seconds=0.4)


def test_the_gateway_attests_only_what_it_knows(k: Kit, notebook: Path) -> None:
    with pytest.raises(KitError, match="drive does not exist"):
        k._connection.call("POST", "/robots/agv/recordings/0000/measurement")
    with pytest.raises(KitError, match="can't be kept"):
        k.robot().path().keep("way")
