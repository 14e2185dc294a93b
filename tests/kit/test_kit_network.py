"""Orders to the network from a notebook: they happen, are seen on the wires, and replay."""

from pathlib import Path

import pytest
from pandas import DataFrame

from campus5g.capture import open_capture
from campus5g.kit import Kit, KitError
from campus5g.kit.measuring.capturing import KitCapture


def procedures(capture: KitCapture) -> DataFrame:
    return open_capture(capture.path).procedures()


def test_a_device_is_released_and_paged(k: Kit) -> None:
    with k.capture("n2", "n4") as capture:
        released = k.network().release("camera")
        paged = k.network().page("camera")

    assert (released.reached, paged.reached) == (True, True)
    # Its own traffic, sent each second, may wake it before it is paged.
    assert {"UE context release", "service request"} <= set(procedures(capture)["procedure"])


def test_a_device_is_handed_over_and_back(k: Kit) -> None:
    handed_over = k.network().handover("agv")
    back = k.network().handover("agv", to="gnb-halle-1")

    assert (handed_over.reached, handed_over.gnb) == (True, "gnb-halle-2")
    assert (back.reached, back.gnb) == (True, "gnb-halle-1")
    assert repr(back) == "agv: handover, done → gnb-halle-1"


def test_a_session_changes_its_rates_ends_and_reopens(k: Kit) -> None:
    network = k.network()

    assert network.modify_session("camera", downlink_mbps=5, uplink_mbps=5).reached
    assert network.end_session("camera").reached
    assert k.ue("camera").status().address is None
    assert network.open_session("camera").reached
    assert k.ue("camera").status().address is not None


def test_a_change_to_a_subscriber_shows_at_the_next_registration(k: Kit) -> None:
    network = k.network()
    assert network.rename("camera").reached
    assert network.rewind("camera").reached
    assert network.deregister("camera").reached

    with k.capture("n2") as capture:
        k.ue("camera").restart()

    found = procedures(capture)
    assert "resynchronisation" in set(found[found["procedure"] == "authentication"]["variant"])


def test_a_session_that_has_ended_can_t_be_ended(k: Kit) -> None:
    k.network().end_session("camera")
    try:
        with pytest.raises(KitError, match="has no session"):
            k.network().end_session("camera")
    finally:
        k.network().open_session("camera")


def test_orders_during_a_kept_capture_replay(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def lesson(kit: Kit) -> list[str]:
        with kit.capture("n2") as capture:
            outcomes = [kit.network().release("camera"), kit.network().page("camera")]
        capture.keep("called-back")
        return [repr(outcome) for outcome in outcomes]

    measured = lesson(k)
    monkeypatch.setenv("CAMPUS5G_REPLAY", str(tmp_path / "evidence"))

    from campus5g.kit import connect

    assert lesson(connect()) == measured
