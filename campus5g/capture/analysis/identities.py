"""The subscriber identities in NAS and NGAP messages: SUCI, IMSI, 5G-GUTI (TS 23.003)."""

from collections.abc import Hashable, Iterable

from campus5g.capture.analysis.tunnel_ends import octets
from campus5g.capture.analysis.values import as_number
from campus5g.capture.messages.message import Message

_MISSING = "?"
_AMF_SET_BITS, _AMF_POINTER_BITS = 10, 6


def suci_of(message: Message) -> tuple[str, str]:
    """Return the SUCI in a NAS message and, from a null-scheme one, the IMSI; ``""`` if absent."""
    scheme = as_number(message.first("nas-5gs.mm.suci.scheme_id"))
    if scheme is None or (as_number(message.first("nas-5gs.mm.suci.supi_fmt")) or 0):
        nai = message.first("nas-5gs.mm.suci.nai")
        return (f"suci-1-{nai}" if nai else "", "")
    mcc, mnc = message.first("e212.mcc"), message.first("e212.mnc")
    msin = message.first("nas-5gs.mm.suci.msin")
    output = msin or message.first("nas-5gs.mm.suci.scheme_output") or _protected_output(message)
    if not mcc or not mnc or not output:
        return "", ""
    routing = message.first("nas-5gs.mm.suci.routing_indicator") or "?"
    key = message.first("nas-5gs.mm.suci.pki") or "?"
    # tshark pads the codes: "1" and "01" differ in an IMSI, so MCC and MNC stay as printed.
    mcc, mnc = mcc.zfill(3), mnc.zfill(2)
    suci = f"suci-0-{mcc}-{mnc}-{routing}-{scheme}-{key}-{output.replace(':', '')}"
    return suci, f"{mcc}{mnc}{msin}" if scheme == 0 and msin else ""


def _protected_output(message: Message) -> str:
    parts = ("ecc_public_key", "ciphertext", "mac_tag")
    return "".join(message.first(f"nas-5gs.mm.suci.scheme_output.{part}") or "" for part in parts)


def guti_of(message: Message) -> tuple[str, Hashable]:
    """Return the 5G-GUTI or 5G-S-TMSI in a NAS message, and its key for comparison."""
    tmsi = as_number(message.first("nas-5gs.5g_tmsi") or message.first("3gpp.tmsi"))
    if tmsi is None:
        return "", None
    amf_set = as_number(message.first("nas-5gs.amf_set_id"))
    pointer = as_number(message.first("nas-5gs.amf_pointer"))
    shown = (
        message.first("e212.guami.mcc"),
        message.first("e212.guami.mnc"),
        as_number(message.first("nas-5gs.amf_region_id")),
        amf_set,
        pointer,
    )
    parts = "-".join(_MISSING if part is None else str(part) for part in shown)
    return f"{parts}-{tmsi:08x}", ("tmsi", amf_set, pointer, tmsi)


def without_parts(gutis: Iterable[str]) -> tuple[str, ...]:
    """Leave out a 5G-S-TMSI whose full 5G-GUTI is known as well."""
    listed = list(gutis)
    known = {_s_tmsi(guti) for guti in listed if _MISSING not in guti}
    return tuple(guti for guti in listed if _MISSING not in guti or _s_tmsi(guti) not in known)


def _s_tmsi(guti: str) -> str:
    return "-".join(guti.split("-")[-3:])


def ngap_tmsi(message: Message) -> Hashable:
    """Return the 5G-S-TMSI in an InitialUEMessage or Paging, in the form of `guti_of`."""
    tmsi = octets(message.first("ngap.fiveG_TMSI") or "")
    if tmsi is None:
        return None
    amf_set = _bits(message.first("ngap.aMFSetID"), _AMF_SET_BITS)
    return ("tmsi", amf_set, _bits(message.first("ngap.aMFPointer"), _AMF_POINTER_BITS), tmsi)


def _bits(text: str | None, size: int) -> int | None:
    """Return a BIT STRING's value: tshark shows its octets, padded on the right."""
    value = octets(text or "")
    return None if value is None else value >> (-size % 8)
