"""Console and intruder from a notebook: who is there, what stops an intruder, and the replay."""

from pathlib import Path

import pytest

from campus5g.kit import Kit, KitError


def lesson(k: Kit) -> list[str]:
    with k.capture("n2") as capture:
        theft = k.intruder().steal()
        there = k.console().subscribers()
        thief = there.of("camera")
        k.console().bar("camera")
        k.console().firewall({"cameras": ["video"]})
        k.console().firewall(None)
        k.network().deregister("camera")
        again = k.intruder().try_again()
    capture.keep("theft")
    return [repr(theft), repr(thief), repr(again), there._repr_html_()]


def test_a_theft_and_the_measures_against_it_replay(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with k.scenario("stolen-sim"):
        measured = lesson(k)
    monkeypatch.setenv("CAMPUS5G_REPLAY", str(tmp_path / "evidence"))

    from campus5g.kit import connect

    assert lesson(connect()) == measured
    assert measured[0] == "theft: done, 28 connection attempts"
    assert "imeisv='8690250000000001'" in measured[1]
    assert measured[2] == "new try: stopped by the network"


def test_the_core_names_equipment_without_its_software_version(k: Kit) -> None:
    assert k.console().subscribers().of("camera").imei == "35209900123456"


def test_measures_show_in_the_list_until_a_scenario_is_played(k: Kit) -> None:
    console = k.console()
    console.bar("camera")
    console.lock_equipment("camera")
    console.need_pin("camera")

    assert "barred, bound to its device, PIN required" in repr(console.subscribers())
    console.admit("camera")
    assert "barred" not in repr(console.subscribers())

    k.scenario("nominal")
    assert "bound" not in repr(console.subscribers())


def test_what_the_kit_does_not_have_is_refused_in_a_sentence(k: Kit) -> None:
    with pytest.raises(KitError, match="no intruder"):
        k.intruder().steal()
    with pytest.raises(KitError, match="no device “crane”"):
        k.console().bar("crane")
    with pytest.raises(KitError, match="does not have “ships”"):
        k.console().firewall({"ships": []})
