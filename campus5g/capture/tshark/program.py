"""Finding and calling tshark, which every table comes from.

Calls ignore the caller's own Wireshark profile, so that a capture reads the
same for a learner, a trainer and the autograder.
"""

import difflib
import io
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

from campus5g.capture.errors import CaptureError
from campus5g.capture.progress import one_pass, position_of
from campus5g.capture.tshark import signalling_fields
from campus5g.language import t

OLDEST_VERSION = (4, 0, 0)
LONGEST_RUN_S = 120.0

FIELDS_IN_USE = (
    *signalling_fields.ALL,
    "frame.interface_name",
    "frame.protocols",
    "gtp.ext_hdr.pdu_ses_con.pdu_type",
    "gtp.ext_hdr.pdu_ses_con.qos_flow_id",
    "gtp.length",
    "http2.stream",
    "icmp.checksum",
    "icmp.ident",
    "icmp.seq",
    "icmp.type",
    "icmpv6.checksum",
    "icmpv6.echo.identifier",
    "icmpv6.echo.sequence_number",
    "icmpv6.type",
    "ip.len",
    "ipv6.plen",
    "rtp.seq",
    "rtp.ssrc",
    "sctp.data_payload_proto_id",
    "tcp.analysis.lost_segment",
    "tcp.analysis.retransmission",
    "tcp.checksum",
)
"""The fields that Campus 5G and its labs rely on; `campus5g doctor` checks them."""

PREFERENCES = ("-o", "nas-5gs.null_decipher:TRUE")
_SLOWEST_BYTES_PER_SECOND = 50_000
_PIECE = 1 << 16
_CUT = "appears to have been cut short"
_DAMAGED = "appears to be damaged or corrupt"
_FIELD_ROW = re.compile(r"^[FP]\t[^\t\n]*\t([^\t\n]+)", re.MULTILINE)
"""Of ``tshark -G fields``: a field or a protocol, its title, its name."""
_UNKNOWN_FIELDS = re.compile(r"Some fields aren't valid:\n((?:\t.*\n?)+)")


def tshark_version() -> tuple[int, ...]:
    """Return the version of the installed tshark, e.g. ``(4, 4, 19)``.

    Raises:
        CaptureError: tshark is missing, silent or older than 4.0.
    """
    return _version_of(_tshark_path())


def unknown_fields(names: Iterable[str]) -> list[str]:
    """Return those field names that the installed tshark does not have.

    Raises:
        CaptureError: tshark is missing or too old.
    """
    return list(_unknown(tuple(names), tshark_version()))


@lru_cache
def _unknown(names: tuple[str, ...], version: tuple[int, ...]) -> tuple[str, ...]:
    """Return the unknown fields for that version of tshark.

    The answer is kept, not the 250,000 names, which would take 30 MiB per learner.
    """
    left = {name for name in names if not name.startswith("_ws.col.")}
    left.difference_update(_field_names())
    return tuple(name for name in names if name in left)


