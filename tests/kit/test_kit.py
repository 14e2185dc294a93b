"""The kit as a lab uses it, on a real virtual kit behind a real gateway."""

import re
from pathlib import Path

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.showing.card import DeviceHealth, KitCard

NAS = "nas-5gs.mm.message_type"


def test_the_card_shows_the_kit_and_the_health_of_each_device(
    k: Kit, capsys: pytest.CaptureFixture[str]
) -> None:
    k.show()

    card = capsys.readouterr().out
    assert "Every device answers." in card
    for name in (*k.points, *k.ues):
        assert re.search(rf"✓ {name}\b", card), name


def test_the_card_speaks_the_learner_s_language(k: Kit) -> None:
    set_language("fr")

    card = repr(KitCard(k._description, k.health()))

    assert "Tous les appareils répondent." in card
    assert "répond, enregistré, cellule" in card


@pytest.mark.parametrize(
    ("protocol", "timeout_ms", "told"),
    [
        ("rosbridge", 300, "stops by itself after 0.30 s without a command"),
        ("rosbridge", None, "does not stop by itself: without the gateway and its stopper"),
        ("vda5050", None, "stops by itself at the end of its order"),
    ],
)
def test_the_card_tells_whether_a_robot_stops_by_itself(
    k: Kit, protocol: str, timeout_ms: float | None, told: str
) -> None:
    robot = {**k._description["robots"][0], "protocol": protocol, "command_timeout_ms": timeout_ms}
    healthy = [DeviceHealth("agv", "robot", True, "standing still")]
    card = KitCard({**k._description, "robots": [robot]}, healthy)

    assert told in repr(card)
    assert told in card._repr_html_()


def test_the_card_names_silent_devices_and_escapes_its_text(k: Kit) -> None:
    card = KitCard(k._description, [DeviceHealth("n2", "capture", False, "<b>dead</b>")])

    html = card._repr_html_()

    assert "Not answering: n2." in html
    assert "<b>" not in html
    assert "✗ &lt;b&gt;dead" in html


def test_a_restart_is_captured_completely(k: Kit) -> None:
    with k.capture("n2", "n4") as cap:
        result = k.ue("camera").restart()
        k.latency("camera", count=1)  # its downlink needs the session's last exchange

    table = cap.table({"nas": NAS, "pfcp": "pfcp.msg_type"})
    seen = "; ".join(table["nas"]).split("; ")
    expected = ["0x45", "0x41", "0x56", "0x57", "0x5d", "0x5e", "0x42", "0x43"]
    assert [message for message in expected if message not in seen] == []
    assert {"50", "51", "52", "53", "54", "55"} <= set(table["pfcp"])
    assert result.registered
    assert not result.refused
    assert result.address is not None
    assert result.address.startswith("10.45.")


def test_packets_of_two_points_are_in_one_file_in_order(k: Kit) -> None:
    with k.capture("n4", "n2") as cap:
        k.ue("camera").restart()

    table = cap.table()
    assert set(table["point"]) == {"n2", "n4"}
    assert table["time_s"].is_monotonic_increasing
    session = table.index[table["info"].str.contains("PFCP Session Establishment Request")][0]
    asked = table.index[table["info"].str.contains("PDU session establishment request")][0]
    assert asked < session


def test_a_refused_device_is_a_result(k: Kit) -> None:
    with k.capture("n2") as cap:
        result = k.ue("badge").restart()

    assert (result.registered, result.refused, result.address) == (False, True, None)
    assert "refused by the network" in repr(result)
    assert "20" in "; ".join(cap.table(["nas-5gs.mm.5gmm_cause"])["nas-5gs.mm.5gmm_cause"])


def test_the_same_packets_are_read_by_table_scapy_and_pyshark(k: Kit) -> None:
    with k.capture("n2") as cap:
        k.ue("camera").restart()

    ngap = list(cap.pyshark("ngap"))
    assert len(cap.packets()) == len(cap.table()) == cap.count > 10
    assert len(ngap) == len(cap.table(display_filter="ngap"))
    assert ngap[0].ngap.procedureCode is not None
    assert len(list(cap.pyshark("ngap", limit=2))) == 2


def test_the_status_shows_power_off_and_on(k: Kit) -> None:
    camera = k.ue("camera")

    camera.power_off()
    off = camera.status()
    on = camera.power_on()

    assert (off.powered, off.registered, off.address) == (False, False, None)
    assert on.registered
    assert camera.status().address == on.address


def test_the_status_of_a_refused_device_says_so(k: Kit) -> None:
    k.ue("badge").restart()

    status = k.ue("badge").status()

    assert (status.powered, status.registered, status.refused) == (True, False, True)


def test_an_at_answer_holds_lines_and_final_result(k: Kit) -> None:
    answer = k.ue("camera").at("AT+CIMI")

    assert answer.ok
    assert answer.lines == ["999700000000001"]
    assert str(answer) == "999700000000001\nOK"


