"""The other end of `supervision`: what a supervised program owes to the one that started it."""

import asyncio
import json
import os
import signal
import sys
from typing import TextIO


class Supervisor:
    """The program that started this one: it reads a line, and lives as long as it holds our input.

    From here on what this process and its children print goes where errors go: to the log.
    """

    def __init__(self) -> None:
        stdout = sys.stdout.fileno()
        self._reader: TextIO = os.fdopen(os.dup(stdout), "w", encoding="utf-8")
        os.dup2(sys.stderr.fileno(), stdout)

    async def tell_ready(self, address: str) -> None:
        """Say that people can come; from now on end when the supervisor does.

        Args:
            address: where they come to.
        """
        with self._reader as reader:
            print(json.dumps({"ready": True, "url": address}), file=reader)
        await asyncio.get_running_loop().connect_read_pipe(_EndOfSupervisor, sys.stdin)


class _EndOfSupervisor(asyncio.Protocol):
    def connection_lost(self, error: Exception | None) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
