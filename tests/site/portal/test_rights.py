"""Access rights: every page declares them, the document lists them, the server enforces them."""

import re

import pytest
from people import SIGN_IN, AsVisitor, Visitor

from campus5g.places import HOUSE
from campus5g.site.portal import access
from campus5g.site.portal.app import ROUTERS
from campus5g.site.portal.rights import Rule, as_markdown, rules
from campus5g.site.teaching import background

OWN_COHORT, OTHER_COHORT = "rolling-mill", "terminal"

# Who is let to a page of the cohort `rolling-mill`, by its right.
LET_IN = {
    access.anyone: {"", "ada", "eve", "tina", "theo", "alma"},
    access.signed_in: {"ada", "eve", "tina", "theo", "alma"},
    access.trainer: {"tina", "theo", "alma"},
    access.enrolled: {"ada"},
    access.teaching: {"tina", "alma"},
    access.administrator: {"alma"},
    access.own_server: set(),
    access.voter: set(),
    access.metrics_reader: set(),
}
WITHOUT_A_FORM = {access.anyone, access.own_server}
"""A browser sends no token of a server by itself."""

EVERYBODY = LET_IN[access.anyone]
RULES = rules(ROUTERS)


@pytest.fixture(autouse=True)
def _no_background_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "start_what_waits", lambda *_: None)


def name_of(rule: Rule) -> str:
    return f"{rule.method} {rule.path}"


def ask(visitor: Visitor, rule: Rule) -> int:
    path = rule.path.replace("{cohort}", OWN_COHORT).replace("{module}", "essentials-why-5g")
    path = re.sub(r"\{\w+(:\w+)?\}", "1", path).lstrip("/")
    answer = visitor.get(path) if rule.method == "GET" else visitor.send(rule.method, path)
    if answer.status_code == 303 and answer.headers["location"].startswith(SIGN_IN):
        return 401
    return answer.status_code


def test_every_page_names_its_audience() -> None:
    assert [name_of(rule) for rule in RULES if rule.right is None] == []


def test_every_change_refuses_forms_from_other_sites() -> None:
    changing = [rule for rule in RULES if rule.method != "GET"]

    assert changing
    assert [
        name_of(rule) for rule in changing if not (rule.guarded or rule.right in WITHOUT_A_FORM)
    ] == []


@pytest.mark.parametrize("name", sorted(EVERYBODY), ids=lambda name: name or "nobody")
def test_each_page_admits_exactly_its_audience(name: str, as_visitor: AsVisitor) -> None:
    visitor = as_visitor(name)

    wrong = {
        name_of(rule): status
        for rule in RULES
        if not is_expected(rule, name, status := ask(visitor, rule))
    }

    assert wrong == {}


def is_expected(rule: Rule, name: str, status: int) -> bool:
    assert rule.right is not None
    if name not in LET_IN[rule.right]:
        return status in {401, 403, 404}
    if rule.method == "GET" and set(re.findall(r"\{(\w+)", rule.path)) <= {"cohort", "module"}:
        return status in {200, 303}
    return status not in {401, 403}


def test_the_document_lists_the_same_rights() -> None:
    document = (HOUSE / "docs" / "reference" / "rights.md").read_text(encoding="utf-8")

    assert document.endswith(as_markdown(RULES))
