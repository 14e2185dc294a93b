"""Brings a learner's card of a lab from the portal, beside their notebook."""

import logging
import os
from pathlib import Path
from urllib.parse import quote

import httpx

from campus5g.courseware.lab.learner_card import CARD_FILE
from campus5g.kit.starting.booked import PORTAL, on_a_site
from campus5g.whole_file import replace

_ANSWER_S = 30.0

_log = logging.getLogger(__name__)


def bring_card(folder: Path, released: Path) -> None:
    """Have the card of the lab that is in a folder, if the lab has cards.

    A card that is younger than the release stays. While the portal is away the lab opens as it is:
    its first cell says that the card is missing.

    Args:
        folder: the learner's, named after the module, in one named after the cohort.
        released: where the module lies in the exchange.

    Raises:
        OSError: the disk does not take it.
    """
    card, notebook = folder / CARD_FILE, released / f"{folder.name}.ipynb"
    young = card.exists() and notebook.exists()
    if not on_a_site() or (young and card.stat().st_mtime > notebook.stat().st_mtime):
        return
    portal = os.environ[PORTAL].rstrip("/")
    try:
        answer = httpx.get(
            f"{portal}/own/cards/{quote(folder.parent.name)}/{quote(folder.name)}",
            headers={"Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}"},
            timeout=_ANSWER_S,
            trust_env=False,
        )
        if answer.status_code == httpx.codes.NOT_FOUND:
            return
        answer.raise_for_status()
    except httpx.HTTPError as error:
        _log.warning("The card of %s did not come from the portal: %s", folder.name, error)
        return
    replace(card, answer.text)
