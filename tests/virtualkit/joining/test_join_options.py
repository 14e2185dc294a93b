"""What `campus5g kit join` refuses at once, and what it says while nobody answers."""

from pathlib import Path

import pytest
from in_process import Done, run_here

from campus5g.commands.main import main
from campus5g.virtualkit.joining import ran_side


def join(*words: str) -> Done:
    return run_here(main, "campus5g", "kit", "join", *words, COLUMNS="200")


@pytest.mark.parametrize(
    ("options", "problem", "remedy"),
    [
        (("ran", "bench"), "bench is a real kit", "name a virtual kit"),
        (("ran", "virtual", "--gnb", "192.0.2.21"), "not NAME=ADDRESS", "gnb-halle-1=192.0.2.21"),
        (("ran", "--gnb", "mast=192.0.2.21"), "does not have a gNB mast", "gnb-halle-1"),
        (("ran", "--gnb", "gnb-halle-1=here"), "joining.gnbs.gnb-halle-1", "IPv4"),
        (("ran", "--ue", "drone"), "does not have a UE drone", "camera, agv, badge"),
        (("core", "--upf", "127.0.0.3"), "same address 127.0.0.3", "Give each its own"),
        (("core", "virtual-robots"), "does not say where it meets", "section joining"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else None,
)
def test_what_does_not_fit_the_kit_is_refused_with_what_to_do(
    options: tuple[str, ...], problem: str, remedy: str
) -> None:
    done = join(*options)

    assert done.returncode == 1
    assert problem in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("kit", "problem", "remedy"),
    [
        ("virtual", "virtual is virtual already", "campus5g kit join ran"),
        ("borrowed", "somebody else’s network", "network: own"),
        ("classroom", "no card for camera, badge, tablet, turtlebot, agv", "each device’s IMSI"),
    ],
)
def test_a_rehearsal_that_can_not_be_is_refused_with_what_to_do(
    kit: str, problem: str, remedy: str, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.csv"
    keys.write_text("imsi,iccid,adm,k,opc\n")
    keys.chmod(0o600)

    done = join("rehearse", kit, "--keys", str(keys))

    assert done.returncode == 1
    assert problem in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_carrier_is_a_usage_error() -> None:
    done = join("core", "--carrier", "tcp")

    assert done.returncode == 2
    assert "udp" in done.stderr


def test_who_waits_for_an_amf_is_told_so_before_the_wait_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ran_side, "TOLD_AFTER_S", 0.1)
    monkeypatch.setattr(ran_side, "ASSOCIATION_LIMIT_S", 0.2)

    done = join("ran", "--amf", "127.77.7.7", "--gnb", "gnb-halle-1=127.77.7.8")

    assert done.returncode == 1
    assert "gnb-halle-1 waits for an answer of the AMF at 127.77.7.7" in done.stdout
    assert "does not answer gnb-halle-1" in done.stderr
