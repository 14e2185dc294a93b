"""Scenarios at the gateway, and its answer on a real kit, which has none."""

from datetime import UTC, datetime, timedelta

import pytest
from gateway_bench import VIRTUAL

from campus5g.gateway.evidence.scenario_log import ScenarioLog
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.scenarios.stage import Stage
from campus5g.inventory import load_inventory

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
def log() -> ScenarioLog:
    log = ScenarioLog()
    for number, name in enumerate(("nominal", "congested", "nominal")):
        log.enter(name, minutes(10 * number))
    return log


@pytest.mark.parametrize(
    ("begins", "ends", "in_force"),
    [
        (1, 9, ["nominal"]),
        (11, 12, ["congested"]),
        (9, 11, ["nominal", "congested"]),
        (5, 25, ["nominal", "congested", "nominal"]),
        (-5, -1, []),
        (-5, 5, ["nominal"]),
    ],
)
def test_a_measurement_records_the_active_scenario(
    log: ScenarioLog, begins: float, ends: float, in_force: list[str]
) -> None:
    found = log.during(minutes(begins), minutes(ends))

    assert [entry.name for entry in found] == in_force


def test_a_scenario_learned_twice_is_logged_once(log: ScenarioLog) -> None:
    log.enter("nominal", minutes(20))

    assert len(log.during(minutes(-1), minutes(60))) == 3


def test_a_scenario_under_another_variation_is_another_entry(log: ScenarioLog) -> None:
    log.enter("nominal", minutes(30), "00c0ffee")

    found = log.during(minutes(25), minutes(35))

    assert [entry.variation for entry in found] == [None, "00c0ffee"]


async def test_a_real_kit_has_no_scenarios() -> None:
    real = load_inventory(VIRTUAL).model_copy(update={"kind": "real"})
    stage = Stage(real, ScenarioLog())

    for ask in (
        stage.current,
        stage.known,
        lambda: stage.play("congested"),
        lambda: stage.play("congested", "00c0ffee"),
    ):
        with pytest.raises(GatewayError) as error:
            await ask()
        assert error.value.status == 501


async def test_a_gateway_opens_although_its_kit_does_not_answer() -> None:
    stage = Stage(load_inventory(VIRTUAL), log := ScenarioLog())

    await stage.open()

    assert log.latest is None
