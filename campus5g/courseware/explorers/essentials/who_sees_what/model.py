"""Who sees what of a device on which link of a 5G network, why, and who can change its data."""

from dataclasses import dataclass
from typing import Literal

Link = Literal["air", "n2", "n3", "n4", "n6", "core", "sim"]
Matter = Literal["identity", "signalling", "content"]
Sight = Literal["clear", "partly", "hidden", "absent"]

LINKS: tuple[Link, ...] = ("sim", "air", "n2", "n3", "n4", "core", "n6")
"""On the way from the device to the plant's server."""
MATTERS: tuple[Matter, ...] = ("identity", "signalling", "content")

Reason = Literal[
    "suci",
    "null-scheme",
    "nea2",
    "nea2-once-agreed",
    "nea0",
    "application-tls",
    "ipsec",
    "no-ipsec",
    "radio-ends-at-antenna",
    "keys-on-n2",
    "session-rules",
    "core-decides",
    "core-forwards",
    "file-of-the-card",
    "only-at-its-peers",
    "behind-the-network",
    "temporary-address",
]


@dataclass(frozen=True)
class Protection:
    """What is switched on.

    Args:
        suci: the IMSI is concealed for the home network (TS 33.501, 6.12 and annex C); else
            the null scheme.
        nea2: signalling and data are ciphered on the radio with NEA2 (TS 33.501, 6.4 to 6.6 and
            annex D); else NEA0, which ciphers nothing. Integrity of signalling (NIA2) is always
            on: it keeps a listener from changing, not from reading.
        integrity: user data are sealed on the radio (TS 33.501, 6.6.4): a device and a gNB
            support it, its use is optional (5.2.3).
        ipsec: N2, N3 and N4 go through an IPsec tunnel (TS 33.501, 9.2, 9.3 and 9.9).
        tls: the application ciphers from the device to the server.
    """

    suci: bool = False
    nea2: bool = False
    integrity: bool = False
    ipsec: bool = False
    tls: bool = False


@dataclass(frozen=True)
class Seen:
    """What someone on a link can read of something, and why."""

    sight: Sight
    reason: Reason


def seen(link: Link, matter: Matter, protection: Protection) -> Seen:
    """Return what an eavesdropper on a link can read.

    A device that registers for the first time, with a session that carries its data: on the radio,
    at the wires N2 and N3 between antenna and core, at N4 between the SMF and a UPF that stands
    apart, in the core, at N6 behind it, and on its SIM.

    Source: TS 33.501: 6.12 (SUCI), 6.4.4 (confidentiality of NAS), 6.5 and 6.6 (of the radio; it
    ends at the gNB), 9.2 (N2), 9.3 (N3), 9.9 (N4), 5.2.4 (the SIM keeps its key); TS 38.413 (the
    radio's key in N2); TS 29.244 (session rules in N4); TS 31.102, 4.2.2 (the IMSI's file).
    """
    return {
        "air": _on_air,
        "n2": _on_n2,
        "n3": _on_n3,
        "n4": _on_n4,
        "n6": _on_n6,
        "core": _in_core,
        "sim": _on_sim,
    }[link](matter, protection)


def readable(protection: Protection) -> list[tuple[Link, Matter]]:
    """Return what can be read in the clear, as pairs of link and content."""
    return [
        (link, matter)
        for link in LINKS
        for matter in MATTERS
        if seen(link, matter, protection).sight == "clear"
    ]


def alterable(protection: Protection) -> list[Link]:
    """Return where someone can change the device's data without being noticed.

    Encryption alone does not prevent it: NEA2 is a stream cipher (AES in counter mode, TS 33.501,
    annex D), in which a changed bit of the ciphertext changes that bit of the text. IPsec and TLS
    seal what they encrypt.
    """
    sealed: dict[Link, bool] = {
        "air": protection.integrity,
        "n3": protection.ipsec,
        "core": False,
        "n6": False,
    }
    return [link for link in LINKS if link in sealed and not (protection.tls or sealed[link])]


def _on_air(matter: Matter, protection: Protection) -> Seen:
    if matter == "identity":
        return _name(protection)
    if matter == "signalling":
        # What comes before the keys are agreed, the first request among it, is never ciphered.
        return Seen("partly", "nea2-once-agreed") if protection.nea2 else Seen("clear", "nea0")
    if protection.tls:
        return Seen("hidden", "application-tls")
    return Seen("hidden", "nea2") if protection.nea2 else Seen("clear", "nea0")


def _on_n2(matter: Matter, protection: Protection) -> Seen:
    if matter == "content":
        return Seen("absent", "only-at-its-peers")
    if protection.ipsec:
        return Seen("hidden", "ipsec")
    if matter == "identity":
        return _name(protection)
    return Seen("partly", "keys-on-n2") if protection.nea2 else Seen("clear", "no-ipsec")


def _on_n3(matter: Matter, protection: Protection) -> Seen:
    if matter == "identity":
        return Seen("absent", "temporary-address")
    if matter == "signalling":
        return Seen("absent", "only-at-its-peers")
    if protection.ipsec:
        return Seen("hidden", "ipsec")
    if protection.tls:
        return Seen("hidden", "application-tls")
    return Seen("clear", "radio-ends-at-antenna")


def _on_n4(matter: Matter, protection: Protection) -> Seen:
    if matter == "identity":
        return Seen("absent", "temporary-address")
    if matter == "content":
        return Seen("absent", "only-at-its-peers")
    return Seen("hidden", "ipsec") if protection.ipsec else Seen("clear", "session-rules")


def _in_core(matter: Matter, protection: Protection) -> Seen:
    if matter == "content":
        return (
            Seen("hidden", "application-tls") if protection.tls else Seen("clear", "core-forwards")
        )
    return Seen("clear", "core-decides")


def _on_n6(matter: Matter, protection: Protection) -> Seen:
    if matter == "identity":
        return Seen("absent", "temporary-address")
    if matter == "signalling":
        return Seen("absent", "only-at-its-peers")
    return (
        Seen("hidden", "application-tls") if protection.tls else Seen("clear", "behind-the-network")
    )


def _on_sim(matter: Matter, protection: Protection) -> Seen:
    if matter == "identity":
        return Seen("clear", "file-of-the-card")
    return Seen("absent", "only-at-its-peers")


def _name(protection: Protection) -> Seen:
    return Seen("hidden", "suci") if protection.suci else Seen("clear", "null-scheme")
