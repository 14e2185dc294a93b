"""The kit that is booked for the owner of this notebook, as the site's portal reports."""

import os
from dataclasses import dataclass
from pathlib import Path

from campus5g.kit.errors import KitError
from campus5g.language import current_language, t

PORTAL = "CAMPUS5G_PORTAL_URL"
"""Environment variable: address of a site's portal for people's servers."""

_HUB_TOKEN = "JUPYTERHUB_API_TOKEN"  # noqa: S105 -- the variable's name
_ANSWER_S = 10.0


@dataclass(frozen=True)
class BookedKit:
    """The address of a booked kit, its token, and the authority of its certificate."""

    name: str
    url: str
    token: str
    ca_file: Path | None = None


def on_a_site() -> bool:
    """Return whether this is a server of a site, where kits are booked."""
    return bool(os.environ.get(PORTAL) and os.environ.get(_HUB_TOKEN))


def booked_kit() -> BookedKit | None:
    """Return the kit that is booked now; None if there is none, or no portal to ask.

    Raises:
        KitError: a kit is booked but can't be used.
    """
    if not on_a_site():
        return None
    import httpx

    try:
        answer = httpx.get(
            f"{os.environ[PORTAL].rstrip('/')}/own/kit",
            headers={
                "Authorization": f"token {os.environ[_HUB_TOKEN]}",
                "Accept-Language": current_language(),
            },
            timeout=_ANSWER_S,
            trust_env=False,
        )
        booking = answer.json()
    except (httpx.HTTPError, ValueError):
        # Work goes on, on a virtual kit, while the portal is away.
        return None
    if answer.status_code == httpx.codes.CONFLICT:
        raise KitError(str(booking.get("problem")), str(booking.get("remedy")))
    if answer.status_code != httpx.codes.OK or not booking:
        return None
    ca_file = booking.get("ca_file")
    return BookedKit(
        name=str(booking["kit"]),
        url=str(booking["url"]),
        token=str(booking["token"]),
        ca_file=Path(ca_file) if ca_file else None,
    )


def not_booked(name: str) -> KitError:
    """Return the error for a kit that must be booked first."""
    return KitError(
        t(
            fr=f"Le kit « {name} » n’est pas réservé pour vous en ce moment.",
            en=f"Kit “{name}” is not booked for you now.",
        ),
        t(
            fr="Réservez-le sur le portail (rubrique Kits), ou `kit.connect()` pour un kit "
            "virtuel.",
            en="Book it on the portal (under Kits), or use `kit.connect()` for a virtual kit.",
        ),
    )
