"""A real kit after a lease: modems set back, robots stopped; what a gateway can't undo is told."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from campus5g import set_language
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.starting.private import start_gateway
from campus5g.kit_setup.doctor import Finding, examine

SETTINGS = ("AT+CFUN?", "AT+C5GREG?", "AT+CREG?", "AT+CGEREP?", "AT+CMEE?", "AT+COPS?")
WORST = ("AT+CREG=2", "AT+C5GREG=2", "AT+CGEREP=2", "AT+CMEE=2", "AT+COPS=3,2", "AT+CFUN=0")
WITHIN_S = 60


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@contextmanager
def hall(virtual_kit: Any, folder: Path, **modems: str) -> Iterator[GatewayConnection]:
    """The devices of the virtual kit behind a gateway that takes them for real ones."""
    kit = virtual_kit.inventory.model_dump(mode="json") | {"name": "hall-1", "kind": "real"}
    for ue, modem in modems.items():
        kit["ues"][ue]["modem"] = modem
    kit["gateway"]["port"] += 1
    file = folder / "hall-1.yaml"
    file.write_text(yaml.safe_dump(kit))
    url, token, process = start_gateway(file)
    try:
        with GatewayConnection(url, token) as operator:
            yield operator
    finally:
        process.end()


@contextmanager
def learner(operator: GatewayConnection, name: str) -> Iterator[Kit]:
    lease = operator.call("POST", "/leases", {"learner": name}, timeout_s=WITHIN_S)
    with connect(url=operator.url, token=lease["token"]) as k:
        yield k
    operator.call("DELETE", f"/leases/{lease['id']}")


def on_the_initial_state(k: Kit) -> list[Finding]:
    """What the doctor says of it; the devices, which come after that, are not asked."""
    told = itertools.takewhile(lambda each: "modem" not in each.subject, examine(k))
    return [each for each in told if each.subject == "initial state"]


def settings(k: Kit) -> list[str]:
    return [line for command in SETTINGS for line in k.modem("camera").at(command).lines]


def test_modems_are_set_back_and_their_radio_is_on(virtual_kit: Any, tmp_path: Path) -> None:
    with hall(virtual_kit, tmp_path) as operator:
        with learner(operator, "ann") as ann:
            before = settings(ann)
            for command in WORST:
                ann.modem("camera").at(command)

        with learner(operator, "bob") as bob:
            assert settings(bob) == before


def test_where_a_robot_stands_is_told_to_the_next_learner_and_to_the_operator(
    virtual_kit: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hall(virtual_kit, tmp_path) as operator, learner(operator, "bob") as bob:
        bob.show()
        findings = on_the_initial_state(bob)

    assert "The robot “agv” stands where it was left" in capsys.readouterr().out
    assert [each.level for each in findings] == ["warning"] * len(bob.robots)


@pytest.mark.proof
def test_a_kit_whose_modem_does_not_answer_is_not_lent(virtual_kit: Any, tmp_path: Path) -> None:
    nowhere = f"socket://{virtual_kit.inventory.gateway.host}:1"
    with hall(virtual_kit, tmp_path, badge=nowhere) as operator:
        with pytest.raises(KitError, match="the modem of badge does not answer") as refused:
            operator.call("POST", "/leases", {"learner": "bob"}, timeout_s=WITHIN_S)
        with connect(url=operator.url, token=token_of(operator)) as k:
            findings = on_the_initial_state(k)

    assert "It is not lent." in refused.value.problem
    assert findings[0].level == "failure"


def token_of(connection: GatewayConnection) -> str:
    return connection.headers["Authorization"].removeprefix("Bearer ")
