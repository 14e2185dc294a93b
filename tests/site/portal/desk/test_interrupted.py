"""What was interrupted says so on its page, until a button or a later step has done it."""

import re
import subprocess
from typing import Any

import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.site.records.cohorts import Errand, ErrandKind, StepState
from campus5g.site.records.database import Database
from campus5g.site.records.trail import Trace

DESK = "desk/rolling-mill"
INTERRUPTED = "Interrompu en route"


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(subprocess.Popen[bytes]):
        def __init__(self, _: list[str], **options: Any) -> None:
            super().__init__(["true"], **options)

    monkeypatch.setattr(subprocess, "Popen", Ended)


def add(
    database: Database, kind: ErrandKind, state: StepState, module: str = "", problem: str = ""
) -> int:
    with database.session() as records:
        row = Errand(
            cohort_id="rolling-mill", kind=kind, module=module, state=state, problem=problem
        )
        records.add(row)
        records.flush()
        return row.id


def test_a_button_starts_interrupted_work_again(as_visitor: AsVisitor, database: Database) -> None:
    add(database, "build", "running")
    tina = as_visitor("tina")
    page = tina.get(DESK).text
    assert INTERRUPTED in page
    button = re.search(r'action="/services/portal/(desk/rolling-mill/errands/\d+/again)"', page)
    assert button
    assert 'name="form_token"' in page

    answer = tina.post(button[1])

    assert answer.status_code == 303
    with database.session() as records:
        kinds = records.scalars(select(Errand.kind)).all()
        noted = records.scalars(select(Trace.action)).one()
    assert kinds == ["build", "build"]
    assert noted == "desk/{cohort}/errands/{errand}/again"


def test_the_banner_goes_when_handing_out_has_built_the_course(
    as_visitor: AsVisitor, database: Database
) -> None:
    add(database, "build", "failed", problem=INTERRUPTED)
    assert INTERRUPTED in as_visitor("tina").get(DESK).text

    add(database, "release", "done", "packet-capture")

    assert INTERRUPTED not in as_visitor("tina").get(DESK).text


def test_work_that_waits_for_its_turn_says_so_and_that_nobody_has_to_act(
    as_visitor: AsVisitor, database: Database
) -> None:
    add(database, "release", "waiting", "packet-capture")

    page = as_visitor("tina").get(f"{DESK}/modules/packet-capture").text

    assert "En attente" in page
    assert "cela commence dans un instant. Vous n’avez rien à faire" in page
    assert "Ouvrir le module</button>" not in page
    assert "data-renews" in page


@pytest.mark.parametrize("name", ["theo", "ada"])
def test_others_start_nothing_of_a_group(
    as_visitor: AsVisitor, database: Database, name: str
) -> None:
    row = add(database, "build", "failed", problem=INTERRUPTED)

    assert as_visitor(name).post(f"{DESK}/errands/{row}/again").status_code in (403, 404)
    assert as_visitor("theo").post(f"desk/terminal/errands/{row}/again").status_code == 404


def test_a_busy_database_is_answered_in_words(
    as_visitor: AsVisitor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campus5g.site.records.database._BUSY_MS", 1)
    # Connections that were made before have more patience.
    database.close()
    ask = "ask/rolling-mill/essentials-why-5g"

    with database.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        refused = as_visitor("ada").post(ask, question="Où est l’UPF ?")
        other.rollback()
    taken = as_visitor("ada").post(ask, question="Où est l’UPF ?")

    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert "très occupé" in refused.text
    assert taken.status_code == 303
