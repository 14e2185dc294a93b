"""The authorities that a client trusts to sign the certificate of a kit's gateway."""

import os
import ssl
from pathlib import Path

from campus5g.kit.errors import KitError
from campus5g.language import t

CA_FILE = "CAMPUS5G_CA_FILE"
"""Environment variable: a PEM file with the authority that signed the kit's certificate."""

_EXPIRED = 10
_NOT_YET_VALID = 9
_OTHER_ADDRESS = {62, 63, 64}
"""Results of OpenSSL's verification, X509_V_ERR_… in ``x509_vfy.h``."""


class UntrustedKitError(KitError):
    """A gateway that answers but does not prove that it belongs to the kit."""


def ca_file_from_surroundings() -> Path | None:
    """Return the authority's file that the environment names, or None."""
    named = os.environ.get(CA_FILE)
    return Path(named).absolute() if named else None


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Return a TLS context for a gateway: TLS 1.2 or later, certificate and address checked.

    Args:
        ca_file: the only authority to trust; by default those of this machine.

    Raises:
        KitError: the file can't be read, or does not hold a certificate.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one
        raise KitError(
            t(
                fr=f"L’autorité du kit ne peut pas être lue ({ca_file}).",
                en=f"The kit's authority can't be read ({ca_file}).",
            ),
            t(
                fr=f"{CA_FILE} nomme un fichier PEM : une copie de /etc/campus5g/tls/ca.crt de la "
                "passerelle du kit.",
                en=f"{CA_FILE} names a PEM file: a copy of /etc/campus5g/tls/ca.crt of the "
                "kit's edge.",
            ),
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def certificate_refused(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """Return the refused certificate among the causes of an error, or None."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def untrusted(url: str, error: ssl.SSLCertVerificationError) -> UntrustedKitError:
    """Return the error for a gateway whose certificate is refused, by the reason."""
    if error.verify_code == _EXPIRED:
        return UntrustedKitError(
            t(
                fr=f"Le certificat du kit ({url}) a expiré.",
                en=f"The certificate of the kit ({url}) has expired.",
            ),
            t(
                fr="Vérifiez l’heure de cette machine ; si elle est juste, l’opérateur du kit "
                "renouvelle le certificat (docs/how-to/kits/operate.md).",
                en="Check this machine's time; if it is right, the kit's operator renews the "
                "certificate (docs/how-to/kits/operate.md).",
            ),
        )
    if error.verify_code == _NOT_YET_VALID:
        return UntrustedKitError(
            t(
                fr=f"Le certificat du kit ({url}) n’est pas encore valable.",
                en=f"The certificate of the kit ({url}) is not valid yet.",
            ),
            t(
                fr="Vérifiez l’heure de cette machine, et celle de la passerelle.",
                en="Check the time of this machine and of the gateway.",
            ),
        )
    if error.verify_code in _OTHER_ADDRESS:
        return UntrustedKitError(
            t(
                fr=f"Le certificat montré à l’adresse {url} est celui d’une autre adresse.",
                en=f"The certificate at {url} belongs to another address.",
            ),
            t(
                fr="Utilisez l’adresse que donne l’inventaire du kit. Si c’est elle, prévenez "
                "votre formateur : un autre programme répond à la place du kit.",
                en="Use the address in the kit's inventory. If this is it, tell your trainer: "
                "something else answers in the kit's place.",
            ),
        )
    return UntrustedKitError(
        t(
            fr=f"Le certificat du kit ({url}) n’est pas signé par l’autorité attendue.",
            en=f"The certificate of the kit ({url}) is not signed by the expected authority.",
        ),
        t(
            fr=f"Nommez dans {CA_FILE} une copie de /etc/campus5g/tls/ca.crt de la passerelle de "
            "ce kit, ou prévenez votre formateur.",
            en=f"Name in {CA_FILE} a copy of /etc/campus5g/tls/ca.crt of this kit's edge, or "
            "tell your trainer.",
        ),
    )
