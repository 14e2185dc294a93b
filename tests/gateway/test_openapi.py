"""The gateway's OpenAPI is exact: schemathesis makes the described calls on a virtual kit."""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from campus5g.kit.starting.processes import Child
from campus5g.places import KITS

pytestmark = pytest.mark.proof

TOKEN = "a-token-that-only-schemathesis-knows"
LISTENING = {"POST /sensors", "POST /metrics"}
LONGEST_S = 600
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(virtual_kit: object) -> Iterator[schemathesis.BaseSchema]:
    block = str(virtual_kit.block)  # type: ignore[attr-defined]
    gateway = Child(
        "campus5g.gateway",
        [
            *("--inventory", str(KITS / "virtual.yaml"), "--block", block),
            *("--port", "0", "--calls-a-second", "100000"),
        ],
        environment={**os.environ, "CAMPUS5G_TOKEN": TOKEN, "CAMPUS5G_TOKEN_FILE": ""},
    )
    yield schemathesis.openapi.from_url(f"{gateway.ready()['url']}/openapi.json")
    gateway.end()


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_every_call_answers_as_described(
    described: schemathesis.BaseSchema, mode: schemathesis.GenerationMode
) -> None:
    statuses: dict[str, set[int]] = {}
    wrong: dict[str, str] = {}
    for found in described.get_all_operations():
        operation = found.ok()
        seen = statuses.setdefault(operation.label, set())
        try:
            cases = operation.as_strategy(generation_mode=mode)
            _call(cases, seen)
        except Unsatisfiable:
            # A call without parameters can't be made wrongly.
            continue
        except (schemathesis.errors.SchemathesisError, BaseExceptionGroup) as failures:
            wrong[operation.label] = repr(failures)

    assert wrong == {}
    assert len(statuses) > 15
    if mode is schemathesis.GenerationMode.POSITIVE:
        assert 201 in statuses["POST /leases"]
        assert 404 in statuses["GET /captures/{capture_id}"]
    else:
        assert 422 in statuses["POST /captures"]


def _call(cases: SearchStrategy[schemathesis.Case], seen: set[int]) -> None:
    @given(case=cases)
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    def answers(case: schemathesis.Case) -> None:
        _shorten(case)
        answer = case.call_and_validate(
            headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS, timeout=30
        )
        seen.add(answer.status_code)

    answers()


def _shorten(case: schemathesis.Case) -> None:
    """Shorten every listening time: any valid time is answered in the same way."""
    if not isinstance(case.body, dict) or case.operation.label not in LISTENING:
        return
    seconds = case.body.get("seconds", LONGEST_S)
    if isinstance(seconds, float | int) and 0 <= seconds <= LONGEST_S:
        case.body["seconds"] = min(seconds, 0.2)
