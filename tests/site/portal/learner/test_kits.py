"""Booking kits: the pages, the reminder, and the key that a notebook gets."""

import datetime
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from sqlalchemy import select

from campus5g.kit.errors import KitError, KitRefusedError
from campus5g.kit.starting.served import ServedKit
from campus5g.manifest import Text
from campus5g.site.booking import lending
from campus5g.site.booking.kits import BookableKit
from campus5g.site.portal.learner import kits, own_kit
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Booking, Maintenance
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE

KIT = "hall-3"
HALL = Text(fr="Halle 3", en="Hall 3")
AUTHORITY = Path("/etc/campus5g/tls/ca.crt")
SERVED = ServedKit(KIT, "https://192.0.2.9:8765", "operator", 1, AUTHORITY)


@dataclass
class Gateway:
    """Stands in for the gateway: its own leases are tested with it."""

    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    away: bool = False
    refuses: KitRefusedError | None = None

    def __call__(self, url: str, token: str, ca_file: Path | None) -> "Gateway":
        assert (url, token, ca_file) == (SERVED.url, SERVED.token, SERVED.ca_file)
        return self

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def call(self, method: str, path: str, body: object = None) -> dict[str, str]:
        # As a connection would: the contract of all tests of the site listens.
        sys.audit("socket.connect", self, SERVED.url)
        if self.away:
            raise KitError("away", "wait")
        if self.refuses is not None:
            raise self.refuses
        self.calls.append((method, path, body))
        return {"id": f"lease-{len(self.calls)}", "token": f"token-{len(self.calls)}"}


@pytest.fixture(autouse=True)
def _kit_of_the_group(database: Database) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, "rolling-mill").kits = [KIT]


@pytest.fixture(autouse=True)
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    gateway = Gateway()
    shared = [BookableKit(KIT, HALL, "real", served=True)]
    monkeypatch.setattr(kits, "bookable_kits", lambda _: shared)
    for module in (kits, own_kit):
        monkeypatch.setattr(module, "served_now", lambda: [SERVED])
    monkeypatch.setattr(lending, "GatewayConnection", gateway)
    lender = lending.Lender()
    for module in (kits, own_kit):
        monkeypatch.setattr(module, "lender", lender)
    return gateway


def bookings(database: Database) -> list[tuple[str, datetime.datetime, datetime.datetime]]:
    with database.session() as records:
        return [
            (each.person.name, each.starts_at, each.ends_at)
            for each in records.scalars(select(Booking).where(Booking.cancelled_at.is_(None)))
        ]


def tomorrow(hour: int) -> dict[str, str]:
    day = now().astimezone(ZONE).date() + datetime.timedelta(days=1)
    return {"date": day.isoformat(), "time": f"{hour:02}:00"}


def booking_id(text: str) -> str:
    found = re.search(r"kits/bookings/(\d+)/give-back", text)
    assert found
    return found[1]


def booked(database: Database, name: str, minutes_from_now: float) -> None:
    with database.session() as records:
        person = records.scalars(select(Person).where(Person.name == name)).one()
        starts = now() + datetime.timedelta(minutes=minutes_from_now)
        records.add(
            Booking(
                kit=KIT,
                person_id=person.id,
                starts_at=starts,
                ends_at=starts + datetime.timedelta(hours=1),
            )
        )


def test_a_free_kit_is_booked_with_one_button(client: TestClient, database: Database) -> None:
    assert "dès maintenant" in Visitor(client, "ada").get("kits").text

    answer = Visitor(client, "ada").post(f"kits/{KIT}/now", minutes=60)

    assert answer.status_code == 303
    [(name, starts, ends)] = bookings(database)
    assert name == "ada"
    assert ends - starts == datetime.timedelta(hours=1)


