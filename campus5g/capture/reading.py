"""A capture, and all the ways to look at it."""

import warnings
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from campus5g.capture.errors import CaptureError, CutCaptureWarning
from campus5g.capture.files.source import CaptureFile, find_file, sound_part
from campus5g.capture.files.survey import Survey, survey
from campus5g.capture.files.user_link_types import (
    LinkTypeChoice,
    chosen,
    is_user_link_type,
    tshark_options,
)
from campus5g.capture.table import read_table
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    from scapy.packet import Packet
    from scapy.plist import PacketList

    from campus5g.capture.analysis.correlation import Correlation, Labelled
    from campus5g.capture.analysis.finding import Finding
    from campus5g.capture.analysis.findings import SeenTunnel
    from campus5g.capture.analysis.procedures import Procedure
    from campus5g.capture.analysis.summary import Summary
    from campus5g.capture.analysis.user_plane import UserPlane
    from campus5g.capture.ladder.ladder import Ladder
    from campus5g.capture.messages.message import Message


_KEPT_PACKETS = 50_000
"""Beyond this number, messages are kept only where they are asked for."""


class Capture:
    """A capture; `open_capture` makes one.

    Results are kept: a second request for messages, UEs or procedures costs nothing.
    """

    def __init__(self, file: CaptureFile, protocols: Mapping[int, str]) -> None:
        self.path = file.path
        """The file; that of a stream or live capture is deleted with the capture."""
        self._file = file
        self._told_protocols = protocols

    @property
    def count(self) -> int:
        """Number of whole packets in the file, copies included."""
        return self.survey.packets

    @property
    def unread_bytes(self) -> int:
        """Number of bytes at the end outside any whole packet: the file is cut or damaged."""
        return self.survey.unread_bytes

    @property
    def duplicates(self) -> int:
        """Number of packets that are copies of an earlier one, see `capture.files.duplicates`."""
        return len(self.survey.duplicates)

    @cached_property
    def survey(self) -> Survey:
        """The results of one pass over the file: packets, copies, link types, capture points."""
        return survey(self.path)

    @property
    def readable(self) -> Path:
        """The file that tshark and scapy read: for a damaged one, a copy of its intact part.

        The rest would make them guess another file format.
        """
        return self._readable.path

    @cached_property
    def _readable(self) -> CaptureFile:
        found = self.survey
        if not found.sound_bytes:
            raise CaptureError(
                t(
                    fr=f"L’en-tête de {self.path.name} est endommagé : rien ne peut être lu.",
                    en=f"The header of {self.path.name} is damaged: nothing can be read.",
                ),
                t(fr="Refaites la capture.", en="Make the capture again."),
            )
        damaged = found.damage == "damaged"
        return sound_part(self.path, found.sound_bytes) if damaged else self._file

    @property
    def user_protocols(self) -> Mapping[int, str]:
        """The protocols in user link types (147 to 162): as given, or else as recognised."""
        present = filter(is_user_link_type, self.survey.link_types)
        known = {**self.survey.user_protocols, **self._told_protocols}
        return {number: known[number] for number in present if number in known}

    def table(
        self,
        fields: Sequence[str] | Mapping[str, str] | None = None,
        display_filter: str | None = None,
        *,
        keep_duplicates: bool = False,
    ) -> "pd.DataFrame":
        """Return one row per packet, or per message, read in one tshark run.

        Without ``fields`` the columns are those of Wireshark's packet list: ``number`` (int),
        ``time_s`` (float, seconds since the first packet; NaN if the file has no times),
        ``point`` (capture point), ``source``, ``destination``, ``protocol``, ``info``. With
        ``fields``, ``number`` and ``time_s`` come first, then one text column per field, as tshark
        prints it: an absent field is ``""``, several values in one row are joined by ``"; "``
        in their order (``.str.split("; ")`` takes them apart).

        If NGAP or NAS fields are requested, a packet that carries several NGAP messages gives a
        row for each (SCTP bundling, RFC 9260, 6.10) and the filter selects among them; a second
        run over just those packets finds them. NGAP and NAS in SBI bodies are not N2
        (TS 29.502, 6.1.6.4): its cells stay empty, and a filter on ``ngap`` or ``nas-5gs`` leaves
        the packet out. Copies of a packet are left out; `duplicates` counts them.

        Args:
            fields: tshark field names, or ``{column: field}`` to name the columns.
            display_filter: keep the packets that match, in Wireshark's language.
            keep_duplicates: keep the copies as well.

        Raises:
            CaptureError: unknown field, bad filter, unreadable file, or tshark is missing.
        """
        self._warn_if_cut()
        return read_table(
            self.readable, self.survey, fields, display_filter, keep_duplicates, self.options
        )

    def packets(self) -> "PacketList":
        """Return the packets as scapy's `PacketList`; ``sniffed_on`` is the capture point.

        Raises:
            CaptureError: the file can't be read.
        """
        from campus5g.capture.packets.scapy_packets import read_scapy_packets

        return read_scapy_packets(self.readable)

    def scapy(self) -> "Iterator[Packet]":
        """Yield the packets as scapy packets, one at a time: memory stays small for large files.

        Raises:
            CaptureError: the file can't be read.
        """
        from campus5g.capture.packets.scapy_packets import iterate_scapy_packets

        return iterate_scapy_packets(self.readable)

    def pyshark(
        self, display_filter: str | None = None, limit: int | None = None
    ) -> Generator[Any, None, None]:
        """Return an iterator over pyshark's packets, e.g. ``packet.ngap.procedureCode``.

        pyshark runs in a separate thread, so that this works in a notebook; thread and tshark
        end with the loop, even if it is left early. It is the slow way (some thousand packets
        a second): filter first, or use `table`. ``list(capture.pyshark(…))`` keeps the packets.

        Args:
            display_filter: keep the packets that match, in Wireshark's language.
            limit: stop after this many packets.

        Raises:
            CaptureError: bad filter, unreadable file, tshark is missing, or no packet in time.
        """
        from campus5g.capture.packets.pyshark_packets import iterate_pyshark_packets

        return iterate_pyshark_packets(self.readable, display_filter, limit, self.options)

    def messages(self) -> "pd.DataFrame":
        """Return one row per signalling message of N1, N2, N4, SBI and N3 control.

        Columns: those of `capture.messages.signalling.message_table`, and ``ue``, the UE's key
        in `ues` (``""`` if unknown).

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        from campus5g.capture.messages.signalling import message_table

        return message_table(self.signalling).assign(ue=list(self.correlation.ue))

    def ues(self) -> "pd.DataFrame":
        """Return one row per UE; columns as in `campus5g.capture.analysis.ues.ue_table`.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        from campus5g.capture.analysis.ues import ue_table

        return ue_table(self.correlation.traces)

    def sessions(self) -> "pd.DataFrame":
        """Return one row per PDU session; columns as in `capture.analysis.ues.session_table`.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        from campus5g.capture.analysis.ues import session_table

        return session_table((*self.correlation.traces, *self.correlation.sessions_alone))

    def procedures(self) -> "pd.DataFrame":
        """Return one row per procedure; columns as in `capture.analysis.procedures`.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        from campus5g.capture.analysis.procedures import procedure_table

        return procedure_table(self.procedure_list)

    def user_plane(self) -> "UserPlane":
        """Return the user plane: its tunnels and inner flows.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        return self._user_plane

    def ladder(
        self, ue: str | None = None, interface: str | Collection[str] | None = None
    ) -> "Ladder":
        """Return the call flow.

        Args:
            ue: only the messages of this UE, by its key in `ues`, IMSI, SUCI or 5G-GUTI.
            interface: only this one, or these: ``N1``, ``N2``, ``N3``, ``N4``, ``SBI``.

        Raises:
            CaptureError: unknown UE or interface, unreadable file, or tshark is missing.
        """
        from campus5g.capture.ladder.ladder import ladder

        return ladder(self.signalling, ue=ue, interface=interface)

    def findings(self) -> "pd.DataFrame":
        """Return the findings; columns as in `campus5g.capture.analysis.findings`.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        from campus5g.capture.analysis.findings import finding_table

        return finding_table(self.finding_list)

    def summary(self) -> "Summary":
        """Return how much of what the capture holds.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        return self._summary

    def remarks(self) -> list[str]:
        """Return what a reader should know first: nothing inside, cut packets, other contents.

        Raises:
            CaptureError: unreadable file, or tshark is missing.
        """
        return self._summary.remarks

    @property
    def options(self) -> tuple[str, ...]:
        """The tshark arguments that dissecting this capture needs."""
        return tshark_options(self.user_protocols)

    @cached_property
    def signalling(self) -> "list[Message]":
        """The signalling messages in order, without those of copied packets."""
        return list(self._messages())

    @cached_property
    def correlation(self) -> "Correlation":
        """The UE of each of these messages."""
        from campus5g.capture.analysis.correlation import label

        return label(self.signalling)

    @cached_property
    def procedure_list(self) -> "list[Procedure]":
        """The procedures in order."""
        from campus5g.capture.analysis.procedures import in_order, procedures_of

        return in_order(procedures_of(self._labelled()))

    @cached_property
    def finding_list(self) -> "list[Finding]":
        """The findings: the most severe first, then by time."""
        return list(self._summary.findings)

    @cached_property
    def _summary(self) -> "Summary":
        # tshark takes longer to start than Python to import what its output goes through.
        importing = Thread(target=import_module, args=("campus5g.capture.analysis.summary",))
        importing.start()
        if self._is_small:
            _ = self.signalling
        importing.join()
        from campus5g.capture.analysis.summary import summarise

        return summarise(self.path.name, self.survey, self._labelled, self._tunnels())

    @cached_property
    def _user_plane(self) -> "UserPlane":
        from campus5g.capture.analysis.user_plane import read_user_plane

        return read_user_plane(
            self.readable, self.options, copies=frozenset(self.survey.duplicates)
        )

    def _messages(self) -> "Iterable[Message]":
        """Read the signalling, message by message."""
        from campus5g.capture.messages.signalling import SignallingReading

        self._warn_if_cut()
        return SignallingReading(
            self.readable, self.survey, self.options, copied=self.survey.duplicates
        )

    def _labelled(self) -> "Iterator[list[Labelled]]":
        """Yield the messages with their UE, those that travel together in one list.

        Of a large capture nothing is kept.
        """
        from campus5g.capture.analysis.correlation import WINDOW, labelled
        from campus5g.capture.analysis.values import bundles

        if self._is_small:
            return labelled(bundles(self.signalling))
        return labelled(bundles(self._messages()), window=WINDOW)

    @property
    def _is_small(self) -> bool:
        return self.survey.packets - self.survey.user_packets <= _KEPT_PACKETS

    def _tunnels(self) -> "Sequence[SeenTunnel]":
        """Return the tunnels: from the survey, unless only tshark sees them all."""
        if self.survey.user_packets_unread:
            return self._user_plane.tunnel_list
        return self.survey.tunnels

    def close(self) -> None:
        """Delete the private copy now, if there is one; the caller's own file is kept."""
        for file in (self._file, self.__dict__.get("_readable")):
            if file is not None and file.folder is not None:
                file.folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        parts = [t(fr=f"{self.count} paquets", en=f"{self.count} packets")]
        if self.duplicates:
            parts.append(
                t(fr=f"dont {self.duplicates} doublons", en=f"{self.duplicates} of them duplicates")
            )
        if self.survey.damage:
            parts.append(self._unread)
        unknown = sorted(
            number
            for number in self.survey.link_types
            if is_user_link_type(number) and number not in self.user_protocols
        )
        if unknown:
            listed = ", ".join(map(str, unknown))
            parts.append(
                t(fr=f"type de lien inconnu : {listed}", en=f"unknown link type: {listed}")
            )
        return t(
            fr=f"<Capture {self.path.name} : {', '.join(parts)}>",
            en=f"<Capture {self.path.name}: {', '.join(parts)}>",
        )

    @property
    def _unread(self) -> str:
        return t(
            fr=f"{self.unread_bytes} octets non lus à la fin",
            en=f"{self.unread_bytes} bytes at the end were not read",
        )

    def _warn_if_cut(self) -> None:
        if not self.survey.damage or not self.survey.sound_bytes:
            return
        where = (
            t(fr="s’arrête au milieu d’un paquet", en="ends in the middle of a packet")
            if self.survey.damage == "cut"
            else t(fr="est endommagé", en="is damaged")
        )
        warnings.warn(
            t(
                fr=f"{self.path.name} {where} : {self.count} paquets ont été lus, {self._unread}.",
                en=f"{self.path.name} {where}: {self.count} packets were read, {self._unread}.",
            ),
            CutCaptureWarning,
            stacklevel=3,
        )


