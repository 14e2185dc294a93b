"""The certificate that the gateway shows to clients on other machines."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from campus5g.errors import CampusError
from campus5g.inventory import Inventory
from campus5g.language import t

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""TLS 1.2 ciphers with forward secrecy and authenticated encryption (RFC 9325, 4.2)."""


@dataclass(frozen=True)
class Certificate:
    """A certificate with its chain, and its private key, both as PEM files."""

    chain: Path
    key: Path

    def use(self, config: uvicorn.Config) -> None:
        """Make a server use HTTPS, with TLS 1.2 or later.

        Raises:
            CampusError: a file can't be read, or the key does not match the certificate.
        """
        config.ssl_certfile, config.ssl_keyfile = self.chain, str(self.key)
        config.ssl_ciphers = _CIPHERS
        try:
            config.load()
        except OSError as error:  # ssl.SSLError is one
            raise CampusError(
                t(
                    fr=f"Le certificat {self.chain} ne peut pas servir avec la clé {self.key} "
                    f"({error.strerror or error}).",
                    en=f"The certificate {self.chain} can't be used with the key {self.key} "
                    f"({error.strerror or error}).",
                ),
                t(
                    fr="Donnez deux fichiers PEM qui vont ensemble et que la passerelle peut lire.",
                    en="Give two PEM files that belong together and that the gateway can read.",
                ),
            ) from error
        if config.ssl is None:
            raise RuntimeError("a server with a certificate has no TLS")
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2


def certificate_of(
    inventory: Inventory, chain: Path | None, key: Path | None
) -> Certificate | None:
    """Return the certificate of a kit's gateway; None for HTTP.

    Args:
        inventory: the kit, which may ask for TLS.
        chain: the file with the certificate, if there is one.
        key: the file with its private key.

    Raises:
        CampusError: one is given without the other, or neither although the inventory asks for TLS.
    """
    if chain is not None and key is not None:
        return Certificate(chain, key)
    if chain is not None or key is not None:
        raise CampusError(
            t(
                fr="Un certificat ne va pas sans sa clé, ni une clé sans son certificat.",
                en="A certificate needs its key, and a key needs its certificate.",
            ),
            t(
                fr="Donnez les deux, --certificate et --key, ou aucun.",
                en="Give both --certificate and --key, or neither.",
            ),
        )
    if inventory.gateway.tls:
        raise CampusError(
            t(
                fr=f"L’inventaire du kit {inventory.name} demande TLS, et il n’y a pas de "
                "certificat.",
                en=f"The inventory of kit {inventory.name} asks for TLS, but there is no "
                "certificate.",
            ),
            t(
                fr="Donnez --certificate et --key ; sur la machine de bord du kit, "
                "`campus5g kit provision` fait un service qui les a.",
                en="Give --certificate and --key; on the kit's edge, `campus5g kit provision` "
                "installs a service that has them.",
            ),
        )
    return None