def lines_of_fields(
    file: Path,
    fields: Sequence[str],
    *,
    separator: str,
    aggregator: str,
    display_filter: str | None = None,
    columns: str = "",
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Run tshark once over a file and yield its lines as they come, one per packet.

    Memory does not grow with the size of the file, except within tshark. Closing the iterator ends
    tshark.

    Args:
        file: the capture.
        fields: field names; ``_ws.col.…`` names refer to ``columns``.
        separator: the character between fields.
        aggregator: the character between the values of one field.
        display_filter: keep the packets that match, in Wireshark's syntax.
        columns: a ``gui.column.format`` value.
        options: more arguments, e.g. the mapping of user link types.

    Raises:
        CaptureError: unknown field, bad filter, unreadable file, or no end within
            `longest_run_s`.
    """
    arguments = [*PREFERENCES, *options]
    if columns:
        arguments += ["-o", f"gui.column.format:{columns}"]
    if display_filter:
        arguments += ["-Y", display_filter]
    arguments += ["-T", "fields", "-E", "occurrence=a", "-E", f"separator={separator}"]
    arguments += ["-E", f"aggregator={aggregator}"]
    for field in fields:
        arguments += ["-e", field]
    with running_tshark(file, arguments, display_filter) as run:
        yield from run.lines()


@dataclass(slots=True)
class Run:
    """A run of tshark over a file; read its output by lines or by pieces, not both."""

    output: IO[bytes]
    cut: bool = False
    """Set at the end: the file was cut or damaged, and everything before that was read."""
    _began: bool = False

    def lines(self) -> Iterator[str]:
        """Yield the lines of the output, with their line endings."""
        with io.TextIOWrapper(self.output, "utf-8", "replace", newline="\n") as text:
            for line in text:
                self._began = True
                yield line

    def pieces(self) -> Iterator[bytes]:
        """Yield the output piece by piece."""
        while piece := self.output.read(_PIECE):
            self._began = True
            yield piece

    def end(self, messages: str) -> None:
        """Interpret what tshark printed when it ended."""
        self.cut = _CUT in messages or (self._began and _DAMAGED in messages)


@contextmanager
def running_tshark(
    file: Path, arguments: Sequence[str], display_filter: str | None = None
) -> Iterator[Run]:
    """Run tshark over a file during a ``with`` block, and end it with the block.

    Memory does not grow with the size of the file, except within tshark.

    Args:
        file: the capture.
        arguments: what to print, and how to dissect.
        display_filter: the caller's filter, if the arguments contain one: it may be wrong.

    Raises:
        CaptureError: unknown field, bad filter or option, unreadable file, or no end within
            `longest_run_s`.
    """
    _tshark_path()
    outcome = _Exit()
    with (
        _process(
            ["-r", str(file), "-n", "-Q", *arguments], longest_run_s(file), outcome
        ) as process,
        one_pass(file, lambda: position_of(process.pid, file)),
    ):
        run = Run(cast("IO[bytes]", process.stdout))
        yield run
    run.end(outcome.text)
    if outcome.status and not run.cut:
        # Asked only now: the answer takes as long as reading a short capture.
        tshark_version()
        raise _explained(outcome.text, display_filter, file)


def longest_run_s(file: Path) -> float:
    """Return how long a run of tshark over a file may take, in seconds."""
    return LONGEST_RUN_S + file.stat().st_size / _SLOWEST_BYTES_PER_SECOND


@dataclass(slots=True)
class _Exit:
    status: int = 0
    text: str = ""


@contextmanager
def _process(
    arguments: Sequence[str], limit_s: float, outcome: _Exit
) -> "Iterator[subprocess.Popen[bytes]]":
    """Start tshark; leaving before all its output is read ends it."""
    late = threading.Event()
    with (
        tempfile.TemporaryDirectory(prefix="campus5g-tshark-") as profile,
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [_tshark_path(), *arguments],
            env=_environment(profile),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as process,
    ):

        def end() -> None:
            late.set()
            process.kill()

        limit = threading.Timer(limit_s, end)
        limit.daemon = True
        try:
            limit.start()
            yield process
            cast("IO[bytes]", process.stdout).close()
            outcome.status = process.wait()
        finally:
            limit.cancel()
            process.kill()
            # After Ctrl-C no other code waits for it.
            process.wait()
        if late.is_set():
            raise _too_slow(limit_s)
        errors.seek(0)
        outcome.text = errors.read().decode("utf-8", "replace")


def _run(arguments: Sequence[str]) -> str:
    """Return the output of a short run."""
    with _process(arguments, LONGEST_RUN_S, _Exit()) as process:
        return cast("IO[bytes]", process.stdout).read().decode("utf-8", "replace")


def _environment(profile: str) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", "WIRESHARK_CONFIG_DIR": profile}


def _too_slow(limit_s: float) -> CaptureError:
    return CaptureError(
        t(
            fr=f"tshark n’a pas fini en {limit_s:.0f} secondes.",
            en=f"tshark did not finish within {limit_s:.0f} seconds.",
        ),
        t(
            fr="Faites une capture plus courte, ou demandez moins de champs.",
            en="Make a shorter capture, or ask for fewer fields.",
        ),
    )


def _tshark_path() -> str:
    path = shutil.which("tshark")
    if path is None:
        raise CaptureError(
            t(fr="Le programme tshark est introuvable.", en="The program tshark is missing."),
            t(
                fr="Installez-le : `sudo apt install tshark`.",
                en="Install it: `sudo apt install tshark`.",
            ),
        )
    return path


@lru_cache
def _version_of(path: str) -> tuple[int, ...]:
    answer = subprocess.run(
        [path, "--version"], capture_output=True, check=False, encoding="utf-8", timeout=30
    ).stdout
    found = re.search(r"TShark.*?(\d+)\.(\d+)\.(\d+)", answer)
    version = tuple(int(part) for part in found.groups()) if found else (0, 0, 0)
    if version < OLDEST_VERSION:
        shown = ".".join(map(str, version)) if found else "?"
        raise CaptureError(
            t(
                fr=f"tshark {shown} est trop ancien pour la 5G.",
                en=f"tshark {shown} is too old for 5G.",
            ),
            t(
                fr="Installez tshark 4.0 ou plus récent (Debian 12, Ubuntu 24.04).",
                en="Install tshark 4.0 or later (Debian 12, Ubuntu 24.04).",
            ),
        )
    return version


def _field_names() -> Iterator[str]:
    """Yield every field name of the installed tshark, some more than once."""
    for row in _FIELD_ROW.finditer(_run(["-G", "fields"])):
        yield row[1]


def _explained(message: str, display_filter: str | None, file: Path) -> CaptureError:
    unknown = _UNKNOWN_FIELDS.search(message)
    if unknown:
        return UnknownFieldsError(sorted(unknown[1].split()))
    lines = [
        line.removeprefix("tshark: ") for line in message.splitlines() if line.startswith("tshark:")
    ]
    reason = lines[0] if lines else message.strip() or "?"
    if display_filter and "file" not in reason:
        return CaptureError(
            t(
                fr=f"Le filtre d’affichage « {display_filter} » n’est pas valable ({reason})",
                en=f"The display filter “{display_filter}” is not valid ({reason})",
            ),
            t(
                fr="Exemples valables : ngap, pfcp.msg_type == 50, ip.addr == 10.45.0.2.",
                en="Valid examples: ngap, pfcp.msg_type == 50, ip.addr == 10.45.0.2.",
            ),
        )
    return CaptureError(
        t(
            fr=f"tshark ne peut pas lire {file.name} ({reason})",
            en=f"tshark can't read {file.name} ({reason})",
        ),
        t(fr="Refaites la capture.", en="Make the capture again."),
    )


class UnknownFieldsError(CaptureError):
    """The installed tshark does not know some fields: `names`."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        known = frozenset(_field_names())
        near = {match: None for name in names for match in _near(name, known)}
        listed = ", ".join(names)
        nearest = ", ".join(near)
        super().__init__(
            t(
                fr=f"tshark ne connaît pas ce nom de champ : {listed}.",
                en=f"tshark does not know this field name: {listed}.",
            ),
            t(fr=f"Vouliez-vous dire {nearest} ?", en=f"Did you mean {nearest}?")
            if near
            else t(
                fr="Cherchez le nom dans Wireshark : il s’affiche en bas quand une ligne est "
                "choisie.",
                en="Look the name up in Wireshark: select a line, and it is shown at the bottom.",
            ),
        )


def _near(name: str, known: frozenset[str]) -> list[str]:
    protocol, _, leaf = name.partition(".")
    family = [field for field in known if field.startswith(f"{protocol}.")] or sorted(known)
    leaf = name.rpartition(".")[2].lower()
    same_leaf = sorted(field for field in family if field.rpartition(".")[2].lower() == leaf)
    return list(dict.fromkeys([*same_leaf[:3], *difflib.get_close_matches(name, family, n=3)]))[:3]