def test_a_kit_that_is_switched_off_is_offered_for_later_only(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = [BookableKit(KIT, HALL, "real", served=False)]
    monkeypatch.setattr(kits, "bookable_kits", lambda _: off)

    page = Visitor(client, "ada").get("kits").text

    assert "éteint en ce moment" in page
    assert "dès maintenant" not in page
    assert f"kits/{KIT}/now" not in page


def test_times_of_day_are_local_to_the_campus(client: TestClient, database: Database) -> None:
    Visitor(client, "ada").post(f"kits/{KIT}/book", **tomorrow(14), minutes=90)

    [(_, starts, _)] = bookings(database)
    assert starts.astimezone(ZONE).hour == 14


def test_a_refusal_is_shown_beside_the_form_with_its_input_kept(
    client: TestClient, database: Database
) -> None:
    Visitor(client, "bob").post(f"kits/{KIT}/book", **tomorrow(14), minutes=60)

    answer = Visitor(client, "ada").post(f"kits/{KIT}/book", **tomorrow(14), minutes=60)

    assert answer.status_code == 409
    assert "déjà pris" in answer.text
    assert 'value="14:00"' in answer.text
    assert len(bookings(database)) == 1


def test_the_calendar_names_no_other_learners(client: TestClient) -> None:
    Visitor(client, "bob").post(f"kits/{KIT}/book", **tomorrow(14), minutes=60)

    day = tomorrow(14)["date"]
    text = Visitor(client, "ada").get(f"kits/{KIT}?monday={day}").text

    assert "occupé" in text
    assert "Bob" not in text
    assert "bob" not in text


def test_maintenance_is_shown(client: TestClient, database: Database) -> None:
    with database.session() as records:
        records.add(
            Maintenance(
                kit=KIT, starts_at=now(), ends_at=now() + datetime.timedelta(hours=3), reason=""
            )
        )

    assert "maintenance" in Visitor(client, "ada").get(f"kits/{KIT}").text
    assert "dès maintenant" not in Visitor(client, "ada").get("kits").text


def test_only_the_owner_can_return_a_booking(client: TestClient, database: Database) -> None:
    Visitor(client, "bob").post(f"kits/{KIT}/now", minutes=60)
    own = booking_id(Visitor(client, "bob").get("kits").text)

    assert Visitor(client, "ada").post(f"kits/bookings/{own}/give-back").status_code == 404
    assert len(bookings(database)) == 1
    assert Visitor(client, "bob").post(f"kits/bookings/{own}/give-back").status_code == 303


def test_a_returned_booking_goes_to_the_next_in_the_queue(
    client: TestClient, database: Database
) -> None:
    Visitor(client, "bob").post(f"kits/{KIT}/now", minutes=120)
    Visitor(client, "ada").post(f"kits/{KIT}/wait", minutes=60)
    assert "place" in Visitor(client, "ada").get("kits").text

    own = booking_id(Visitor(client, "bob").get("kits").text)
    Visitor(client, "bob").post(f"kits/bookings/{own}/give-back")

    assert "est à vous jusqu’à" in Visitor(client, "ada").get("").text


def test_only_the_learner_can_leave_their_place_in_a_queue(client: TestClient) -> None:
    Visitor(client, "bob").post(f"kits/{KIT}/now", minutes=120)
    Visitor(client, "ada").post(f"kits/{KIT}/wait", minutes=60)
    found = re.search(r"kits/waiting/(\d+)/leave", Visitor(client, "ada").get("kits").text)
    assert found

    assert Visitor(client, "bob").post(f"kits/waiting/{found[1]}/leave").status_code == 404
    assert Visitor(client, "ada").post(f"kits/waiting/{found[1]}/leave").status_code == 303
    assert "Dans la file" not in Visitor(client, "ada").get("kits").text


@pytest.mark.parametrize("page", ["", "results", "catalogue", "kits"])
def test_every_page_reminds_of_a_booking_that_is_near(
    client: TestClient, database: Database, page: str
) -> None:
    booked(database, "ada", 10)

    assert "Bientôt : le kit" in Visitor(client, "ada").get(page).text
    assert "Bientôt : le kit" not in Visitor(client, "bob").get(page).text


def test_an_unknown_kit_is_not_found(client: TestClient) -> None:
    assert Visitor(client, "ada").get("kits/nothing").status_code == 404
    assert Visitor(client, "ada").post("kits/nothing/now", minutes=60).status_code == 404


def own_kit_of(client: TestClient, name: str) -> Any:
    return client.get("own/kit", headers={"Authorization": f"token server of {name}"})


def test_a_notebook_gets_the_key_of_the_kit_that_is_booked_now(
    client: TestClient, database: Database, gateway: Gateway
) -> None:
    booked(database, "ada", -5)

    first, again = own_kit_of(client, "ada").json(), own_kit_of(client, "ada").json()

    assert first == again
    assert (first["kit"], first["url"], first["token"]) == (KIT, SERVED.url, "token-1")
    assert first["ca_file"] == str(AUTHORITY)
    [(method, path, body)] = gateway.calls
    assert (method, path) == ("POST", "/leases")
    assert body["learner"] == "ada"
    assert 54 <= body["minutes"] <= 55


@pytest.mark.parametrize("minutes", [5, -60])
def test_a_booking_gives_no_key_before_or_after_its_time(
    client: TestClient, database: Database, gateway: Gateway, minutes: float
) -> None:
    booked(database, "ada", minutes)

    assert own_kit_of(client, "ada").json() is None
    assert gateway.calls == []


def test_another_learners_key_is_refused(client: TestClient, database: Database) -> None:
    booked(database, "ada", -5)

    assert own_kit_of(client, "bob").json() is None
    assert client.get("own/kit").status_code == 403
    assert client.get("own/kit", headers={"Authorization": "token made-up"}).status_code == 403


def test_giving_back_closes_the_kit(
    client: TestClient, database: Database, gateway: Gateway
) -> None:
    booked(database, "ada", -5)
    own_kit_of(client, "ada")

    own = booking_id(Visitor(client, "ada").get("kits").text)
    Visitor(client, "ada").post(f"kits/bookings/{own}/give-back")

    assert ("DELETE", "/leases/lease-1", None) in gateway.calls
    assert own_kit_of(client, "ada").json() is None


def test_a_booked_kit_that_is_unreachable_is_explained_with_a_remedy(
    client: TestClient, database: Database, gateway: Gateway
) -> None:
    booked(database, "ada", -5)
    gateway.away = True

    answer = own_kit_of(client, "ada")

    assert answer.status_code == 409
    assert "ne répond pas" in answer.json()["problem"]


def test_a_kit_that_is_not_lent_says_why_on_its_pages(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "Ce kit n’a pas pu être remis dans son état de départ : le modem de agv ne répond pas."
    unfit = [BookableKit(KIT, HALL, "real", served=True, trouble=why)]
    monkeypatch.setattr(kits, "bookable_kits", lambda _: unfit)

    list_page = Visitor(client, "ada").get("kits").text
    own_page = Visitor(client, "ada").get(f"kits/{KIT}").text

    assert why in list_page
    assert f"kits/{KIT}/now" not in list_page
    assert why in own_page


def test_a_notebook_is_told_why_its_kit_is_not_lent(
    client: TestClient, database: Database, gateway: Gateway
) -> None:
    booked(database, "ada", -5)
    gateway.refuses = KitRefusedError(503, "Its modem does not answer. It is not lent.", "Wait.")

    answer = own_kit_of(client, "ada")

    assert answer.status_code == 409
    assert answer.json() == {
        "problem": "Its modem does not answer. It is not lent.",
        "remedy": "Wait.",
    }


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("now", {"minutes": 60}),
        ("wait", {"minutes": 60}),
        ("book", {**tomorrow(14), "minutes": 60}),
    ],
)
def test_a_learner_of_a_group_without_the_kit_is_told_that_it_is_not_for_them(
    client: TestClient, database: Database, form: str, fields: dict[str, object]
) -> None:
    answer = Visitor(client, "eve").post(f"kits/{KIT}/{form}", **fields)

    assert answer.status_code == 409
    assert "prévu pour aucun de vos groupes" in answer.text
    assert KIT not in Visitor(client, "eve").get("kits").text
    assert bookings(database) == []


