"""The cases of qos-and-slicing: as hard for one learner as for another, and not to be passed on."""

from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import yaml
from beside_the_notebook import program

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.draw import Draw
from campus5g.inventory import Arp, Policy, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.ran.admission import Admission, Flow
from campus5g.virtualkit.scenarios.scenario import load_scenario

LAB = "qos-and-slicing"
DRAWS = [Draw.named(f"seed {number}") for number in range(200)]
A_FEW = DRAWS[:3]
TROUBLES = 5
MORE_PHONES = 60
PORTS = {"camera": 5004, "agv": 5006, "badge": 5008}


@pytest.fixture(scope="module")
def cases() -> list[Any]:
    with program(LAB, "case") as module:
        return [module.case_of(draw) for draw in DRAWS]


@pytest.fixture
def cell() -> Iterator[ModuleType]:
    with program(LAB, "paper_cell") as module:
        yield module


def typed(draw: Draw) -> dict[str, str]:
    return typed_answers(find_module(LAB), draw)


def value(draw: Draw, item: str) -> Any:
    names: dict[str, Any] = {}
    exec(typed(draw)[f"{item}-answer"], names)  # noqa: S102 - the lab's own worked answer
    return names


def own_policy(draw: Draw) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(value(draw, "policy")["my_policy"])
    return read


def slow_ms(cell: ModuleType, policy: dict[str, Any], case: Any, device: str) -> float:
    rtts = cell.try_policy(policy, device, case.size_bytes, phones=MORE_PHONES)
    came = sorted(float("inf") if rtt is None else rtt for rtt in rtts)
    return float(came[-(-case.percentile * len(came) // 100) - 1])


def test_each_of_200_draws_has_a_case_of_its_own(cases: list[Any]) -> None:
    assert len({str(case) for case in cases}) == len(DRAWS)


def test_every_case_has_one_device_in_a_hurry_one_that_can_wait_and_one_that_does_not_mind(
    cases: list[Any],
) -> None:
    for case in cases:
        fast, steady, patient = (
            case.needs_ms[name] for name in (case.fast, case.steady, case.patient)
        )
        assert fast < 40 < 55 < steady < 70 < patient
    assert min(Counter(case.fast for case in cases).values()) > 40


def test_of_five_requests_the_gnb_s_own_rules_leave_two_without_a_guarantee(
    cases: list[Any],
) -> None:
    for draw, case in zip(DRAWS[:50], cases, strict=False):
        admission, without = Admission(room=case.room_percent / 100), set()
        for number, (letter, each) in enumerate(case.requests.items()):
            arp = Arp(
                level=each.level,
                may_preempt=each.may_preempt,
                may_be_preempted=each.may_be_preempted,
            )
            share = each.mbit_s / case.alone_mbit_s
            admitted, victims = admission.admit(Flow(number, 2), lambda share=share: share, arp)
            without |= {letter} if not admitted else {"ABCDE"[flow.session] for flow in victims}
        assert without == value(draw, "refused")["left_out"]
        assert len(without) == 2


def test_the_smallest_policy_meets_every_need_with_more_phones_than_on_the_kit(
    cases: list[Any], cell: ModuleType
) -> None:
    inventory = load_inventory(KITS / "virtual.yaml")
    for draw, case in zip(A_FEW, cases, strict=False):
        policy = own_policy(draw)

        Policy.model_validate(policy).check_fits(inventory)
        for name in PORTS:
            assert slow_ms(cell, policy, case, name) <= case.needs_ms[name]


@pytest.mark.proof
def test_a_line_less_or_the_default_class_leaves_a_need_unmet(
    cases: list[Any], cell: ModuleType
) -> None:
    for draw, case in zip(A_FEW, cases, strict=False):
        for spared in own_policy(draw)["flows"]:
            rest = {"flows": [flow for flow in own_policy(draw)["flows"] if flow != spared]}
            name = spared["ue"]
            assert slow_ms(cell, rest, case, name) > case.needs_ms[name]


def test_one_that_is_in_a_hurry_needs_to_go_before_the_radios(
    cases: list[Any], cell: ModuleType
) -> None:
    for case in cases[: len(A_FEW)]:
        flow = {"name": case.fast, "ue": case.fast, "port": PORTS[case.fast], "five_qi": 2}
        slow = slow_ms(cell, {"flows": [flow]}, case, case.fast)
        assert slow > case.needs_ms[case.fast]


def test_the_overbooked_policy_has_one_device_that_does_not_fit(cases: list[Any]) -> None:
    inventory = load_inventory(KITS / "virtual.yaml")
    with program(LAB, "playing") as playing:
        overbooked = [playing.guaranteeing(case.wanted_mbit_s) for case in cases[:20]]
    for case, text in zip(cases, overbooked, strict=False):
        policy = Policy.model_validate(yaml.safe_load(text))
        policy.check_fits(inventory)
        (large,) = [rule for rule in policy.flows if (rule.gbr_kbps or 0) > 10_000]
        assert large.ue == case.refused


def test_each_trouble_comes_about_as_often_and_is_the_one_on_the_kit(cases: list[Any]) -> None:
    inventory = load_inventory(KITS / "virtual.yaml")
    as_written = load_scenario("noon-fault", inventory).varies
    assert as_written is not None
    on_kit = [as_written.chosen(draw.variation)["trouble"] for draw in DRAWS]
    troubles = Counter(on_kit)

    assert on_kit == [case.trouble for case in cases]
    assert len(troubles) == TROUBLES
    assert min(troubles.values()) > len(DRAWS) / TROUBLES / 2


@pytest.mark.proof
def test_answers_of_200_neighbours_earn_less_than_a_third_on_average_and_rarely_more() -> None:
    points = {
        item.id: item.points for item in find_module(LAB).manifest.items if item.kind == "automatic"
    }
    answers = [typed(draw) for draw in DRAWS]

    shares = []
    for own, other in zip(answers, [*answers[1:], answers[0]], strict=True):
        same = {item for item in points if own.get(f"{item}-answer") == other.get(f"{item}-answer")}
        shares.append(sum(points[item] for item in same) / sum(points.values()))

    assert sum(shares) / len(shares) < 0.25
    assert sum(share > 0.3 for share in shares) <= 0.1 * len(shares)
