"""What an author's terminal shows of a preview."""

import os
import pty
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest
from running_program import running

from campus5g.draw import Draw

WITHIN_S = 120
ASK_WHEN_TOLD = """
import os, signal, socket, subprocess, sys
from urllib.parse import urlsplit
from campus5g.authoring.preview.preview import preview
from campus5g.places import COURSES

KERNEL = "from campus5g.draw import this_draw; print(this_draw('any module', 'anybody').code)"

def ask(address):
    with socket.create_connection(("127.0.0.1", urlsplit(address).port)):
        print("asked", flush=True)
    subprocess.run([sys.executable, "-c", KERNEL], check=True)
    os.kill(os.getpid(), signal.SIGINT)

preview("essentials-why-5g", "fr", COURSES, open_browser=False, draw="another", tell=ask)
"""
COMMAND = "from campus5g.commands.main import main; main()"
CTRL_C = b"\x03"


def waiting_for_changes(address: str) -> socket.socket:
    """Subscribe to reloads, as an open page does."""
    server = urlsplit(address)
    connection = socket.create_connection((server.hostname, server.port), WITHIN_S)
    order = f"GET /campus5g/changes?{server.query} HTTP/1.1\r\nHost: {server.netloc}\r\n\r\n"
    connection.sendall(order.encode())
    return connection


@pytest.mark.proof
def test_a_page_can_be_asked_from_the_moment_its_address_is_told_and_has_the_named_draw() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASK_WHEN_TOLD],
        stdout=subprocess.PIPE,
        text=True,
        timeout=WITHIN_S,
        check=True,
    )

    assert answer.stdout == f"asked\n{Draw.named('another').code}\n"


@pytest.mark.proof
def test_a_terminal_shows_only_the_address_and_ctrl_c_ends_the_preview() -> None:
    ours, its = pty.openpty()
    command = [sys.executable, "-c", COMMAND, "preview", "essentials-why-5g", "--no-browser"]
    on_terminal = ["setsid", "--ctty", *command]
    with (
        os.fdopen(ours, "r+b", buffering=0) as terminal,
        running(on_terminal, stdin=its, stdout=its, stderr=its) as process,
    ):
        os.close(its)
        address = terminal.readline().decode().strip()
        with waiting_for_changes(address) as page_that_is_open:
            page = httpx.get(address, timeout=WITHIN_S, follow_redirects=True)
            assert "5G" in page.raise_for_status().text

            terminal.write(CTRL_C)

            assert process.wait(WITHIN_S) == 0
            assert page_that_is_open.recv(1) == b""
        assert terminal.read(1000) == b"^C"
