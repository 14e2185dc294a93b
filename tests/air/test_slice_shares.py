"""What a slice's share of the carrier is worth while other slices ask for everything."""

import pytest

from campus5g.air.load import Background, Load

SLOTS = range(4_000)


def mean_share(five_qi: int, part: str, reserved: dict[str, float], *others: Background) -> float:
    load = Load(others, reserved, slot_s=0.0005, seed=1)
    shares = [load.share(slot, "uplink", part, five_qi) for slot in SLOTS]
    return sum(shares) / len(shares)


def everyone(part: str, five_qi: int, users: int = 40) -> Background:
    return Background(part, five_qi, users, downlink_load=1.0, uplink_load=1.0)


def test_a_slice_without_a_share_waits_among_equals_like_any_other() -> None:
    canteen = everyone("office", 9)

    assert mean_share(9, "machines", {}, canteen) == mean_share(9, "office", {}, canteen)


def test_a_slice_with_a_share_has_it_while_another_slice_asks_for_everything() -> None:
    canteen = everyone("office", 9)

    assert mean_share(9, "machines", {"machines": 0.2}, canteen) >= 0.2


def test_a_share_holds_against_better_classes_of_another_slice() -> None:
    radios = everyone("office", 1)

    assert mean_share(9, "machines", {"machines": 0.2}, radios) == pytest.approx(0.2)
    assert mean_share(9, "machines", {}, radios) == 0.0


def test_a_share_is_no_help_against_the_own_slice() -> None:
    colleagues = everyone("machines", 9, users=3)

    assert mean_share(9, "machines", {"machines": 0.2}, colleagues) == pytest.approx(0.25)


def test_what_a_slice_does_not_use_is_lent() -> None:
    assert mean_share(9, "machines", {"machines": 0.2}, Background("office", 9, 1, 0, 0)) == 1.0