def test_a_forbidden_at_command_says_what_is_allowed(k: Kit) -> None:
    with pytest.raises(KitError, match="is not allowed on this kit") as refusal:
        k.ue("camera").at("AT+CFUN=1,1")

    assert "AT+CESQ" in refusal.value.remedy


@pytest.mark.proof
def test_an_awaited_line_that_never_comes_is_an_error(k: Kit) -> None:
    with pytest.raises(KitError, match="did not send"):
        k.ue("camera").at("AT", until="+NEVER", timeout_s=6)


@pytest.mark.parametrize(
    ("points", "seconds", "said"),
    [
        (("n9",), 10, "no capture point “n9”"),
        ((), 10, "at least one point"),
        (("n2",), 0, "can't last 0 seconds"),
        (("n2",), 10_000, "can't last 10000 seconds"),
    ],
)
def test_an_impossible_capture_is_refused(
    k: Kit, points: tuple[str, ...], seconds: float, said: str
) -> None:
    with pytest.raises(KitError, match=said):
        k.capture(*points, max_seconds=seconds)


def test_an_unknown_device_is_refused_with_the_available_ones(k: Kit) -> None:
    with pytest.raises(KitError, match="no device “crane”") as error:
        k.ue("crane")

    assert "camera" in error.value.remedy


def test_a_capture_cannot_be_read_while_it_runs(k: Kit) -> None:
    with k.capture("n2") as cap, pytest.raises(KitError, match="has not ended"):
        cap.table()


def test_a_capture_is_used_once(k: Kit) -> None:
    with k.capture("n2") as cap:
        pass

    with pytest.raises(KitError, match="has been used"):
        cap.start()


def test_a_capture_is_kept_beside_the_notebook(
    k: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with k.capture("n2") as cap:
        pass

    kept = cap.save("registration")

    assert kept == Path("registration.pcapng")
    assert kept.read_bytes() == cap.path.read_bytes()


@pytest.mark.parametrize("name", ["../elsewhere", "/etc/x", "", ".hidden", "a/b"])
def test_a_capture_is_saved_only_under_a_plain_name(k: Kit, name: str) -> None:
    with k.capture("n2") as cap:
        pass

    with pytest.raises(KitError, match="is not a file name"):
        cap.save(name)


def test_a_capture_that_hits_its_time_limit_says_so(k: Kit) -> None:
    with k.capture("n2", max_seconds=0.1) as cap:
        assert cap._follower is not None
        cap._follower.join(60)

    assert "stopped: time limit" in repr(cap)


def test_the_stop_button_ends_the_capture_on_the_kit(k: Kit) -> None:
    capture = k.capture("n2")

    def interrupted() -> None:
        with capture:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert capture.count >= 0
    assert k._connection.call("GET", "/captures") == []


def test_a_capture_leaves_nothing_on_the_kit(k: Kit) -> None:
    with k.capture("n2"):
        assert len(k._connection.call("GET", "/captures")) == 1

    assert k._connection.call("GET", "/captures") == []


def test_a_wrong_token_is_reported_at_once(gateway: Served) -> None:
    set_language("fr")

    with pytest.raises(KitError, match="ne reconnaît pas votre jeton"):
        connect(url=gateway.url, token="wrong")


@pytest.mark.parametrize("token", ["", "é", "two words"])
def test_a_missing_token_is_reported(
    gateway: Served, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CAMPUS5G_KIT_TOKEN", raising=False)

    with pytest.raises(KitError, match="access token is missing"):
        connect(url=gateway.url, token=token)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9", "ne répond pas"),
        ("127.0.0.1", "n’est pas l’adresse d’un kit"),
        ("http://[", "n’est pas l’adresse d’un kit"),
    ],
)
def test_a_wrong_address_is_reported(url: str, said: str) -> None:
    set_language("fr")

    with pytest.raises(KitError, match=said):
        connect(url=url, token="any")


def test_the_environment_names_the_kit(
    gateway: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{gateway.token}\n")
    monkeypatch.setenv("CAMPUS5G_KIT_URL", gateway.url)
    monkeypatch.setenv("CAMPUS5G_KIT_TOKEN_FILE", str(file))

    with connect() as kit:
        assert kit.url == gateway.url

    monkeypatch.setenv("CAMPUS5G_KIT_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(KitError, match="token can't be read"):
        connect()


def test_a_real_kit_that_is_not_served_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAMPUS5G_KIT_URL", raising=False)

    with pytest.raises(KitError, match="This machine does not serve kit “bench”"):
        connect("bench")


def test_a_closed_kit_says_how_to_reconnect(gateway: Served) -> None:
    kit = connect(url=gateway.url, token=gateway.token)
    kit.close()

    with pytest.raises(KitError, match="does not answer") as error:
        kit.show()

    assert "kit.connect()" in error.value.remedy
