"""The token by which the Hub knows a portal that it did not start."""

import os

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.folders import SiteFolders

TOKEN = "CAMPUS5G_PORTAL_TOKEN"  # noqa: S105 - its name
"""Environment variable of the token; else it is in the file ``portal-token``."""

_SHORTEST = 32


def portal_token(folders: SiteFolders) -> str:
    """Return the token that Hub and portal were both given.

    Raises:
        CampusError: there is none, it could be guessed, or others may read it.
    """
    file = folders.portal_token
    token = os.environ.get(TOKEN, "").strip()
    try:
        if not token and file.stat().st_mode & 0o007:
            raise CampusError(
                t(
                    fr=f"D’autres peuvent lire le jeton du portail, {file}.",
                    en=f"Others may read the portal’s token, {file}.",
                ),
                t(fr=f"Fermez-le : chmod 600 {file}.", en=f"Make it private: chmod 600 {file}."),
            )
        token = token or file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise _no_token(file.name) from error
    if len(token) < _SHORTEST:
        raise _no_token(file.name)
    return token


def _no_token(name: str) -> CampusError:
    return CampusError(
        t(
            fr=f"Le Hub et le portail ont besoin d’un jeton d’au moins {_SHORTEST} caractères.",
            en=f"The Hub and the portal need a token of {_SHORTEST} characters or more.",
        ),
        t(
            fr=f"Donnez aux deux le même, par {TOKEN} ou le fichier {name} : openssl rand -hex 32.",
            en=f"Give both the same one, by {TOKEN} or the file {name}: openssl rand -hex 32.",
        ),
    )
