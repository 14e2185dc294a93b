"""Installs the packages of a lock file, and says meanwhile what pip does and how much is left.

    install_locked.py STEP LOCK_FILE

The environment's Python runs it before any package is there: it needs Python's own library alone.
"""

import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import TextIO

# The lock files are whole: nothing is left to resolve. Without a network, pip takes the packages
# from the folder that PIP_FIND_LINKS names.
PIP = (
    *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-color"),
    *("--progress-bar", "off", "--require-hashes", "--only-binary", ":all:", "--no-deps"),
)
LOOKED_AT_EVERY_S = 0.2
SILENT_AT_MOST_S = 20
"""Where a line cannot be renewed: a log gets few lines, and still shows that work goes on."""
LINES_OF_A_FAILURE = 10


def required_packages(lock: str) -> int:
    """Return how many packages a lock file names, those of other systems included."""
    return len(re.findall(r"^[^\s#]+==", lock, re.MULTILINE))


def doing(said: str, required: int, installed: int) -> str:
    """Return what pip is doing, and how far it has come.

    Args:
        said: all that it has said.
        required: how many packages the lock file names.
        installed: how many of them it has installed: of that it says nothing.
    """
    if listed := re.search(r"^Installing collected packages: (.+)\n", said, re.MULTILINE):
        names = listed[1].split(", ")
        number = min(installed + 1, len(names))
        return f"installing {number} of {len(names)} ({names[number - 1]})"
    here = required - len(re.findall(r"^Ignoring ", said, re.MULTILINE))
    come_to = re.findall(
        r"^(?:Collecting|Requirement already satisfied:) ([^\s=]+)", said, re.MULTILINE
    )
    if not come_to:
        return f"{here} to fetch"
    last_line = said.rstrip().rpartition("\n")[2]
    again = ": no answer, trying again" if last_line.startswith("WARNING: Retrying") else ""
    return f"fetching {len(come_to)} of {here} ({come_to[-1]}){again}"


class Line:
    """A line that is renewed on a terminal, and repeated now and then elsewhere."""

    def __init__(self, step: str, out: TextIO) -> None:
        self._step, self._out = step, out
        self._renewed = out.isatty()
        self._shown_at = time.monotonic()

    def show(self, text: str) -> None:
        """Put a text in place of the last one, or below it if that was some time ago."""
        if self._renewed:
            # A line that wraps could not be renewed.
            fitting = f"{self._step}: {text}"[: shutil.get_terminal_size().columns - 1]
            print(f"\r\033[K{fitting}", end="", file=self._out, flush=True)
        elif time.monotonic() - self._shown_at >= SILENT_AT_MOST_S:
            self.leave(text)
            self._shown_at = time.monotonic()

    def leave(self, text: str) -> None:
        """Say the last, and leave it in place."""
        start = "\r\033[K" if self._renewed else ""
        print(f"{start}{self._step}: {text}", file=self._out, flush=True)


def packages() -> set[Path]:
    """Return what tells of each package that is installed here."""
    return {*Path(sysconfig.get_path("purelib")).glob("*.dist-info")}


def install(lock: Path, line: Line) -> int:
    """Install what a lock file names, and return pip's exit code."""
    required = required_packages(lock.read_text(encoding="utf-8"))
    before = packages()
    with tempfile.NamedTemporaryFile("w", prefix="campus-pip-", suffix=".log", delete=False) as log:
        pip = subprocess.Popen([*PIP, "-r", lock], stdout=log, stderr=subprocess.STDOUT)
    messages = Path(log.name)
    code = None
    while code is None:
        try:
            code = pip.wait(LOOKED_AT_EVERY_S)
        except subprocess.TimeoutExpired:
            said = messages.read_text(encoding="utf-8", errors="replace")
            line.show(doing(said, required, len(packages() - before)))
    if code == 0:
        line.leave(f"{len(packages() - before)} installed")
        messages.unlink()
    else:
        said = messages.read_text(encoding="utf-8", errors="replace")
        line.leave(f"pip has failed; all that it said is in {messages}, and last:")
        print("\n".join(said.splitlines()[-LINES_OF_A_FAILURE:]), file=sys.stderr)
    return code


if __name__ == "__main__":
    # Ctrl-C ends it as it ends the script that started it, without a stack trace.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(install(Path(sys.argv[2]), Line(sys.argv[1], sys.stderr)))
