"""The four areas of the capstone week: as many complaints, cures and cost in each."""

import pytest

from campus5g.draw import Draw
from campus5g.errors import CampusError
from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import Scenario, ScenarioError, load_scenario

OTHER_AREAS = ("steel-yard", "smelter-hall", "cold-store")
VARIATIONS = [Draw.named(f"seed {number}").variation for number in range(200)]
AS_ACCEPTED = "factory-week"
DEVICES = ("camera", "agv", "badge")

# Reading a scenario checks each of its alternatives; one area stands for the others by default.
in_each_area = pytest.mark.parametrize(
    "area",
    ["quay", *(pytest.param(area, marks=pytest.mark.proof) for area in OTHER_AREAS)],
)


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return load_inventory(KITS / "virtual.yaml")


@pytest.fixture(scope="module")
def accepted(inventory: Inventory) -> Scenario:
    return load_scenario(AS_ACCEPTED, inventory)


def plans(scenario: Scenario) -> dict[str, tuple[object, ...]]:
    """Return what a device's complaint may come from, by device: radio, service, program."""
    assert scenario.policy is not None
    flows = {rule.ue: rule for rule in scenario.policy.flows}
    return {
        name: (scenario.devices[name].behind_db, flows[name], scenario.devices[name].application)
        for name in DEVICES
    }


def silent(scenario: Scenario) -> bool:
    return all(each.share == 0 for each in scenario.radio.interferers.values())


def cures(area: str, inventory: Inventory, variation: str) -> list[str]:
    """Return the fewest interventions, besides the policy's, that leave the rest as accepted."""
    offered = load_scenario(f"week-{area}", inventory).interventions
    assert offered is not None
    return [name for name, each in offered.offered.items() if each.changes]


@in_each_area
def test_every_variation_has_one_radio_one_service_and_one_program_fault_of_three_devices(
    area: str, inventory: Inventory, accepted: Scenario
) -> None:
    as_accepted = plans(accepted)
    for variation in VARIATIONS[:3]:
        scenario = load_scenario(f"week-{area}", inventory, variation=variation)
        varies = scenario.varies
        assert varies is not None
        drawn = varies.chosen(variation)
        now = plans(scenario)
        differ = [
            {name for name in DEVICES if now[name][part] != as_accepted[name][part]}
            for part in range(3)
        ]
        shadowed, service, program = differ
        assert len(service) == len(program) == 1
        assert len(shadowed) == (drawn["radio"] == "shadowed")
        assert silent(scenario) == (drawn["radio"] == "shadowed")
        assert not service & program


@in_each_area
def test_every_combination_of_faults_is_drawn(area: str, inventory: Inventory) -> None:
    varies = load_scenario(f"week-{area}", inventory).varies
    assert varies is not None

    drawn = [varies.chosen(variation) for variation in VARIATIONS]

    seen = {(each["radio"], each["service"], each["program"]) for each in drawn}
    assert len(seen) == 2 * 3 * 3


@in_each_area
def test_the_cures_put_radio_and_program_right_and_leave_the_service_to_the_policy(
    area: str, inventory: Inventory, accepted: Scenario
) -> None:
    as_accepted = plans(accepted)
    for variation in VARIATIONS[:2]:
        made = cures(area, inventory, variation)
        sick = load_scenario(f"week-{area}", inventory, variation=variation)
        needed = [name for name in made if not name.startswith("antenna-")]
        cured = load_scenario(
            f"week-{area}",
            inventory,
            variation=variation,
            done=needed if not silent(sick) else [each for each in made if each != "stranger"],
            policy=accepted.policy,
        )

        assert plans(cured) == as_accepted
        assert silent(cured)


@in_each_area
def test_the_budget_pays_for_the_dearest_cures_and_for_one_needless_one_at_most(
    area: str, inventory: Inventory
) -> None:
    plan = load_scenario(f"week-{area}", inventory).interventions
    assert plan is not None

    dear = plan.left(["stranger", "program-camera", "policy"])

    assert 0 <= dear.euros < plan.offered["stranger"].euros
    assert 0 <= dear.minutes < plan.offered["stranger"].minutes
    with pytest.raises(CampusError):
        plan.left(["mast"])


def test_a_policy_stays_whatever_the_variation_says_of_it(
    inventory: Inventory, accepted: Scenario
) -> None:
    for variation in VARIATIONS[:2]:
        scenario = load_scenario(
            "week-quay", inventory, variation=variation, policy=accepted.policy
        )
        assert scenario.policy == accepted.policy


def test_a_scenario_without_interventions_takes_none(inventory: Inventory) -> None:
    with pytest.raises(ScenarioError, match="ni interventions ni budget"):
        load_scenario("noon", inventory, done=["restart"])