def test_a_kit_is_no_longer_for_those_who_left_the_group(
    client: TestClient, database: Database
) -> None:
    with database.session() as records:
        person = records.scalars(select(Person).where(Person.name == "ada")).one()
        cohort = records.get_one(CohortRecord, "rolling-mill")
        next(each for each in cohort.enrolments if each.person_id == person.id).left_at = now()

    assert Visitor(client, "ada").post(f"kits/{KIT}/now", minutes=60).status_code == 409


def test_a_virtual_kit_that_is_shared_is_for_everyone(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    virtual = [BookableKit(KIT, HALL, "virtual", served=True)]
    monkeypatch.setattr(kits, "bookable_kits", lambda _: virtual)

    assert Visitor(client, "eve").post(f"kits/{KIT}/now", minutes=60).status_code == 303


def test_a_trainer_may_have_any_kit(client: TestClient, database: Database) -> None:
    assert Visitor(client, "theo").post(f"kits/{KIT}/now", minutes=60).status_code == 303


def test_a_kit_says_where_it_is_in_the_readers_language(
    client: TestClient, database: Database
) -> None:
    assert "Halle 3" in Visitor(client, "ada").get("kits").text
    with database.session() as records:
        records.scalars(select(Person).where(Person.name == "ada")).one().language = "en"

    assert "Hall 3" in Visitor(client, "ada").get("kits").text
