"""The source of a capture: a file, any binary stream, or a live capture point.

Streams and live captures are kept in a private temporary file (mode 0600 in a folder of mode
0700), so that memory stays bounded; it is deleted with the capture.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from campus5g.capture.errors import CaptureError
from campus5g.capture.files.gunzip import MAGIC
from campus5g.capture.files.pcap_over_ip import live_address, record_live
from campus5g.capture.files.survey import open_bytes
from campus5g.language import t
from campus5g.pcapng.reader import PCAP_HEADER_BYTES, is_capture

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class CaptureFile:
    """A file that starts like a capture."""

    path: Path
    folder: "tempfile.TemporaryDirectory[str] | None" = None
    """The private folder that holds it, or None if the file is the caller's."""


def find_file(
    source: Path | str | BinaryIO, max_packets: int | None, max_seconds: float | None
) -> CaptureFile:
    """Return the file for the source given to `open_capture`.

    Raises:
        CaptureError: as `open_capture`.
    """
    if not isinstance(source, Path | str):
        return _spooled(source)
    address = live_address(source) if isinstance(source, str) else None
    if address is not None and not Path(source).exists():
        return _recorded(*address, max_packets, max_seconds)
    path = Path(source)
    _check(path)
    return CaptureFile(path)


def sound_part(path: Path, size: int) -> CaptureFile:
    """Return a private copy of a file's first bytes (decompressed, of a gzip file)."""
    folder = tempfile.TemporaryDirectory(prefix="campus5g-capture-")
    target = Path(folder.name) / path.name.removesuffix(".gz")
    with open_bytes(path) as whole, target.open("xb") as copy:
        while piece := whole.read(min(_PIECE, size)):
            copy.write(piece)
            size -= len(piece)
    return CaptureFile(target, folder)


def _spooled(stream: BinaryIO) -> CaptureFile:
    folder = tempfile.TemporaryDirectory(prefix="campus5g-capture-")
    name = getattr(stream, "name", "")
    path = Path(folder.name) / (Path(name).name if isinstance(name, str) and name else "stream")
    try:
        with path.open("xb") as copy:
            path.chmod(0o600)
            while piece := stream.read(_PIECE):
                copy.write(piece)
    except (OSError, EOFError, ValueError, TypeError) as error:
        folder.cleanup()
        raise _unreadable(path.name, str(error)) from error
    try:
        _check(path)
    except CaptureError:
        folder.cleanup()
        raise
    return CaptureFile(path, folder)


def _recorded(
    host: str, port: int, max_packets: int | None, max_seconds: float | None
) -> CaptureFile:
    folder = tempfile.TemporaryDirectory(prefix="campus5g-capture-")
    path = Path(folder.name) / f"{host.replace(':', '-')}-{port}"
    try:
        path.touch(0o600)
        record_live(host, port, path, max_packets, max_seconds)
    except BaseException:
        folder.cleanup()
        raise
    return CaptureFile(path, folder)


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(PCAP_HEADER_BYTES)
    except OSError as error:
        raise _unreadable(str(path), error.strerror or str(error), error) from error
    if not start:
        raise CaptureError(
            t(fr=f"{path.name} est vide.", en=f"{path.name} is empty."),
            t(fr="Refaites la capture.", en="Make the capture again."),
        )
    if not is_capture(start) and not start.startswith(MAGIC):
        raise CaptureError(
            t(
                fr=f"{path.name} n’est pas une capture de paquets.",
                en=f"{path.name} is not a packet capture.",
            ),
            t(
                fr="Choisissez un fichier .pcapng ou .pcap.",
                en="Choose a .pcapng or .pcap file.",
            ),
        )


def _unreadable(name: str, reason: str, error: OSError | None = None) -> CaptureError:
    if isinstance(error, IsADirectoryError):
        remedy = t(
            fr="C’est un dossier : nommez un fichier .pcapng ou .pcap qu’il contient.",
            en="It is a folder: name a .pcapng or .pcap file in it.",
        )
    elif isinstance(error, PermissionError):
        remedy = t(
            fr=f"Demandez le droit de le lire à son propriétaire : `chmod a+r {name}`.",
            en=f"Ask its owner for permission to read it: `chmod a+r {name}`.",
        )
    elif isinstance(error, FileNotFoundError):
        remedy = t(fr="Vérifiez son nom et son dossier.", en="Check its name and its folder.")
    else:
        remedy = t(
            fr="Vérifiez qu’il est entier et que son disque est en place.",
            en="Check that it is whole and that its disk is in place.",
        )
    return CaptureError(
        t(
            fr=f"Le fichier {name} ne peut pas être lu ({reason}).",
            en=f"The file {name} can't be read ({reason}).",
        ),
        remedy,
    )
