"""Small programs that run behind the walls and report what they see."""

import json
import sys
from pathlib import Path
from typing import Any

from autograder.inside.frames import Frames
from autograder.limits import MEBIBYTE, Limits
from autograder.sandbox import Confined, Enclosure

WITHIN_S = 60.0
WORKSPACE = Path("/srv/course/autograded/ada/lab1")
LIMITS = Limits(
    memory_bytes=512 * MEBIBYTE,
    cpu_s=20,
    processes=40,
    workspace_bytes=16 * MEBIBYTE,
    file_bytes=8 * MEBIBYTE,
)
TAKE_TOGETHER = """
report("begun")
for _ in range(8):
    if os.fork() == 0:
        held = b"!" * (150 * 1024 * 1024)
        _channel.recv(1)
_channel.recv(1)
"""
"""Processes that each stay below `LIMITS`, and all of them together do not."""
_PRELUDE = """
import json, os, socket, sys
from pathlib import Path
_channel = socket.socket(fileno=int(os.environ["AUTOGRADER_CHANNEL"]))
def report(thing):
    _channel.sendall(json.dumps(thing).encode() + b"\\n")
"""


def start(enclosure: Enclosure, program: str, *arguments: str) -> Confined:
    """Start a program in which `report` sends a JSON line to the test."""
    confined = enclosure.command([sys.executable, "-I", "-c", _PRELUDE + program, *arguments])
    confined.channel.settimeout(WITHIN_S)
    return confined


def heard(confined: Confined) -> Any:
    """Wait for the next report of the program."""
    line = b""
    while not line.endswith(b"\n"):
        byte = confined.channel.recv(1)
        assert byte, "the program ended before it told anything"
        line += byte
    return json.loads(line)


def first_report(enclosure: Enclosure, program: str, *arguments: str) -> Any:
    """Run a program to its end and return its first report."""
    confined = start(enclosure, program, *arguments)
    with confined.channel:
        answer = heard(confined)
        confined.wait(WITHIN_S)
    return answer


def printed(confined: Confined, code: str) -> str:
    """Run one cell and return what it printed."""
    frames = Frames(confined.channel, max_frame_bytes=1_000_000)
    frames.send({"op": "run", "cell": 0, "code": code, "silent": False, "store_history": True})
    text = ""
    while (message := frames.receive(WITHIN_S)) is not None and message["kind"] != "done":
        if message.get("msg_type") == "stream":
            text += message["content"]["text"]
    return text
