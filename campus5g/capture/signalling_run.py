"""Running tshark for signalling: its output as a stream, in bounded memory."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from campus5g.capture.errors import CaptureError
from campus5g.capture.tshark import PREFERENCES, tshark_version
from campus5g.language import t

LONGEST_RUN_SECONDS = 1800.0

_CUT = ("cut short", "damaged or corrupt")
_SBI_PORTS = ("7777", "29500-29599", "8000")
_DISSECTION = (
    *PREFERENCES,
    # Copies are told by their TSN later on; tshark would leave them undissected.
    *("-o", "sctp.tsn_analysis:FALSE"),
    *(part for ports in _SBI_PORTS for part in ("-d", f"tcp.port=={ports},http2")),
)


@dataclass(slots=True)
class Run:
    """A running tshark."""

    output: IO[bytes]
    cut: bool = False
    """Set at the end: the file stops in the middle of a packet."""

    def lines(self) -> Iterator[str]:
        """Yield the lines of the output."""
        for line in self.output:
            yield line.decode("utf-8", "replace").rstrip("\r\n")


@contextmanager
def running_tshark(file: Path, arguments: Sequence[str], options: Sequence[str]) -> Iterator[Run]:
    """Run tshark over a file for the time of a ``with`` block; it is ended with the block.

    Args:
        file: the capture.
        arguments: what to print.
        options: the caller's own arguments, e.g. a table of user link types.

    Raises:
        CaptureError: tshark is missing, can't read the file or an option, or does not end.
    """
    tshark_version()
    command = [
        shutil.which("tshark") or "tshark",
        "-r",
        str(file),
        "-n",
        "-Q",
        *_DISSECTION,
        *options,
        *arguments,
    ]
    with (
        tempfile.TemporaryDirectory(prefix="campus5g-tshark-") as profile,
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, "LC_ALL": "C.UTF-8", "WIRESHARK_CONFIG_DIR": profile},
        ) as process,
    ):
        watch = threading.Timer(LONGEST_RUN_SECONDS, process.kill)
        watch.daemon = True
        watch.start()
        run = Run(cast(IO[bytes], process.stdout))
        try:
            yield run
            run.output.read()
            process.wait(LONGEST_RUN_SECONDS)
        finally:
            watch.cancel()
            process.kill()
        said.seek(0)
        message = said.read().decode("utf-8", "replace")
        run.cut = any(sign in message for sign in _CUT)
        if process.returncode and not run.cut:
            raise _failed(file, message)


def _failed(file: Path, message: str) -> CaptureError:
    lines = [line for line in message.splitlines() if line.startswith("tshark:")]
    said = (lines[0].removeprefix("tshark: ") if lines else message.strip()) or "?"
    return CaptureError(
        t(
            fr=f"tshark ne peut pas lire la signalisation de {file.name} ({said})",
            en=f"tshark can't read the signalling of {file.name} ({said})",
        ),
        t(
            fr="Vérifiez le fichier et les options données à tshark.",
            en="Check the file and the options given to tshark.",
        ),
    )
