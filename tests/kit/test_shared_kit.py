"""The kit that the tests of a process share is given back as new, whatever a test did to it."""

import httpx
import pytest
from control_port import order
from shared_kit import Gateway, SharedKit


@pytest.mark.parametrize("scenario", ["congested", "robot-without-watchdog"])
def test_a_scenario_that_a_test_left_is_undone(
    virtual_kit: SharedKit, gateway: Gateway, scenario: str
) -> None:
    order(virtual_kit.inventory, do="scenario", name=scenario)

    virtual_kit.restore()

    assert order(virtual_kit.inventory, do="scenario")["name"] == "nominal"


def test_a_learner_who_still_has_it_loses_it(virtual_kit: SharedKit, gateway: Gateway) -> None:
    headers = {"Authorization": f"Bearer {gateway.token}"}
    httpx.post(f"{gateway.url}/leases", json={"learner": "sacha"}, headers=headers)
    order(virtual_kit.inventory, do="scenario", name="congested")

    virtual_kit.restore()

    assert order(virtual_kit.inventory, do="scenario")["name"] == "nominal"
    assert httpx.get(f"{gateway.url}/leases", headers=headers).json() == []


def test_a_kit_that_is_as_new_stays_as_it_is(virtual_kit: SharedKit) -> None:
    since_s = order(virtual_kit.inventory, do="scenario")["since_s"]

    virtual_kit.restore()

    # A network that was renewed plays its scenario since a later moment.
    assert order(virtual_kit.inventory, do="scenario")["since_s"] == since_s
