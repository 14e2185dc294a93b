"""Other OS users of a pool get kits in their own name."""

import os
from pathlib import Path
from typing import Any

import pytest

from campus5g.places import KITS
from campus5g.pool.strangers import MOST_PROCESSES, Strangers

ME = os.getuid()


@pytest.fixture
def strangers() -> Strangers:
    return Strangers(Path.home().parent)


def order(*arguments: str, **environment: str) -> dict[str, Any]:
    return {
        "program": "campus5g.gateway",
        "arguments": ["--inventory", str(KITS / "virtual.yaml"), *arguments],
        "environment": environment,
        "folder": "/root",
    }


def test_a_learner_measures_only_in_their_own_name(strangers: Strangers) -> None:
    taken = strangers.order(order("--learner", "somebody-else"), ME)

    assert taken["arguments"][-2:] == ["--learner", Path.home().name]


def test_only_token_and_language_come_from_the_clients_environment(
    strangers: Strangers,
) -> None:
    given = order(CAMPUS5G_TOKEN="t", CAMPUS5G_LANGUAGE="fr", PYTHONPATH="/x", CAMPUS5G_DATA="/x")

    taken = strangers.order(given, ME)

    assert taken["environment"] == {"CAMPUS5G_TOKEN": "t", "CAMPUS5G_LANGUAGE": "fr"}
    assert taken["folder"] == "/"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--inventory", "/home/me/mine.yaml"),
        ("--inventory", f"{KITS}/../other.yaml"),
        ("--host", "0.0.0.0"),  # noqa: S104 -- it is refused
        ("--block", "10.0.0.0/24"),
        ("--scenario", "../../secret"),
        ("--owner",),
    ],
)
def test_other_inventories_and_options_are_refused(
    strangers: Strangers, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"inventory|not allowed"):
        strangers.order(order(*arguments), ME)


def test_a_learner_at_the_limit_gets_a_kit_only_after_one_ends(strangers: Strangers) -> None:
    for pid in range(MOST_PROCESSES):
        strangers.began(pid, ME)

    with pytest.raises(ValueError, match="already"):
        strangers.order(order(), ME)

    strangers.ended(0)
    assert strangers.order(order(), ME)["program"] == "campus5g.gateway"


def test_a_user_unknown_to_the_site_gets_no_kit(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a user of this site"):
        Strangers(tmp_path).order(order(), ME)
