"""The 5G key hierarchy, from the USIM's response to the NAS keys and K_gNB (TS 33.501, annex A)."""

import hashlib
import hmac

NAS_ENCRYPTION = 0x01
NAS_INTEGRITY = 0x02

_THREE_GPP_ACCESS = b"\x01"


def kdf(key: bytes, function_code: int, *parameters: bytes) -> bytes:
    """Derive a key of 32 bytes (TS 33.220, annex B.2)."""
    message = bytes([function_code])
    for parameter in parameters:
        message += parameter + len(parameter).to_bytes(2)
    return hmac.digest(key, message, hashlib.sha256)


def serving_network_name(mcc: str, mnc: str) -> bytes:
    """Return the serving network name, which binds keys to one network (TS 24.501, 9.12.1)."""
    return f"5G:mnc{mnc:0>3}.mcc{mcc}.3gppnetwork.org".encode()


def res_star(ck: bytes, ik: bytes, network: bytes, rand: bytes, res: bytes) -> bytes:
    """Return RES*, 16 bytes (A.4)."""
    return kdf(ck + ik, 0x6B, network, rand, res)[16:]


def hres_star(rand: bytes, res: bytes) -> bytes:
    """Return HRES*, 16 bytes, from RES* (A.5)."""
    return hashlib.sha256(rand + res).digest()[16:]


def k_ausf(ck: bytes, ik: bytes, network: bytes, sqn_xor_ak: bytes) -> bytes:
    """Return K_AUSF (A.2)."""
    return kdf(ck + ik, 0x6A, network, sqn_xor_ak)


def k_seaf(ausf_key: bytes, network: bytes) -> bytes:
    """Return K_SEAF (A.6)."""
    return kdf(ausf_key, 0x6C, network)


def k_amf(seaf_key: bytes, supi: str, abba: bytes) -> bytes:
    """Return K_AMF (A.7); the SUPI is the IMSI's digits."""
    return kdf(seaf_key, 0x6D, supi.encode(), abba)


def k_nas(amf_key: bytes, purpose: int, algorithm: int) -> bytes:
    """Return a NAS key, 16 bytes (A.8); purpose is NAS_ENCRYPTION or NAS_INTEGRITY."""
    return kdf(amf_key, 0x69, bytes([purpose]), bytes([algorithm]))[16:]


def next_hop(amf_key: bytes, before: bytes) -> bytes:
    """Return NH (A.10), from the NH before it or from the first K_gNB."""
    return kdf(amf_key, 0x6F, before)


def k_gnb(amf_key: bytes, uplink_count: int) -> bytes:
    """Return K_gNB (A.9), bound to the NAS COUNT of the last uplink message."""
    return kdf(amf_key, 0x6E, uplink_count.to_bytes(4), _THREE_GPP_ACCESS)
