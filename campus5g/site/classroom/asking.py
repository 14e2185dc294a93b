"""What the portal of a classroom server asks of the Hub, because only root may do it."""

import os

import httpx

from campus5g.errors import CampusError
from campus5g.language import t

_PATIENCE_S = 150.0


def close_person(account: str) -> None:
    """Have a person's servers ended and their OS user removed."""
    _ask("DELETE", f"people/{account}").raise_for_status()


def erase_person(account: str) -> None:
    """Have a person's OS user and home removed."""
    _ask("DELETE", f"people/{account}?files=1").raise_for_status()


def erase_cohort(cohort: str) -> None:
    """Have a cohort's files removed wherever they are."""
    _ask("DELETE", f"cohorts/{cohort}").raise_for_status()


def _ask(method: str, duty: str) -> httpx.Response:
    hub = os.environ["JUPYTERHUB_API_URL"].removesuffix("/api")
    token = os.environ["JUPYTERHUB_API_TOKEN"]
    try:
        return httpx.request(
            method,
            f"{hub}/duties/{duty}",
            headers={"Authorization": f"token {token}"},
            timeout=_PATIENCE_S,
        )
    except httpx.HTTPError as error:
        raise CampusError(
            t(fr="Le serveur du site ne répond pas.", en="The site’s server is not responding."),
            t(fr="Réessayez dans un instant.", en="Try again in a moment."),
        ) from error
