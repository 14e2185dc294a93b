"""A training site that runs as people run it, seen from outside."""

import json
import signal
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database

# A loaded machine takes its time; a dead site ends its output long before.
WITHIN_S = 120


@dataclass
class RunningSite:
    """``campus5g start`` as a separate process."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    said: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def sign_ins(self) -> dict[str, str]:
        phrases: dict[str, str] = json.loads((self.data / "demo-sign-ins.json").read_text())
        return phrases

    def administrator(self) -> tuple[str, str]:
        """Make sure that there is an administrator; return their name and pass phrase."""
        name, pass_phrase = "dominique", "une phrase pour les essais"
        with closing(Database.of_site(SiteFolders(self.data).records)) as database:
            Accounts(database).set(name, "administrator", "fr", pass_phrase)
        return name, pass_phrase

    def wait_until_open(self) -> None:
        """Read what it says until it names the way to stop it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return
        raise AssertionError(f"The site did not open:\n{self.said}")

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> int:
        """Signal the supervisor and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        rest, _ = self.process.communicate(timeout=WITHIN_S)
        self.said += rest
        return self.process.returncode


StartSite = Callable[..., RunningSite]
CopyDemo = Callable[[Path], Path]
