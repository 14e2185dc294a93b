"""A capture on the kit: it runs in a ``with`` block and is read afterwards."""

import contextlib
import json
import shutil
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from campus5g.capture import Capture, open_capture
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError, not_written
from campus5g.kit.interrupting import Interrupted, interruptible
from campus5g.kit.measuring.keeping import Keepable, Kept, Measured, check_name
from campus5g.kit.showing.progress import Display, Progress, fitting_display
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    from scapy.plist import PacketList

STOP_S = 15.0
_FOLLOWER_S = 5.0


@interruptible(lambda: "capture")
class KitCapture(Keepable):
    """Packets seen at one or several capture points.

    ``with k.capture("n2") as cap: …`` captures while the block runs; after it,
    ``cap.table()``, ``cap.packets()`` and ``cap.pyshark()`` read what was seen.
    """

    def __init__(
        self, connection: GatewayConnection, points: Sequence[str], max_seconds: float
    ) -> None:
        self.points = tuple(points)
        self.max_seconds = max_seconds
        self._connection = connection
        self._id: str | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._file: Capture | None = None
        self._final: Progress | None = None
        self._measurement = ""
        self._display: Display | None = None
        self._follower: threading.Thread | None = None

    def start(self) -> Self:
        """Start; everything after this call is captured.

        Raises:
            KitError: the point is unknown, the kit does not answer, or the capture was already
                started.
        """
        if self._id is not None:
            raise KitError(
                t(fr="Cette capture a déjà servi.", en="This capture has been used."),
                t(fr="Faites-en une autre : k.capture(…).", en="Make another: k.capture(…)."),
            )
        order = {
            "points": list(self.points),
            "max_seconds": self.max_seconds,
            "while_watched": True,
        }
        self._id = str(self._connection.call("POST", "/captures", order)["id"])
        self._display = fitting_display()
        self._follower = threading.Thread(
            target=self._follow, args=(self._display,), name="capture-progress", daemon=True
        )
        self._follower.start()
        return self

    def stop(self) -> None:
        """Stop and fetch the file; a second call does nothing.

        Raises:
            KitError: the kit no longer answers.
        """
        if self._id is None or self._file is not None:
            return
        try:
            state = self._connection.call("POST", f"{self._path}/stop", timeout_s=STOP_S)
            self._file = self._fetched()
            self._measurement = str(state["measurement"])
            self._final = _progress(state, self.max_seconds)
        finally:
            self._end_display()
        with contextlib.suppress(KitError):
            self._connection.call("DELETE", self._path)

    @property
    def file(self) -> Capture:
        """The capture with all analyses: ``cap.file.ladder()``, ``cap.file.procedures()``…"""
        return self._read

    @property
    def path(self) -> Path:
        """The pcapng file, kept until this program ends (`save` keeps it for good)."""
        return self._read.path

    @property
    def count(self) -> int:
        """Number of captured packets."""
        return self._read.count

    def table(
        self,
        fields: Sequence[str] | Mapping[str, str] | None = None,
        display_filter: str | None = None,
    ) -> "pd.DataFrame":
        """Return one row for each packet; see `campus5g.capture.Capture.table`."""
        return self._read.table(fields, display_filter)

    def packets(self) -> "PacketList":
        """Return the packets as scapy's; see `campus5g.capture.Capture.packets`."""
        return self._read.packets()

    def pyshark(
        self, display_filter: str | None = None, limit: int | None = None
    ) -> Generator[Any, None, None]:
        """Return an iterator over pyshark's packets; see `campus5g.capture.Capture.pyshark`."""
        return self._read.pyshark(display_filter, limit)

    @property
    def measured(self) -> Measured:
        """Its id at the gateway."""
        return Measured(self._connection, self._measurement, "pcapng", self._read.path)

    def keep(self, name: str) -> Kept:
        """Keep it as evidence: ``evidence/<name>.pcapng``, signed by the kit; see `Keepable`.

        Raises:
            KitError: it has not ended, the name is not a plain file name, or the file can't be
                written.
        """
        kept = super().keep(name)
        # Replayed captures with the same parameters differ only by their name.
        self._file = open_capture(kept.artefact)
        return kept

    def save(self, name: str) -> Path:
        """Copy the file beside the notebook as ``<name>.pcapng`` and return where.

        Raises:
            KitError: the name is not a plain file name, or the file can't be written.
        """
        name = name.removesuffix(".pcapng")
        check_name(name)
        target = Path(f"{name}.pcapng")
        try:
            shutil.copyfile(self.path, target)
        except OSError as error:
            raise not_written(target, error) from error
        return target

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self.stop()
        except KitError as error:
            if kind is None:
                raise
            if issubclass(kind, KeyboardInterrupt):
                raise Interrupted(remedy=str(error)) from None

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self).strip('<>'))}</p>"

    def __repr__(self) -> str:
        if self._final is not None:
            return f"<{self._final.text}>"
        points = ", ".join(self.points)
        if self._id is None:
            return t(
                fr=f"<{points} · capture pas encore lancée>",
                en=f"<{points} · capture not yet started>",
            )
        return t(fr=f"<{points} · capture en cours>", en=f"<{points} · capture running>")

    @property
    def _path(self) -> str:
        return f"/captures/{self._id}"

    @property
    def _read(self) -> Capture:
        if self._file is None:
            raise KitError(
                t(fr="Cette capture n’est pas terminée.", en="This capture has not ended."),
                t(
                    fr="Lisez-la après le bloc `with k.capture(…) as cap:`, sans retrait.",
                    en="Read it after the block `with k.capture(…) as cap:`, not indented.",
                ),
            )
        return self._file

    def _fetched(self) -> Capture:
        self._folder = tempfile.TemporaryDirectory(prefix="campus5g-")
        file = Path(self._folder.name) / f"{'-'.join(self.points)}.pcapng"
        self._connection.download(f"{self._path}/pcapng", file)
        return open_capture(file)

    def _follow(self, display: Display) -> None:
        """Show the progress until the capture stops; runs in a thread."""
        with (
            contextlib.suppress(KitError),
            self._connection.lines(
                f"{self._path}/progress", silence_s=self.max_seconds + STOP_S
            ) as lines,
        ):
            for line in lines:
                display.show(_progress(json.loads(line), self.max_seconds))

    def _end_display(self) -> None:
        if self._follower is not None:
            self._follower.join(_FOLLOWER_S)
        if self._display is not None:
            if self._final is not None:
                self._display.show(self._final)
            self._display.close()


def _progress(state: Mapping[str, Any], max_seconds: float) -> Progress:
    started = datetime.fromisoformat(state["started_at"])
    stopped = state["stopped_at"]
    until = datetime.fromisoformat(stopped) if stopped else datetime.now(UTC)
    return Progress(
        points=list(state["points"]),
        packets=int(state["packets"]),
        bytes=int(state["bytes"]),
        elapsed_s=max(0.0, (until - started).total_seconds()),
        max_s=max_seconds,
        reason=state["reason"],
        detail=str(state.get("detail", "")),
    )
