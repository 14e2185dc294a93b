"""Policy files: what they hold, and what is refused with its line and its remedy."""

from pathlib import Path
from typing import Any

import pytest

from campus5g import set_language
from campus5g.inventory import Policy, PolicyError, load_inventory, load_policy
from campus5g.places import KITS

VIDEO = {"name": "video", "ue": "camera", "port": 5004, "five_qi": 2, "gbr_kbps": 4000}


@pytest.fixture(autouse=True)
def in_english() -> None:
    set_language("en")


def refused(tmp_path: Path, text: str) -> PolicyError:
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    return caught.value


def policy(**values: Any) -> Policy:
    return Policy.model_validate(values)


def test_a_file_gives_class_rates_priority_slice_and_share(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(
        "flows:\n"
        "  - {name: video, ue: camera, port: 5004, five_qi: 2, gbr_kbps: 4000, mbr_kbps: 6000,\n"
        "     arp: {level: 5, may_preempt: true}}\n"
        "ambr_mbps: {badge: {downlink: 1, uplink: 1}}\n"
        "slices: {camera: machines}\n"
        "radio_share: {machines: 0.2}\n"
    )

    read = load_policy(file)

    (video,) = read.rules_of("camera")
    assert (video.five_qi, video.gbr_kbps, video.mbr_kbps) == (2, 4000, 6000)
    assert (video.arp.level, video.arp.may_preempt) == (5, True)
    assert read.rules_of("badge") == ()
    assert read.radio_share == {"machines": 0.2}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{name: video, ue: camera, port: 5004, five_qi: 2}", "has a guaranteed bit rate"),
        (
            "{name: video, ue: camera, port: 5004, five_qi: 7, gbr_kbps: 1}",
            "does not have a guaranteed bit rate",
        ),
        ("{name: video, ue: camera, port: 5004, five_qi: 11}", "is not standardised"),
        (
            "{name: v, ue: camera, port: 5004, five_qi: 2, gbr_kbps: 9, mbr_kbps: 8}",
            "the maximum bit rate is below the guaranteed one",
        ),
        ("{name: video, ue: camera, five_qi: 9}", "port"),
    ],
)
def test_a_flow_that_contradicts_itself_is_refused_at_its_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    error = refused(tmp_path, f"flows:\n  - {line}\n")

    assert problem in error.problem
    assert "policy.yaml:2:" in error.problem


def test_two_flows_of_one_device_and_port_are_refused(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        "flows:\n"
        "  - {name: a, ue: camera, port: 5004, five_qi: 7}\n"
        "  - {name: b, ue: camera, port: 5004, five_qi: 9}\n",
    )

    assert "policy.yaml:3: flows.1: flow b repeats another one" in error.problem


def test_shares_beyond_the_carrier_are_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "radio_share: {machines: 0.7, office: 0.4}\n")

    assert "exceed the carrier" in error.problem


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"flows": [VIDEO | {"ue": "crane"}]}, "no device “crane”"),
        ({"ambr_mbps": {"crane": {"downlink": 1, "uplink": 1}}}, "no device “crane”"),
        ({"slices": {"camera": "gold"}}, "no slice “gold”"),
        ({"radio_share": {"gold": 0.1}}, "no slice “gold”"),
    ],
)
def test_a_policy_for_another_kit_is_refused(values: dict[str, Any], missing: str) -> None:
    inventory = load_inventory(KITS / "virtual.yaml")

    with pytest.raises(PolicyError) as caught:
        policy(**values).check_fits(inventory)

    assert missing in caught.value.problem
