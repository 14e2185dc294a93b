"""Further ports across the virtual network, asked for from a notebook."""

import socket

import pytest

from campus5g.kit import Kit, KitError


def test_an_opened_port_leads_across_the_network(k: Kit) -> None:
    agv = k.programs["agv"]

    host, port = k.forward("agv", 9321).split(":")
    with (
        socket.create_server((agv.serves_at, 9321)) as server,
        socket.create_connection((host, int(port)), timeout=60) as client,
    ):
        client.sendall(b"across")
        device, (seen_at, _) = server.accept()
        with device:
            device.settimeout(60)
            heard = device.recv(100)

    assert host == agv.reached_at
    assert seen_at == agv.reaches_site_at
    assert heard == b"across"


def test_opening_a_port_twice_opens_it_once(k: Kit) -> None:
    assert k.forward("agv", 9322, "udp") == k.forward("agv", 9322, "udp")


def test_a_privileged_port_and_an_unknown_device_are_refused(k: Kit) -> None:
    with pytest.raises(KitError, match="port"):
        k.forward("agv", 80)
    with pytest.raises(KitError, match="camera, agv, badge"):
        k.forward("tractor", 9323)


def test_a_port_in_use_is_refused_and_can_be_opened_later(k: Kit) -> None:
    agv = k.programs["agv"]
    with (
        socket.create_server((agv.reached_at, 9324)),
        pytest.raises(KitError, match="can't be opened"),
    ):
        k.forward("agv", 9324)

    assert k.forward("agv", 9324) == f"{agv.reached_at}:9324"
