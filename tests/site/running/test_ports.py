"""Ports that a site chooses for its servers, before they listen."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from campus5g.errors import CampusError
from campus5g.site.running.ports import LOOPBACK, check_free, free_ports

DEALT_FROM = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])


def test_a_chosen_port_is_not_assigned_by_chance() -> None:
    chosen = free_ports(50)

    assert len(set(chosen)) == 50
    assert max(chosen) < DEALT_FROM


def test_a_chosen_port_can_be_listened_on() -> None:
    (port,) = free_ports(1)

    with socket.create_server((LOOPBACK, port)):
        assert port not in free_ports(50)


def test_two_programs_never_choose_the_same_port() -> None:
    program = "from campus5g.site.running.ports import free_ports; print(*free_ports(200))"
    chosen = set(free_ports(200))

    other = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)

    assert len(other.stdout.split()) == 200
    assert chosen.isdisjoint(map(int, other.stdout.split()))


@pytest.mark.parametrize("address", [LOOPBACK, "0.0.0.0"])  # noqa: S104 -- for a moment
def test_a_port_in_use_is_told_with_one_that_is_free(address: str) -> None:
    (port,) = free_ports(1)
    check_free(port, address)

    with socket.create_server((LOOPBACK, port)), pytest.raises(CampusError, match="déjà pris"):
        check_free(port, address)


@pytest.mark.parametrize("address", ["192.0.2.1", "::1:2:3", "no such host"])
def test_an_address_of_another_machine_is_told(address: str) -> None:
    (port,) = free_ports(1)

    with pytest.raises(CampusError, match="n’est pas une adresse IPv4"):
        check_free(port, address)
