"""The preview's own server."""

import subprocess
import sys

WITHIN_S = 120
ASK_WHEN_TOLD = """
import os, signal, socket
from urllib.parse import urlsplit
from campus5g.authoring.preview import preview
from campus5g.places import COURSES

def ask(address):
    with socket.create_connection(("127.0.0.1", urlsplit(address).port)):
        print("asked", flush=True)
    os.kill(os.getpid(), signal.SIGINT)

preview("essentials-why-5g", "fr", COURSES, open_browser=False, tell=ask)
"""


def test_a_page_can_be_asked_from_the_moment_its_address_is_told_and_ends_with_ctrl_c() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASK_WHEN_TOLD],
        stdout=subprocess.PIPE,
        text=True,
        timeout=WITHIN_S,
        check=True,
    )

    assert told.stdout == "asked\n"
