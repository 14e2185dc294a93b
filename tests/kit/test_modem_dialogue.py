"""A dialogue with a modem: several questions, kept together, and served again."""

import json
from pathlib import Path

import pytest
from served_kit import Served

from campus5g.kit import Kit, KitError, connect
from campus5g.kit.evidence import verify
from campus5g.kit.starting.leasing import leased


@pytest.fixture(autouse=True)
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_answers_are_found_by_their_question(k: Kit) -> None:
    said = k.modem("camera").dialogue("AT+CIMI", "AT+C5GREG?")

    assert said["AT+CIMI"] == "999700000000001"
    assert said["AT+C5GREG?"].startswith("+C5GREG: ")
    assert [answer.command for answer in said] == ["AT+CIMI", "AT+C5GREG?"]
    assert "999700000000001" in said._repr_html_()


def test_an_answer_without_lines_shows_its_final_result(k: Kit) -> None:
    assert k.modem("camera").dialogue("AT")["AT"] == "OK"


def test_a_kept_dialogue_is_genuine_and_replays_as_it_was(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ("AT+CIMI", "AT+CESQ")
    with leased(gateway.url, gateway.token, "sacha") as token:
        k = connect(url=gateway.url, token=token)
        said = k.modem("camera").dialogue(*questions)
        said.keep("camera")
    pieces = verify(Path("evidence"), "sacha")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")
    replayed = connect()

    again = replayed.modem("camera").dialogue(*questions)
    again.keep("camera")

    assert [piece.fault for piece in pieces] == [None, None]
    assert json.loads(Path("evidence/camera.json").read_bytes())["emulated"]
    assert repr(again) == repr(said)
    for other in (("AT+CIMI",), ("AT+CESQ", "AT+CIMI")):
        with pytest.raises(KitError, match="was not kept with these parameters"):
            replayed.modem("camera").dialogue(*other)


def test_a_forbidden_question_is_refused(k: Kit) -> None:
    with pytest.raises(KitError, match="is not allowed on this kit"):
        k.modem("camera").dialogue("AT+CIMI", 'AT+CLCK="PN",0,"1"')


def test_unasked_and_invalid_questions_are_reported(k: Kit) -> None:
    said = k.modem("camera").dialogue("AT+CIMI")

    with pytest.raises(KitError, match="was not sent"):
        said["AT+CGSN"]
    with pytest.raises(KitError, match="No command was given"):
        k.modem("camera").dialogue()


def test_a_modem_s_identity_gives_its_antennas(k: Kit) -> None:
    serving = k.modem("camera").dialogue('AT+QENG="servingcell"')['AT+QENG="servingcell"']

    assert k.antennas[int(serving.split(",")[6], 16)] == "gnb-halle-1"
    assert "gnb-halle-2" in k.antennas.values()
