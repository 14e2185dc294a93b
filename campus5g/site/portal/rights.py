"""The table of access rights, read from the pages themselves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from campus5g.site.portal.access import RIGHTS
from campus5g.site.portal.safety.forgery import meant, same_site


@dataclass(frozen=True)
class Rule:
    """A page and the people it is for.

    ``right`` is a function of `campus5g.site.portal.access`, None for a page that lacks one;
    ``guarded`` is whether it refuses forms that came from elsewhere, ``noted`` whether what it does
    is in the audit log.
    """

    method: str
    path: str
    right: Callable[..., Any] | None
    guarded: bool
    noted: bool

    @property
    def audience(self) -> str:
        """The people it is for, in words."""
        return (self.right.__doc__ or "").strip() if self.right else "nobody has decided"


def rules(routers: tuple[APIRouter, ...]) -> list[Rule]:
    """Return the rule of every page, by path."""
    found = [
        _rule(method, route)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]
    return sorted(found, key=lambda rule: (rule.path, rule.method))


def as_markdown(found: list[Rule]) -> str:
    """Return the table for `docs/reference/rights.md`."""
    lines = [f"| {rule.method} | `{rule.path}` | {rule.audience} |" for rule in found]
    return "\n".join(["| | page | for |", "|---|---|---|", *lines]) + "\n"


def _rule(method: str, route: APIRoute) -> Rule:
    calls = set(_calls(route.dependant))
    narrowest = next((right for right in reversed(RIGHTS) if right in calls), None)
    return Rule(method, route.path, narrowest, bool(calls & {meant, same_site}), meant in calls)


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    if dependant.call is not None:
        yield dependant.call
    for each in dependant.dependencies:
        yield from _calls(each)