def open_capture(
    source: Path | str | BinaryIO,
    link_type: LinkTypeChoice | None = None,
    *,
    max_packets: int | None = None,
    max_seconds: float | None = None,
) -> Capture:
    """Open a pcap or pcapng capture, gzipped or not.

    Any link type that tshark knows is read: Ethernet, cooked (SLL, SLL2), raw IP, exported PDU.
    User link types (147 to 162) are recognised by their content: NGAP, NAS, GTP-U, PFCP, F1AP,
    E1AP, E2AP, and NR MAC in UDP.

    Args:
        source: a file, a binary stream (copied to a private temporary file), or
            ``host:port`` or ``tcp://host:port`` of a live pcap-over-IP capture point, which is
            recorded before this returns.
        link_type: the protocol in user link types, if not recognised: one name for all
            (``ngap``, ``nas``, ``gtp``, ``pfcp``, ``mac``, ``f1ap``, ``e1ap``, ``e2ap``,
            ``ethernet``, ``ip``), or one per number, e.g. ``{152: "ngap"}``.
        max_packets: live: stop after this many packets.
        max_seconds: live: stop after this many seconds. A live capture needs one of the two.

    Raises:
        CaptureError: the file does not exist, is empty or is not a capture, the link type is
            unknown, or the capture point does not answer.
    """
    protocols = chosen(link_type)
    return Capture(find_file(source, max_packets, max_seconds), protocols)
