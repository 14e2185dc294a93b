"""Presenting a module: from the desk to the trainer's own server, with notes in a second window."""

import pytest
from fastapi.testclient import TestClient
from people import Visitor

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.trainer_sheet import trainer_sheet_of

MODULE = "essentials-why-5g"
DESK = f"desk/rolling-mill/modules/{MODULE}"


def test_a_trainer_presents_what_was_handed_out_on_their_own_server(client: TestClient) -> None:
    tina = Visitor(client, "tina")

    offered = tina.get(DESK).text
    answer = tina.get(f"{DESK}/present")

    assert f"{DESK}/present" in offered
    opens = f"/user/tina/campus5g/open/rolling-mill/{MODULE}"
    assert answer.headers["location"] == f"{opens}?lang=fr&present=1"


@pytest.mark.parametrize("module", ["packet-capture", "essentials-radio"])
def test_a_lab_and_what_the_group_does_not_have_are_not_presented(
    client: TestClient, module: str
) -> None:
    assert (
        Visitor(client, "tina").get(f"desk/rolling-mill/modules/{module}/present").status_code
        == 404
    )


@pytest.mark.parametrize("name", ["ada", "theo"])
def test_nobody_else_presents_for_a_group(client: TestClient, name: str) -> None:
    assert Visitor(client, name).get(f"{DESK}/present").status_code in {403, 404}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notes_hold_the_ten_lines_each_where_it_belongs(
    client: TestClient, language: str
) -> None:
    sheet = trainer_sheet_of(find_module(MODULE))
    assert sheet is not None

    text = Visitor(client, "tina").get(f"library/{MODULE}/notes?language={language}").text

    first, *middle, last = text.split('class="note-block"')[1:]
    for block, lines in (
        (first, sheet.opening),
        (middle[0], sheet.debate),
        (middle[1], sheet.pitfalls),
        (last, sheet.debrief),
    ):
        for line in lines:
            assert getattr(line, language).replace("'", "&#39;") in block
    assert 'data-when="first"' in first
    assert 'data-when="last"' in last


def test_learners_do_not_read_the_notes(client: TestClient) -> None:
    assert Visitor(client, "ada").get(f"library/{MODULE}/notes").status_code == 403
