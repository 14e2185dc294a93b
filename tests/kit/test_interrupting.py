"""Ctrl-C in the kit client, in real programs: two lines, and the kit as it was."""

import os
import subprocess
import sys
import textwrap

import pytest
from served_kit import Served

from campus5g.kit import Kit

WITHIN_S = 60
AS_IT_WAS = "→ The kit is as it was: run it again whenever you like."

PROGRAM = """
import os, signal, sys, threading, time
from campus5g.kit import connect
from campus5g.kit.connection import GatewayConnection

def press_ctrl_c(*_):
    os.kill(os.getpid(), signal.SIGINT)

def press_after(path):
    \"\"\"Press Ctrl-C as soon as the gateway has answered a call.\"\"\"
    call = GatewayConnection.call
    def and_press(self, method, called, body=None, *rest, **named):
        answer = call(self, method, called, body, *rest, **named)
        if path in f"{method} {called} {body}":
            GatewayConnection.call = call
            press_ctrl_c()
        return answer
    GatewayConnection.call = and_press

with connect(url=sys.argv[1], token=sys.argv[2]) as k:
"""


def interrupted(gateway: Served, code: str, language: str = "en") -> list[str]:
    """Run a program that presses Ctrl-C itself; return what it writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + textwrap.indent(code, "    "), gateway.url, gateway.token],
        env={**os.environ, "CAMPUS5G_LANGUAGE": language},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr.splitlines()


PRESS_SOON = "threading.Timer({}, press_ctrl_c).start()\n"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ('k.latency("camera", count=3000)', "latency()"),
        ('with k.capture("n2"): time.sleep(60)', "capture"),
        ("k.robot().drive(0.0, 0.5, seconds=60)", "drive()"),
    ],
)
def test_an_interrupt_ends_in_two_lines(gateway: Served, k: Kit, code: str, what: str) -> None:
    told = interrupted(gateway, PRESS_SOON.format(2.0) + code)

    assert told == [f"Interrupted: {what}.", AS_IT_WAS]
    assert_as_it_was(k)


def assert_as_it_was(k: Kit) -> None:
    assert not k.robot().state().moving
    assert not k.robot().driven
    assert k._connection.call("GET", "/captures") == []
    assert k.modem("camera").at("AT").ok


@pytest.mark.proof
def test_one_program_can_be_interrupted_in_one_call_after_the_other(
    gateway: Served, k: Kit
) -> None:
    code = """
def states():
    with k.robot().velocity() as drive:
        for _ in drive.states(60):
            pass

def driving():
    with k.robot().velocity() as drive:
        drive.hold(0, 0.5, 0.5)
        time.sleep(60)

told = []
for call in (
    lambda: k.modem("camera").signal(seconds=60),
    lambda: k.metrics(seconds=60),
    states,
    driving,
):
    threading.Timer(2.0, press_ctrl_c).start()
    try:
        call()
    except KeyboardInterrupt as interrupt:
        told.append(str(interrupt))
sys.exit("\\n".join(told))
"""
    told = interrupted(gateway, code)

    calls = ("signal()", "metrics()", "states()", "driving the robot")
    assert told == [line for call in calls for line in (f"Interrupted: {call}.", AS_IT_WAS)]
    assert_as_it_was(k)


@pytest.mark.proof
def test_an_interrupted_restart_leaves_the_radio_on(gateway: Served, k: Kit) -> None:
    told = interrupted(gateway, 'press_after("AT+CFUN=0")\nk.ue("camera").restart()')

    assert told == ["Interrupted: restart().", AS_IT_WAS]
    assert k.ue("camera").status().powered


def test_an_interrupted_change_of_scenario_returns_to_the_one_before(
    gateway: Served, k: Kit
) -> None:
    told = interrupted(gateway, 'press_after("POST /scenario")\nk.scenario("congested")')

    assert told == ["Interrupted: scenario().", AS_IT_WAS]
    assert k.scenario().name == "nominal"


def test_an_order_that_may_have_been_carried_out_is_told_as_such(gateway: Served) -> None:
    code = """
import httpx
request = httpx.Client.request
def and_press(self, method, path, **named):
    if path == "/network":
        press_ctrl_c()
    return request(self, method, path, **named)
httpx.Client.request = and_press
k.network().page("agv")
"""
    told = interrupted(gateway, code, "fr")

    assert told == [
        "Interrompu : page().",
        "→ Le kit l’a peut-être exécuté : `k.show()` montre l’état de chaque appareil.",
    ]


def test_an_interrupt_can_still_be_caught_as_one(gateway: Served) -> None:
    code = """
try:
    k.robot().drive(0.0, 0.5, seconds=60)
except KeyboardInterrupt as interrupt:
    sys.exit(str(interrupt))
"""
    told = interrupted(gateway, PRESS_SOON.format(2.0) + code)

    assert told == ["Interrupted: drive().", AS_IT_WAS]
