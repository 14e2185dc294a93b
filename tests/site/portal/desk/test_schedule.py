"""Opening and due dates of a whole group on one page."""

import datetime

import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.authoring.catalogue import catalogue
from campus5g.site.learning.offer import shelves
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Errand
from campus5g.site.records.database import Database
from campus5g.site.teaching import background
from campus5g.site.words import ZONE

DESK = "desk/rolling-mill"
OPENS, DUE = "2027-03-01T08:00", "2027-03-05T17:00"


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "start_what_waits", lambda *_: None)


def dates(database: Database) -> dict[str, tuple[datetime.datetime | None, ...]]:
    with database.session() as records:
        places = records.get_one(CohortRecord, "rolling-mill").modules
        return {each.module: (each.opens_at, each.due_at) for each in places}


PARIS = datetime.timezone(datetime.timedelta(hours=1))
BOTH = (
    datetime.datetime(2027, 3, 1, 8, tzinfo=PARIS),
    datetime.datetime(2027, 3, 5, 17, tzinfo=PARIS),
)


def test_each_module_gets_its_own_dates(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("tina").post(
        f"{DESK}/schedule",
        do="dates",
        known=["essentials-why-5g", "packet-capture"],
        opens=["", OPENS],
        due=[DUE, DUE],
    )

    assert dates(database) == {"essentials-why-5g": (None, BOTH[1]), "packet-capture": BOTH}


def test_ticked_modules_get_the_same_dates(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("tina").post(
        f"{DESK}/schedule", do="same", ticked=["packet-capture"], all_open=OPENS, all_due=DUE
    )

    assert dates(database) == {"essentials-why-5g": (None, None), "packet-capture": BOTH}


@pytest.mark.parametrize(("minutes", "renews"), [(-1, True), (60, False)])
def test_the_count_of_open_modules_renews_itself_once_a_date_has_come(
    as_visitor: AsVisitor, database: Database, minutes: int, renews: bool
) -> None:
    opens = now().astimezone(ZONE) + datetime.timedelta(minutes=minutes)
    tina = as_visitor("tina")
    tina.post(
        f"{DESK}/schedule", do="same", ticked=["packet-capture"], all_open=f"{opens:%Y-%m-%dT%H:%M}"
    )

    assert ("data-renews" in tina.get(f"{DESK}/schedule").text) is renews


def test_ticked_modules_are_handed_out_by_one_step(
    as_visitor: AsVisitor, database: Database
) -> None:
    answer = as_visitor("tina").post(
        f"{DESK}/schedule", do="open", ticked=["essentials-why-5g", "packet-capture"]
    )

    assert answer.status_code == 303
    with database.session() as records:
        asked = [(each.kind, each.module) for each in records.scalars(select(Errand))]
    assert asked == [("release", "")]
    # The one that is out already keeps its state.
    assert dates(database)["essentials-why-5g"] == (None, None)


def test_the_whole_course_is_handed_out_at_once_also_without_scripts(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        for place in records.get_one(CohortRecord, "rolling-mill").modules:
            place.released_at = None
    tina = as_visitor("tina")
    assert "Ouvrir les 2 modules maintenant" in tina.get(DESK).text

    tina.post(f"{DESK}/schedule", do="open", every="true")

    assert all(opens and opens <= now() for opens, _ in dates(database).values())
    with database.session() as records:
        assert [each.module for each in records.scalars(select(Errand))] == [""]


def test_the_whole_course_gets_the_same_dates_without_scripts(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("tina").post(f"{DESK}/schedule", do="same", every="true", all_due=DUE)

    assert set(dates(database).values()) == {(None, BOTH[1])}


@pytest.mark.parametrize("fields", [{}, {"ticked": ["essentials-5g-at-all"]}])
def test_nothing_ticked_and_unknown_modules_change_nothing(
    as_visitor: AsVisitor, database: Database, fields: dict[str, list[str]]
) -> None:
    answer = as_visitor("tina").post(f"{DESK}/schedule", do="open", **fields)

    assert answer.status_code in (404, 409)
    with database.session() as records:
        assert records.scalars(select(Errand)).all() == []


def test_learners_read_when_a_module_opens(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("tina").post(f"{DESK}/modules/packet-capture/opening", opens=OPENS)

    assert "s’ouvre le 1er\N{NO-BREAK SPACE}mars" in as_visitor("ada").get("").text


def test_a_ticked_course_is_all_of_its_modules(as_visitor: AsVisitor, database: Database) -> None:
    shelf = next(each for each in shelves(catalogue()) if each.id == "essentials")

    as_visitor("tina").post("desk/new", title="Tout le cours", courses=["essentials"])

    with database.session() as records:
        cohort = records.scalars(select(CohortRecord).filter_by(title="Tout le cours")).one()
        modules = records.scalars(
            select(CohortModule.module).filter_by(cohort_id=cohort.id).order_by("position")
        ).all()
    assert modules == [module.id for module in shelf.modules]
