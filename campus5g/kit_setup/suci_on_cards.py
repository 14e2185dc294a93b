"""What a card writer puts on SIMs so that they conceal their identity, or do not (TS 31.102).

pySim-shell runs the script; it is for devices that compute the SUCI themselves (service 124 without
service 125), as modems do with cards that have the home network's public keys.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from campus5g.errors import CampusError
from campus5g.language import t

Profile = Literal["a", "b"]
PROFILES: tuple[Profile, ...] = ("a", "b")

_SCHEME: dict[Profile, int] = {"a": 1, "b": 2}
"""The protection scheme (TS 33.501, C.1), and the identifier of the key: as in the core's UDM."""
_NULL_SCHEME = 0
_IN_USIM = ("select MF", "select ADF.USIM")
_IN_5GS = (*_IN_USIM, "select DF.5GS")
_BY_DEVICE, _BY_CARD = 124, 125
_NO_ROUTING = "f0ffffff"
"""Routing indicator 0: none is used (TS 31.102, 4.4.11.11; TS 23.003, 2.2B)."""


def read_public_key(profile: Profile, file: Path) -> bytes:
    """Return a home network's public key as cards have it.

    Args:
        profile: of ECIES: ``a`` (Curve25519) or ``b`` (secp256r1).
        file: PEM, as provisioning writes it on the core's machine.

    Raises:
        CampusError: it can't be read, or is another kind of key.
    """
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise CampusError(
            t(
                fr=f"{file} est illisible ({error.strerror}).",
                en=f"{file} can't be read ({error.strerror}).",
            ),
            _whence(profile),
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_of(profile, file) from error
    match profile, key:
        case "a", X25519PublicKey():
            return key.public_bytes_raw()
        case "b", EllipticCurvePublicKey() if isinstance(key.curve, SECP256R1):
            return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        case _:
            raise _not_of(profile, file)


def concealing_script(keys: Mapping[Profile, bytes]) -> str:
    """Return the script for cards that let their device conceal the identity.

    Args:
        keys: the home network's public keys; of two, profile B goes first.
    """
    profiles: list[Profile] = [each for each in reversed(PROFILES) if each in keys]
    schemes = [
        {"priority": place, "identifier": _SCHEME[each], "key_index": place + 1}
        for place, each in enumerate(profiles)
    ]
    schemes.append({"priority": len(profiles), "identifier": _NULL_SCHEME, "key_index": 0})
    calculation = {
        "prot_scheme_id_list": schemes,
        "hnet_pubkey_list": [
            {"hnet_pubkey_identifier": _SCHEME[each], "hnet_pubkey": keys[each].hex().upper()}
            for each in profiles
        ],
    }
    return _script(
        *_IN_5GS,
        "select EF.SUCI_Calc_Info",
        f"update_binary_decoded '{json.dumps(calculation)}'",
        *_IN_5GS,
        "select EF.Routing_Indicator",
        f"update_binary {_NO_ROUTING}",
        *_IN_USIM,
        "select EF.UST",
        f"ust_service_activate {_BY_DEVICE}",
        f"ust_service_deactivate {_BY_CARD}",
    )


def revealing_script() -> str:
    """Return the script for cards whose device sends the IMSI in clear."""
    return _script(
        *_IN_USIM,
        "select EF.UST",
        f"ust_service_deactivate {_BY_DEVICE}",
        f"ust_service_deactivate {_BY_CARD}",
    )


def _script(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _not_of(profile: Profile, file: Path) -> CampusError:
    name = profile.upper()
    return CampusError(
        t(
            fr=f"{file} n’est pas une clé publique du profil {name}.",
            en=f"{file} is not a public key of profile {name}.",
        ),
        _whence(profile),
    )


def _whence(profile: Profile) -> str:
    file = f"/etc/open5gs/hnet/campus5g-{profile}.pub"
    return t(
        fr=f"Copiez {file} de la machine du cœur, où l’écrit campus5g kit provision.",
        en=f"Copy {file} from the core's machine, where campus5g kit provision writes it.",
    )
