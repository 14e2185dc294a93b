"""The gateway's signing key: made at the first start and kept; its public half is published."""

from campus5g.errors import CampusError
from campus5g.evidence import KitKey, SigningKey, keyring_folder, publish
from campus5g.places import data_folder


def signing_key(kit: str) -> SigningKey:
    """Return the key of a kit's gateway in this installation.

    The private half lies in ``gateways/<kit>/signing-key.pem`` of the data folder, mode 0600.

    Raises:
        CampusError: the key can't be read or written.
    """
    key = SigningKey.at(data_folder() / "gateways" / kit / "signing-key.pem")
    try:
        publish(KitKey(key.public.public, kit))
    except OSError as error:
        raise CampusError(
            f"The kit's public key can't be written to {keyring_folder()} ({error.strerror}).",
            "Give the gateway a data folder that it can write to (CAMPUS5G_DATA).",
        ) from error
    return key
