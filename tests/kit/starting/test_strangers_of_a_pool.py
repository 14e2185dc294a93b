"""Other OS users of a pool get whole kits, in their own name."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from campus5g.places import KITS
from campus5g.pool.order import KitOrder
from campus5g.pool.strangers import MOST_KITS, Strangers

ME = os.getuid()
ORDER = KitOrder(str(KITS / "virtual.yaml"), "nominal", "uid-1000", "ada")


@pytest.fixture
def strangers() -> Strangers:
    return Strangers(Path.home().parent)


def test_a_learner_measures_only_in_their_own_name(strangers: Strangers) -> None:
    taken = strangers.order(replace(ORDER, learner="somebody-else"), ME)

    assert taken == replace(ORDER, learner=Path.home().name)


def test_only_token_and_language_come_from_the_clients_environment() -> None:
    given = {"CAMPUS5G_TOKEN": "t", "CAMPUS5G_LANGUAGE": "fr", "PYTHONPATH": "/x", "PATH": "/x"}

    taken = Strangers.environment(given)

    assert taken == {"CAMPUS5G_TOKEN": "t", "CAMPUS5G_LANGUAGE": "fr"}


def test_an_order_is_for_a_network_and_its_gateway_and_names_no_block() -> None:
    network, gateway = ORDER.network_arguments, ORDER.gateway_arguments(5, 6)

    assert "--for-its-gateway" in network
    assert gateway[gateway.index("--network") + 1 :][:2] == ["5", "6"]
    assert not {"--block", "--own-block", "--host", "--port"} & {*network, *gateway}


@pytest.mark.parametrize(
    "changed",
    [
        {"inventory": "/home/me/mine.yaml"},
        {"inventory": f"{KITS}/../other.yaml"},
        {"scenario": "../../secret"},
        {"scenario": "--own-block"},
        {"owner": "--own-block\n"},
        {"owner": ""},
        {"seed": -1},
    ],
)
def test_other_inventories_and_values_are_refused(
    strangers: Strangers, changed: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"inventory|not allowed"):
        strangers.order(replace(ORDER, **changed), ME)  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [{}, {"program": "campus5g.gateway", "arguments": []}])
def test_an_order_for_a_single_program_is_not_accepted(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an order for a kit"):
        KitOrder.from_json(data)


def test_a_learner_at_the_limit_gets_a_kit_only_after_one_ends(strangers: Strangers) -> None:
    for pid in range(MOST_KITS):
        strangers.began(pid, ME)

    with pytest.raises(ValueError, match="already"):
        strangers.order(ORDER, ME)

    strangers.ended(0)
    assert strangers.order(ORDER, ME).scenario == "nominal"


def test_a_user_unknown_to_the_site_gets_no_kit(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a user of this site"):
        Strangers(tmp_path).order(ORDER, ME)
