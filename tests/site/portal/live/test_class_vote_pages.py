"""The doors of a class's vote: what trainers, voters and strangers see and may do."""

import re

import pytest
from fastapi.testclient import TestClient
from people import AsVisitor, Visitor
from sqlalchemy import func, select

from campus5g.manifest import Text
from campus5g.site.portal.live import leading, taking_part
from campus5g.site.portal.safety.often import OftenGuard
from campus5g.site.records.class_votes import CastVote, ClassVote, ClassVoter
from campus5g.site.records.database import Database
from campus5g.site.voting.questions import Choice, Question

MODULE = "desk/rolling-mill/modules/essentials-why-5g"
PROMPT, REASON = "Où poser l’antenne ?", "Le métal arrête l’onde."


def question(name: str, prompt: str = PROMPT) -> Question:
    return Question(
        id=name,
        origin="quiz",
        prompt=Text(fr=prompt, en="Where?"),
        choices=[
            Choice(id="high", fr="En haut", en="High", why=Text(fr="Elle voit tout.", en="Sees.")),
            Choice(id="behind", fr="Derrière", en="Behind", why=Text(fr=REASON, en="Metal.")),
        ],
        right=["high"],
    )


@pytest.fixture(autouse=True)
def _questions(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [question("one"), question("two", "Et la seconde ?")]
    monkeypatch.setattr(leading, "questions_of", lambda module: offered)
    monkeypatch.setattr(taking_part, "_guard", OftenGuard(most=3, within_s=900))


@pytest.fixture
def tina(as_visitor: AsVisitor) -> Visitor:
    return as_visitor("tina")


@pytest.fixture
def screen(tina: Visitor) -> str:
    """Where a vote on both questions is led."""
    answer = tina.post(f"{MODULE}/votes", question=["one", "two"])
    return str(answer.headers["location"]).removeprefix("/services/portal/")


def code_on(tina: Visitor, screen: str) -> str:
    found = re.search(r"<strong>([A-Z]{3}) ([A-Z]{3})</strong>", tina.get(f"{screen}/screen").text)
    assert found
    return found[1] + found[2]


def step(tina: Visitor, screen: str, to: str) -> None:
    shown = tina.get(f"{screen}/screen").text
    revision = re.search(r'name="revision" value="(\d+)"', shown)
    assert revision
    assert tina.post(f"{screen}/step", to=to, revision=revision[1]).status_code == 303


def open_first(tina: Visitor, screen: str) -> None:
    for to in ("next", "next"):
        step(tina, screen, to)


def votes_kept(database: Database) -> int:
    with database.session() as records:
        return records.scalar(select(func.count()).select_from(CastVote)) or 0


def phone(client: TestClient, tina: Visitor, screen: str, name: str = "Zoé") -> Visitor:
    """A phone that has joined: the cookie is the client's."""
    client.cookies.clear()
    visitor = Visitor(client)
    answer = visitor.post("vote", code=code_on(tina, screen), first_name=name)
    assert answer.status_code == 303
    return visitor


def vote(phone: Visitor, choice: str, round_: int = 1, number: int = 1) -> int:
    sent = {"question": 0, "round": round_, "number": number, "choice": choice}
    return phone.post("vote/room/votes", **sent).status_code


def test_a_vote_starts_with_the_questions_that_were_ticked(
    tina: Visitor, database: Database
) -> None:
    tina.post(f"{MODULE}/votes", question=["two"])

    with database.session() as records:
        (vote,) = records.scalars(select(ClassVote))
        assert [each["id"] for each in vote.questions] == ["two"]


def test_without_a_question_nothing_starts(tina: Visitor, database: Database) -> None:
    answer = tina.post(f"{MODULE}/votes")

    assert answer.status_code == 422
    assert "au moins une question" in answer.text
    with database.session() as records:
        assert records.scalars(select(ClassVote)).all() == []


def test_a_stranger_without_the_code_sees_nothing_of_the_vote(
    client: TestClient, tina: Visitor, screen: str
) -> None:
    open_first(tina, screen)
    stranger = Visitor(client)

    for path in ("vote/room", "vote/room/events"):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert PROMPT not in answer.text
    assert vote(stranger, "high") == 404
    assert PROMPT not in stranger.get("vote").text


@pytest.mark.parametrize("made_up", ["", "x" * 32])
def test_a_made_up_secret_is_a_stranger(
    client: TestClient, tina: Visitor, screen: str, database: Database, made_up: str
) -> None:
    open_first(tina, screen)
    client.cookies.set("campus5g-vote", made_up)

    assert Visitor(client).get("vote/room").status_code == 404
    assert vote(Visitor(client), "high") == 404
    assert votes_kept(database) == 0


def test_wrong_codes_are_limited_and_right_ones_are_not_counted(
    client: TestClient, tina: Visitor, screen: str
) -> None:
    code = code_on(tina, screen)
    stranger = Visitor(client)
    for _ in range(5):
        assert stranger.post("vote", code=code, first_name="Zoé").status_code == 303

    answers = [stranger.post("vote", code="BBBBBB", first_name="Zoé") for _ in range(4)]

    assert [each.status_code for each in answers] == [422, 422, 422, 409]
    assert "Trop de demandes" in answers[-1].text


def test_another_trainer_and_the_learners_do_not_lead_it(
    as_visitor: AsVisitor, screen: str
) -> None:
    for name, refusal in (("theo", 404), ("ada", 403)):
        for path in (screen, f"{screen}/screen", f"{screen}/events"):
            assert as_visitor(name).get(path).status_code == refusal
        assert as_visitor(name).post(f"{screen}/end").status_code == refusal


def test_a_vote_is_not_led_from_another_group(
    as_visitor: AsVisitor, screen: str, database: Database
) -> None:
    elsewhere = screen.replace("rolling-mill", "terminal")

    assert as_visitor("theo").get(elsewhere).status_code == 404
    assert as_visitor("theo").post(f"{elsewhere}/erase").status_code == 404


def test_a_phone_votes_and_reads_after_a_reload_what_it_voted(
    client: TestClient, tina: Visitor, screen: str, database: Database
) -> None:
    zoe = phone(client, tina, screen)
    open_first(tina, screen)

    assert vote(zoe, "behind") == 200
    assert vote(zoe, "behind") == 200

    assert votes_kept(database) == 1
    assert "&#34;behind&#34;" in zoe.get("vote/room").text


def test_a_closed_round_refuses_votes_in_words_that_a_phone_knows(
    client: TestClient, tina: Visitor, screen: str, database: Database
) -> None:
    zoe = phone(client, tina, screen)
    open_first(tina, screen)
    step(tina, screen, "close")

    assert vote(zoe, "high") == 409
    assert votes_kept(database) == 0


def test_what_is_voted_is_hidden_until_the_round_is_closed(
    client: TestClient, tina: Visitor, screen: str
) -> None:
    zoe = phone(client, tina, screen)
    open_first(tina, screen)
    vote(zoe, "behind")

    open_screen, lead = tina.get(f"{screen}/screen").text, tina.get(screen).text
    step(tina, screen, "close")
    closed = tina.get(f"{screen}/screen").text

    assert "bar__after" not in open_screen
    assert "<strong>1</strong> / 1" in open_screen
    assert "bar__after" not in lead
    assert "100\N{NO-BREAK SPACE}%" in closed


def test_the_answer_and_its_reasons_appear_when_they_are_shown(
    client: TestClient, tina: Visitor, screen: str
) -> None:
    zoe = phone(client, tina, screen)
    open_first(tina, screen)
    vote(zoe, "behind")
    step(tina, screen, "close")
    before = [tina.get(f"{screen}/screen").text, zoe.get("vote/room").text]

    step(tina, screen, "show")

    assert not any(REASON in each or "Juste" in each for each in before)
    for shown in (tina.get(f"{screen}/screen").text, zoe.get("vote/room").text):
        assert REASON in shown
        assert "Juste" in shown


def test_first_names_are_on_the_trainers_page_and_nowhere_else(
    client: TestClient, tina: Visitor, screen: str
) -> None:
    phone(client, tina, screen, "Zoé-Lou")
    bob = phone(client, tina, screen, "Bob")
    open_first(tina, screen)

    assert "Zoé-Lou" in tina.get(screen).text
    assert "Zoé-Lou" not in tina.get(f"{screen}/screen").text
    assert "Zoé-Lou" not in bob.get("vote/room").text


def test_ending_erases_names_and_keeps_before_and_after(
    client: TestClient, tina: Visitor, screen: str, database: Database
) -> None:
    zoe = phone(client, tina, screen)
    open_first(tina, screen)
    vote(zoe, "behind")
    step(tina, screen, "close")
    step(tina, screen, "open")
    vote(zoe, "high", round_=2)

    tina.post(f"{screen}/end")

    results = tina.get(screen).text
    assert "Zoé" not in results
    assert "bar__before" in results
    assert "1\N{NO-BREAK SPACE}personne y est venue" in results
    assert REASON in results
    assert zoe.get("vote/room").status_code == 404
    assert vote(zoe, "high", round_=2, number=2) == 404
    with database.session() as records:
        assert records.scalars(select(ClassVoter)).all() == []


def test_a_removed_person_is_out_and_a_vote_can_be_erased(
    client: TestClient, tina: Visitor, screen: str, database: Database
) -> None:
    zoe = phone(client, tina, screen)
    with database.session() as records:
        voter = records.scalars(select(ClassVoter.id)).one()

    tina.post(f"{screen}/remove", voter=voter)
    assert zoe.get("vote/room").status_code == 404

    tina.post(f"{screen}/erase")
    assert tina.get(screen).status_code == 404
    with database.session() as records:
        assert records.scalars(select(ClassVote)).all() == []


def test_an_account_votes_in_its_language_whatever_the_trainers(
    client: TestClient, tina: Visitor, as_visitor: AsVisitor, screen: str
) -> None:
    as_visitor("ada").post("account/language", language="en")
    code = code_on(tina, screen)

    answer = as_visitor("ada").post("vote", code=code)

    assert answer.headers["location"].endswith("/vote/room?lang=en")
    open_first(tina, screen)
    assert "Where?" in Visitor(client).get("vote/room?lang=en").text
    assert "Where?" in Visitor(client).get("vote/room").text
    assert "Ada Îlot" in tina.get(screen).text


def test_who_scans_the_code_again_is_back_in_the_room(
    client: TestClient, tina: Visitor, screen: str
) -> None:
    zoe = phone(client, tina, screen)

    answer = zoe.get(f"vote?code={code_on(tina, screen)}")

    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/vote/room")


def test_a_vote_from_a_page_of_another_site_is_refused(
    client: TestClient, tina: Visitor, screen: str, database: Database
) -> None:
    phone(client, tina, screen)
    open_first(tina, screen)

    answer = client.post(
        "vote/room/votes",
        data={"question": 0, "round": 1, "number": 1, "choice": "high"},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert answer.status_code == 403
    assert votes_kept(database) == 0
