"""Child processes of a kit: started, awaited until ready, and never left behind.

A child ends when its standard input closes, so that it can't outlive this
process, even when that is killed.
"""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

from campus5g.kit.errors import KitError
from campus5g.language import t

READY_SECONDS = 30.0
GOODBYE_SECONDS = 5.0


class Child:
    """One program of the house, run as ``python -m``, that prints a ready line."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        log_to_terminal: bool = False,
    ) -> None:
        self.module = module
        self._log: IO[bytes] | None = None
        if not log_to_terminal:
            self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed in `end`
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments, "--until-stdin-closes"],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,  # a notebook's stop button must not reach it
        )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ready(self) -> dict[str, Any]:
        """Wait for the ready line and return what it says.

        Raises:
            KitError: it ended, or said nothing in 30 s; it is ended then.
        """
        try:
            return self._ready_line()
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """Let it end by itself, and kill it if it does not."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._log is not None:
            self._log.close()

    @property
    def output(self) -> int:
        """The file descriptor of what it prints: the ready line, then nothing until its end."""
        if self._process.stdout is None:
            raise ValueError("the process has no output")
        return self._process.stdout.fileno()

    def _ready_line(self) -> dict[str, Any]:
        deadline = time.monotonic() + READY_SECONDS
        said = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.output, selectors.EVENT_READ)
            while not said.endswith(b"\n"):
                heard = selector.select(max(0, deadline - time.monotonic()))
                piece = os.read(self.output, 4096) if heard else b""
                if not piece:
                    raise self._failure()
                said += piece
        message: dict[str, Any] = json.loads(said)
        return message

    def _failure(self) -> KitError:
        last = self._last_words()
        ended = bool(last) or not self.alive
        why = last or t(fr="sans explication", en="without explanation")
        if ended:
            problem = t(
                fr=f"Le kit virtuel n’a pas pu démarrer ({self.module} : {why})",
                en=f"The virtual kit could not start ({self.module}: {why})",
            )
        else:
            problem = t(
                fr=f"Le kit virtuel n’était pas prêt après {READY_SECONDS:.0f} secondes.",
                en=f"The virtual kit was not ready after {READY_SECONDS:.0f} seconds.",
            )
        return KitError(
            problem,
            t(
                fr="Relancez la cellule ; si cela se répète, lancez `campus5g doctor`.",
                en="Run the cell again; if it goes on, run `campus5g doctor`.",
            ),
        )

    def _last_words(self) -> str:
        if self._log is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def wait_for_first_end(children: Sequence[Child]) -> None:
    """Wait until one of several children ends."""
    with selectors.DefaultSelector() as selector:
        for child in children:
            selector.register(child.output, selectors.EVENT_READ)
        selector.select()
