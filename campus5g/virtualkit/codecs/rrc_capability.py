"""A UE's radio capabilities as a gNB passes them on to the AMF (TS 38.331, 11.2.2 and 6.3.3).

pycrate's RRC grammar takes a second to load: only a gNB that passes capabilities on needs it.
"""

from functools import cache
from typing import Any

_BANDS = {"n38": 38, "n41": 41, "n77": 77, "n78": 78, "n258": 258}


@cache
def radio_capability(band: str) -> bytes:
    """Build a UERadioAccessCapabilityInformation of a UE with one band and what is mandatory.

    Args:
        band: the band's name, as in an inventory.
    """
    from pycrate_asn1dir import RRCNR

    definitions = RRCNR.NR_RRC_Definitions
    capability = _encoded(
        definitions.UE_NR_Capability,
        {
            "accessStratumRelease": "rel15",
            "pdcp-Parameters": {
                "supportedROHC-Profiles": dict.fromkeys(
                    (f"profile0x{number}" for number in _ROHC_PROFILES), False
                ),
                "maxNumberROHC-ContextSessions": "cs2",
            },
            "phy-Parameters": {},
            "rf-Parameters": {"supportedBandListNR": [{"bandNR": _BANDS[band]}]},
        },
    )
    containers = [("nr", capability)]
    rats = _encoded(
        definitions.UE_CapabilityRAT_ContainerList,
        [{"rat-Type": rat, "ue-CapabilityRAT-Container": content} for rat, content in containers],
    )
    information = {"ue-RadioAccessCapabilityInfo": rats}
    return _encoded(
        RRCNR.NR_InterNodeDefinitions.UERadioAccessCapabilityInformation,
        {"criticalExtensions": ("c1", ("ueRadioAccessCapabilityInformation", information))},
    )


_ROHC_PROFILES = ("0000", "0001", "0002", "0003", "0004", "0006", "0101", "0102", "0103", "0104")


def _encoded(kind: Any, value: object) -> bytes:
    kind.set_val(value)
    return bytes(kind.to_uper())
