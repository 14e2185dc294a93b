"""Every number and date that somebody can send has limits: what is outside is refused in words."""

import datetime
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from people import AsVisitor

from campus5g.site.limits import FIRST_YEAR, LAST_YEAR, in_calendar
from campus5g.site.portal.app import ROUTERS

COHORT = "rolling-mill"
MODULE = "essentials-why-5g"
TOO_LARGE = str(2**63)
IMPOSSIBLE_DAYS = ("0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31")


def numbers_and_dates() -> Iterator[tuple[str, str, Any, type]]:
    """Yield each such parameter of a page: page, name, field, and what it holds."""
    for router in ROUTERS:
        for route in router.routes:
            if not isinstance(route, APIRoute):
                continue
            for field in _fields(route.dependant):
                for kind in _kinds(field.field_info.annotation):
                    if kind in (int, float, datetime.date, datetime.datetime):
                        yield route.path, field.name, field, kind


def _fields(page: Dependant) -> Iterator[Any]:
    yield from (*page.path_params, *page.query_params, *page.body_params)
    for each in page.dependencies:
        yield from _fields(each)


def _kinds(annotation: Any) -> Iterator[Any]:
    if parts := get_args(annotation):
        for part in parts:
            yield from _kinds(part)
    else:
        yield annotation


def test_every_number_and_date_of_every_page_has_limits() -> None:
    without: list[tuple[str, str]] = []
    found = list(numbers_and_dates())
    for page, name, field, kind in found:
        listed = "list[" in str(field.field_info.annotation)
        wrong = (TOO_LARGE, "-" + TOO_LARGE) if kind in (int, float) else IMPOSSIBLE_DAYS
        for value in wrong:
            _, errors = field.validate([value] if listed else value, {}, loc=())
            if not errors:
                without.append((page, name))

    assert len(found) > 15
    assert without == []


@pytest.mark.parametrize("year", [1, FIRST_YEAR - 1, LAST_YEAR + 1, 9999])
def test_a_year_outside_the_calendar_is_no_date_of_the_site(year: int) -> None:
    with pytest.raises(ValueError, match="between"):
        in_calendar(datetime.date(year, 1, 1))


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("ada", "kits/nothing?monday=0001-01-01"),
        ("ada", "kits/nothing?at=9999-12-31T23:59"),
        ("tina", f"desk/{COHORT}/attendance?day=0001-01-01"),
        ("alma", f"administration/accounts?first={TOO_LARGE}"),
        ("alma", f"administration/log?before={TOO_LARGE}"),
    ],
)
def test_an_address_out_of_range_is_told_in_words(
    as_visitor: AsVisitor, who: str, page: str
) -> None:
    answer = as_visitor(who).get(page)

    assert answer.status_code == 400
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    ("who", "form", "fields"),
    [
        ("ada", f"kits/bookings/{TOO_LARGE}/give-back", {}),
        ("ada", f"kits/waiting/{TOO_LARGE}/leave", {}),
        ("tina", f"desk/{COHORT}/learners/{TOO_LARGE}/leave", {}),
        ("tina", f"desk/{COHORT}/questions/{TOO_LARGE}", {"answer": "x"}),
        ("tina", f"desk/{COHORT}/modules/{MODULE}/extension", {"person": TOO_LARGE}),
        ("tina", f"desk/{COHORT}/attendance", {"day": "9999-12-31", "half": "morning"}),
        ("alma", f"administration/kits/bench/maintenance/{TOO_LARGE}/end", {}),
        (
            "alma",
            "administration/kits/bench/maintenance",
            {"starts": "0001-01-01T00:00", "ends": "9999-12-31T23:59"},
        ),
    ],
)
def test_a_form_out_of_range_is_told_in_words(
    as_visitor: AsVisitor, who: str, form: str, fields: dict[str, str]
) -> None:
    answer = as_visitor(who).post(form, **fields)

    assert answer.status_code == 400
    assert "<h1" in answer.text


@pytest.mark.parametrize("due", ["0001-01-01T00:00", "9999-12-31T23:59", "2200-01-01T00:00"])
def test_an_impossible_deadline_is_told_in_words(as_visitor: AsVisitor, due: str) -> None:
    answer = as_visitor("tina").post(f"desk/{COHORT}/modules/{MODULE}/due", due=due)

    assert answer.status_code == 409
    assert "n’est pas une date" in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "demain"])
def test_an_impossible_day_of_a_group_is_told_beside_its_field(
    as_visitor: AsVisitor, day: str
) -> None:
    answer = as_visitor("tina").post(f"desk/{COHORT}/settings", title="x", starts=day)

    assert answer.status_code == 422
    assert "entre 2000 et 2199" in answer.text
