"""NAS protection: the published vectors (TS 33.401, annex C), counts, replays, changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.virtualkit.security.nas_security import (
    DOWNLINK,
    UPLINK,
    Ciphering,
    Integrity,
    NasSecurity,
    NasSecurityError,
    SecurityHeader,
    nea2,
    nia2,
)

K_AMF = bytes(range(32))
CIPHERED = SecurityHeader.INTEGRITY_CIPHERED


def pair(ciphering: Ciphering) -> tuple[NasSecurity, NasSecurity]:
    return (
        NasSecurity(K_AMF, UPLINK, Integrity.NIA2, ciphering),
        NasSecurity(K_AMF, DOWNLINK, Integrity.NIA2, ciphering),
    )


def test_nea2_gives_published_set_1() -> None:
    key = bytes.fromhex("d3c5d592327fb11c4035c6680af8c6d1")
    plain = "981ba6824c1bfb1ab485472029b71d808ce33e2cc3c0b5fc1f3de8a6dc66b1f0"

    ciphered = nea2(key, 0x398A59B4, 0x15, 1, bytes.fromhex(plain))

    # The set counts 253 bits: the last three of the octets are not part of it.
    published = "e9fed8a63d155304d71df20bf3e82214b20ed7dad2f233dc3c22d7bdeeed8e78"
    assert int(ciphered.hex(), 16) >> 3 == int(published, 16) >> 3


def test_nia2_gives_published_set_2() -> None:
    key = bytes.fromhex("d3c5d592327fb11c4035c6680af8c6d1")

    mac = nia2(key, 0x398A59B4, 0x1A, 1, bytes.fromhex("484583d5afe082ae"))

    assert mac.hex() == "b93787e6"


@pytest.mark.parametrize("ciphering", Ciphering)
@given(messages=st.lists(st.binary(min_size=3, max_size=80), min_size=1, max_size=5))
def test_each_side_reads_what_the_other_protects(
    ciphering: Ciphering, messages: list[bytes]
) -> None:
    ue, amf = pair(ciphering)

    for message in messages:
        assert amf.unprotect(ue.protect(message, CIPHERED)) == message
        assert ue.unprotect(amf.protect(message, CIPHERED)) == message


def test_nea2_hides_the_message_and_nea0_does_not() -> None:
    secret = b"the badge's name"

    shown = pair(Ciphering.NEA0)[0].protect(secret, CIPHERED)
    hidden = pair(Ciphering.NEA2)[0].protect(secret, CIPHERED)

    assert secret in shown
    assert secret not in hidden


def test_the_count_continues_after_256_messages() -> None:
    ue, amf = pair(Ciphering.NEA2)

    received = [amf.unprotect(ue.protect(b"abc", CIPHERED)) for _ in range(300)]

    assert received == [b"abc"] * 300
    assert amf.received == 299


def test_a_replayed_message_is_refused() -> None:
    ue, amf = pair(Ciphering.NEA0)
    pdu = ue.protect(b"abc", CIPHERED)
    amf.unprotect(pdu)

    with pytest.raises(NasSecurityError):
        amf.unprotect(pdu)


def test_a_reflected_message_is_refused() -> None:
    ue, _ = pair(Ciphering.NEA0)

    with pytest.raises(NasSecurityError):
        ue.unprotect(ue.protect(b"abc", CIPHERED))


@given(position=st.integers(2, 20), change=st.integers(1, 255))
def test_a_changed_octet_is_detected(position: int, change: int) -> None:
    ue, amf = pair(Ciphering.NEA0)
    pdu = bytearray(ue.protect(bytes(14), CIPHERED))
    pdu[position] ^= change

    with pytest.raises(NasSecurityError):
        amf.unprotect(bytes(pdu))


@given(st.binary(max_size=40))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(NasSecurityError):
        pair(Ciphering.NEA0)[0].unprotect(junk)
