"""The kit that is booked for whoever this notebook belongs to, as the site's portal says."""

import os
from dataclasses import dataclass
from pathlib import Path

from campus5g.kit.errors import KitError
from campus5g.language import current_language, t

PORTAL = "CAMPUS5G_PORTAL_URL"
"""Environment variable: where a site's portal answers its people's servers."""

_HUB_TOKEN = "JUPYTERHUB_API_TOKEN"  # noqa: S105 -- the variable's name
_ANSWER_S = 10.0


@dataclass(frozen=True)
class BookedKit:
    """Where a booked kit answers, what opens it, and the authority that its gateway shows."""

    name: str
    url: str
    token: str
    ca_file: Path | None = None


def on_a_site() -> bool:
    """Return whether kits are booked here: in a server of a site."""
    return bool(os.environ.get(PORTAL) and os.environ.get(_HUB_TOKEN))


def booked_kit() -> BookedKit | None:
    """Return the kit that is booked for now; None if none is, or nobody can be asked.

    Raises:
        KitError: one is booked and can't be had.
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
        said = answer.json()
    except (httpx.HTTPError, ValueError):
        # Work goes on, on a virtual kit, while the portal is away.
        return None
    if answer.status_code == httpx.codes.CONFLICT:
        raise KitError(str(said.get("problem")), str(said.get("remedy")))
    if answer.status_code != httpx.codes.OK or not said:
        return None
    ca_file = said.get("ca_file")
    return BookedKit(
        name=str(said["kit"]),
        url=str(said["url"]),
        token=str(said["token"]),
        ca_file=Path(ca_file) if ca_file else None,
    )


def not_booked(name: str) -> KitError:
    """Return what is told of a kit that must be booked first."""
    return KitError(
        t(
            fr=f"Le kit « {name} » n’est pas réservé pour vous en ce moment.",
            en=f"Kit “{name}” is not booked for you now.",
        ),
        t(
            fr="Réservez-le sur le portail (rubrique Kits), ou `kit.connect()` pour un kit "
            "virtuel.",
            en="Book it on the portal (under Kits), or `kit.connect()` for a virtual kit.",
        ),
    )
