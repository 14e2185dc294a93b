"""The protection of each NAS message: its security header and the algorithms (TS 24.501, 9.3).

tshark can read a message with header type 2 or 4 only with null ciphering, and sometimes shows
random bytes as a message; the algorithms that the security mode command selected decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from campus5g.capture.messages.message import Security
from campus5g.capture.remembered import Remembered
from campus5g.capture.tshark.signalling_frames import Pdu

_CLEAR, _INTEGRITY, _CIPHERED = "0", frozenset({"1", "3"}), frozenset({"2", "4"})
_SECURITY_MODE_COMMAND, _SECURITY_MODE_REJECT = 0x5D, 0x5F
_ASSIGNS_TMSI = frozenset({0x42, 0x54})

_KEYS_REMEMBERED = 10_000
Key = tuple[str, int]
"""Identifies a UE: a scope (an association, an AMF) and its number there."""


class Protection(NamedTuple):
    """The protection of one NAS message."""

    security: Security
    ciphering: str
    """``NEA0``… if known."""
    integrity: str
    """``NIA0``… if known."""
    readable: bool
    """Whether the content is in the clear."""


@dataclass(slots=True)
class _Algorithms:
    ciphering: int
    integrity: int


class NasSecurity:
    """Tracks the algorithms in force for every UE, message by message."""

    def __init__(self) -> None:
        self._of: Remembered[Key, _Algorithms] = Remembered(_KEYS_REMEMBERED)

    def judge(self, pdu: Pdu, keys: Sequence[Key]) -> Protection:
        """Return a message's protection, and learn from the message.

        Args:
            pdu: a NAS message.
            keys: identify its UE; empty if it is unknown.
        """
        header = pdu.first("nas-5gs.security_header_type") or _CLEAR
        code = message_type(pdu)
        known = next((found for key in keys if (found := self._of.get(key)) is not None), None)
        if code == _SECURITY_MODE_COMMAND and header not in _CIPHERED:
            known = _chosen(pdu) or known
        if known is not None:
            for key in keys:
                self._of[key] = known
        if code == _SECURITY_MODE_REJECT and header not in _CIPHERED:
            self.forget(keys)
        protection = _protection(header, known, code is not None)
        if protection.readable and known is not None and code in _ASSIGNS_TMSI:
            tmsi = temporary_identity(pdu)
            if tmsi is not None:
                self._of["5G-TMSI", tmsi] = known
        return protection

    def forget(self, keys: Sequence[Key]) -> None:
        """Free these keys for another UE."""
        for key in keys:
            self._of.pop(key, None)

    def resume(self, keys: Sequence[Key], tmsi: int | None) -> None:
        """Note that a UE returns with its 5G-S-TMSI and new keys."""
        self.forget(keys)
        known = self._of.get(("5G-TMSI", tmsi)) if tmsi is not None else None
        if known is not None:
            for key in keys:
                self._of[key] = known


def message_type(pdu: Pdu) -> int | None:
    """Return the type of the outermost 5GMM or 5GSM message, or None."""
    kind = "sm" if pdu.kind == "NAS-SM" else "mm"
    return number(pdu.first(f"nas-5gs.{kind}.message_type"))


def temporary_identity(pdu: Pdu) -> int | None:
    """Return the 5G-TMSI of a message, or None."""
    return number(pdu.first("nas-5gs.5g_tmsi"))


def number(text: str) -> int | None:
    """Return a number that tshark prints, decimal or ``0x…``, or None."""
    try:
        return int(text, 16) if text.startswith("0x") else int(text)
    except ValueError:
        return None


def _chosen(pdu: Pdu) -> _Algorithms | None:
    ciphering = number(pdu.first("nas-5gs.mm.nas_sec_algo_enc"))
    integrity = number(pdu.first("nas-5gs.mm.nas_sec_algo_ip"))
    if ciphering is None or integrity is None:
        return None
    return _Algorithms(ciphering, integrity)


def _protection(header: str, known: _Algorithms | None, seen: bool) -> Protection:
    if header == _CLEAR:
        return Protection("clear", "", "", seen)
    integrity = f"NIA{known.integrity}" if known else ""
    null_integrity: Security = "clear" if known and known.integrity == 0 else "integrity"
    if header in _INTEGRITY:
        return Protection(null_integrity, f"NEA{known.ciphering}" if known else "", integrity, seen)
    if header in _CIPHERED:
        if known is None:
            return Protection("integrity" if seen else "ciphered", "NEA0" if seen else "", "", seen)
        if known.ciphering == 0:
            return Protection(null_integrity, "NEA0", integrity, seen)
        return Protection("ciphered", f"NEA{known.ciphering}", integrity, False)
    return Protection("", "", "", seen)
