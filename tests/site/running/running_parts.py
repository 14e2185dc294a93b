"""Hub and portal started apart: each with a loopback address and a data folder of its own."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from campus5g.site.running.ports import free_ports

HUB, PORTAL = "127.0.0.2", "127.0.0.3"
# A loaded machine takes its time; a dead part ends its output long before.
WITHIN_S = 120


class Part:
    """``campus5g start --part`` as a separate process; its messages are in a file."""

    def __init__(self, name: str, data: Path, secret: dict[str, str]) -> None:
        self.data = data
        self._messages = data.with_name(f"{name}.txt")
        run = "from campus5g.commands.main import main; main()"
        with self._messages.open("w") as messages:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-c", run, "start", "--part", name),
                    *("--data", str(data), "--language", "fr"),
                ],
                stdout=messages,
                stderr=subprocess.PIPE,
                text=True,
                env={**os.environ, **secret, "COLUMNS": "200"},
            )

    @property
    def messages(self) -> str:
        """What it and its programs wrote to standard output."""
        return self._messages.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        """Read what it says until it names its address."""
        assert self.process.stderr is not None
        said = ""
        for line in self.process.stderr:
            said += line
            if "http://" in line and "✗" not in line:
                return
        raise AssertionError(f"It does not get ready:\n{said}\n{self.messages}")

    def stop(self) -> int:
        """End it in good order; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=WITHIN_S)
        return self.process.returncode


@dataclass
class RunningParts:
    """A site whose parts meet by addresses and a database alone."""

    folder: Path
    public: int
    hub_port: int
    portal_port: int
    secret: dict[str, str] = field(
        default_factory=lambda: {
            "CAMPUS5G_PORTAL_TOKEN": secrets.token_hex(32),
            "CAMPUS5G_DRAW_SECRET": secrets.token_hex(32),
        }
    )

    @property
    def address(self) -> str:
        """Where people come to."""
        return f"http://{HUB}:{self.public}"

    def start(self) -> None:
        """Start both."""
        self.hub, self.portal = self._started("hub"), self._started("portal")
        self.hub.wait_until_ready()
        self.portal.wait_until_ready()

    def start_portal(self) -> None:
        """Start the portal again."""
        self.portal = self._started("portal")
        self.portal.wait_until_ready()

    def stop(self) -> None:
        """End both."""
        self.portal.stop()
        self.hub.stop()

    def _started(self, name: str) -> Part:
        data = self.folder / name
        data.mkdir(exist_ok=True)
        hub, portal = (f"http://{HUB}:{self.hub_port}", f"http://{PORTAL}:{self.portal_port}")
        (data / "deployment.yaml").write_text(
            "profile: cluster\n"
            "addresses:\n"
            f"  public: {self.address}\n"
            f"  hub: {{bind: '{hub}', connect: '{hub}'}}\n"
            f"  portal: {{bind: '{portal}', connect: '{portal}'}}\n"
            f"  proxy: http://{HUB}:{free_ports(1)[0]}\n"
        )
        return Part(name, data, self.secret)


@contextmanager
def running_parts(folder: Path) -> Iterator[RunningParts]:
    """Start a site in parts on free ports, and end it."""
    parts = RunningParts(folder, *free_ports(3))
    try:
        parts.start()
        yield parts
    finally:
        parts.stop()
