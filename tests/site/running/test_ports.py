"""Ports that a site chooses for its servers, before they listen."""

import socket
import subprocess
import sys
from pathlib import Path

from campus5g.site.running.ports import LOOPBACK, free_ports

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
